"""Who may see a complaint at all: one table of role and condition, over a flat row that the database keeps (B1).

Each condition is a small function of a row and a person, so that its SQL form in `records` can be tested equal to it.
What a person may not see does not exist for them (DESIGN 5.16). The complainant needs no row here: they read by their
phrase.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from evenhand.process.codes import WALLED_ROLES, CaseStage, ComplaintStage, Duty, Role
from evenhand.process.predicates import roles_of
from evenhand.process.state import ComplaintState, Person


class Sight(IntEnum):
    """How much of a complaint a person sees. CODES: its stages, dates and acts. WORDS: its content too."""

    NOTHING = 0
    CODES = 1
    WORDS = 2


@dataclass(frozen=True, slots=True)
class Summary:
    """Exactly what the conditions look at. Persons are staff references."""

    stage: ComplaintStage
    apart: bool
    named_officer: str | None
    investigators: frozenset[str]
    decision_makers: frozenset[str]
    held: bool
    acted: frozenset[str]
    reviewed: frozenset[str]
    barred: frozenset[str]
    opened: Mapping[str, date]
    """Overseers to whom it was opened, with the last day of it."""


NOT_ASSESSED = (ComplaintStage.RECEIVED, ComplaintStage.ACKNOWLEDGED)

type Condition = Callable[[Summary, str], bool]


@dataclass(frozen=True, slots=True)
class VisibilityRule:
    """People in `role` see that much of every complaint for which the condition of that name holds.

    `apart`: of those that are set apart, or else of all others and of none of those.
    """

    role: Role
    condition: str
    sight: Sight
    apart: bool = False


CONDITIONS: Mapping[str, Condition] = {
    "always": lambda summary, ref: True,  # noqa: ARG005  # all are called alike
    "not-assessed": lambda summary, ref: summary.stage in NOT_ASSESSED,  # noqa: ARG005
    "named-officer": lambda summary, ref: ref == summary.named_officer,
    "investigates": lambda summary, ref: ref in summary.investigators,
    "decides": lambda summary, ref: ref in summary.decision_makers,
    "held": lambda summary, ref: summary.held,  # noqa: ARG005
    "acted": lambda summary, ref: ref in summary.acted,
    "reviewed": lambda summary, ref: ref in summary.reviewed,
    "opened": lambda summary, ref: ref in summary.opened,
}

VISIBILITY: tuple[VisibilityRule, ...] = (
    VisibilityRule(Role.INTAKE_OFFICER, "not-assessed", Sight.WORDS),
    VisibilityRule(Role.INTAKE_OFFICER, "named-officer", Sight.WORDS),
    VisibilityRule(Role.INTAKE_OFFICER, "acted", Sight.WORDS),
    VisibilityRule(Role.TRIAGE_ASSESSOR, "not-assessed", Sight.WORDS),
    VisibilityRule(Role.TRIAGE_ASSESSOR, "named-officer", Sight.WORDS),
    VisibilityRule(Role.TRIAGE_ASSESSOR, "acted", Sight.WORDS),
    VisibilityRule(Role.CASE_MANAGER, "always", Sight.WORDS),
    VisibilityRule(Role.INVESTIGATOR, "named-officer", Sight.WORDS),
    VisibilityRule(Role.INVESTIGATOR, "investigates", Sight.WORDS),
    VisibilityRule(Role.INVESTIGATOR, "acted", Sight.WORDS),
    VisibilityRule(Role.DECISION_MAKER, "decides", Sight.WORDS),
    VisibilityRule(Role.DECISION_MAKER, "acted", Sight.WORDS),
    VisibilityRule(Role.REVIEWER, "held", Sight.WORDS),
    VisibilityRule(Role.REVIEWER, "reviewed", Sight.WORDS),
    VisibilityRule(Role.OVERSEER, "always", Sight.CODES),
    VisibilityRule(Role.OVERSEER, "opened", Sight.WORDS),
    VisibilityRule(Role.OUTSIDE_HANDLER, "always", Sight.WORDS, apart=True),
    VisibilityRule(Role.OVERSEER, "always", Sight.CODES, apart=True),
    VisibilityRule(Role.OVERSEER, "opened", Sight.WORDS, apart=True),
)
"""A role without a row sees nothing."""

KEPT_OUT = WALLED_ROLES - {Role.OVERSEER}
"""Whoever holds one of these sees nothing, whatever else they hold."""


def sees(person: Person, summary: Summary, today: date) -> Sight:
    """How much that person sees of it. Nobody sees what was taken from them; an overseer sees words while it is open to them."""
    roles = seeing_roles(person, today)
    if Role.OVERSEER not in roles and person.ref in summary.barred:
        return Sight.NOTHING
    sights = (
        rule.sight
        for rule in VISIBILITY
        if rule.role in roles and rule.apart == summary.apart and CONDITIONS[rule.condition](summary, person.ref)
        if rule.condition != "opened" or today <= summary.opened[person.ref]  # also before the clerk has ended it
    )
    return max(sights, default=Sight.NOTHING)


def seeing_roles(person: Person, today: date) -> frozenset[str]:
    """The roles under which a person looks: none beside one kept out, and none but overseer for an overseer.

    Whoever holds another role beside that of an outside handler is not from outside.
    """
    roles = roles_of(person, today)
    if roles & KEPT_OUT:
        return frozenset()
    if Role.OVERSEER in roles:
        return frozenset({Role.OVERSEER.value})
    return roles if roles == {Role.OUTSIDE_HANDLER} else roles - {Role.OUTSIDE_HANDLER}


def summary(state: ComplaintState) -> Summary:
    """The flat row of a complaint."""
    return Summary(
        stage=state.stage,
        apart=state.apart,
        named_officer=state.named_officer,
        investigators=frozenset(case.investigator for case in state.cases if case.investigator),
        decision_makers=frozenset(case.decision_maker for case in state.cases if case.decision_maker),
        held=any(case.stage is CaseStage.HELD for case in state.cases),
        acted=frozenset(state.hands),
        reviewed=frozenset(ref for ref, duties in state.hands.items() if Duty.REVIEW in duties),
        barred=state.shut_out(),
        opened={ref: until for ref, until in state.openings.items() if until is not None},
    )
