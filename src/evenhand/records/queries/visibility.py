"""Who may see which complaints, as SQL: the conditions of `process.visibility` in their second form (DESIGN section 7).

`process.visibility` owns the table; here stands one query for each of its conditions, and a property test holds the two together.
What is imported from older records is no work of the desk and is not seen there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from evenhand.process.codes import CaseStage, ComplaintStage, Duty, Role
from evenhand.process.state import Person
from evenhand.process.visibility import VISIBILITY, seeing_roles
from evenhand.records.models import Barred, Case, Complaint, Hand, Opening

PLACE = "place"
"""The key of a complaint, so spelt that no index has it: whether it is one of many is asked of each row that is looked at."""


def from_cases(key: str = "index", **columns: object) -> Q:
    """Complaints with a case like that: found from the cases, all at once. `key` may be PLACE, where rows have it."""
    return Q(**{f"{key}__in": Case.objects.filter(**columns).values("complaint")})


def has_case(**columns: object) -> Q:
    """Complaints with a case like that, of which there may be many: asked of each complaint that is looked at."""
    return _has(Case, **columns)


def _has(model: type[Case | Hand | Opening], **columns: object) -> Q:
    return Q(Exists(model._default_manager.filter(complaint=OuterRef("index"), **columns)))


def handled_by(ref: str, key: str = "index") -> Q:
    """Complaints of which somebody is the named officer, or investigates or decides a case: found all at once."""
    return _one_of(key, (SOURCES[name](ref) for name in ("named-officer", "investigates", "decides")))


def _one_of(key: str, sources: Iterable[QuerySet[Any, Any]]) -> Q:
    """Complaints that any of these names. Joined by "or": PostgreSQL would search a union of them anew for each row."""
    return _any(Q(**{f"{key}__in": source}) for source in sources)


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

SOURCES: Mapping[str, Callable[[str], QuerySet[Any, Any]]] = {
    "not-assessed": lambda ref: Complaint.objects.filter(CONDITIONS["not-assessed"](ref)).values("index"),
    "named-officer": lambda ref: Complaint.objects.filter(named_officer=ref).values("index"),
    "investigates": lambda ref: Case.objects.filter(investigator=ref).values("complaint"),
    "decides": lambda ref: Case.objects.filter(decision_maker=ref).values("complaint"),
    "held": lambda ref: Case.objects.filter(stage=CaseStage.HELD).values("complaint"),  # noqa: ARG005
    "acted": lambda ref: Hand.objects.filter(person=ref).values("complaint"),
    "reviewed": lambda ref: Hand.objects.filter(person=ref, duty=Duty.REVIEW).values("complaint"),
    "opened": lambda ref: Opening.objects.filter(person=ref, until__isnull=False).values("complaint"),
}
"""The same for a whole list: the complaints for which each condition holds, but for "always"."""


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


def seen_by(ref: str, roles: frozenset[str], taken: Sequence[int], key: str = "") -> QuerySet[Complaint]:
    """Every complaint that somebody sees under these roles (see `seeing_roles`), but for those that were taken from them.

    Each complaint that is looked at is asked, which is quickest for one, and for a few of a kind. With a `key` (the index, or
    PLACE) those that they see are brought together first, which is quickest for a list.
    """
    sides = _conditions(roles)
    rows = Complaint.objects.annotate(**{PLACE: F("index") + 0}) if key == PLACE else Complaint.objects.all()
    if not sides:
        return rows.none()
    seen = rows.filter(imported=False)
    if any("always" not in conditions for conditions in sides.values()) or len(sides) == 1:
        seen = seen.filter(_any(_side(ref, apart, conditions, key) for apart, conditions in sides.items()))
    return seen.exclude(index__in=taken) if taken else seen


def _conditions(roles: frozenset[str]) -> dict[bool, frozenset[str]]:
    """The conditions for these roles by name, of what is set apart (True) and of what is not; a side without any is left out."""
    sides = {
        apart: frozenset(rule.condition for rule in VISIBILITY if rule.role in roles and rule.apart == apart)
        for apart in (False, True)
    }
    return {apart: conditions for apart, conditions in sides.items() if conditions}


def _side(ref: str, apart: bool, conditions: frozenset[str], key: str) -> Q:
    own = Q(apart=apart)
    if "always" in conditions:
        return own
    if key:
        return own & _one_of(key, (SOURCES[name](ref) for name in sorted(conditions)))
    return own & _any(CONDITIONS[name](ref) for name in sorted(conditions))


def is_visible(complaint: int, person: Person, today: date) -> bool:
    """Whether the complaint with that index exists for this person. The same questions, whether it is absent or only not theirs."""
    return visible(person, today).filter(index=complaint).exists()


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found
