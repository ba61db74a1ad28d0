"""Record lines of management, and declare one's own affiliations (DOMAIN B4, B5)."""

from collections.abc import Sequence

from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.office_act import newest, record
from evenhand.process import declaring
from evenhand.process.affiliations import Affiliation
from evenhand.process.facts import Recorded, Refusal
from evenhand.records.load import affiliations, people


@decided_again
def record_line(office: Office, by: str, person: str, manager: str | None) -> Refusal | None:
    """Log that `manager` manages `person`, or with None that nobody does. `by` is an appointing authority, or the founding."""
    seen = newest()
    fact = declaring.record_line(person, manager, by, people(), affiliations(), office.today())
    if isinstance(fact, Refusal):
        return fact
    record(office, [fact], _nothing, seen)
    return None


@decided_again
def declare_affiliations(office: Office, by: str, declared: Sequence[Affiliation]) -> Refusal | None:
    """Log what somebody declares of themself, in place of all that they declared before. Nothing at all is a declaration too."""
    seen = newest()
    fact = declaring.declare(by, declared, people(), office.today())
    if isinstance(fact, Refusal):
        return fact
    record(office, [fact], _nothing, seen)
    return None


def _nothing(recorded: Sequence[Recorded]) -> None:
    """No row changes: affiliations are read from the acts."""
