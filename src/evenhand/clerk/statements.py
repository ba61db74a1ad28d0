"""State what was counted in each closed period, and prove it (REGISTER.md section 5, DESIGN 5.12).

One statement for each closed period, in order, so that they cover the register without gap or overlap. It is checked as an outsider
would check it before it is logged; with it the sums that opened it are destroyed.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evenhand.clerk.log_files import LogFiles
from evenhand.clerk.missing_sums import not_here
from evenhand.figures.stated import hidden_counters
from evenhand.office.context import Office
from evenhand.office.public_entry import public_entry
from evenhand.office.published import STATED_IMPORT_RULE, STATED_RULE
from evenhand.office.schemes import scheme_at, scheme_of
from evenhand.process.counted import ABOUT_THE_REGISTER, ALWAYS_SHOWN, tables
from evenhand.process.facts import Recorded
from evenhand.records.append import SCHEME, Expected, Moved, append
from evenhand.records.load import office_index
from evenhand.records.log_folder import edge_path
from evenhand.records.models import Entry, Period, Record, Sum
from evenhand.records.queries.periods import kinds_counted
from evenhand.records.queries.register import tallies
from evenhand.records.queries.sums import STATEMENT, stated_until, stretches, without_sums
from evenhand_register import note, statement
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.entry import RESERVED_KINDS
from evenhand_register.errors import RegisterError
from evenhand_register.group import ZERO, Point, Scalar, plus, total
from evenhand_register.policy import Policy
from evenhand_register.scheme import Scheme
from evenhand_register.statement import Draft, Head, Stated
from evenhand_register.tiles import CHECKPOINT, StoredHashes
from evenhand_register.tree import EMPTY_ROOT, root

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._/-]+")
"""What the name of a period cannot hold (REGISTER.md section 5)."""


class NothingProtects(Exception):
    """Nothing in this period can hide a small number of it: it is stated together with the next one."""


class NotStated(Exception):
    """A period's totals cannot be proved; the message says why."""


def state_periods(office: Office, files: LogFiles, vkeys: str) -> Iterator[str]:
    """State every closed period that has no statement and whose head was put aside; the label of each.

    `vkeys` are our own keys, current and retired, a line each.

    Raises NotStated, Moved if the office acted in between; what was stated before stays stated.
    """
    for period in Period.objects.filter(end__gt=stated_until()).order_by("end"):
        seen = office_index()  # before anything is read, so that of two clerks only one states a period
        last = _last(office.origin)
        if last is not None and period.end <= last.statement.claim.end.size:
            continue
        head = files.read(edge_path(period.end))
        if head is None and _signed(files) <= period.end:
            return  # the clerk puts it aside when the register grows past it
        if head is None:
            continue  # it ended before heads were put aside: the next statement is of this period as well
        end = Head(period.end, _root(files, period.end), head.decode("utf-8", "surrogateescape"))
        try:
            _state(office, files, vkeys, period.label, last, end, seen)
        except NothingProtects:
            continue  # together with the next period there may be enough to hide it among
        yield period.label


def _state(
    office: Office, files: LogFiles, vkeys: str, label: str, last: Stated | None, end: Head, seen: int | None
) -> None:
    start = last.statement.claim.end if last else Head(0, EMPTY_ROOT)
    scheme_id = scheme_at(end.size)
    read = scheme_of(office.origin, scheme_id)
    if missing := without_sums(start.size, end.size, stretches()):
        raise NotStated(f"The totals of {label} cannot be stated. {not_here(missing)}")
    sums = Sum.objects.filter(first__gte=start.size, first__lt=end.size)
    added = list(sums)
    totals, blinding = _added(added)
    values = {counter: totals[counter] for counter in read.counters}
    entries = kinds_counted(start.size, end.size)
    try:
        draft = Draft(
            origin=office.origin,
            period=_NOT_IN_A_NAME.sub("-", label).strip("-"),
            sequence=last.statement.claim.sequence + 1 if last else 0,
            previous=last.record if last else None,
            scheme_id=scheme_id,
            scheme=read,
            start=start,
            end=end,
            entries=entries,
            values=values,
            hide=hidden_in(read, values, entries),
        )
        made = statement.parse(
            statement.make(draft, blinding, office.entropy).as_json()
        )  # as everybody else will read it
        entry = public_entry(office, STATEMENT, made.as_json(), scheme_id)
        stated = statement.check(
            made, entry.record, last, office.origin, _Rows(office.origin, files), Policy.of_keys(vkeys.split())
        )
    except RegisterError as error:
        if error.code == "W_EXPOSED":
            raise NothingProtects from None
        raise NotStated(f"The totals of {label} cannot be proved ({error.code}). {error.sentence}") from None
    if stated.exposed:
        raise NothingProtects

    def destroy(_: Sequence[Recorded]) -> None:
        if sums.delete()[0] != len(added):
            raise Moved

    append([entry], day=office.utc_day(), expected=Expected(office=seen), project=destroy)


