"""What is known of the register: the backup's rows, the tiles and the guard against each other, before anything is made of them.

Each alone can be old. What all of them know together has to be one history, and has to reach the newest head that any of them
was signed under: otherwise going on would fork the register.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from evenhand.clerk.doctor.roots import Roots
from evenhand.clerk.restore.fault import GuardMissing, RestoreFault
from evenhand.clerk.restore.tiles import Tiles
from evenhand.records.models import Entry
from evenhand.records.queries.register import RowsDamaged, entry_bodies, size
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import b64encode
from evenhand_register.errors import RegisterError
from evenhand_register.policy import Policy, verify_checkpoint

_AT_ONCE = 5000
TWO_HISTORIES = (
    "Nothing was restored: the {one} and the {other} are not of one history; they differ {where}. One of them was rewritten. "
    "Keep all of them, and show them to your auditor."
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """`lost` are the entries that the backup lacks and the tiles have; `signed` is the note of the newest signed head."""

    lost: range
    signed: bytes
    head: Checkpoint


def weigh(tiles: Tiles, guard: bytes | None, vkeys: str, *, without_guard: bool) -> Weighed:
    """Compare the rows of the usual database with tiles and guard. Raises RestoreFault if the register cannot go on from them.

    `without_guard`: two people have said that the head in the tiles is the last one; else GuardMissing is raised where there is
    no guard.
    """
    there = size()
    if there != Entry.objects.count():
        raise RestoreFault("The backup's rows are not those of one register: run `evenhand backup --check` on it.")
    heads = {"tiles": tiles.head} | ({"guard": _verified(guard, vkeys)} if guard is not None else {})
    roots = Roots({head.size for head in heads.values()})
    for index, (row, tile) in enumerate(zip_longest(_rows(there), tiles.bodies())):
        if row is not None and tile is not None and row != tile:
            where = f"at entry {index}"
            raise RestoreFault(TWO_HISTORIES.format(one="backup", other="tiles", where=where))
        roots.take(row or tile or b"")
    known = max(there, tiles.size)
    for name, head in heads.items():
        if head.size > known:
            raise RestoreFault(_new_origin(name, head, known))
        if roots.at[head.size] != head.root:
            where = f"within the first {head.size} entries"
            raise RestoreFault(TWO_HISTORIES.format(one=f"head of the {name}", other="entries", where=where))
    if guard is None and not without_guard:
        raise GuardMissing(_no_guard(tiles.head))
    if guard is not None and heads["guard"].size > tiles.head.size:
        return Weighed(range(there, tiles.size), guard, heads["guard"])
    return Weighed(range(there, tiles.size), tiles.raw, tiles.head)


def _verified(guard: bytes, vkeys: str) -> Checkpoint:
    """The head in the guard file. Raises RestoreFault if it is not one that this register signed."""
    try:
        return verify_checkpoint(guard, Policy.of_keys(vkeys.split())).checkpoint
    except RegisterError as error:
        raise RestoreFault(f"The guard file is damaged, or of another register. {error.sentence}") from None


def _rows(there: int) -> Iterator[bytes]:
    try:
        for first in range(0, there, _AT_ONCE):
            yield from entry_bodies(first, _AT_ONCE)
    except RowsDamaged as error:
        raise RestoreFault(f"The backup's rows are damaged. {error}") from None


def _no_guard(head: Checkpoint) -> str:
    return (
        "There is no guard in the folder kept apart, so this machine cannot know which head was signed last. The tiles say: "
        f"{head.size} entries. Two people who hold a role here must look for a later one (on paper, with a witness, an auditor, "
        "in a receipt). If there is none, they say so with --without-guard LOGIN LOGIN and their passwords, and the register says "
        "in a notice that they did."
    )


def _new_origin(name: str, head: Checkpoint, known: int) -> str:
    return (
        f"Nothing was restored: the head of the {name} was signed over {head.size} entries, and backup and tiles have "
        f"{known} between them. Look for newer tiles: the old machine's folder log, or a folder that `evenhand publish` wrote. If "
        "there are none, the lost entries are lost with their public lines, and the register cannot go on under this origin "
        "without contradicting receipts that people hold. Begin a new one with a new origin then, and let its first notice name "
        f"this one's last size, {head.size}, and root, {b64encode(head.root)}."
    )
