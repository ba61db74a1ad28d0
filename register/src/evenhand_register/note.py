"""Signed notes: a short text and who stands behind it (C2SP signed-note, register.md section 1.2).

    <text, ends in LF> LF <one or more signature lines>
    signature line:  U+2014 SP <key name> SP b64(key id (4 bytes) || signature) LF

The signed bytes are the text with its last LF, without the empty line. The text may hold empty lines: the split is
at the last one. A note may carry signatures of keys that a reader does not know; those prove nothing to that reader
and are skipped. Until `verify` has passed, nothing of the text may be used, but for the name of the log, which
selects the keys.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from . import cosignature
from .encoding import b64decode, b64encode
from .errors import RegisterError
from .keys import COSIGNATURE, Signer, VerifierKey, is_key_name

__all__ = ["MAX_BYTES", "Note", "Signature", "Signer", "VerifierKey", "once", "parse", "sign", "verify"]

MAX_BYTES = 1024 * 1024
_MAX_SIGNATURES = 64
_KEY_ID_SIZE = 4
_CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f]")
_LINE = re.compile("\u2014 ([^ ]+) ([^ ]+)")


@dataclass(frozen=True)
class Signature:
    """One signature line: what it says, before anybody has checked it."""

    name: str
    key_id: bytes
    blob: bytes

    @classmethod
    def parse(cls, line: str) -> "Signature":
        """Return the signature that a line, without its LF, spells. Raises E_NOTE_FORMAT."""
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise _malformed("has a line after the text that is no signature")
        data = b64decode(parts[2])
        if not is_key_name(parts[1]) or data is None or len(data) <= _KEY_ID_SIZE:
            raise _malformed("has a signature line that is not spelt properly")
        return cls(parts[1], data[:_KEY_ID_SIZE], data[_KEY_ID_SIZE:])

    def render(self) -> str:
        """Return the line, with its LF."""
        return f"\u2014 {self.name} {b64encode(self.key_id + self.blob)}\n"


@dataclass(frozen=True)
class Note:
    """A text, with its last LF, and the signature lines under it."""

    text: str
    signatures: tuple[Signature, ...]

    def render(self) -> bytes:
        """Return the bytes of the note."""
        return (self.text + "\n" + "".join(line.render() for line in self.signatures)).encode()


def sign(text: str, signers: Sequence[Signer]) -> bytes:
    """Return the note in which each of signers signs text, which must end in LF. Raises E_NOTE_FORMAT."""
    lines = (Signature(key.name, key.verifier.key_id, key.sign(text.encode())) for key in signers)
    raw = Note(text, tuple(lines)).render()
    parse(raw)
    return raw


def parse(raw: bytes) -> Note:
    """Return the note that raw spells, with nothing verified. Raises E_NOTE_FORMAT."""
    if len(raw) > MAX_BYTES:
        raise _malformed("is larger than 1 MiB")
    if _CONTROL.search(raw):
        raise _malformed("holds a control character")
    try:
        whole = raw.decode()
    except UnicodeDecodeError:
        raise _malformed("is not UTF-8 text") from None
    text, empty_line, block = whole.rpartition("\n\n")
    if not empty_line or not block.endswith("\n"):
        raise _malformed("does not end in an empty line and signature lines")
    lines = block[:-1].split("\n")
    if len(lines) > _MAX_SIGNATURES:
        raise _malformed("has more than 64 signatures")
    return Note(text + "\n", tuple(map(Signature.parse, lines)))


def once(raw: bytes, *, first: bool) -> bytes:
    """Return the note with one line of each key, its first or its last. Nothing is verified. Raises E_NOTE_FORMAT.

    Readers of C2SP notes count a key once, and some refuse a note that has two lines of one (see DIVERGENCES.md).
    """
    found = parse(raw)
    kept: dict[tuple[str, bytes], Signature] = {}
    for line in found.signatures:
        key = (line.name, line.key_id)
        kept[key] = kept.get(key, line) if first else line
    return Note(found.text, tuple(kept.values())).render()


def verify(note: Note, keys: Collection[VerifierKey]) -> Mapping[VerifierKey, tuple[int | None, ...]]:
    """Return the keys that signed the note, each with the Unix times of its lines (None: the line states none).

    A line counts when both name and key id are those of one of `keys`; every such line must verify, repeats too.
    Raises E_NOTE_SIGNATURE when one does not and E_NOTE_UNSIGNED when there is none.
    """
    known = {(key.name, key.key_id): key for key in keys}
    signed: dict[VerifierKey, tuple[int | None, ...]] = {}
    for line in note.signatures:
        key = known.get((line.name, line.key_id))
        if key is not None:
            signed[key] = (*signed.get(key, ()), _verify_line(note.text, key, line.blob))
    if not signed:
        raise RegisterError("E_NOTE_UNSIGNED", "None of the keys that you trust has signed this.")
    return signed


def _verify_line(text: str, key: VerifierKey, blob: bytes) -> int | None:
    if key.type == COSIGNATURE:
        return cosignature.verify(text, key, blob)
    if not key.verifies(text.encode(), blob):
        raise RegisterError(
            "E_NOTE_SIGNATURE", f"The signature of {key.name} does not fit the text: one of them was altered."
        )
    return None


def _malformed(what: str) -> RegisterError:
    return RegisterError("E_NOTE_FORMAT", f"The signed note {what}.")
