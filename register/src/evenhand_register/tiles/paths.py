"""What the files of a log are called, and how many hashes or entries each holds.

The index of a tile is written in groups of three digits, all but the last with an x before it: 5 is `005`, 1234067 is
`x001/x234/067`. A tile with fewer than 256 hashes says how many in its name, so a file never changes its content.
"""

import re
from dataclasses import dataclass

from evenhand_register.encoding import MAX_DECIMAL

__all__ = [
    "CHECKPOINT",
    "TILE_HEIGHT",
    "TILE_WIDTH",
    "TilePath",
    "entries_path",
    "full_tiles",
    "parse_path",
    "partial_width",
    "record_path",
    "tile_path",
]

CHECKPOINT = "checkpoint"
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
_PATH = re.compile(
    r"tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/"
    r"((?:x[0-9]{3}/)*[0-9]{3})"
    r"(?:\.p/([1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5]))?",
    re.ASCII,
)


@dataclass(frozen=True)
class TilePath:
    """Which tile a path names (level None: which bundle of entries), and how many of its 256 it holds."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    def render(self) -> str:
        """Return the path."""
        level = "entries" if self.level is None else str(self.level)
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_spell(self.index)}{partial}"


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """Return the path of a tile of hashes."""
    return TilePath(level, index, width).render()


def entries_path(index: int, width: int = TILE_WIDTH) -> str:
    """Return the path of a bundle of entries."""
    return TilePath(None, index, width).render()


def record_path(record: bytes) -> str:
    """Return the path of a published record's opening."""
    return f"record/{record.hex()}"


def parse_path(path: str) -> TilePath | None:
    """Return what a path under `tile/` names, or None if no log has such a path."""
    parts = _PATH.fullmatch(path)
    if parts is None:
        return None
    index = int(parts[2].replace("x", "").replace("/", "")[-19:])
    level = None if parts[1] == "entries" else int(parts[1])
    tile = TilePath(level, index, int(parts[3] or TILE_WIDTH))
    return tile if index <= MAX_DECIMAL and tile.render() == path else None


def full_tiles(size: int, level: int) -> int:
    """Return how many full tiles of a level a tree has."""
    return size >> TILE_HEIGHT * (level + 1)


def partial_width(size: int, level: int) -> int:
    """Return how many hashes the last, partial tile of a level holds; 0 means that there is none."""
    return (size >> TILE_HEIGHT * level) % TILE_WIDTH


def _spell(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index > 999:
        index //= 1000
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))
