"""The secret in `keys/import.key` with which imports mark what they have taken in (see `office.import_marks`).

Without it a second import of the same table would not be recognised, so it is never drawn again in silence.
"""

import os

from evenhand.site.clock import entropy
from evenhand.site.home import Home, HomeError

_NAME = "import.key"
_SIZE = 32


def load_import_key(home: Home, *, begin: bool) -> bytes:
    """The key (32 bytes); drawn now if it is missing and `begin` says that nothing was imported yet. Raises HomeError."""
    path = home.keys / _NAME
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        if not begin:
            raise HomeError(f"{path} is missing: put it back from the folder that was kept apart.") from None
        key = entropy(_SIZE)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(key.hex())
            file.flush()
            os.fsync(file.fileno())
    except ValueError:
        key = b""
    if len(key) != _SIZE:
        raise HomeError(f"{path} is damaged: put it back from the folder that was kept apart.")
    return key
