"""Published numbers beside the statements that prove them: each is proved, computed, or contradicted (DESIGN 1, promise 3).

A statement proves totals of what entries count as. That what had happened earlier is said apart, and what older records held beside
their number, is worked out by this program and proved by nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.figures.definitions import Mark
from evenhand.figures.periods import CLOSED_BY_OUTCOME, COMPARED, RECEIVED_BY_CATEGORY, REOPENED, REVIEWS
from evenhand.office.published import PublishedTotals, published_and_not
from evenhand.office.schemes import scheme_of
from evenhand.records.queries.statements import LoggedStatement, statements
from evenhand_register.statement import Claim, Interval, added, narrowed

_FAMILIES = {RECEIVED_BY_CATEGORY: "received", CLOSED_BY_OUTCOME: "closed", REVIEWS: "override"}
"""The counter of the total of a table; those of its cells have the code after it."""
_SINGLE = {REOPENED: "reopened"}
_OLDER = {RECEIVED_BY_CATEGORY: "before/received"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What there is to show for the numbers of a period: the statement of exactly its entries, if there is one."""

    totals: PublishedTotals
    statement: LoggedStatement | None

    def of_cell(self, table: str, code: str, value: int | None) -> Mark | None:
        """How far a number of a table can be trusted. A hidden one is none."""
        return self._mark(self._counter(table, code), value)

    def of_total(self, table: str, value: int | None) -> Mark | None:
        """The same of a table's total."""
        return self._mark(_OLDER.get(table) if self.totals.imported else _FAMILIES.get(table), value)

    def of_table(self, name: str) -> Mark | None:
        """The least that can be said of all numbers shown in a table; None if none is."""
        (table,) = (one for one in self.totals.period.tables if one.name == name)
        found = {self.of_cell(name, cell.label, cell.value) for cell in table.cells} - {None}
        if name not in _SINGLE:
            found |= {self.of_total(name, table.total)} - {None}
        return next((mark for mark in (Mark.CONTRADICTED, Mark.COMPUTED, Mark.PROVED) if mark in found), None)

    def _counter(self, table: str, code: str) -> str | None:
        if self.totals.imported:
            return f"before/{code}" if table == COMPARED else None
        if table in _SINGLE:
            return _SINGLE[table]
        return f"{_FAMILIES[table]}/{code}" if table in _FAMILIES else None

    def _mark(self, counter: str | None, value: int | None) -> Mark | None:
        if value is None:
            return None
        if self.statement is None or counter is None:
            return Mark.COMPUTED
        proved = self.statement.claim.totals.get(counter)
        if proved is None:
            return Mark.COMPUTED
        return Mark.PROVED if proved == value else Mark.CONTRADICTED


@dataclass(frozen=True, slots=True)
class Running:
    """A figure through all statements so far, in the words of the scheme: the least and the greatest that it can be."""

    label: str
    words: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """Every closed period with its evidence, oldest first, and the figures through statements 0 to `through`.

    `without_tables`: the labels of periods that lost records, of which only statements tell.
    """

    periods: tuple[Evidence, ...]
    without_tables: tuple[str, ...]
    running: tuple[Running, ...]
    through: int | None


_SINCE_THE_BEGINNING = ("received", "closed", "oversight")


def published_figures(origin: str, size: int | None = None) -> PublishedFigures:
    """All that is published; with `size` only what stands under a signed head of that size."""
    logged = statements(size)
    by_ends = {(one.claim.start.size, one.claim.end.size): one for one in logged}
    shown, without = published_and_not(size)
    periods = (Evidence(one, by_ends.get((one.period.a, one.period.b))) for one in shown)
    last = logged[-1].claim.sequence if logged else None
    return PublishedFigures(tuple(periods), tuple(without), _running(origin, logged), last)


def _running(origin: str, logged: Sequence[LoggedStatement]) -> tuple[Running, ...]:
    """The figures of the newest scheme, and what was received and closed, through the last of these statements.

    They are made of what the statements show, by the rule that outsiders use, so they give nothing away that those do not.
    """
    if not logged:
        return ()
    known = [_known(origin, one.claim) for one in logged]
    scheme = scheme_of(origin, logged[-1].claim.scheme)
    found = [(one.label, one.words, one.vector) for one in scheme.figures]
    found += [
        (label, scheme.counters[label], {label: 1}) for label in _SINCE_THE_BEGINNING if label in scheme.counters
    ]
    return tuple(Running(label, words, added(vector, known)) for label, words, vector in found)


def _known(origin: str, claim: Claim) -> tuple[Claim, dict[str, Interval]]:
    return claim, narrowed(claim, scheme_of(origin, claim.scheme))
