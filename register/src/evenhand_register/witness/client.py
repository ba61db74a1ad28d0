"""How a log asks a witness for its cosignature (register.md section 1.8).

The log begins with what it remembers of the witness, or with 0, and lets a 409 correct it. Of what comes back it
keeps only the lines that verify with the keys it has for the witness: a witness can refuse, and can do nothing else.
How the request travels is the caller's: a `Sender` posts a body to `<submission prefix>/add-checkpoint` and returns
status and body of the answer, of which it must not take in more than a few kilobytes.

Codes: E_GUARD when a witness has seen more entries than the log has; else this implementation's own E_WITNESS.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from evenhand_register import cosignature, note, tree
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import parse_decimal
from evenhand_register.errors import RegisterError
from evenhand_register.keys import VerifierKey
from evenhand_register.note import Note, Signature
from evenhand_register.tree import HashReader

from .request import AddCheckpoint

__all__ = ["Cosigned", "Sender", "SetBackError", "WitnessError", "add_lines", "ask"]

type Sender = Callable[[bytes], tuple[int, bytes]]

_MAX_TRIES = 3  # two requests of one log can overtake each other; a witness that never agrees is not asked for ever
_MAX_ANSWER = 64 * 1024


class WitnessError(RegisterError):
    """E_WITNESS: no cosignature was had. `status` is what the witness answered with in the end.

    With 422 the witness holds a head that this one does not contain: an alarm, like SetBackError.
    """

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__("E_WITNESS", sentence)
        self.status = status


class SetBackError(RegisterError):
    """E_GUARD: the witness has cosigned `seen` entries and the log has fewer. Entries are lost: stop, alarm."""

    def __init__(self, seen: int, size: int) -> None:
        super().__init__(
            "E_GUARD",
            f"The register has {size} entries and a witness says that it has seen {seen}: "
            "entries were lost, or the witness is wrong. Find out which before anything more is signed.",
        )
        self.seen = seen


@dataclass(frozen=True)
class Cosigned:
    """The lines of a witness that verified, one for each of its keys, and the size that it holds from now on."""

    lines: tuple[Signature, ...]
    size: int


def ask(
    signed: bytes,
    hashes: HashReader,
    send: Sender,
    keys: Collection[VerifierKey],
    remembered: int = 0,
    tree_size: int | None = None,
) -> Cosigned:
    """Return the cosignatures of one witness on a head that the log has signed.

    `hashes` are the log's own, `keys` those configured for this witness, `remembered` the size it held last. Where the
    head is not the log's latest, `tree_size` says how many entries the log has: only a witness that has seen more than
    that is an alarm. Raises SetBackError and WitnessError, and what `send` raises.
    """
    found = note.parse(signed)
    head = Checkpoint.parse(found.text)
    old, status = remembered, 0
    for _ in range(_MAX_TRIES):
        if old > max(head.size, tree_size or 0):
            raise SetBackError(old, max(head.size, tree_size or 0))
        if old > head.size:
            raise WitnessError(status, "The witness has seen a later head of this register: it signs no earlier one.")
        proof = tree.prove_consistency(hashes, old, head.size)
        status, body = send(AddCheckpoint(old, tuple(proof), signed).render())
        if status != 409:
            break
        corrected = parse_decimal(body[:_MAX_ANSWER].decode("ascii", "replace").removesuffix("\n"))
        if corrected is None:
            raise WitnessError(status, "The witness does not say which size it has seen.")
        old = corrected
    if status != 200:
        raise WitnessError(status, _refusal(status))
    lines = tuple(_verified(body, found.text, keys))
    if not lines:
        raise WitnessError(status, "The witness sent no signature that its known key has made over this head.")
    return Cosigned(lines, head.size)


def add_lines(signed: bytes, lines: Iterable[Signature]) -> bytes:
    """Return the note with more signature lines under it. Raises E_NOTE_FORMAT when there are too many."""
    found = note.parse(signed)
    raw = Note(found.text, (*found.signatures, *lines)).render()
    note.parse(raw)
    return raw


def _verified(body: bytes, text: str, keys: Collection[VerifierKey]) -> Iterable[Signature]:
    """Yield the first line of each key that verifies, skipping whatever else the witness sent."""
    wanted = {(key.name, key.key_id): key for key in keys}
    for spelt in body[:_MAX_ANSWER].decode("utf-8", "replace").split("\n"):
        try:
            line = Signature.parse(spelt)
            key = wanted.get((line.name, line.key_id))
            if key is not None:
                cosignature.verify(text, key, line.blob)
        except RegisterError:
            continue
        if key is not None:
            del wanted[line.name, line.key_id]
            yield line


def _refusal(status: int) -> str:
    match status:
        case 403 | 404:
            return "The witness does not know this register's key: ask whoever runs it to add the key."
        case 409:
            return "The witness says another size each time it is asked."
        case 422:
            return "The witness says that this head does not contain the one that it saw last: find out why at once."
        case _:
            return f"The witness answered with the status {status} and did not sign."
