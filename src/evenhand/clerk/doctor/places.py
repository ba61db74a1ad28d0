"""Keys and words stay where they were made for: no act of one complaint grants a key of another, or seals to one.

Whoever moves a compartment's row to another complaint, or a team's key to one, has somebody act there, and moves it back, leaves
every row as its act has it. But that act said which key it granted, and to whom, for ever. Whose a key is says the act that made
it, and not its row: one that was merely moved is named where rows are compared, and accuses nobody here.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.read import read
from evenhand.records.models import Grant, Record, Sealed

GRANTED_ELSEWHERE = (
    "An act of {here} granted a key of {there}. The program never does that: the key's row stood elsewhere when this was done. "
    "Whoever holds key {to} has been able to read what the granted one opens since."
)
SEALED_ELSEWHERE = (
    "Words of {here} were sealed to a key of {there}. The program never does that: the key's row stood elsewhere when this was "
    "done. Whoever that key is granted to can read these words."
)
_OFFICE = -1  # what is of no complaint
_FOR_ALL = Q(compartment__purpose="import")
"""The one key of the office that words of complaints are sealed to: what an import brings (`office.import_records`)."""


def check_places() -> Iterator[Trouble]:
    """Each grant, and each ciphertext, whose act is of another complaint than the act that made its key."""
    for grant in _astray(Grant.objects.all(), "compartment_id", "to"):
        key = f"{grant['compartment_id']} {grant['to']}"
        yield Trouble("grant", key, "", GRANTED_ELSEWHERE.format(**grant), grant["entry"])
    for words in _astray(Sealed.objects.exclude(_FOR_ALL), "address"):
        yield Trouble("sealed", words["address"], "", SEALED_ELSEWHERE.format(**words), words["entry"])


def _astray(rows: QuerySet[Any, Any], *names: str) -> Iterator[dict[str, Any]]:
    """Those whose act is elsewhere than the act that made the key. Of acts that are lost nothing is said: they are named."""
    placed = rows.annotate(here=_complaint_of("entry"), there=_complaint_of("compartment__entry"))
    astray = placed.exclude(here=None).exclude(there=None).exclude(here=F("there"))
    for row in read(astray, "entry", "here", "there", *names):
        yield {**row, "here": _said(row["here"]), "there": _said(row["there"])}


def _complaint_of(entry: str) -> Subquery:
    """Which complaint an entry is of."""
    return Subquery(Record.objects.filter(entry=OuterRef(entry)).values(of=Coalesce("complaint", _OFFICE))[:1])


def _said(complaint: Any) -> str:
    return "the office" if complaint == _OFFICE else f"complaint {complaint}"
