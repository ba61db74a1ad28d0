"""The signature lines of outside witnesses under a published head: which stay, and where new ones go."""

from collections.abc import Iterable

from evenhand_register import cosignature
from evenhand_register.errors import RegisterError
from evenhand_register.keys import VerifierKey
from evenhand_register.note import Note, Signature


def with_lines(shown: Note, key: VerifierKey, lines: Iterable[Signature]) -> Note:
    """The note with the cosignatures of one witness added. Of all that it made over this head, the first and the last stay.

    The first proves since when the head was there, the last until when nothing longer or else was seen. They are told by the
    order in which they came, not by their times: a witness whose clock is wrong could otherwise leave a time for good that no
    later one replaces. What does not verify goes: a reader would refuse the whole head for it.
    """
    others = tuple(line for line in shown.signatures if not is_of(line, key))
    own = [line for line in (*shown.signatures, *lines) if is_of(line, key) and _verifies(shown, key, line)]
    return Note(shown.text, (*others, *dict.fromkeys((*own[:1], *own[-1:]))))


def is_of(line: Signature, key: VerifierKey) -> bool:
    """Whether a line says that this key made it."""
    return (line.name, line.key_id) == (key.name, key.key_id)


def _verifies(shown: Note, key: VerifierKey, line: Signature) -> bool:
    try:
        return cosignature.verify(shown.text, key, line.blob) > 0
    except RegisterError:
        return False
