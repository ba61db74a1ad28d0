"""The one place that loads rbcl, the wheel that carries libsodium, and not before something is asked of it.

When it is loaded rbcl writes its three megabytes of libsodium to a temporary file, loads it from there, and leaves the
file behind, one for each process that ever ran. A library that is loaded needs its name no more, so the file goes at
once (Windows keeps a loaded library's file; there it stays). A process that calculates no count needs no such folder.
"""

import contextlib
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["rbcl"]


class _Library:
    """The functions of rbcl by their names, each looked up once."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(_load(), name)
        setattr(self, name, found)
        return found


@cache
def _load() -> Any:
    import rbcl as loaded  # type: ignore[import-untyped]  # it ships no types; evenhand_register.group gives it some

    with contextlib.suppress(OSError, AttributeError):  # another version may keep its library elsewhere
        Path(loaded._sodium._name).unlink(missing_ok=True)
    return loaded


rbcl = _Library()
