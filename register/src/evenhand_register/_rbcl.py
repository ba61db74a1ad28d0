"""The one place that loads rbcl, the wheel that carries libsodium.

At import rbcl writes its three megabytes of libsodium to a temporary file, loads it from there, and leaves the file
behind, one for each process that ever ran. A library that is loaded needs its name no more, so the file goes at once
(Windows keeps a loaded library's file; there it stays).
"""

import contextlib
from pathlib import Path

import rbcl  # type: ignore[import-untyped]  # it ships no types; evenhand_register.group gives it some

with contextlib.suppress(OSError, AttributeError):  # another version may keep its library elsewhere
    Path(rbcl._sodium._name).unlink(missing_ok=True)

__all__ = ["rbcl"]
