"""A disk of its own, small enough to be filled, that can be made read-only."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_SIZE = "64m"
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """Where it is mounted."""

    root: Path

    def fill(self) -> None:
        """Take all the room that is left."""
        with (self.root / "filler").open("ab", buffering=0) as filler:
            for size in (_PIECE, 1):
                try:
                    while filler.write(bytes(size)):
                        pass
                except OSError:
                    continue

    def make_room(self) -> None:
        """Give the room back."""
        (self.root / "filler").unlink()

    def lock(self) -> None:
        """Let it be read only. Nothing may be open for writing."""
        _mount("-o", "remount,ro", str(self.root))

    def unlock(self) -> None:
        """Let it be written to again."""
        _mount("-o", "remount,rw", str(self.root))


@contextmanager
def mounted(root: Path) -> Iterator[SmallDisk]:
    """A small disk at `root`; the test is skipped where none can be mounted."""
    root.mkdir()
    if os.geteuid() != 0:
        pytest.skip("Only root can mount a small disk.")
    try:
        _mount("-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(root))
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("No small disk can be mounted here.")
    try:
        yield SmallDisk(root)
    finally:
        subprocess.run(["umount", "--lazy", str(root)], check=True)


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)
