"""What waits for a member of staff, and which accounts are to end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.process.codes import CaseStage, ComplaintStage, Duty
from evenhand.process.leaving import LASTS_DAYS, Held
from evenhand.process.rules import UNDECIDED
from evenhand.records.load import as_recorded
from evenhand.records.models import Account, Case, Complaint, Record

OFFICER = "named-officer"
_TO_INVESTIGATE, _TO_DECIDE = UNDECIDED, (*UNDECIDED, CaseStage.RECOMMENDED)
"""The stages at which a duty still has to be done, and can be given to somebody else."""


@dataclass(frozen=True, slots=True)
class AskedEnd:
    """An account that is to end: asked for by an administrator, and not yet confirmed."""

    account: str
    by: str
    reason: str
    on: date


def held_by(ref: str) -> tuple[Held, ...]:
    """Everything that waits for this person, in the order of complaints."""
    return tuple(sorted(_held(ref), key=lambda one: (one.complaint, one.case or 0, one.duty)))


def asked_ends(today: date) -> dict[str, AskedEnd]:
    """What was asked for within the last days and is not done, by account; the newest of each."""
    rows = Record.objects.filter(act="account-end-asked").order_by("entry_id")
    there = set(Account.objects.filter(ended_entry=None).values_list("ref", flat=True))
    found = {}
    for recorded in as_recorded(rows.values_list("entry_id", "facts", "entry__record")):
        data = recorded.data
        if data["account"] in there and recorded.on + timedelta(days=LASTS_DAYS) >= today:
            found[data["account"]] = AskedEnd(data["account"], data["by"], data["reason"], recorded.on)
    return found


def _held(ref: str) -> Iterator[Held]:
    columns = ("complaint_id", "complaint__number", "number", "complaint__apart")
    for duty, stages, column in (
        (Duty.INVESTIGATE, _TO_INVESTIGATE, "investigator"),
        (Duty.DECIDE, _TO_DECIDE, "decision_maker"),
    ):
        cases = Case.objects.filter(**{column: ref}, stage__in=stages, complaint__imported=False)
        for complaint, number, case, apart in cases.values_list(*columns):
            yield Held(complaint, number, duty.value, case, apart)
    asked = Complaint.objects.filter(named_officer=ref, imported=False).exclude(stage=ComplaintStage.CLOSED)
    for complaint, number, apart in asked.values_list("index", "number", "apart"):
        yield Held(complaint, number, OFFICER, apart=apart)
