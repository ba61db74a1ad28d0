"""What an earlier check learnt: for each register the policy it was checked under, and the heads it showed.

    <state folder>/<hex of SHA-256(origin)>/origin          for people who look
                                           /policy          the policy text, or one made of the key given
                                           /heads/<size>    signed notes, as they were shown
                                           /proofs          how far the proofs of its entries were checked (`standing`)

The state folder is $XDG_STATE_HOME/evenhand-verify, or ~/.local/state/evenhand-verify. Only keys that a person
gave, in this check or an earlier one, are written here: a key found beside what it signs is never remembered. A
remembered head is evidence: two signed heads of which neither contains the other prove that a register has two
histories.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

__all__ = ["Memory", "state_folder"]

_POLICY = "policy"
_HEADS = "heads"
_PROOFS = "proofs"


def state_folder(environment: Mapping[str, str]) -> Path:
    """Return where this person's memory is kept."""
    state = environment.get("XDG_STATE_HOME", "")
    return (Path(state) if state else Path.home() / ".local" / "state") / "evenhand-verify"


class Memory:
    """A memory kept in a folder, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def policy(self, origin: str) -> bytes | None:
        """Return the policy under which this register was last verified."""
        path = self._of(origin) / _POLICY
        return path.read_bytes() if path.is_file() else None

    def heads(self, origin: str) -> Iterator[tuple[Path, bytes]]:
        """Yield the heads that this register has shown, the smallest first, and the files they are kept in."""
        folder = self._of(origin) / _HEADS
        found = [path for path in folder.iterdir() if path.name.isdecimal()] if folder.is_dir() else []
        for path in sorted(found, key=lambda path: int(path.name)):
            yield path, path.read_bytes()

    def proofs(self, origin: str) -> tuple[Path, bytes | None]:
        """Return the file that says how far the proofs of this register were checked, and what is in it."""
        path = self._of(origin) / _PROOFS
        return path, path.read_bytes() if path.is_file() else None

    def keep_proofs(self, origin: str, proofs: bytes) -> None:
        """Remember how far the proofs of this register were checked."""
        folder = self._of(origin)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / "origin", f"{origin}\n".encode())
        _write(folder / _PROOFS, proofs)

    def keep(self, origin: str, policy: bytes, size: int, head: bytes) -> None:
        """Remember the policy that a person chose for a register, and a head of this size verified under it."""
        folder = self._of(origin)
        (folder / _HEADS).mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / "origin", f"{origin}\n".encode())
        _write(folder / _POLICY, policy)
        _write(folder / _HEADS / str(size), head)

    def _of(self, origin: str) -> Path:
        return self._folder / hashlib.sha256(origin.encode()).hexdigest()


def _write(path: Path, data: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)
