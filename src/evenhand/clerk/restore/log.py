"""The published log and the guard of a restored register, made anew from its entries up to the head that was signed last."""

from pathlib import Path

from evenhand.clerk.held_heads import contains
from evenhand.clerk.integrate import MOST_AT_ONCE
from evenhand.clerk.log_files import LogFiles, write_durably
from evenhand.clerk.restore.fault import RestoreFault
from evenhand.clerk.restore.tiles import Tiles
from evenhand.clerk.restore.weigh import Weighed
from evenhand.records.blobs import sync_folder
from evenhand.records.log_folder import edge_path
from evenhand.records.queries.register import entry_bodies, openings_to_publish
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.tiles import CHECKPOINT, grow
from evenhand_register.tree import EMPTY_ROOT


def rebuild_log(files: LogFiles, guard: Path, weighed: Weighed, tiles: Tiles, vkeys: str) -> None:
    """Write tiles, openings, heads and guard. Nothing is signed: that is the clerk's, when the service goes on.

    Raises RestoreFault if the entries do not give the root that was signed.
    """
    size, root = 0, EMPTY_ROOT
    while size < weighed.head.size:
        growth = grow(files, size, entry_bodies(size, min(MOST_AT_ONCE, weighed.head.size - size)))
        files.add(growth.files)
        size, root = growth.size, growth.root
    if root != weighed.head.root:
        raise RestoreFault("The entries do not give the root that was signed: nothing was restored.")
    files.add(openings_to_publish(0, size))
    for end, raw in tiles.edges(vkeys):
        if contains(Checkpoint.parse(note.parse(raw).text), size, files):
            files.replace(edge_path(end), raw)
    files.replace(CHECKPOINT, weighed.signed)
    guard.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_durably(guard, weighed.signed)
    guard.chmod(0o600)
    sync_folder(guard.parent)
