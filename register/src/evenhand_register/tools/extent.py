"""How much of a register was looked at, in sentences: whoever did not check everything never reads "verified"."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from evenhand_register.checkpoint import Checkpoint
from evenhand_register.ledger import Findings

from .answers import Verdict

__all__ = ["Depth", "Extent", "as_details", "checked", "limits", "sentence", "statement_sentence", "verdict"]

_SMALL = 0.001
_PROVED = "What was drawn is proved to count as exactly one of the things that its scheme allows"
_LAWFUL = "none counts twice, and none takes anything away. What each counts as stays secret."
_NO_PROOFS = (
    "No proof was checked. An entry may count as something that its scheme does not allow, twice or as less than nothing, "
    "and totals that add up may still be false. To have every proof checked, leave out --no-proofs."
)
_TREE = (
    "Only the files were compared with the signed head. An entry may be malformed or stand there twice, and proofs and "
    "totals may be false. To have everything checked, leave out --tree."
)


class Depth(Enum):
    """How far down a check goes."""

    ALL = "all"
    SAMPLE = "sample"
    NONE = "none"
    TREE = "tree"


@dataclass(frozen=True)
class Extent:
    """What was looked at: of `counted` entries, the proofs of `now` in this check, and of `earlier` in earlier ones."""

    depth: Depth = Depth.ALL
    counted: int = 0
    now: int = 0
    earlier: int = 0


def verdict(extent: Extent) -> Verdict:
    """Return the verdict where nothing failed."""
    return Verdict.VERIFIED if extent.depth is Depth.ALL else Verdict.PARTLY_CHECKED


def sentence(extent: Extent, head: Checkpoint) -> str:
    """Return the sentence for a register in which nothing failed."""
    match extent.depth:
        case Depth.ALL:
            return f"the register {head.origin} is whole, with its {_entries(head.size)}."
        case Depth.SAMPLE:
            looked = f"only a sample was looked at, {extent.now} of its {extent.counted} proofs"
        case Depth.NONE:
            looked = "no proof of what an entry counts as was looked at"
        case Depth.TREE:
            looked = "what they say was not looked at"
    return f"nothing wrong was found in the register {head.origin} with its {_entries(head.size)}, but {looked}."


def statement_sentence(extent: Extent, period: str, origin: str) -> str:
    """Return the sentence for one statement of totals in such a register."""
    if extent.depth is Depth.ALL:
        return f"the totals of the period {period} are the exact sums over its entries, in {origin}."
    return (
        f"the totals of the period {period} fit the entries, in {origin}, but not every entry was seen to prove what it "
        "counts as."
    )


def checked(extent: Extent, findings: Findings) -> list[str]:
    """Return what was checked of the entries that are counted."""
    if not findings.counted or extent.depth in (Depth.NONE, Depth.TREE):
        return []
    if extent.depth is Depth.SAMPLE:
        drawn = "1 was" if extent.now == 1 else f"{extent.now} were"
        return [
            f"Of the {extent.counted} entries that are counted, {drawn} drawn by this computer's own chance. {_PROVED}."
        ]
    entries = "1 entry is" if findings.counted == 1 else f"{findings.counted} entries are"
    found = [
        f"{entries} counted, and each is proved to count as exactly one of the things that its scheme allows: {_LAWFUL}"
    ]
    if extent.earlier:
        new = "None is new." if not extent.now else f"The other {extent.now} were checked now."
        found.append(
            f"The proofs of {extent.earlier} of them were checked before, on this computer, and these entries are the same. {new}"
        )
    return found


def limits(extent: Extent) -> list[str]:
    """Return what was left out, and what that may hide."""
    match extent.depth:
        case Depth.ALL:
            return []
        case Depth.SAMPLE:
            return _missed(extent.counted, extent.now)
        case Depth.NONE:
            return [_NO_PROOFS]
        case Depth.TREE:
            return [_TREE]


def as_details(extent: Extent) -> dict[str, Any]:
    """Return what a program may want to know of it."""
    return {
        "counted": None if extent.depth is Depth.TREE else extent.counted,
        "proved": extent.now + extent.earlier,
        "proofs": {"checked": extent.depth.value, "now": extent.now, "earlier": extent.earlier},
    }


def _missed(counted: int, drawn: int) -> list[str]:
    """Return what a sample misses, by its size. Nothing drawn is put back: the chances are hypergeometric."""
    everything = "To have every proof checked, leave out --sample."
    if not counted:
        return [f"No entry is counted, so there was nothing to draw. {everything}"]
    if drawn == counted:
        return [f"The sample held all {counted} entries that are counted, so it left none out. {everything}"]
    one = _chance(counted, drawn, 1)
    said = [f"If a single one of the {counted} counted entries were false, this sample would miss it with {one}"]
    for share, words in ((1000, "one in a thousand"), (100, "one in a hundred"), (10, "one in ten")):
        false = counted // share
        if false > 1:
            said.append(f"if {words} were false, it would miss all of those with {_chance(counted, drawn, false)}")
    return [f"It was a sample. {'; '.join(said)}. {everything}"]


def _chance(counted: int, drawn: int, false: int) -> str:
    """Return the chance that none of so many false entries is drawn."""
    missed = 1.0
    for at in range(min(false, drawn)):  # the same number either way, by whichever takes fewer steps
        missed *= (counted - max(false, drawn) - at) / (counted - at)
        if missed < _SMALL:
            return "less than 0.1 % chance"
    if missed > 1 - _SMALL:
        return "more than 99.9 % chance"
    percent = 100 * missed
    return f"{percent:.0f} % chance" if 1 <= percent <= 99 else f"{percent:.1f} % chance"


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"
