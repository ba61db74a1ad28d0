"""The register's figures as at a date and as known at a date, ready to show: for the command line and the desk."""

from dataclasses import dataclass, replace
from datetime import UTC, date
from functools import lru_cache
from pathlib import Path

from evenhand.figures.summary import Basis, Figures, RecordedLater, summarise
from evenhand.office.context import Office
from evenhand.office.figure_cells import FigureCells, Root
from evenhand.office.figure_rows import Cut, recorded_later
from evenhand.records.log_folder import LogFolder
from evenhand.records.queries.register import edge_after, root_at, size
from evenhand.records.snapshot import snapshot
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import b64encode
from evenhand_register.note import parse
from evenhand_register.tiles import CHECKPOINT, StoredHashes
from evenhand_register.tree import root

_KEPT = 16
_CELLS = FigureCells()


class DatesError(ValueError):
    """Dates that have not come yet, or are in the wrong order; the message is the sentence for whoever asked."""


def figures_now(
    office: Office,
    root_of: Root,
    as_at: date | None = None,
    as_known: date | None = None,
    since: date | None = None,
) -> Figures:
    """Every figure. Without dates: of today, as known now.

    `as_at` is a day of the organisation, `as_known` a UTC day: what the register said at its end.
    What moved is accounted for from `since`, or else from the first day of the year of `as_at`. Raises DatesError.
    All of it is read as it stood at one moment, whoever acts meanwhile. The same question about the same register is answered
    from memory.
    """
    today, utc_today = office.today(), office.now().astimezone(UTC).date()
    for day in (as_at, as_known):
        if day is not None and day > max(today, utc_today):
            raise DatesError(f"{day} has not come yet: give today or an earlier day.")
    known, until = as_known or utc_today, as_at or today
    since = since or date(until.year, 1, 1)
    if since > until:
        raise DatesError(
            f"What moved is counted from {since} and ends before that, on {until}: exchange the two dates."
        )
    with snapshot():
        edge = size() if known >= utc_today else edge_after(known.isoformat())
        cut = Cut(until, edge, today)
        figures = _figures(cut, since, known, root_of(edge), root_of)
        later = recorded_later(cut) if edge < size() else RecordedLater()
        return replace(figures, basis=replace(figures.basis, later=later))


@lru_cache(maxsize=_KEPT)
def _figures(cut: Cut, since: date, as_known: date, root_there: str, root_of: Root) -> Figures:
    """The root names all that was known, so nothing that is kept grows old."""
    return summarise(Basis(cut.as_at, as_known, cut.edge, root_there), _CELLS.at(cut, root_of), since)


@dataclass(frozen=True, slots=True)
class RootFromTiles:
    """Roots read from the published tiles: a few files, however long the register is.

    What the clerk has not brought into the tiles yet is hashed from the rows.
    """

    log_folder: Path

    def __call__(self, edge: int) -> str:
        """The root of the register's first `edge` entries, in base64. Raises RegisterError (E_TILE)."""
        log = LogFolder(self.log_folder)
        checkpoint = log.read(CHECKPOINT)
        published = Checkpoint.parse(parse(checkpoint).text).size if checkpoint else 0
        hashes = StoredHashes(log, published)
        return b64encode(root(hashes, edge)) if edge <= published else root_at(edge, _stem(hashes))


def _stem(hashes: StoredHashes) -> list[tuple[int, bytes]]:
    """The roots of the complete subtrees that make up the tree, with their heights, highest first."""
    size = hashes.size
    subtrees = [(height, (size >> height) - 1) for height in reversed(range(size.bit_length())) if size >> height & 1]
    return [(height, found) for (height, _), found in zip(subtrees, hashes.read_hashes(subtrees), strict=True)]
