"""The folder of a witness: its key, the logs that it serves, the heads it cosigned, and evidence against logs.

    key                  its private key, readable by its user only
    vkey                 its public key, to be published
    logs                 the keys of the logs it serves, one vkey on a line; lines that begin with # are for people
    heads.sqlite3        see `witness_heads`
    evidence/NAME.request       a submission that was refused with 422 though the log had signed its head
    evidence/NAME.head          that head, as the log signed it
    evidence/NAME.recorded      the cosigned head that it does not follow from (absent where there was none)

The key is made last, after the file of heads: so a key without that file means that the file was lost, and with it
the memory of what the key has signed. Such a key must never sign again, and is refused.

NAME is what it shows, the log, the size and the head. Of each head one submission is kept, without the signature
lines of strangers, and of each log so many: anybody can repeat what a log has signed, and nobody fills the disk.
"""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from evenhand_register.cosignature import Cosigner
from evenhand_register.errors import RegisterError
from evenhand_register.keys import PLAIN, VerifierKey
from evenhand_register.note import Note
from evenhand_register.witness import AddCheckpoint, Evidence, Recorded, Submission

from .sources import UsageError
from .witness_heads import Heads

__all__ = ["EVIDENCE_LIMIT", "WitnessFolder"]

EVIDENCE_LIMIT = 100  # submissions of each kind for each log
_KEY_SIZE = 32
_HEX = 16


class WitnessFolder:
    """A folder that is complete: `open` makes what is missing of a new one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.cosigner = self._read_key()

    @classmethod
    def open(cls, path: Path, name: str | None, draw: Callable[[int], bytes]) -> "WitnessFolder":
        """Return the folder, made with a fresh key of that name if it is new. `draw` gives random bytes.

        Raises UsageError, with a sentence that says what to do.
        """
        try:
            if not (path / "key").exists():
                cls._make(path, name, draw)
            found = cls(path)
        except OSError as error:
            raise UsageError(f"The folder {path} cannot be used: {error.strerror}.") from None
        if name not in (None, found.cosigner.name):
            raise UsageError(f"The witness in {path} is named {found.cosigner.name}: leave --name out.")
        return found

    @staticmethod
    def _make(path: Path, name: str | None, draw: Callable[[int], bytes]) -> None:
        if name is None:
            raise UsageError(
                f"There is no witness in {path} yet: name it with --name, like regulator.example/witness."
            )
        try:
            key = Cosigner(name, draw(_KEY_SIZE))
        except RegisterError as error:
            raise UsageError(error.sentence) from None
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        (path / "evidence").mkdir(mode=0o700, exist_ok=True)
        try:
            Heads.create(path / "heads.sqlite3")
        except sqlite3.Error as error:
            raise UsageError(f"The file {path / 'heads.sqlite3'} cannot be made: {error}.") from None
        _write_once(path / "key", f"{key.secret_text}\n".encode())

    def _read_key(self) -> Cosigner:
        path = self._path / "key"
        if path.stat().st_mode & 0o077:
            raise UsageError(f"Others than its owner can read {path}: run chmod 600 on it.")
        try:
            key = Cosigner.parse(path.read_text("utf-8").strip())
        except (RegisterError, UnicodeDecodeError):
            raise UsageError(f"{path} is not the key of a witness: it was damaged or exchanged.") from None
        _write_once(self._path / "vkey", f"{key.vkey}\n".encode(), mode=0o644)
        return key

    def heads(self) -> Heads:
        """Return the heads cosigned so far. Raises UsageError where they were lost."""
        try:
            return Heads(self._path / "heads.sqlite3")
        except sqlite3.Error as error:
            raise UsageError(
                f"{self._path / 'heads.sqlite3'} is missing or damaged ({error}), and with it the memory of what this witness has "
                "signed: its key must not sign again. Begin a new witness in another folder, and tell those who trust this one."
            ) from None

    def logs(self) -> list[VerifierKey]:
        """Return the keys of the logs that are served, read anew. Raises UsageError for a line not understood."""
        path = self._path / "logs"
        if not path.exists():
            return []
        lines = path.read_text("utf-8", "replace").split("\n")
        return [self._log(line.strip()) for line in lines if line.strip() and not line.startswith("#")]

    def trust(self, vkey: str) -> bool:
        """Serve the log of this key too; tell whether that is new. Raises UsageError for what is no key of a log."""
        key = self._log(vkey)
        if key in self.logs():
            return False
        with (self._path / "logs").open("a+b") as file:
            file.seek(0)
            gap = b"" if file.read()[-1:] in (b"", b"\n") else b"\n"
            file.write(gap + f"{key.vkey}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        return True

    def _log(self, vkey: str) -> VerifierKey:
        try:
            key = VerifierKey.parse(vkey)
        except RegisterError as error:
            raise UsageError(f"{vkey!r} is not the key of a log. {error.sentence}") from None
        if key.type != PLAIN:
            raise UsageError(f"The key of {key.name} is a witness's, and a log's is needed.")
        if key.public_key == self.cosigner.verifier.public_key:
            raise UsageError("A log must not be its own witness: the two keys are one.")
        return key

    def keep_evidence(self, submission: Submission, evidence: Evidence, recorded: Recorded) -> str | None:
        """Keep a refused submission and what was recorded; return the file, None if it is there or there are too many."""
        head = submission.head
        of_log = f"{evidence.value}-{_short(head.origin)}"
        path = self._path / "evidence" / f"{of_log}-{head.size}-{_short(submission.text)}.request"
        if path.exists() or sum(1 for _ in path.parent.glob(f"{of_log}-*.request")) >= EVIDENCE_LIMIT:
            return None
        asked = submission.request
        checkpoint = Note(submission.text, submission.lines).render()
        if recorded.note:
            _write(path.with_suffix(".recorded"), recorded.note)
        _write(path.with_suffix(".head"), checkpoint)
        _write(path, AddCheckpoint(asked.old, asked.proof, checkpoint).render())
        return path.name

    def evidence(self) -> list[str]:
        """Return the names of the submissions kept."""
        return sorted(path.name for path in (self._path / "evidence").glob("*.request"))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_HEX]


def _write_once(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file whole, unless another process was quicker: then that one's stays."""
    with _written(path, data, mode) as fresh, suppress(FileExistsError):
        os.link(fresh, path)


def _write(path: Path, data: bytes) -> None:
    """Write a file whole, in the place of what is there."""
    with _written(path, data, 0o600) as fresh:
        fresh.replace(path)


@contextmanager
def _written(path: Path, data: bytes, mode: int) -> Iterator[Path]:
    """Give a file beside `path` with this content, to be put in its place, and bring both to the disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
