"""Projections against the facts, folded again."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType

from django.db import models

from evenhand.clerk.doctor import words
from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.read import CHUNK, FAULTS, read
from evenhand.clerk.doctor.rows import Row, compare
from evenhand.clerk.doctor.samples import Draws
from evenhand.clerk.doctor.shelf import Shelf
from evenhand.clerk.doctor.tables import as_rulebook
from evenhand.process.facts import Recorded
from evenhand.process.fold import fold_all
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import ComplaintState
from evenhand.records.load import Raw, as_recorded
from evenhand.records.models import (
    Allegation,
    Barred,
    Case,
    Complaint,
    Hand,
    Link,
    Opening,
    Record,
    RulebookText,
    Step,
)
from evenhand.records.project import KEYS, projected_rows, projected_steps
from evenhand.records.project_import import expected_import

TABLES: dict[str, tuple[type[models.Model], str, tuple[str, ...]]] = {
    "complaint": (Complaint, "index", KEYS["complaint"][1]),
    "case": (Case, "complaint", KEYS["case"][1]),
    "allegation": (Allegation, "complaint", KEYS["allegation"][1]),
    "hand": (Hand, "complaint", KEYS["hand"][1]),
    "barred": (Barred, "complaint", KEYS["barred"][1]),
    "link": (Link, "complaint", KEYS["link"][1]),
    "opening": (Opening, "complaint", KEYS["opening"][1]),
    "step": (Step, "complaint", ("index", "place")),
}
"""Each table of complaints, the column that names the complaint, and what identifies a row."""
TAINTED = "The rows of this complaint cannot be compared, because one of its acts cannot be believed."
NO_HISTORY = "Its acts do not follow from each other: one was taken away or put in. Its rows cannot be compared."
_NOTHING: Mapping[int, int] = MappingProxyType({})


class RulebookGone(LookupError):
    """A rulebook that a complaint pins is not there as it was adopted; the message is its hash."""


@dataclass(slots=True)
class Rulebooks:
    """The rulebooks that are there with the text that was adopted, each read once."""

    found: dict[str, Rulebook | None] = field(default_factory=dict)

    def get(self, hash_: str) -> Rulebook:
        """The rulebook with this hash. Raises RulebookGone."""
        if hash_ not in self.found:
            texts = [row["text"] for row in read(RulebookText.objects.filter(hash=hash_), "text")]
            said = as_rulebook(texts[0]) if texts else None
            self.found[hash_] = said if said and said.hash == hash_ else None
        rulebook = self.found[hash_]
        if rulebook is None:
            raise RulebookGone(hash_)
        return rulebook


def check_projections(tainted: Mapping[int, int] = _NOTHING, draws: Draws | None = None) -> Iterator[Trouble]:
    """Every projected row and column that differs from what the facts fold to; and samples that are not of what they say.

    Complaints in `tainted` can't be folded, since an act of theirs (given as its entry) cannot be believed.
    """
    draws = draws or Draws()
    for _complaint, trouble in compared(tainted, draws):
        yield trouble
    yield from draws.rest()


def compared(
    tainted: Mapping[int, int] = _NOTHING, draws: Draws | None = None
) -> Iterator[tuple[int | None, Trouble]]:
    """The same with the complaint whose rows could be written again from its facts; None where they could not."""
    draws = draws or Draws()
    shelves = {table: Shelf(model, column) for table, (model, column, _) in TABLES.items()}
    rulebooks, without = Rulebooks(), Counter[str]()
    for complaint, records in _histories():
        for table, shelf in shelves.items():
            yield from _beyond_repair(_unaccounted(table, shelf.before(complaint)))
        found = {table: shelf.take(complaint) for table, shelf in shelves.items()}
        if complaint in tainted:
            draws.unknown.add(complaint)
            yield None, Trouble("complaint", str(complaint), "", TAINTED, tainted[complaint])
            continue
        try:
            expected = expected_rows(list(as_recorded(records)), rulebooks, draws.fold)
        except RulebookGone as error:
            without[str(error)] += 1
            continue
        except FAULTS:
            draws.unknown.add(complaint)
            yield None, Trouble("complaint", str(complaint), "", NO_HISTORY)
            continue
        for table, (_, _, keys) in TABLES.items():
            yield from ((complaint, trouble) for trouble in compare(table, keys, expected[table], found[table]))
    for table, shelf in shelves.items():
        yield from _beyond_repair(_unaccounted(table, shelf.before(None)))
    for hash_, count in without.items():
        which = "A complaint is" if count == 1 else f"{count} complaints are"
        sentence = (
            f"{which} handled under this rulebook, which is gone or was changed: no row of theirs can be compared."
        )
        yield None, Trouble("rulebooktext", hash_, "", sentence)


def expected_rows(
    facts: Sequence[Recorded],
    rulebooks: Rulebooks,
    folded: Callable[[Sequence[Recorded]], ComplaintState] = fold_all,
) -> dict[str, list[Row]]:
    """The rows, by table, that the facts of one complaint fold to. Raises FoldError, or RulebookGone."""
    if facts[0].act == "imported-complaint":
        rows, steps = expected_import(facts)
    else:
        state = folded(facts)
        rows = projected_rows(str(facts[0].data["complaint"]), state, rulebooks.get(state.rulebook))
        steps = projected_steps(facts, state.index)
    found = {**rows, "step": steps}
    return {table: [{**_usual(model), **row} for row in found[table]] for table, (model, _, _) in TABLES.items()}


@cache
def _usual(model: type[models.Model]) -> Row:
    """What stands in columns that a fold leaves alone."""
    return {field.name: field.get_default() for field in model._meta.concrete_fields if field.has_default()}


def _histories() -> Iterator[tuple[int, list[tuple[int, Raw, Raw]]]]:
    """Each complaint's entries: index, facts, record hash."""
    rows = Record.objects.exclude(complaint=None).order_by("complaint", "entry_id")
    found = rows.values_list("complaint", "entry_id", "facts", "entry__record").iterator(CHUNK)
    for complaint, group in groupby(found, key=itemgetter(0)):
        yield complaint, [row[1:] for row in group]


def _unaccounted(table: str, rows: Iterator[Row]) -> Iterator[Trouble]:
    """Rows of complaints of which no fact speaks."""
    keys = TABLES[table][2]
    for row in rows:
        yield Trouble(table, "/".join(str(row[key]) for key in keys), "", words.added(table))


def _beyond_repair(troubles: Iterator[Trouble]) -> Iterator[tuple[None, Trouble]]:
    return ((None, trouble) for trouble in troubles)
