"""The sums of what is not stated yet, put back from a sealed file (DESIGN 5.13).

Backups hold none: they would outlive the statement that destroys them. A file is believed for its numbers alone: it has to add up
to the tallies of the very entries that are here, and no other numbers do.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evenhand.clerk.doctor.sums import unsound
from evenhand.clerk.missing_sums import NEW_ORIGIN
from evenhand.clerk.restore.fault import SumsMissing
from evenhand.clerk.sealed_sums import OpenedSums, open_sums
from evenhand.records.append import MONTH
from evenhand.records.models import Entry, Sum
from evenhand.records.queries.register import size
from evenhand.records.queries.sums import Stretch, counted, stated_until, without_sums
from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import KeyPair

NO_KEY = "The recovery key is not in the folder kept apart: give it with --recovery-key FILE."
NO_FILES = (
    "There are no sealed sums: neither beside the tiles (say with --sums FOLDER where they are) nor in the backup."
)


@dataclass(frozen=True, slots=True)
class GivenSums:
    """The sealed files that were found, and the recovery key. `without`: somebody has said to go on without them."""

    files: tuple[Path, ...] = ()
    key: KeyPair | None = None
    without: bool = False


@dataclass(frozen=True, slots=True)
class SumsBack:
    """At which size the sums were sealed that came back, None if none did; and the counted entries whose sums are lost."""

    size: int | None
    lost: range = range(0)


def put_back_sums(origin: str, given: GivenSums) -> SumsBack:
    """Put back the sums of the entries of the usual database. Raises SumsMissing where they are needed and nothing holds them."""
    there, since = size(), stated_until()
    needed = counted(since, there)
    if not needed:
        return SumsBack(None)
    if given.without:
        return SumsBack(None, needed)
    if given.key is None:
        raise SumsMissing(_refusal([NO_KEY]))
    reasons = []
    for file in given.files:
        try:
            opened = open_sums(file.read_bytes(), given.key)
            rows = _fitting(opened, origin, since, there)
        except (CannotOpen, _Unfit) as error:
            reasons.append(f"{file} was refused. {error}")
            continue
        Sum.objects.bulk_create(rows)
        return SumsBack(opened.size)
    raise SumsMissing(_refusal(reasons or [NO_FILES]))


class _Unfit(Exception):
    """The sums are not those of the entries that are here."""


def _fitting(opened: OpenedSums, origin: str, since: int, there: int) -> list[Sum]:
    """The rows of what is not stated yet. Raises _Unfit, with a sentence."""
    if opened.origin != origin:
        raise _Unfit(f"It holds the sums of another register, {opened.origin}.")
    if opened.size > there:
        raise _Unfit(f"It was sealed at {opened.size} entries, and there are {there} here.")
    if later := counted(opened.size, there):
        raise _Unfit(
            f"It is too old: it was sealed at {opened.size} entries, and entry {later.start} was counted since."
        )
    stretches = [stretch for stretch in opened.stretches if since <= stretch.first < opened.size]
    if without_sums(since, there, stretches):
        raise _Unfit("It lacks the sums of the first entries that are not stated yet.")
    rows = [row for _, row in sorted({stretch.first: _row(stretch) for stretch in stretches}.items())]
    if any(unsound(rows)):
        raise _Unfit(
            "Its numbers are not those of the entries that are here: it was made for others, or by somebody else."
        )
    return rows


def _row(stretch: Stretch) -> Sum:
    month = Entry.objects.values_list("day", flat=True).get(index=stretch.first)[:MONTH]
    totals = json.dumps(dict(stretch.totals), separators=(",", ":"), sort_keys=True)
    return Sum(first=stretch.first, month=month, totals=totals, blinding=stretch.blinding)


def _refusal(reasons: Sequence[str]) -> str:
    return (
        "Nothing was restored: the sums of what is not stated yet cannot be put back. "
        + " ".join(reasons)
        + f" If they are lost for good, say --without-sums. What follows then: {NEW_ORIGIN}"
    )
