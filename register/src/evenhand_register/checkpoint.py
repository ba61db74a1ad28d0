"""The head of a log, as its operator signs it (C2SP tlog-checkpoint, register.md section 1.3).

    <origin> LF <size> LF <b64 of the root> LF <extension lines, of which Evenhand writes none>

The origin names the log for ever and is the name of its key; size and root fix its entries (see `tree`). This
module knows the text only: the signatures around it are `note`, and whether they suffice is `policy`.
"""

from dataclasses import dataclass

from .encoding import b64decode, b64encode, parse_decimal
from .errors import RegisterError
from .tree import HASH_SIZE

__all__ = ["Checkpoint"]


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: who it is, how many entries it has, and the root of their tree."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Return the checkpoint that the text of a note spells. Raises E_CHECKPOINT_FORMAT."""
        lines = text.split("\n")
        if lines.pop() != "" or len(lines) < 3 or "" in lines:
            raise _malformed("is not three or more lines without a gap")
        origin, spelt_size, spelt_root, *extensions = lines
        size, root = parse_decimal(spelt_size), b64decode(spelt_root, HASH_SIZE)
        if size is None:
            raise _malformed("does not give its size as a plain number")
        if root is None:
            raise _malformed("does not give its root as 32 bytes")
        return cls(origin, size, root, tuple(extensions))

    def render(self) -> str:
        """Return the text that the log signs."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, b64encode(self.root), *self.extensions))


def _malformed(what: str) -> RegisterError:
    return RegisterError("E_CHECKPOINT_FORMAT", f"The head of the register {what}.")
