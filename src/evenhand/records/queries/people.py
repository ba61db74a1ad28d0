"""Staff: who they are, which roles they hold today, by whom and for how long."""

from dataclasses import dataclass
from datetime import date

from evenhand.process.state import Appointment
from evenhand.records.load import accounts_in_use, people
from evenhand.records.models import Account, WorkAddress


@dataclass(frozen=True, slots=True)
class Staff:
    """One member of staff."""

    ref: str
    login: str
    name: str
    roles: tuple[str, ...]
    appointments: tuple[Appointment, ...]
    has_address: bool
    """Whether the account has a work e-mail address."""


def staff(today: date) -> list[Staff]:
    """Everyone with an account in use, by name."""
    known, addressed = people(), frozenset(WorkAddress.objects.values_list("account", flat=True))
    rows = accounts_in_use().order_by("name")
    return [
        Staff(
            row.ref,
            row.login,
            row.name,
            tuple(sorted(known[row.ref].roles(today))),
            known[row.ref].appointments,
            row.ref in addressed,
        )
        for row in rows
    ]


def names() -> dict[str, str]:
    """The name of every account, ended ones too, by reference: the log names people for ever."""
    return dict(Account.objects.values_list("ref", "name"))


def login_of(ref: str) -> str:
    """The sign-in name of an account. Raises Account.DoesNotExist."""
    return str(Account.objects.values_list("login", flat=True).get(ref=ref))
