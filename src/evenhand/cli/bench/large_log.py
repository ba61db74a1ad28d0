"""What a complainant waits for when the register is large: a log of made-up entries under a real head."""

import os
from pathlib import Path
from typing import Any

from evenhand.cli.bench.timing import measure
from evenhand.cli.open_home import Opened
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.entry import Entry
from evenhand_register.tiles import CHECKPOINT, StoredHashes, grow
from evenhand_register.tree import prove_inclusion

_STEP = 65536
"""Entries made at a time."""


def receipt(opened: Opened, times: int, size: int) -> dict[str, Any]:
    """The inclusion proof of an entry, from the tiles, in a log of `size` entries."""
    from evenhand.records.log_folder import LogFolder

    log = LogFolder(_large_log(opened, size))
    return {
        **measure(lambda place: prove_inclusion(StoredHashes(log, size), place * 7919 % size, size), times),
        "size": size,
    }


def _large_log(opened: Opened, size: int) -> Path:
    """The organisation's own log, grown by made-up entries and signed; it is made once. No database knows of these."""
    from evenhand.clerk.integrate import Integrator
    from evenhand.clerk.log_files import LogFiles
    from evenhand.site.keys import load_signing_key

    folder = opened.home.root / f"log-of-{size}"
    if folder.exists():
        return folder
    signer = load_signing_key(opened.home)
    own = LogFiles(opened.home.log)
    Integrator(own, opened.home.guard, signer).run()
    _copy(opened.home.log, folder)
    log = LogFiles(folder)
    at = Checkpoint.parse(note.parse((folder / CHECKPOINT).read_bytes()).text).size
    root = b""
    while at < size:
        entries = [_made_up(opened) for _ in range(min(_STEP, size - at))]
        growth = grow(log, at, entries)
        for path, content in growth.files.items():  # not durably: this is thrown away
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        at, root = growth.size, growth.root
    (folder / CHECKPOINT).write_bytes(note.sign(Checkpoint(signer.name, at, root).render(), [signer]))
    return folder


def _copy(source: Path, target: Path) -> None:
    import shutil

    shutil.copytree(source, target)


def _made_up(opened: Opened) -> bytes:
    return Entry("event", "2999-12-31", os.urandom(32), opened.office.scheme(), None, None).render()
