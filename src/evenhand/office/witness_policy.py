"""Our own policy file: which outside bodies sign this register's head beside us, and when that is enough (REGISTER.md 1.5).

    log <our own vkey>                  one line for each that we have or had
    witness <name> <vkey> <https address>
    group <name> all|any|<k> <member> ...
    quorum <name> | quorum none

It is written by the organisation and published as it stands, for readers to take or leave. A file that is wrong stops
nothing: until it is mended the register goes on with its own key alone, as if there were none, and says what is wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evenhand_register import policy
from evenhand_register.errors import RegisterError
from evenhand_register.keys import VerifierKey
from evenhand_register.policy import Policy
from evenhand_register.tools.sources import UsageError
from evenhand_register.tools.witness_address import WitnessAddress

MOST_BYTES = 64 * 1024
MOST_WITNESSES = 30
"""Each may have two lines under a head, beside our own, and a signed note has 64 at most (REGISTER.md 1.2)."""
_LONGEST_NAME = 200
_GOES_ON = "Until it is mended no outside witness is asked, and everything else goes on."


@dataclass(frozen=True, slots=True)
class OutsideWitness:
    """A witness of the policy: its name there, its key, and the address that heads are sent to."""

    name: str
    key: VerifierKey
    url: str


@dataclass(frozen=True, slots=True)
class OwnPolicy:
    """What the file says. `text` is what is published; `fault`, where the file is wrong, the sentence that says so."""

    policy: Policy
    text: bytes
    fault: str = ""

    @classmethod
    def of_keys(cls, vkeys: str, fault: str = "") -> "OwnPolicy":
        """Our own keys, a line each, and no witness. Raises E_NOTE_FORMAT."""
        return cls(Policy.of_keys(vkeys.split()), key_alone(vkeys), fault)

    @property
    def keys(self) -> Policy:
        """The same keys, satisfied with our own signature: a missing cosignature withholds no receipt and no page."""
        return self.policy.without_quorum()

    @property
    def witnesses(self) -> tuple[OutsideWitness, ...]:
        """The witnesses, in the order of the file."""
        found = self.policy.witnesses.items()
        return tuple(OutsideWitness(name, key, self.policy.urls[name]) for name, key in found)


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """What our own files say at one moment. `vkeys` are the verifier keys, current and retired, a line each, the newest first."""

    vkeys: str
    policy: OwnPolicy

    @property
    def vkey(self) -> str:
        """The newest key."""
        return self.vkeys.split()[0]


class PolicyFile:
    """The file at a path, read anew whenever it changed. `vkeys` are our own keys, current and retired, a line each."""

    def __init__(self, path: Path, vkeys: str) -> None:
        self._path, self._vkeys = path, vkeys
        self._read: tuple[object, OwnPolicy] | None = None

    def follow(self, vkeys: str) -> None:
        """Read it with these keys from now on."""
        if vkeys != self._vkeys:
            self._vkeys, self._read = vkeys, None

    def read(self) -> OwnPolicy:
        """What it says now. Never raises for the file: what is wrong with it stands in `fault`."""
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return self._kept(None)
        except OSError as error:
            return OwnPolicy.of_keys(self._vkeys, f"{self._path} cannot be read: {error.strerror}. {_GOES_ON}")
        return self._kept((found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns))

    def _kept(self, stamp: object) -> OwnPolicy:
        kept = self._read
        if kept is not None and kept[0] == stamp:
            return kept[1]
        made = OwnPolicy.of_keys(self._vkeys) if stamp is None else self._parsed()
        self._read = (stamp, made)
        return made

    def _parsed(self) -> OwnPolicy:
        try:
            with self._path.open("rb") as file:
                text = file.read(MOST_BYTES + 1)
            return OwnPolicy(_checked(text, Policy.of_keys(self._vkeys.split()).logs), text)
        except RegisterError as error:
            fault = error.sentence
        except UsageError as error:
            fault = str(error)
        except OSError as error:
            fault = f"It cannot be read: {error.strerror}."
        return OwnPolicy.of_keys(self._vkeys, f"{self._path} is wrong. {fault} {_GOES_ON}")


def key_alone(vkeys: str) -> bytes:
    """The policy of a reader who trusts the keys of one register, a line each, and asks for no witness."""
    return "".join([*(f"log {vkey}\n" for vkey in vkeys.split()), "quorum none\n"]).encode()


def with_log_line(text: bytes, vkey: str) -> bytes:
    """The text of our policy with a line for one more key of ours, after those that it has; as it is if the key is there."""
    lines = text.splitlines(keepends=True)
    ours = [at for at, line in enumerate(lines) if line.split()[:1] == [b"log"]]
    if any(lines[at].split()[1] == vkey.encode() for at in ours):
        return text
    place = ours[-1] + 1 if ours else 0
    return b"".join([*lines[:place], f"log {vkey}\n".encode(), *lines[place:]])


def _checked(text: bytes, own: Sequence[VerifierKey]) -> Policy:
    """The policy, if it can be used for this register. Raises RegisterError or UsageError with what is wrong."""
    if len(text) > MOST_BYTES:
        raise UsageError(f"It is larger than {MOST_BYTES // 1024} KiB.")
    found = policy.parse(text)
    for fault in _faults(found, own):
        raise UsageError(fault)
    return found


def _faults(found: Policy, own: Sequence[VerifierKey]) -> Iterator[str]:
    for key in own:
        if key not in found.logs:
            yield f"It has no log line with the key of this register, which is {key.vkey}: add the line log {key.vkey}"
    for key in found.logs:
        if key.name != own[0].name:
            yield f"It has a log line for the register {key.name!r}: only this register's keys belong there."
    if len(found.witnesses) > MOST_WITNESSES:
        yield f"It names {len(found.witnesses)} witnesses, and {MOST_WITNESSES} is the most."
    for name, key in found.witnesses.items():
        for spelt in (name, key.name):
            if not spelt.isprintable() or len(spelt) > _LONGEST_NAME:
                yield f"The name {spelt!r} has letters that cannot be printed, or more than {_LONGEST_NAME} of them."
        if name not in found.urls:
            yield f"The line of the witness {name!r} gives no address: add the one that heads are sent to at its end."
        else:
            WitnessAddress.parse(found.urls[name])
