"""What waits for whom: a condition on complaints for each kind of work, and how many there are of each."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Q

from evenhand.process.codes import CaseStage, ComplaintStage, Role
from evenhand.process.rules import BEFORE_DECISION
from evenhand.process.state import Person
from evenhand.process.visibility import seeing_roles
from evenhand.records.load import not_officers
from evenhand.records.models import Case
from evenhand.records.queries.conflicts import conflicted_pairs
from evenhand.records.queries.ties import certainly_tied
from evenhand.records.queries.visibility import from_cases, handled_by, has_case, seen_by, taken_from

NOBODY_TO_ASK, TIED_TO_PARTY = "name-officer", "tied"
CHECK_AGAIN = "check-again"
MOST_COUNTED = 99
NOT_CLOSED = tuple(stage for stage in ComplaintStage if stage is not ComplaintStage.CLOSED)
NONE = Q(stage="")
"""No complaint is like that. An empty list of complaints could not be counted in one statement with the others."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and on which day. `gone` are those whom a complainant can no longer ask, where a queue looks at that."""

    ref: str
    today: date
    gone: tuple[str, ...] = ()
    tied: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """By member of staff, complaints with a party whom they are tied to, where a queue looks at that."""
    conflicted: tuple[tuple[str | None, str | None], ...] = ()
    """Pairs of investigator and decision maker, either of whom has a conflict of interest, where a queue looks at that."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Work that waits for whoever holds one of the roles, or from outside for an outside handler: a condition on complaints."""

    roles: tuple[Role, ...]
    waits: Callable[[Reader], Q]


def _stage(stage: ComplaintStage) -> Q:
    return Q(stage=stage)


def _nobody_to_ask(reader: Reader) -> Q:
    """In hand, or with a message to answer, and the officer named to the complainant left, was taken off it, or is none."""
    nobody, left = Q(named_officer=None), Q(named_officer__in=reader.gone)
    in_hand = Q(stage__in=[stage for stage in NOT_CLOSED if stage is not ComplaintStage.RECEIVED])
    waiting = Q(unanswered_since__lte=reader.today) & ~Q(stage=ComplaintStage.RECEIVED)
    # spelt out, because an index answers each of these four and none answers a condition that holds another "or"
    return in_hand & nobody | in_hand & left | waiting & nobody | waiting & left


def _works_though_tied(reader: Reader) -> Q:
    """Still open, and somebody on it has declared a tie to a party since, or the party became findable since."""
    found = NONE
    for person, complaints in reader.tied:
        found |= Q(index__in=complaints) & handled_by(person) & Q(stage__in=NOT_CLOSED)
    return found


def _check_again(reader: Reader) -> Q:
    """With a case before its decision whose investigator or decision maker has a conflict of interest by now."""
    cases = Case.objects.filter(stage__in=BEFORE_DECISION)
    pairs = [Q(investigator=one, decision_maker=other) for one, other in reader.conflicted]
    return Q(index__in=cases.filter(reduce(or_, pairs)).values("complaint")) if pairs else NONE


