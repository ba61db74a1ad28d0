"""Who may see which complaints, as SQL: the conditions of `process.visibility` in their second form (DESIGN section 7).

`process.visibility` owns the table; here stands one query for each of its conditions, and a property test holds the two together.
What is imported from older records is no work of the desk and is not seen there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenhand.process.codes import CaseStage, ComplaintStage, Duty, Role
from evenhand.process.state import Person
from evenhand.process.visibility import VISIBILITY, seeing_roles
from evenhand.records.models import Barred, Case, Complaint, Hand, Opening


def from_cases(**columns: object) -> Q:
    """Complaints with a case like that, of which there are few: found from the cases."""
    return Q(index__in=Case.objects.filter(**columns).values("complaint"))


def has_case(**columns: object) -> Q:
    """Complaints with a case like that, of which there may be many: asked of each complaint that is looked at."""
    return _has(Case, **columns)


def _has(model: type[Case | Hand | Opening], **columns: object) -> Q:
    return Q(Exists(model._default_manager.filter(complaint=OuterRef("index"), **columns)))


def keeps_apart(ref: str) -> Q:
    """Complaints on which somebody decides or reviews, so that who complained is not for them (see `process.findable`)."""
    return has_case(decision_maker=ref) | _has(Hand, person=ref, duty__in=(Duty.DECIDE, Duty.REVIEW))


CONDITIONS: Mapping[str, Callable[[str], Q]] = {
    "always": lambda ref: Q(),  # noqa: ARG005  # all are called alike
    "not-assessed": lambda ref: Q(stage__in=(ComplaintStage.RECEIVED, ComplaintStage.ACKNOWLEDGED)),  # noqa: ARG005
    "named-officer": lambda ref: Q(named_officer=ref),
    "investigates": lambda ref: has_case(investigator=ref),
    "decides": lambda ref: has_case(decision_maker=ref),
    "held": lambda ref: from_cases(stage=CaseStage.HELD),  # noqa: ARG005
    "acted": lambda ref: _has(Hand, person=ref),
    "reviewed": lambda ref: _has(Hand, person=ref, duty=Duty.REVIEW),
    "opened": lambda ref: _has(Opening, person=ref, until__isnull=False),
}
"""The SQL form of each condition that a row of the visibility table names. Subqueries, so that no complaint comes twice."""


def visible(person: Person, today: date) -> QuerySet[Complaint]:
    """Every complaint of which this person sees anything today: codes, or words too."""
    roles = seeing_roles(person, today)
    return seen_by(person.ref, roles, taken_from(person.ref, roles))


def sees_all(roles: frozenset[str]) -> bool:
    """Whether whoever looks under these roles sees every complaint that was not taken from them, of those that are set apart or of
    those that are not, or of both."""
    return any("always" in conditions for conditions in _conditions(roles).values())


def taken_from(ref: str, roles: frozenset[str]) -> tuple[int, ...]:
    """The complaints that were taken from somebody who looks under these roles.

    Asked by itself: there are few or none, and a list that need not ask it of every complaint is counted in half the time.
    """
    if not roles or Role.OVERSEER in roles:
        return ()
    return tuple(Barred.objects.filter(person=ref).order_by("complaint").values_list("complaint", flat=True))


def seen_by(ref: str, roles: frozenset[str], taken: Sequence[int]) -> QuerySet[Complaint]:
    """Every complaint that somebody sees under these roles (see `seeing_roles`), but for those that were taken from them."""
    sides = _conditions(roles)
    if not sides:
        return Complaint.objects.none()
    seen = Complaint.objects.filter(imported=False)
    if any(conditions != {"always"} for conditions in sides.values()) or len(sides) == 1:
        seen = seen.filter(_any(_side(ref, apart, conditions) for apart, conditions in sides.items()))
    return seen.exclude(index__in=taken) if taken else seen


def _conditions(roles: frozenset[str]) -> dict[bool, frozenset[str]]:
    """The conditions for these roles by name, of what is set apart (True) and of what is not; a side without any is left out."""
    sides = {
        apart: frozenset(rule.condition for rule in VISIBILITY if rule.role in roles and rule.apart == apart)
        for apart in (False, True)
    }
    return {apart: conditions for apart, conditions in sides.items() if conditions}


def _side(ref: str, apart: bool, conditions: frozenset[str]) -> Q:
    own = Q(apart=apart)
    return own if "always" in conditions else own & _any(CONDITIONS[name](ref) for name in sorted(conditions))


def is_visible(complaint: int, person: Person, today: date) -> bool:
    """Whether the complaint with that index exists for this person. The same questions, whether it is absent or only not theirs."""
    return visible(person, today).filter(index=complaint).exists()


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found
