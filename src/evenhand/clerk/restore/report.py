"""One restore from beginning to end, and what it says of itself."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evenhand.clerk.doctor import Examined, examine
from evenhand.clerk.log_files import LogFiles
from evenhand.clerk.restore.bring_back import bring_back
from evenhand.clerk.restore.log import rebuild_log
from evenhand.clerk.restore.sums import GivenSums, SumsBack, put_back_sums
from evenhand.clerk.restore.tiles import Tiles
from evenhand.clerk.restore.weigh import weigh
from evenhand.office.context import Office
from evenhand.office.restored import log_restored
from evenhand.records.queries.register import size

type Answer = Callable[[], tuple[str, str] | None]
"""The two people who answer for a lost guard, None if nobody does."""


@dataclass(frozen=True, slots=True)
class Restored:
    """`lost` are entries that came back without their records, `kinds` how many of each kind; `entries` counts all there are."""

    origin: str
    entries: int
    lost: range
    kinds: Counter[str]
    signed: int
    people: tuple[str, str] | None
    sums: SumsBack
    examined: Examined

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "clean": self.examined.clean,
            "entries": self.entries,
            "lost": {"end": self.lost.stop, "first": self.lost.start, "kinds": dict(self.kinds)}
            if self.lost
            else None,
            "notes": list(self.examined.notes),
            "origin": self.origin,
            "signed": self.signed,
            "sums": {
                "lost": [self.sums.lost.start, self.sums.lost.stop] if self.sums.lost else None,
                "size": self.sums.size,
            },
            "troubles": [asdict(trouble) for trouble in self.examined.troubles],
            "without_guard": list(self.people) if self.people else None,
        }

    def lines(self) -> list[str]:
        """For people: what is there, what was lost, and what they owe to those who lost by it."""
        said = [f"{self.origin} is restored, with {self.entries:,} entries; {self.signed:,} were signed before."]
        if self.lost:
            said += _after_a_loss(self.lost, self.kinds)
        else:
            said.append("The backup holds everything that the tiles know of: nothing that was signed is lost.")
        if self.sums.size is not None:
            said.append(
                f"The sums of what is not stated yet came back, sealed at {self.sums.size:,} entries: totals can be proved."
            )
        if self.people:
            said.append("The guard was made again, and a notice in the register says which two people answer for it.")
        said += [trouble.line() for trouble in self.examined.troubles]
        return [*said, *self.examined.notes]


def restore(
    office: Office,
    log: Path,
    guard: Path,
    tiles: Tiles,
    kept: bytes | None,
    vkeys: str,
    answer: Answer,
    given: GivenSums,
) -> Restored:
    """Bring the usual database, which holds a backup's rows, to where the register was; write its log and its guard.

    `kept` is the guard from the folder kept apart, `given` what there is of sealed sums. Raises RestoreFault, LogDamaged,
    RowsDamaged.
    """
    people = answer() if kept is None else None
    weighed = weigh(tiles, kept, vkeys, without_guard=people is not None)
    kinds = bring_back(tiles, weighed.lost) if weighed.lost else Counter()
    sums = put_back_sums(office.origin, given)
    rebuild_log(LogFiles(log), guard, weighed, tiles, vkeys)
    if weighed.lost or people:
        log_restored(office, weighed.lost, weighed.head.size, people)
    examined = examine(LogFiles(log), guard, office.blobs, vkeys)
    return Restored(office.origin, size(), weighed.lost, kinds, weighed.head.size, people, sums, examined)


def _after_a_loss(lost: range, kinds: Counter[str]) -> list[str]:
    which = f"entry {lost.start}" if len(lost) == 1 else f"entries {lost.start} to {lost.stop - 1}"
    what = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    said = [f"The backup is older than the register. As public lines only came back: {which} ({what})."]
    said.append("What stood behind them is lost. A notice in the register says so; tell it to the public too.")
    if kinds["intake"]:
        said.append(
            f"Complaints among them, at most: {kinds['intake']}. Their senders hold receipts that verify and phrases that open "
            "nothing: ask everybody whose receipt has a number from then to write again, with that number."
        )
    said.append(
        "What the office did since the backup is undone too: go through `evenhand people list` for accounts, appointments and "
        "passwords that were ended or changed meanwhile."
    )
    return said
