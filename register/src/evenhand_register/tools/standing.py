"""How far the proofs of a register were checked, so that the next check goes on from there.

    evenhand-verify proofs/v1
    size <decimal>                  proofs and sums of the entries before this index were checked, and all hold
    root <b64 of 32 bytes>          the root of these entries
    <empty line>
    <the signed head that they were read under>

What a proof is about is fixed by its entry, the schemes before it and the origin, and all of these by the root and the
head: so it needs checking once. The entries are read again each time, and what is kept here counts only if the first
`size` of them still have this root. The head is kept with it because it is evidence from the moment it was seen: if the
register is exchanged while a check is broken off, the next one says so.
"""

from collections.abc import Callable
from dataclasses import dataclass

from evenhand_register import tree
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import b64decode, b64encode, parse_decimal
from evenhand_register.errors import RegisterError
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tiles import TILE_WIDTH, VerifiedHashes

from .memory import Memory

__all__ = ["Keeper", "Recalled", "Standing", "recall"]

_FORMAT = "evenhand-verify proofs/v1"
_EVERY = 2.0  # seconds between two writes: so much work is lost at most when a check is killed
_FIELDS = ("size ", "root ")


@dataclass(frozen=True)
class Standing:
    """The first `size` entries, of this root, are checked; `head` is the signed note that they were read under."""

    size: int
    root: bytes
    head: bytes

    def render(self) -> bytes:
        """Return the bytes to keep."""
        return f"{_FORMAT}\nsize {self.size}\nroot {b64encode(self.root)}\n\n".encode() + self.head

    @classmethod
    def parse(cls, raw: bytes) -> "Standing | None":
        """Return what the bytes say, or None where they say nothing that can be used."""
        text, _, head = raw.partition(b"\n\n")
        lines = text.decode("utf-8", "replace").split("\n")
        if len(lines) != 1 + len(_FIELDS) or lines[0] != _FORMAT:
            return None
        if not all(line.startswith(name) for name, line in zip(_FIELDS, lines[1:], strict=True)):
            return None
        size, root = (parse_decimal(lines[1].removeprefix("size ")), b64decode(lines[2].removeprefix("root "), 32))
        return None if size is None or root is None else cls(size, root, head)


@dataclass(frozen=True)
class Recalled:
    """What is remembered, as far as it can be used: from which entry on to check, the head, and what to tell."""

    size: int = 0
    head: Checkpoint | None = None
    warning: str | None = None


def recall(memory: Memory, origin: str, policy: Policy, hashes: VerifiedHashes) -> Recalled:
    """Return what an earlier check of this register left. `hashes` are those of the register as it is now.

    Where that is damaged, made under another key or about other entries, all proofs are checked again, and the
    warning says so. Raises E_TILE.
    """
    path, raw = memory.proofs(origin)
    if raw is None:
        return Recalled()
    useless = Recalled(warning=f"What was remembered in {path} cannot be used, so every proof was checked anew.")
    found = Standing.parse(raw)
    if found is None:
        return useless
    try:
        head = verify_checkpoint(found.head, policy.without_quorum()).checkpoint
    except RegisterError:
        return useless
    if head.origin != origin or found.size > head.size:
        return useless
    if found.size > hashes.size or tree.root(hashes, found.size) != found.root:
        return Recalled(head=head, warning=useless.warning)
    return Recalled(found.size, head)


class Keeper:
    """Writes down how far a check has come, from `start` on. `clock` counts seconds from whenever."""

    def __init__(
        self,
        memory: Memory,
        origin: str,
        head: bytes,
        hashes: VerifiedHashes,
        clock: Callable[[], float],
        start: int,
    ) -> None:
        self._memory = memory
        self._origin = origin
        self._head = head
        self._hashes = hashes
        self._clock = clock
        self._at = clock()
        self._size = self._kept = start
        self.trouble: OSError | None = None

    def moved(self, size: int) -> None:
        """Take note that all before this index is checked. Raises E_TILE."""
        self._size = size
        if self._clock() - self._at >= _EVERY:
            self.keep()

    def keep(self) -> None:
        """Write it down, if it is more than what was written before. Raises E_TILE."""
        edge = self._size if self._size >= self._hashes.size else self._size - self._size % TILE_WIDTH
        if edge > self._kept:
            self._write(edge)
        self._at = self._clock()

    def close(self) -> None:
        """Write down that all is checked. Raises E_TILE."""
        self._write(self._hashes.size)

    def _write(self, size: int) -> None:
        if self.trouble is not None:
            return
        standing = Standing(size, tree.root(self._hashes, size), self._head)
        try:
            self._memory.keep_proofs(self._origin, standing.render())
            self._kept = size
        except OSError as error:  # the answer does not depend on whether it can be remembered
            self.trouble = error
