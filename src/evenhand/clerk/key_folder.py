"""The register's own keys as files: those that sign, one that waits to, and the verifier keys of all that ever did.

    signing.key    the private keys that sign, the newest first, a line each; for the clerk alone
    next.key       one that was drawn and waits for the head that covers its entry; for the clerk alone
    vkey           the verifier keys, current and retired, the newest first, a line each; for everyone

Neither these files nor the register's entries alone decide what signs: both have to say the same (REGISTER.md 9.8). What an
entry calls for and a crash left undone is done at the next head.
"""

import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evenhand.clerk.log_files import LogDamaged
from evenhand.records.blobs import sync_folder
from evenhand_register import key_change
from evenhand_register.errors import RegisterError
from evenhand_register.key_change import KeyHistory, LoggedChange
from evenhand_register.keys import Signer, VerifierKey

SIGNING, NEXT, VERIFIER = "signing.key", "next.key", "vkey"


class KeysAmiss(LogDamaged):
    """The keys on this machine are not those that the register's entries call for; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """`signing` is the folder of the private keys, `public` the one of the verifier keys. In most homes they are one."""

    signing: Path
    public: Path

    @property
    def vkeys(self) -> str:
        """The verifier keys, the newest first, a line each. Raises KeysAmiss, OSError."""
        try:
            found = _read(self.public / VERIFIER).strip()
        except UnicodeDecodeError:
            found = ""
        if not found:
            raise KeysAmiss(f"{self.public / VERIFIER} is damaged: put it back from the folder that was kept apart.")
        return found

    def signers(self) -> tuple[Signer, ...]:
        """The private keys that sign, the newest first. Raises KeysAmiss, OSError."""
        return _signers(self.signing / SIGNING)

    def waiting(self) -> Signer | None:
        """The private key that waits for its entry, if there is one. Raises KeysAmiss, OSError."""
        path = self.signing / NEXT
        return _signers(path)[0] if path.exists() else None

    def draw(self, origin: str, entropy: Callable[[int], bytes]) -> Signer:
        """A private key that waits: the one that waits already, or a new one with a short id that no other key has or had."""
        waiting = self.waiting()
        if waiting is not None:
            return waiting
        taken = {VerifierKey.parse(vkey).key_id for vkey in self.vkeys.split()}
        while (drawn := Signer(origin, entropy(32))).verifier.key_id in taken:
            pass
        write_whole(self.signing / NEXT, drawn.secret_text + "\n", 0o600)
        return drawn

    def history(self, changes: Iterable[LoggedChange]) -> KeyHistory:
        """What files and entries say together. Raises KeysAmiss if they do not agree."""
        try:
            own = [VerifierKey.parse(vkey) for vkey in self.vkeys.split()]
            return key_change.follow(own, changes)
        except RegisterError as error:
            raise KeysAmiss(
                f"{error.sentence} This machine has the keys in {self.public / VERIFIER}: compare them with the paper "
                "that they were printed on, put back the folder that was kept apart, and find out who changed what."
            ) from None

    def signing_at(self, size: int, changes: Sequence[LoggedChange]) -> tuple[Signer, ...]:
        """The keys that sign a head of so many entries. One that waited for it is taken up. Raises KeysAmiss, OSError."""
        history = self.history(changes)
        called_for = history.signing(size)
        waiting = self.waiting()
        if waiting is not None and waiting.verifier in called_for:
            self._take_up(waiting)
        held, known = {signer.verifier: signer for signer in self.signers()}, self.vkeys.split()
        for key in called_for:
            if key not in held or key.vkey not in known:
                raise KeysAmiss(
                    f"The register's key {key.vkey} signs until an entry retires it, and {self.signing / SIGNING} does not hold "
                    "it: put it back from the folder that was kept apart."
                )
        if held.keys() - set(history.named(2**63)):
            raise KeysAmiss(
                f"{self.signing / SIGNING} holds a key that no entry of the register calls for: somebody changed the keys without "
                "saying so. Put the file back from the folder that was kept apart, and find out who did."
            )
        return tuple(held[key] for key in called_for)

    def forget_retired(self, size: int, changes: Sequence[LoggedChange]) -> None:
        """Destroy private keys that were retired under a head of so many entries, which was signed. No other is touched."""
        uses = self.history(changes).uses
        retired = {use.key for use in uses if use.retired is not None and use.retired.index < size}
        held = self.signers()
        kept = [signer for signer in held if signer.verifier not in retired]
        if len(kept) < len(held):
            self._write_signers(kept)

    def _take_up(self, waiting: Signer) -> None:
        """The private key first: where a crash comes between, this is done again."""
        held = self.signers()
        if waiting not in held:
            self._write_signers([waiting, *held])
        vkeys = self.vkeys.split()
        if waiting.vkey not in vkeys:
            write_whole(self.public / VERIFIER, "".join(f"{vkey}\n" for vkey in (waiting.vkey, *vkeys)), 0o644)
        (self.signing / NEXT).unlink()
        sync_folder(self.signing)

    def _write_signers(self, signers: Iterable[Signer]) -> None:
        write_whole(self.signing / SIGNING, "".join(f"{signer.secret_text}\n" for signer in signers), 0o600)


def write_whole(path: Path, text: str, mode: int) -> None:
    """Write a file, durably, so that a crash leaves no half of it."""
    whole = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    whole.rename(path)
    sync_folder(path.parent)


def _signers(path: Path) -> tuple[Signer, ...]:
    try:
        found = tuple(Signer.parse(line) for line in _read(path).split())
    except (RegisterError, UnicodeDecodeError):
        found = ()
    if not found:
        raise KeysAmiss(f"{path} is damaged: put it back from the folder that was kept apart.")
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeysAmiss(f"{path} is missing: put it back from the folder that was kept apart.") from None
