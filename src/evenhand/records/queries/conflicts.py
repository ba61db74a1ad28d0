"""Open cases to look at again: what is known of the staff's affiliations has changed since somebody was assigned (DOMAIN B5)."""

from datetime import date

from evenhand.process.codes import Duty
from evenhand.process.conflicts import Answer, conflict
from evenhand.process.rules import BEFORE_DECISION
from evenhand.records.load import affiliations, people
from evenhand.records.models import Case

type Pair = tuple[str | None, str | None]
"""Who investigates and who decides a case, as far as anybody does."""


def conflicted_pairs(today: date) -> tuple[Pair, ...]:
    """Every pair on a case before its decision of whom one has a conflict of interest, in the order of references.

    Who had a part in what is linked is not looked at here: it is looked at when one of them next acts.
    """
    affiliated, staff = affiliations(), people()
    if not affiliated.managers and not any(declaration.affiliations for declaration in affiliated.declared.values()):
        return ()
    # nobody investigates or decides what is imported; so one index answers this, and no complaint is looked at
    cases = Case.objects.filter(stage__in=BEFORE_DECISION).order_by()
    pairs = cases.values_list("investigator", "decision_maker").distinct()

    def conflicted(investigator: str | None, decision_maker: str | None) -> bool:
        duties = {investigator: Duty.INVESTIGATE, decision_maker: Duty.DECIDE}
        held = {ref: duty for ref, duty in duties.items() if ref is not None}
        hands = {ref: frozenset({duty}) for ref, duty in held.items()}
        return any(
            conflict(ref, duty, hands, affiliated, staff, today).answer is Answer.YES for ref, duty in held.items()
        )

    return tuple(sorted((pair for pair in pairs if conflicted(*pair)), key=str))
