"""Reading a log's entries in order, each in the light of those before it (register.md sections 2, 3, 4, 5 and 9).

An entry must be well formed, be entered once, cite a scheme that stands before it and has a group for it, and prove
that what it counts as is lawful. What the log must publish in clear (schemes, statements, and where it can be had
every other reserved kind) must open its entry, and a statement must be true of the entries before it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from . import canonical, generators, group, record, scheme, statement, tally, tree
from . import entry as entries
from .arithmetic import Arithmetic
from .entry import RESERVED_KINDS, Entry
from .errors import RegisterError
from .generators import TemplatePoints
from .group import Point
from .panels import Panel, Panels
from .policy import Policy
from .record import Opening
from .scheme import Scheme
from .statement import Period, Stated
from .tally import Place, Proved
from .tiles import VerifiedHashes, record_path

__all__ = ["Findings", "Ledger"]


@dataclass
class Findings:
    """What a log was found to hold.

    `kinds` counts the entries of each kind, and `counted` those that have a tally, with a proof that the arithmetic was
    offered. Warnings and remarks name entries by their index.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    counted: int = 0
    statements: list[Stated] = field(default_factory=list)
    """Every statement of totals, in order, each true of its period."""
    day_order: list[int] = field(default_factory=list)
    """W_DAY_ORDER: entries whose day lies before that of an earlier entry."""
    unpublished: list[int] = field(default_factory=list)
    """Entries of the kinds `key` and `notice` whose opening should be published and is not."""
    panels: list[Panel] = field(default_factory=list)
    """Every pool that a panel is drawn from, in order, and what came of it."""
    sealed_draws: int = 0
    """Draws whose opening is not published, each of which may belong to any pool."""


@dataclass(frozen=True)
class _Cited:
    """A scheme as entries cite it."""

    index: int
    scheme: Scheme
    templates: dict[str, TemplatePoints]


class Ledger:
    """Takes the entries of one log in order and raises the code of the first check that one fails.

    Proofs that `arithmetic` puts off are checked when its `finish` is called, which is for the caller to do.
    """

    def __init__(self, hashes: VerifiedHashes, origin: str, policy: Policy, arithmetic: Arithmetic) -> None:
        self.findings = Findings()
        self._origin = origin
        self._hashes = hashes
        self._policy = policy
        self._past = _Past(hashes)
        self._panels = Panels(origin, policy)
        self._arithmetic = arithmetic
        self._records: set[bytes] = set()
        self._tallies: set[bytes] = set()
        self._latest_scheme: bytes | None = None
        self._latest_day = date.min
        self._day = ""
        self._fitting: set[tuple[str, bytes | None, bool]] = set()

    def extend(self, batch: Iterable[bytes]) -> None:
        """Take the next entries. Raises RegisterError, naming the entry."""
        for raw in batch:
            try:
                self._take(entries.parse(raw))
            except RegisterError as error:
                raise tally.refusal(self._past.size, error) from None

    def _take(self, entry: Entry) -> None:
        self._check_duplicate(entry)
        if entry.kind in RESERVED_KINDS:
            self._take_special(entry)
        else:
            self._check_kind(entry)
            self._offer_proof(entry)
        self.findings.kinds[entry.kind] += 1
        if entry.day != self._day:
            self._take_day(entry.day)
        self._past.take(entry)

    def _take_special(self, entry: Entry) -> None:
        match entry.kind:
            case "scheme":
                self._take_scheme(entry)
            case "statement":
                self._take_statement(entry)
            case _:
                self._take_reserved(entry)

    def _take_day(self, day: str) -> None:
        """Compare a day with the latest before it. Of the same day as the last, an entry needs no look."""
        first, last = entries.day_bounds(day)
        if last < self._latest_day:
            self.findings.day_order.append(self._past.size)
            return  # and the next of this day is to be reported too
        self._latest_day = max(self._latest_day, first)
        self._day = day

    def _check_duplicate(self, entry: Entry) -> None:
        if entry.record in self._records or entry.tally in self._tallies:
            raise _refuse("E_ENTRY_DUPLICATE", "repeats the record or the count of an earlier entry")
        self._records.add(entry.record)
        if entry.tally is not None:
            self._tallies.add(entry.tally)

    def _check_kind(self, entry: Entry) -> None:
        fitting = (entry.kind, entry.scheme, entry.tally is not None)
        if fitting in self._fitting:
            return
        used = self._past.schemes.get(entry.scheme or b"")
        if used is None:
            raise _refuse("E_SCHEME_UNKNOWN", "cites a scheme that does not stand before it in the list")
        scheme.group_of(used.scheme, entry)
        self._fitting.add(fitting)

    def _offer_proof(self, entry: Entry) -> None:
        if entry.scheme is None or entry.tally is None or entry.proof is None:
            return
        self.findings.counted += 1
        if self._arithmetic.wants(self._past.size):
            templates = self._past.schemes[entry.scheme].templates[entry.kind]
            place = Place(self._origin, entry.scheme, entry.record, entry.kind)
            self._arithmetic.check(Proved(self._past.size, place, templates, entry.tally, entry.proof))

    def _take_scheme(self, entry: Entry) -> None:
        opening = self._open(entry)
        if opening is None:
            raise _refuse("E_SCHEME_UNKNOWN", "is a scheme whose text is not published")
        found = scheme.parse(opening.facts["data"], self._origin)
        if found.previous != self._latest_scheme:
            raise _refuse("E_SCHEME_FORMAT", "is a scheme that does not name the scheme before it")
        self._past.schemes[entry.record] = _Cited(self._past.size, found, generators.template_points(found))
        self._latest_scheme = entry.record

    def _take_statement(self, entry: Entry) -> None:
        opening = self._open(entry)
        if opening is None:
            raise _refuse("E_STATEMENT_MISSING", "is a statement of totals whose text is not published")
        found = statement.parse(opening.facts["data"])
        if entry.scheme != found.claim.scheme:
            raise _refuse(
                "E_SCHEME_UNKNOWN", "is a statement of totals that is made under another scheme than it cites"
            )
        before = self.findings.statements[-1] if self.findings.statements else None
        # The tree under the newest head, which the whole policy was asked for, holds the heads that statements show. Who signed one
        # of these then can never change: a witness that came later must not make an old statement false.
        keys = self._policy.without_quorum()
        stated, totals = statement.examine(found, entry.record, before, self._origin, self._past, keys)
        tallies = self._past.tallies(found.claim.start.size, found.claim.end.size)
        self._arithmetic.check_sum(self._past.size, tallies, totals)
        self.findings.statements.append(stated)
        self._past.forget(found.claim.end.size)

    def _take_reserved(self, entry: Entry) -> None:
        opening = self._open(entry)
        if entry.kind == "pool":
            self.findings.panels.append(self._panels.take_pool(self._past.size, entry, opening))
        elif entry.kind == "draw" and opening is not None:
            self._panels.take_draw(self._past.size, opening, self._past.root)
        elif entry.kind == "draw":
            self.findings.sealed_draws += 1
        elif opening is None:
            self.findings.unpublished.append(self._past.size)

    def _open(self, entry: Entry) -> Opening | None:
        raw = self._hashes.store.read(record_path(entry.record))
        if raw is None:
            return None
        opening = Opening.parse(canonical.loads(raw))
        record.verify_opening(opening, entry)
        return opening