def hidden_in(read: Scheme, values: Mapping[str, int], kinds: Mapping[str, int]) -> dict[str, int]:
    """What is hidden, as in the tables of the same period, and the bound of each. A scheme that counts nothing has nothing to hide.

    Everybody sees that there is no entry of some kind; then that nothing was counted by one is no secret, and is shown.
    """
    if not read.complement:
        return {}
    shown = ABOUT_THE_REGISTER | ALWAYS_SHOWN
    found = hidden_counters(values, kinds, tables(read.counters), STATED_RULE, STATED_IMPORT_RULE) - shown
    if "received" in found:
        found |= {label for label in ABOUT_THE_REGISTER if values[label] < read.complement}
    groups = (group for kind, group in read.groups.items() if kinds.get(kind))
    countable = {counter for group in groups for template in group.templates for counter in template.vector}
    return statement.protected(read, values, found & countable)


def _last(origin: str) -> Stated | None:
    """The newest statement, which was checked when it was made."""
    row = Record.objects.filter(act=STATEMENT).order_by("-entry_id").values_list("facts", "entry__record").first()
    if row is None:
        return None
    read = statement.parse(json.loads(bytes(row[0]))["data"])
    return Stated(read, bytes(row[1]), scheme_of(origin, read.claim.scheme), None, None, ())


def _root(files: LogFiles, size: int) -> bytes:
    """The root of the first entries, from the tiles of the newest head: a log that was restored has no others."""
    return root(StoredHashes(files, _signed(files)), size) if size else EMPTY_ROOT


def _signed(files: LogFiles) -> int:
    published = files.read(CHECKPOINT)
    return Checkpoint.parse(note.parse(published).text).size if published else 0


def _added(sums: Iterable[Sum]) -> tuple[Counter[str], Scalar]:
    totals: Counter[str] = Counter()
    blinding = ZERO
    for row in sums:
        totals.update(json.loads(row.totals))
        blinding = plus(blinding, Scalar(bytes(row.blinding)))
    return totals, blinding


@dataclass(frozen=True, slots=True)
class _Rows:
    """The entries as rows, for the check of a statement (a `statement.Past`). Their proofs were checked when they were signed."""

    origin: str
    files: LogFiles

    def root(self, size: int) -> bytes | None:
        """The root of the first entries, as it was signed."""
        return _root(self.files, size)

    def scheme(self, record: bytes, size: int) -> Scheme | None:
        """The scheme with this id, if it stands among the first entries."""
        there = Record.objects.filter(act=SCHEME, entry__record=record, entry_id__lt=size).exists()
        return scheme_of(self.origin, record) if there else None

    def period(self, start: int, end: int) -> statement.Period:
        """How many entries of each kind there are, and under which schemes."""
        laid = Entry.objects.filter(kind=SCHEME, index__gte=start, index__lt=end).order_by("index")
        places = [start, *laid.values_list("index", flat=True), end]
        counted = Entry.objects.exclude(kind__in=RESERVED_KINDS)
        stretches = [
            until for since, until in pairwise(places) if counted.filter(index__gte=since, index__lt=until).exists()
        ]
        return statement.Period(kinds_counted(start, end), {scheme_at(until) for until in stretches})

    def check_entries(self, start: int, end: int) -> None:
        """Nothing: `self_check` did before they were signed."""

    def total(self, start: int, end: int) -> Point:
        """The sum of their tallies."""
        return total(tallies(start, end))
