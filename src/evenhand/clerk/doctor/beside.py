"""A table read in step with the entries that its rows rest on, so that neither has to be held in memory."""

from collections.abc import Collection, Iterator

from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.rows import Matcher, Row


class Beside:
    """Rows in the order of their column `place`, the index of the entry that each rests on."""

    def __init__(self, table: str, keys: tuple[str, ...], rows: Iterator[Row], place: str) -> None:
        self._matcher = Matcher(table, keys)
        self._rows = rows
        self._place = place
        self._next: Row | None = None
        self._begun = False

    def want(self, row: Row) -> Iterator[Trouble]:
        """A row that an act calls for."""
        return self._matcher.want(row)

    def up_to(self, index: int, left_out: Collection[int]) -> Iterator[Trouble]:
        """Meet the rows up to an entry, but for those that rest on an entry which is `left_out`."""
        while (row := self._peek()) is not None:
            place = row[self._place]
            if not isinstance(place, int) or place > index:
                return
            self._next = None
            if place not in left_out:
                yield from self._matcher.meet(row)

    def rest(self) -> Iterator[Trouble]:
        """Meet all others, and name what has found no partner."""
        while (row := self._peek()) is not None:
            self._next = None
            yield from self._matcher.meet(row)
        yield from self._matcher.rest()

    def _peek(self) -> Row | None:
        if self._next is None:
            self._next = next(self._rows, None)
        return self._next
