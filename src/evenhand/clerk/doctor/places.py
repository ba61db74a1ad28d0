"""Keys and words stay with the complaint they were made for: no act of one grants a key of another, or seals to one.

Whoever moves a compartment's row to another complaint, has somebody act there, and moves it back, leaves every row as its
act has it. But that act said which key it granted, and to whom, for ever.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from evenhand.clerk.doctor.finding import Trouble
from evenhand.records.models import Grant, Record, Sealed

GRANTED_ELSEWHERE = (
    "An act of complaint {here} granted a key of complaint {there}. The program never does that: the key's row stood with the "
    "other complaint when this was done. Whoever holds key {to} has been able to read complaint {there} since."
)
SEALED_ELSEWHERE = (
    "Words of complaint {here} were sealed to a key of complaint {there}. The program never does that: the key's row stood with "
    "the other complaint when this was done. Whoever may read complaint {there} can read these words."
)
_HERE = Subquery(Record.objects.filter(entry=OuterRef("entry")).values("complaint")[:1])


def check_places() -> Iterator[Trouble]:
    """Each grant, and each ciphertext, whose act is of another complaint than its key."""
    for grant in _astray(Grant, "compartment_id", "to"):
        key = f"{grant['compartment_id']} {grant['to']}"
        yield Trouble("grant", key, "", GRANTED_ELSEWHERE.format(**grant), grant["entry"])
    for words in _astray(Sealed, "address"):
        yield Trouble("sealed", words["address"], "", SEALED_ELSEWHERE.format(**words), words["entry"])


def _astray(model: type[Grant | Sealed], *names: str) -> Iterator[dict[str, Any]]:
    """Those whose act is of one complaint and whose key is of another. Acts and keys of the office are of none."""
    rows: QuerySet[Any, Any] = model._default_manager.all()
    placed = rows.annotate(here=_HERE, there=F("compartment__complaint")).exclude(here=None).exclude(there=None)
    yield from placed.exclude(here=F("there")).order_by("entry").values("entry", "here", "there", *names)
