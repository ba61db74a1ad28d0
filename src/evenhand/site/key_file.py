"""A key in a file of two lines: what it is, and 32 bytes in base64."""

import base64
from pathlib import Path

from evenhand.site.home import HomeError


def key_text(first_line: str, raw: bytes) -> str:
    """What the file holds."""
    return f"{first_line}\n{base64.b64encode(raw).decode('ascii')}\n"


def read_key(path: Path, first_line: str) -> bytes:
    """The 32 bytes. Raises FileNotFoundError, and HomeError for anything else that keeps them from being read."""
    try:
        said, encoded = path.read_text(encoding="ascii").splitlines()
        raw = base64.b64decode(encoded, validate=True)
    except FileNotFoundError:
        raise
    except (OSError, ValueError):
        said, raw = "", b""
    if said != first_line or len(raw) != 32:
        raise HomeError(
            f"{path} is damaged, or another file: it should have two lines, \u201c{first_line}\u201d and the key. Put it back from "
            "the folder that was kept apart."
        )
    return raw
