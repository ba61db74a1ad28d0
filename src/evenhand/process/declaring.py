"""Lines of management, which an appointing authority records, and ties, which each declares of themself (DOMAIN B4, B5).

Acts of the office.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from evenhand.process.appointing import may_appoint
from evenhand.process.codes import TieKind
from evenhand.process.facts import Fact, Refusal
from evenhand.process.state import Person
from evenhand.process.ties import LEADERSHIP, Tie, Ties

MOST_TIES = 40


def record_line(
    person: str, manager: str | None, by: str, people: Mapping[str, Person], ties: Ties, today: date
) -> Fact | Refusal:
    """The fact that `manager` manages `person`, or that nobody does."""
    refusal = may_appoint(by, people, today)
    if refusal is not None:
        return refusal
    if person not in people or (manager is not None and manager not in people):
        return Refusal(
            "no-such-person", "There is no such account in use. Choose from the list of people.", "manager"
        )
    if person == by:
        return Refusal(
            "own-line", "Nobody records their own line manager. Ask another appointing authority.", "manager"
        )
    if manager is not None and (manager == person or person in ties.above(manager)):
        return Refusal(
            "own-manager",
            "This person would manage themself, directly or through others. Correct the other line first.",
            "manager",
        )
    return Fact("line-recorded", {"by": by, "manager": manager, "person": person})


def declare(by: str, ties: Sequence[Tie], people: Mapping[str, Person], today: date) -> Fact | Refusal:
    """The fact that somebody declares these ties of their own, in place of whatever they declared before."""
    if by not in people:
        return Refusal(
            "no-such-person", "Only whoever has an account in use declares anything. Ask an administrator."
        )
    if len(ties) > MOST_TIES:
        return Refusal("too-many", f"A declaration has {MOST_TIES} ties at most. Leave out what ended long ago.")
    for tie in ties:
        refusal = _tie_fault(tie, by, people, today)
        if refusal is not None:
            return refusal
    listed = [
        {
            "kind": str(tie.kind),
            "other": tie.other,
            "since": tie.since.isoformat(),
            "until": tie.until.isoformat() if tie.until else None,
        }
        for tie in ties
    ]
    return Fact("ties-declared", {"by": by, "ties": listed})


def _tie_fault(tie: Tie, by: str, people: Mapping[str, Person], today: date) -> Refusal | None:
    if tie.kind not in set(TieKind):
        return Refusal("no-such-kind", f"There is no kind of tie named {tie.kind}. Choose one of the list.", "kind")
    if tie.other == by or (tie.other != LEADERSHIP and tie.other not in people):
        return Refusal("no-such-person", "Choose another member of staff from the list, or the leadership.", "other")
    if tie.since > today or (tie.until is not None and tie.until <= tie.since):
        return Refusal("dates", "A tie begins today or earlier, and ends after it began. Check the days.", "since")
    return None
