"""Lines of management, which an appointing authority records, and affiliations, which each declares of themself (DOMAIN B4, B5).

Acts of the office.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from evenhand.process.affiliations import LEADERSHIP, Affiliation, Affiliations
from evenhand.process.appointing import may_appoint
from evenhand.process.codes import AffiliationKind
from evenhand.process.facts import Fact, Refusal
from evenhand.process.state import Person

MOST_AFFILIATIONS = 40


def record_line(
    person: str, manager: str | None, by: str, people: Mapping[str, Person], affiliations: Affiliations, today: date
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
    if manager is not None and (manager == person or person in affiliations.above(manager)):
        return Refusal(
            "own-manager",
            "This person would manage themself, directly or through others. Correct the other line first.",
            "manager",
        )
    return Fact("line-recorded", {"by": by, "manager": manager, "person": person})


def declare(
    by: str, affiliations: Sequence[Affiliation], people: Mapping[str, Person], today: date
) -> Fact | Refusal:
    """The fact that somebody declares these affiliations of their own, in place of whatever they declared before."""
    if by not in people:
        return Refusal(
            "no-such-person", "Only whoever has an account in use declares anything. Ask an administrator."
        )
    if len(affiliations) > MOST_AFFILIATIONS:
        return Refusal(
            "too-many", f"A declaration has {MOST_AFFILIATIONS} affiliations at most. Leave out what ended long ago."
        )
    for affiliation in affiliations:
        refusal = _affiliation_fault(affiliation, by, people, today)
        if refusal is not None:
            return refusal
    listed = [
        {
            "kind": str(affiliation.kind),
            "other": affiliation.other,
            "since": affiliation.since.isoformat(),
            "until": affiliation.until.isoformat() if affiliation.until else None,
        }
        for affiliation in affiliations
    ]
    return Fact("affiliations-declared", {"by": by, "affiliations": listed})


def _affiliation_fault(
    affiliation: Affiliation, by: str, people: Mapping[str, Person], today: date
) -> Refusal | None:
    if affiliation.kind not in set(AffiliationKind):
        return Refusal(
            "no-such-kind",
            f"There is no kind of affiliation named {affiliation.kind}. Choose one of the list.",
            "kind",
        )
    if affiliation.other == by or (affiliation.other != LEADERSHIP and affiliation.other not in people):
        return Refusal("no-such-person", "Choose another member of staff from the list, or the leadership.", "other")
    if affiliation.since > today or (affiliation.until is not None and affiliation.until <= affiliation.since):
        return Refusal(
            "dates", "An affiliation begins today or earlier, and ends after it began. Check the days.", "since"
        )
    return None
