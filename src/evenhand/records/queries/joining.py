"""Accounts that were set up and wait for a second person."""

from dataclasses import dataclass
from datetime import date

from evenhand.records.load import as_recorded
from evenhand.records.models import Account, Record


@dataclass(frozen=True, slots=True)
class WaitingAccount:
    """An account that nobody can use yet: whose it is to be, and who set it up when."""

    ref: str
    login: str
    name: str
    by: str
    on: date


def waiting_accounts() -> dict[str, WaitingAccount]:
    """Every account that is not confirmed and has not ended, by reference, the oldest first."""
    rows = list(Account.objects.filter(confirmed_entry=None, ended_entry=None).order_by("entry"))
    records = Record.objects.filter(entry_id__in=[row.entry for row in rows])
    acts = {
        recorded.index: recorded
        for recorded in as_recorded(records.values_list("entry_id", "facts", "entry__record"))
    }
    return {
        row.ref: WaitingAccount(row.ref, row.login, row.name, acts[row.entry].data["by"], acts[row.entry].on)
        for row in rows
        if row.entry in acts
    }
