"""Reading a log's entries in order, each in the light of those before it (register.md sections 2, 3 and 9).

An entry must be well formed, be entered once, and cite a scheme that stands before it and has a group for it. What
the log must publish in clear (schemes, statements, and where it can be had every other reserved kind) must open its
entry.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from . import canonical, record, scheme
from . import entry as entries
from .encoding import b64decode
from .entry import RESERVED_KINDS, Entry
from .errors import RegisterError
from .record import Opening
from .scheme import Scheme
from .tiles import TileStore, record_path

__all__ = ["Findings", "Ledger"]


@dataclass
class Findings:
    """What a log was found to hold.

    `kinds` counts the entries of each kind; `unproved` those that are counted or state totals, which this version
    cannot check. Warnings and remarks name entries by their index.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    unproved: int = 0
    day_order: list[int] = field(default_factory=list)
    """W_DAY_ORDER: entries whose day lies before that of an earlier entry."""
    unpublished: list[int] = field(default_factory=list)
    """Entries of the kinds `key` and `notice` whose opening should be published and is not."""
    pools: dict[bytes, int] = field(default_factory=dict)
    """Panel pools that no published draw names: record to index."""
    sealed_draws: int = 0
    """Draws whose opening is not published, which may belong to those pools."""


class Ledger:
    """Takes the entries of one log in order and raises the code of the first check that one fails."""

    def __init__(self, store: TileStore, origin: str) -> None:
        self.findings = Findings()
        self._store = store
        self._origin = origin
        self._size = 0
        self._records: set[bytes] = set()
        self._tallies: set[bytes] = set()
        self._schemes: dict[bytes, Scheme] = {}
        self._latest_scheme: bytes | None = None
        self._latest_day = date.min
        self._fitting: set[tuple[str, bytes | None, bool]] = set()

    def extend(self, batch: Iterable[bytes]) -> None:
        """Take the next entries. Raises RegisterError, naming the entry."""
        for raw in batch:
            try:
                self._take(entries.parse(raw))
            except RegisterError as error:
                raise RegisterError(error.code, f"Entry {self._size} is refused. {error.sentence}") from None
            self._size += 1

    def _take(self, entry: Entry) -> None:
        self._check_duplicate(entry)
        match entry.kind:
            case "scheme":
                self._take_scheme(entry)
            case "statement":
                self._take_statement(entry)
            case kind if kind in RESERVED_KINDS:
                self._take_reserved(entry)
            case _:
                self._check_kind(entry)
        self.findings.kinds[entry.kind] += 1
        first, last = entries.day_bounds(entry.day)
        if last < self._latest_day:
            self.findings.day_order.append(self._size)
        self._latest_day = max(self._latest_day, first)

    def _check_duplicate(self, entry: Entry) -> None:
        if entry.record in self._records or entry.tally in self._tallies:
            raise _refuse("E_ENTRY_DUPLICATE", "repeats the record or the count of an earlier entry")
        self._records.add(entry.record)
        if entry.tally is not None:
            self._tallies.add(entry.tally)

    def _check_kind(self, entry: Entry) -> None:
        if entry.tally is not None:
            self.findings.unproved += 1
        fitting = (entry.kind, entry.scheme, entry.tally is not None)
        if fitting in self._fitting:
            return
        used = self._schemes.get(entry.scheme or b"")
        if used is None:
            raise _refuse("E_SCHEME_UNKNOWN", "cites a scheme that does not stand before it in the list")
        scheme.group_of(used, entry)
        self._fitting.add(fitting)

    def _take_scheme(self, entry: Entry) -> None:
        opening = self._open(entry)
        if opening is None:
            raise _refuse("E_SCHEME_UNKNOWN", "is a scheme whose text is not published")
        found = scheme.parse(opening.facts["data"], self._origin)
        if found.previous != self._latest_scheme:
            raise _refuse("E_SCHEME_FORMAT", "is a scheme that does not name the scheme before it")
        self._schemes[entry.record] = found
        self._latest_scheme = entry.record

    def _take_statement(self, entry: Entry) -> None:
        if self._open(entry) is None:
            raise _refuse("E_STATEMENT_MISSING", "is a statement of totals whose text is not published")
        self.findings.unproved += 1

    def _take_reserved(self, entry: Entry) -> None:
        opening = self._open(entry)
        if entry.kind == "pool":
            self.findings.pools[entry.record] = self._size
        elif entry.kind == "draw":
            self._match_draw(opening)
        elif opening is None:
            self.findings.unpublished.append(self._size)

    def _match_draw(self, opening: Opening | None) -> None:
        if opening is None:
            self.findings.sealed_draws += 1
            return
        named: Any = opening.facts["data"].get("pool")
        if isinstance(named, str):
            self.findings.pools.pop(b64decode(named) or b"", None)

    def _open(self, entry: Entry) -> Opening | None:
        raw = self._store.read(record_path(entry.record))
        if raw is None:
            return None
        opening = Opening.parse(canonical.loads(raw))
        record.verify_opening(opening, entry)
        return opening


def _refuse(code: str, what: str) -> RegisterError:
    return RegisterError(code, f"It {what}.")