INTAKE, MANAGER, INVESTIGATOR = Role.INTAKE_OFFICER, Role.CASE_MANAGER, Role.INVESTIGATOR
QUEUES: Mapping[str, Queue] = {
    "acknowledge": Queue((INTAKE, MANAGER), lambda _: _stage(ComplaintStage.RECEIVED)),
    "assess": Queue((Role.TRIAGE_ASSESSOR,), lambda _: _stage(ComplaintStage.ACKNOWLEDGED)),
    "open-case": Queue((MANAGER,), lambda _: _stage(ComplaintStage.ACCEPTED) & ~has_case()),
    "assign": Queue((MANAGER,), lambda _: from_cases(stage=CaseStage.OPENED)),
    NOBODY_TO_ASK: Queue((MANAGER,), _nobody_to_ask),
    "name-decider": Queue((MANAGER,), lambda _: from_cases(stage=CaseStage.RECOMMENDED, decision_maker=None)),
    CHECK_AGAIN: Queue((MANAGER,), _check_again),
    "tell": Queue((MANAGER,), lambda _: _stage(ComplaintStage.DECLINED) | from_cases(stage=CaseStage.DECIDED)),
    "start": Queue((INVESTIGATOR,), lambda reader: from_cases(stage=CaseStage.ASSIGNED, investigator=reader.ref)),
    "notice": Queue(
        (INVESTIGATOR,), lambda reader: from_cases(stage=CaseStage.INVESTIGATING, investigator=reader.ref)
    ),
    "recommend": Queue((INVESTIGATOR,), lambda reader: from_cases(stage=CaseStage.ANSWERED, investigator=reader.ref)),
    "decide": Queue(
        (Role.DECISION_MAKER,), lambda reader: from_cases(stage=CaseStage.RECOMMENDED, decision_maker=reader.ref)
    ),
    "review": Queue((Role.REVIEWER,), lambda _: from_cases(stage=CaseStage.HELD)),
    TIED_TO_PARTY: Queue((MANAGER,), _works_though_tied),
    "find": Queue(
        (INTAKE, Role.TRIAGE_ASSESSOR, MANAGER, INVESTIGATOR),
        lambda _: Q(findable=False) & ~_stage(ComplaintStage.RECEIVED),
    ),
    "answer": Queue(
        (INTAKE, Role.TRIAGE_ASSESSOR, MANAGER, INVESTIGATOR),
        lambda reader: Q(named_officer=reader.ref) & ~Q(unanswered_since=None),
    ),
}
"""What waits for whom, in the order of the process."""


def queues(person: Person, today: date) -> dict[str, int]:
    """How many complaints wait in each of this person's queues; empty queues are left out.

    Nobody needs to know of more than MOST_COUNTED, and counting all would take longer the more there are: beyond it the count
    stands at one more.
    """
    roles = seeing_roles(person, today)
    mine = tuple(name for name, queue in QUEUES.items() if roles.intersection({*queue.roles, Role.OUTSIDE_HANDLER}))
    if not mine:
        return {}
    reader = reader_of(person, today, mine)
    statement, values = _counting(
        connection.vendor, reader, roles, taken_from(person.ref, roles), mine, MOST_COUNTED + 1
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        counts = cursor.fetchone()
    return {name: count for name, count in zip(mine, counts, strict=True) if count}


@lru_cache(maxsize=128)
def _counting(
    _vendor: str, reader: Reader, roles: frozenset[str], taken: tuple[int, ...], names: tuple[str, ...], most: int
) -> tuple[str, tuple[Any, ...]]:
    """One statement that counts all these queues up to `most`, with its values.

    Kept, because the same few people ask for it all day, and spelling it takes longer than answering it.
    """
    seen = seen_by(reader.ref, roles, taken)
    waiting = [seen.filter(QUEUES[name].waits(reader)).values("index")[:most] for name in names]
    parts = [rows.query.sql_with_params() for rows in waiting]
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS waiting)" for sql, _ in parts)  # noqa: S608  (spelt by the mapper)
    return f"SELECT {counts}", tuple(value for _, values in parts for value in values)


def reader_of(person: Person, today: date, names: Collection[str]) -> Reader:
    """What the queues of these names look at beside the rows themselves."""
    conflicted = conflicted_pairs(today) if CHECK_AGAIN in names else ()
    return Reader(person.ref, today, _gone(person, today, names), _tied(names), conflicted)


def _gone(person: Person, today: date, names: Iterable[str]) -> tuple[str, ...]:
    """Those whom the complainants that this person sees can no longer ask, where one of these queues looks at that."""
    if NOBODY_TO_ASK not in names:
        return ()
    return not_officers(today, apart=Role.OUTSIDE_HANDLER in seeing_roles(person, today))


def _tied(names: Iterable[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Whoever of the staff is tied to a party of which complaints, where one of these queues looks at that."""
    return certainly_tied() if TIED_TO_PARTY in names else ()
