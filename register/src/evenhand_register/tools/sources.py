"""What is to be checked: a single file, a published folder, or a web address with either behind it.

A published register is a folder with the files of `tiles` at its root. Beside what is checked, in the same folder,
the operator may have put `policy` or `vkey`; `trust` says what a key from there is worth.
"""

import http.client
import json
import re
import zlib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib import error, parse, request

from evenhand_register.tiles import CHECKPOINT, TileStore

__all__ = ["Kind", "Subject", "UsageError", "open_subject", "read_file"]

# A full bundle of the longest entries is the largest file that a register has. One byte more is read, so that a file
# that is too large is refused by whoever knows its format.
_LIMIT = 256 * (2 + 65_535)
_TIMEOUT = 20.0
_SCHEMES = ("http://", "https://")
_NOT_THERE = (404, 410)
_RECORD = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ALONE = (
    "{name} is a record by itself, and it is checked against all the entries: give the published folder or its address, "
    "or the file in the folder record of that."
)
_HEAD_LINES = 3  # origin, size, root


class UsageError(Exception):
    """The check cannot be made as asked (exit code 2). Its text is one plain sentence that names what to do."""


class Kind(Enum):
    """What can be checked."""

    RECEIPT = "receipt"
    HEAD = "head"
    REGISTER = "register"
    TRANSCRIPT = "transcript"


@dataclass(frozen=True)
class Subject:
    """What is to be checked: its bytes (of a register: its head, read once) and the folder that it is in.

    `record` is the one record of a register that the person named, where they did not name the whole.
    """

    kind: Kind
    raw: bytes
    folder: TileStore
    record: bytes | None = None


def open_subject(path: str) -> Subject:
    """Return what a PATH or URL of the command line names. Raises UsageError."""
    if path.lower().startswith(_SCHEMES):
        return _open_url(path)
    place = Path(path)
    if not place.is_dir():
        raw = read_file(place)
        if _claimed_format(raw) == "evenhand.opening":
            return _open_record(path, place.name, _Folder(place.parent / ".."))
        return Subject(_recognise(raw, path), raw, _Folder(place.parent))
    folder = _Folder(place)
    checkpoint = folder.read(CHECKPOINT)
    if checkpoint is None:
        raise UsageError(f"The folder {path} is no published register: it has no file named checkpoint.")
    return Subject(Kind.REGISTER, checkpoint, folder)


def _open_record(path: str, name: str, register: TileStore) -> Subject:
    """Return the register that a published record stands in, since it is checked against all the entries."""
    checkpoint = register.read(CHECKPOINT)
    if checkpoint is None or not _RECORD.fullmatch(name):
        raise UsageError(_ALONE.format(name=path))
    return Subject(Kind.REGISTER, checkpoint, register, bytes.fromhex(name))


def read_file(path: Path) -> bytes:
    """Return the bytes of a file that the person named. Raises UsageError."""
    raw = _Folder(path.parent).read(path.name)
    if raw is None:
        raise UsageError(f"There is no file {path}: check the name.")
    return raw


@dataclass(frozen=True)
class _Folder:
    root: Path

    def read(self, path: str) -> bytes | None:
        try:
            with (self.root / path).open("rb") as file:
                return file.read(_LIMIT + 1)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as problem:
            raise UsageError(f"The file {self.root / path} cannot be read: {problem.strerror}.") from None


def _open_url(url: str) -> Subject:
    folder = _Web(url.rstrip("/") + "/")
    checkpoint = folder.read(CHECKPOINT)
    if checkpoint is not None:
        return Subject(Kind.REGISTER, checkpoint, folder)
    raw = _Web(url).read("")
    if raw is None:
        raise UsageError(f"There is neither a published register nor a file at {url}: check the address.")
    if _claimed_format(raw) == "evenhand.opening":
        return _open_record(url, url.rpartition("/")[2], _Web(parse.urljoin(url, "../")))
    return Subject(_recognise(raw, url), raw, _Web(parse.urljoin(url, "./")))


def _recognise(raw: bytes, name: str) -> Kind:
    """Tell a receipt from a transcript of a draw and a signed head."""
    if raw.lstrip().startswith(b"{"):
        match _claimed_format(raw):
            case "evenhand.transcript":
                return Kind.TRANSCRIPT
            case "evenhand.statement" | "evenhand.claim":
                raise UsageError(_ALONE.format(name=name))
        return Kind.RECEIPT
    lines = raw.split(b"\n")
    if lines[0].startswith(b"c2sp.org/tlog-proof@"):
        raise UsageError(f"{name} says where an entry stands but does not hold it: give the receipt, which has both.")
    if len(lines) > _HEAD_LINES and (lines[1].isdigit() or "\u2014 ".encode() in raw):
        return Kind.HEAD
    raise UsageError(f"{name} is neither a receipt nor a signed head nor a published register: check what you gave.")


def _claimed_format(raw: bytes) -> str:
    try:
        return str(json.loads(raw).get("v")).partition("/")[0]
    except (ValueError, RecursionError):
        return ""


@dataclass(frozen=True)
class _Web:
    base: str

    def read(self, path: str) -> bytes | None:
        url = self.base + path
        try:
            with _opener().open(request.Request(url), timeout=_TIMEOUT) as answer:  # noqa: S310 - _opener speaks HTTP only
                return _decoded(answer.read(_LIMIT + 1), answer.headers.get("Content-Encoding"))
        except error.HTTPError as problem:
            problem.close()
            if problem.code in _NOT_THERE:
                return None
            raise UsageError(f"{url} answered with the error {problem.code}: try again later.") from None
        except (OSError, http.client.HTTPException, ValueError) as problem:
            reason = getattr(problem, "reason", None) or problem
            raise UsageError(f"{url} cannot be reached ({reason}): check the address and the connection.") from None


def _opener() -> request.OpenerDirector:
    """Return an opener without the handlers for files, FTP and data addresses, to which a web site could redirect."""
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler,
        request.HTTPHandler,
        request.HTTPSHandler,
        request.HTTPRedirectHandler,
        request.HTTPDefaultErrorHandler,
        request.HTTPErrorProcessor,
        request.UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener


def _decoded(raw: bytes, encoding: str | None) -> bytes:
    """Return the content of an answer, gunzipped where the server says so (bundles of entries may be)."""
    if encoding != "gzip":
        return raw
    try:
        return zlib.decompressobj(wbits=16 + zlib.MAX_WBITS).decompress(raw, _LIMIT + 1)
    except zlib.error:
        return raw  # not gzip after all: whoever knows the format will refuse it
