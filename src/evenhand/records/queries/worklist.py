"""The desk's list of complaints: filtered, sorted and paged by the database, from projected columns alone. Nothing is opened.

Every list costs the same number of queries however long it is: one for what was taken from the reader, one to count, two for a
page, one for the cases on it. What waits in all queues of a reader is counted by one statement.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from evenhand.process.codes import CaseStage, ComplaintStage, Role
from evenhand.process.numbers import NumberError, parse_number
from evenhand.process.permissions import BEFORE_DECISION
from evenhand.process.state import Person
from evenhand.process.visibility import seeing_roles
from evenhand.records.load import not_officers
from evenhand.records.models import Case, Complaint, PartyToken
from evenhand.records.queries.conflicts import conflicted_pairs
from evenhand.records.queries.slices import Slices
from evenhand.records.queries.ties import certainly_tied
from evenhand.records.queries.visibility import (
    from_cases,
    has_case,
    keeps_apart,
    seen_by,
    sees_all,
    taken_from,
    visible,
)

OPEN, ANY = "open", "any"
NOBODY_TO_ASK, TIED_TO_PARTY = "name-officer", "tied"
CHECK_AGAIN = "check-again"
MOST_COUNTED = 99
NOT_CLOSED = tuple(stage for stage in ComplaintStage if stage is not ComplaintStage.CLOSED)
SORTS = {
    "number": "index",
    "received": "received_on",
    "category": "category",
    "stage": "stage",
    "due": "next_due_on",
    "message": "unanswered_since",
}
"""The columns that a list can be ordered by, and the column of the table behind each."""
MAY_BE_NOTHING = frozenset({"due", "message"})


type Token = tuple[str, str]
"""A kind and a token (see `vault.tokens`)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see. `stage` is `open`, `any`, or a stage of a complaint or of a case; `queue` is a key of QUEUES."""

    stage: str = OPEN
    category: str = ""
    mine: bool = False
    late: bool = False
    held: bool = False
    number: str = ""
    queue: str = ""
    handler: str = ""
    """A staff reference: the officer named to the complainant, or whoever investigates or decides a case of it."""
    since: date | None = None
    until: date | None = None
    """The first and the last day of receipt."""
    party: tuple[Token, ...] | None = None
    """Tokens of which a party has one; none at all find nothing. None asks for no party."""
    sort: str = "due"


@dataclass(frozen=True, slots=True)
class Line:
    """One complaint in the list. `named_officer` is a staff reference, `cases` are (number, stage); nothing due is None."""

    index: int
    number: str
    received_on: date
    category: str
    stage: str
    named_officer: str | None
    next_due_on: date | None
    unanswered_since: date | None
    cases: tuple[tuple[int, str], ...]


COLUMNS = tuple(field.name for field in fields(Line) if field.name != "cases")


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
    found = Q(stage="")  # none is there; an empty list could not be counted with the others
    for person, complaints in reader.tied:
        found |= Q(index__in=complaints) & _handled_by(person) & Q(stage__in=NOT_CLOSED)
    return found


def _check_again(reader: Reader) -> Q:
    """With a case before its decision whose investigator or decision maker has a conflict of interest by now."""
    cases = Case.objects.filter(stage__in=BEFORE_DECISION)
    pairs = [Q(investigator=one, decision_maker=other) for one, other in reader.conflicted]
    return Q(index__in=cases.filter(reduce(or_, pairs)).values("complaint")) if pairs else Q(index__lt=0)


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


class Found(Slices[Line]):
    """The complaints asked for, in order. `counted` are the same in whatever way they are quickest counted."""

    def __init__(self, rows: QuerySet[Complaint], counted: QuerySet[Complaint]) -> None:
        self._rows, self._counted = rows, counted

    def __len__(self) -> int:
        return self._counted.count()

    def part(self, wanted: slice) -> list[Line]:
        """Some of the lines: one query for which they are, one for the complaints, one for their cases.

        Which they are can be read off an index. Rows that come before them in the order would all be read as well.
        """
        places = list(self._rows.values_list("index", flat=True)[wanted])
        rows = {row["index"]: row for row in Complaint.objects.filter(index__in=places).values(*COLUMNS)}
        cases = _cases(places)
        return [Line(**rows[place], cases=tuple(cases.get(place, ()))) for place in places if place in rows]


def worklist(person: Person, today: date, asked: Asked) -> Found:
    """The complaints that this person may see and asks for."""
    reader = _reader(person, today, [asked.queue])
    seen, filters = visible(person, today), list(_filters(reader, asked))
    rows = seen.filter(*filters)
    every = not filters and sees_all(seeing_roles(person, today))
    # with every stage named, the index by stage counts what is not imported without a look at a row
    counted = rows.filter(stage__in=tuple(ComplaintStage)) if every else rows
    return Found(rows.order_by(*_order(asked.sort)), counted)


def queues(person: Person, today: date) -> dict[str, int]:
    """How many complaints wait in each of this person's queues; empty queues are left out.

    Nobody needs to know of more than MOST_COUNTED, and counting all would take longer the more there are: beyond it the count
    stands at one more.
    """
    roles = seeing_roles(person, today)
    mine = tuple(name for name, queue in QUEUES.items() if roles.intersection({*queue.roles, Role.OUTSIDE_HANDLER}))
    if not mine:
        return {}
    reader = _reader(person, today, mine)
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


def _reader(person: Person, today: date, names: Collection[str]) -> Reader:
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


def _order(sort: str) -> tuple[OrderBy, OrderBy]:
    """Nothing comes after something, whichever way round. Equals go the same way, so that an index gives the whole order."""
    name = sort.removeprefix("-")
    column, index = F(SORTS[name]), F("index")
    nulls_last = True if name in MAY_BE_NOTHING else None
    if sort.startswith("-"):
        return column.desc(nulls_last=nulls_last), index.desc()
    return column.asc(nulls_last=nulls_last), index.asc()


def _filters(reader: Reader, asked: Asked) -> Iterable[Q]:
    if asked.stage != ANY:
        yield _at_stage(asked.stage)
    if asked.category:
        yield Q(category=asked.category)
    if asked.mine:
        mine = (has_case(investigator=reader.ref), has_case(decision_maker=reader.ref))
        yield Q(named_officer=reader.ref) | mine[0] | mine[1]
    if asked.late:
        yield Q(next_due_on__lt=reader.today)
    if asked.held:
        yield from_cases(stage=CaseStage.HELD)
    if asked.queue in QUEUES:
        yield QUEUES[asked.queue].waits(reader)
    if asked.number:
        yield _numbered(asked.number)
    if asked.handler:
        yield _handled_by(asked.handler)
    if asked.since is not None:
        yield Q(received_on__gte=asked.since)
    if asked.until is not None:
        yield Q(received_on__lte=asked.until)
    if asked.party is not None:
        yield _with_party(reader, asked.party)


def _handled_by(ref: str) -> Q:
    return Q(named_officer=ref) | from_cases(investigator=ref) | from_cases(decision_maker=ref)


def _with_party(reader: Reader, tokens: Sequence[Token]) -> Q:
    """With a party that has one of these tokens. Whoever decides or reviews does not find it by its complainant."""
    match = Q(pk__in=())
    for kind, token in tokens:
        match |= Q(kind=kind, token=token)
    found = PartyToken.objects.filter(match)
    respondent = Q(index__in=found.exclude(case=None).values("complaint"))
    complainant = Q(index__in=found.filter(case=None).values("complaint"))
    return respondent | complainant & ~keeps_apart(reader.ref)


def _at_stage(stage: str) -> Q:
    if stage == OPEN:
        return Q(stage__in=NOT_CLOSED)
    return Q(stage=stage) if stage in set(ComplaintStage) else from_cases(stage=stage)


def _numbered(text: str) -> Q:
    """A whole number however it was typed, or a part of one as it is written."""
    try:
        return Q(index=parse_number(text))
    except NumberError:
        return Q(number__contains=text.strip().upper())


def _cases(complaints: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    rows = Case.objects.filter(complaint__in=list(complaints)).order_by("complaint", "number")
    for complaint, number, stage in rows.values_list("complaint", "number", "stage"):
        found.setdefault(complaint, []).append((number, stage))
    return found