class _Past:
    """The entries taken so far, as a statement is checked against them (a `statement.Past`).

    Of those that no statement has covered yet it keeps kind, scheme and tally, which the ledger holds already, so
    each costs two references.
    """

    def __init__(self, hashes: VerifiedHashes) -> None:
        self.size = 0
        self.schemes: dict[bytes, _Cited] = {}
        self._hashes = hashes
        self._first = 0
        self._shapes: list[tuple[str, bytes | None]] = []
        self._tallies: list[bytes | None] = []
        self._known: dict[tuple[str, bytes | None], tuple[str, bytes | None]] = {}

    def take(self, entry: Entry) -> None:
        shape = (entry.kind, entry.scheme)
        self._shapes.append(self._known.setdefault(shape, shape))
        self._tallies.append(entry.tally)
        self.size += 1

    def forget(self, size: int) -> None:
        """Drop what is kept of the first `size` entries: statements follow each other without overlap."""
        del self._shapes[: size - self._first]
        del self._tallies[: size - self._first]
        self._first = size

    def root(self, size: int) -> bytes | None:
        return tree.root(self._hashes, size) if size <= self.size else None

    def scheme(self, record: bytes, size: int) -> Scheme | None:
        found = self.schemes.get(record)
        return found.scheme if found is not None and found.index < size else None

    def period(self, start: int, end: int) -> Period:
        shapes = Counter(self._shapes[start - self._first : end - self._first])
        kinds: Counter[str] = Counter()
        for (kind, _), count in shapes.items():
            kinds[kind] += count
        return Period(kinds, {cited for kind, cited in shapes if cited is not None and kind not in RESERVED_KINDS})

    def check_entries(self, start: int, end: int) -> None:
        """Nothing is left to do: each entry was checked when it was taken."""

    def tallies(self, start: int, end: int) -> list[bytes]:
        """Return the tallies of a period, those of entries that are not counted left out."""
        taken = self._tallies[start - self._first : end - self._first]
        return [tally for tally in taken if tally is not None]

    def total(self, start: int, end: int) -> Point:
        return group.total(self.tallies(start, end))


def _refuse(code: str, what: str) -> RegisterError:
    return RegisterError(code, f"It {what}.")
