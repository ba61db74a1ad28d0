"""The sums of what is counted, against the tallies in the register: they are these numbers, or no others can be proved.

sum of all tallies of a stretch  =  R·B + sum over counters of T_k·G_k            (REGISTER.md section 4)
"""

import json
from collections.abc import Iterator, Sequence

from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.read import FAULTS
from evenhand.clerk.missing_sums import not_here
from evenhand.records.models import Entry, Head, Sum
from evenhand.records.queries.register import size, tallies
from evenhand.records.queries.sums import stated_until, stretches, without_sums
from evenhand_register.generators import point_of
from evenhand_register.group import add, multiply_base, read_scalar, total

NOT_THESE = (
    "The sums of what was counted in this stretch are not those of the entries: somebody changed them. Until they are put right, "
    "no totals of the period can be proved. What the entries say is not touched by it."
)


def check_sums() -> Iterator[Trouble]:
    """Every stretch whose sums are not what its entries add up to."""
    for row in unsound(list(Sum.objects.order_by("first"))):
        yield Trouble("sum", str(row.first), "totals", NOT_THESE)


def check_sums_are_there() -> Iterator[Trouble]:
    """That nothing is counted and not stated whose sums are gone. Not asked of a backup, which never holds any.

    Where statements, sums or the head cannot be read, that is named where these are looked at.
    """
    try:
        missing = without_sums(stated_until(), size(), stretches())
    except (*FAULTS, Head.DoesNotExist):
        return
    if missing:
        yield Trouble("sum", str(missing.start), "", not_here(missing))


def unsound(rows: Sequence[Sum]) -> Iterator[Sum]:
    """Those of these stretches, which are in order, whose sums are not what the entries add up to."""
    ends: Sequence[int | None] = (*(row.first for row in rows[1:]), None)
    return (row for row, end in zip(rows, ends, strict=False) if not _adds_up(row, end))


def _adds_up(row: Sum, ends: int | None) -> bool:
    """Whether the tallies from where the stretch begins to where it ends (None: it is the open one) are these numbers."""
    newest = Entry.objects.order_by("-index").values_list("index", flat=True).first() or 0
    try:
        found = total(tallies(row.first, newest + 1 if ends is None else ends))
        said = add(multiply_base(read_scalar(bytes(row.blinding))), point_of(json.loads(row.totals)))
    except FAULTS:
        return False
    return found == said
