"""What somebody asks to see of the list of complaints, as conditions and as an order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from evenhand.process.codes import CaseStage, ComplaintStage
from evenhand.process.numbers import NumberError, parse_number
from evenhand.records.models import PartyToken
from evenhand.records.queries.queues import NOT_CLOSED, QUEUES, Reader
from evenhand.records.queries.visibility import PLACE, from_cases, handled_by, keeps_apart

OPEN, ANY = "open", "any"
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


def conditions(reader: Reader, asked: Asked, *, along: bool = False) -> Iterable[Q]:
    """What is asked for. `along`: in the form for a list that is read along the index of its order (see `worklist.Found`).

    That form asks each row, by PLACE and not by its key, and says which stage it is not at: no index offers to answer that first.
    """
    key = PLACE if along else "index"
    yield from _at_stage(asked, key)
    if asked.category:
        yield Q(category=asked.category)
    if asked.mine:
        yield handled_by(reader.ref, key)
    if asked.late:
        yield Q(next_due_on__lt=reader.today)
    if asked.held:
        yield from_cases(key, stage=CaseStage.HELD)
    if asked.queue in QUEUES:
        yield QUEUES[asked.queue].waits(reader)
    if asked.number:
        yield _numbered(asked.number)
    if asked.handler:
        yield handled_by(asked.handler, key)
    yield from _received(asked)
    if asked.party is not None:
        yield _with_party(reader, asked.party)


def _at_stage(asked: Asked, key: str) -> Iterable[Q]:
    if asked.stage == OPEN:
        # by the day of receipt few are found, and the index of these days says at which stage each is
        by_day = asked.since is not None or asked.until is not None
        yield ~Q(stage=ComplaintStage.CLOSED) if key == PLACE or by_day else Q(stage__in=NOT_CLOSED)
    elif asked.stage != ANY:
        yield Q(stage=asked.stage) if asked.stage in set(ComplaintStage) else from_cases(key, stage=asked.stage)


def _received(asked: Asked) -> Iterable[Q]:
    if asked.since is not None:
        yield Q(received_on__gte=asked.since)
    if asked.until is not None:
        yield Q(received_on__lte=asked.until)


def order(sort: str, *, along: bool = False) -> tuple[OrderBy, OrderBy]:
    """Nothing comes after something, whichever way round. Equals go the same way, so that an index gives the whole order.

    Unless the list is read `along` it, the order is spelt so that no index has it: then what is asked for is found first.
    """
    name = sort.removeprefix("-")
    column = F(SORTS[name]) if along else Coalesce(F(SORTS[name]), F(SORTS[name]))
    nulls_last = True if name in MAY_BE_NOTHING else None
    if sort.startswith("-"):
        return column.desc(nulls_last=nulls_last), F("index").desc()
    return column.asc(nulls_last=nulls_last), F("index").asc()


def _with_party(reader: Reader, tokens: Sequence[Token]) -> Q:
    """With a party that has one of these tokens. Whoever decides or reviews does not find it by its complainant."""
    match = Q(pk__in=())
    for kind, token in tokens:
        match |= Q(kind=kind, token=token)
    found = PartyToken.objects.filter(match)
    respondent = Q(index__in=found.exclude(case=None).values("complaint"))
    complainant = Q(index__in=found.filter(case=None).values("complaint"))
    return respondent | complainant & ~keeps_apart(reader.ref)


def _numbered(text: str) -> Q:
    """A whole number however it was typed, or a part of one as it is written."""
    try:
        return Q(index=parse_number(text))
    except NumberError:
        return Q(number__contains=text.strip().upper())
