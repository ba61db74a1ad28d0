"""Whom a reader trusts, and when that is enough (C2SP tlog-policy, register.md section 1.5).

    log <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group <name> all|any|<k> <member> ...
    quorum <name> | quorum none

One item to a line, words separated by spaces and tabs, `#` begins a comment line. The reader writes or chooses the
policy; a log's own word on which witnesses matter is worth nothing. A line that is not understood is an error,
never skipped.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from . import note
from .checkpoint import Checkpoint
from .errors import RegisterError
from .keys import COSIGNATURE, PLAIN, VerifierKey
from .tree import EMPTY_ROOT

__all__ = ["Group", "Policy", "VerifiedCheckpoint", "is_independent", "parse", "verify_checkpoint"]

_NOT_ALLOWED = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")
_BLANKS = re.compile(r"[ \t]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_NONE = "none"


@dataclass(frozen=True)
class Group:
    """Satisfied when `needed` of its members are; a member is a witness or another group, by name."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """The keys of the logs, the witnesses and groups by name, and whose word is enough (None: nobody's is needed).

    `urls` has the address of each witness for which the text gives one, by name and as it is written there: whoever only
    verifies needs none, and whoever asks a witness looks whether it is one.
    """

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: Mapping[str, Group]
    quorum: str | None
    urls: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_key(cls, vkey: str) -> "Policy":
        """Return the policy that trusts one log key and asks for no witness. Raises E_NOTE_FORMAT."""
        key = VerifierKey.parse(vkey)
        if key.type != PLAIN:
            raise RegisterError("E_NOTE_FORMAT", f"The key of {key.name} is a witness's, and a register's is needed.")
        return cls((key,), {}, {}, None)

    @classmethod
    def of_keys(cls, vkeys: Iterable[str]) -> "Policy":
        """Return the policy that trusts these log keys, current and retired, and asks for no witness. Raises E_NOTE_FORMAT."""
        return cls(tuple(key for vkey in vkeys for key in cls.of_key(vkey).logs), {}, {}, None)

    def without_quorum(self) -> "Policy":
        """Return the same keys, satisfied with the log's own signature."""
        return replace(self, quorum=None)

    def is_satisfied_by(self, witnesses: Collection[str]) -> bool:
        """Tell whether the witnesses of these names are enough."""
        satisfied = set(witnesses)
        for name, group in self.groups.items():  # a group is defined after its members
            if len(satisfied.intersection(group.members)) >= group.needed:
                satisfied.add(name)
        return self.quorum is None or self.quorum in satisfied


@dataclass(frozen=True)
class VerifiedCheckpoint:
    """A checkpoint whose signatures satisfied a policy.

    `note` is what was signed, to be kept as evidence; `keys` are the log's keys that signed it, `seen` the Unix
    times of each witness that did, by its name in the policy. `policy` is the one that they satisfied.
    """

    checkpoint: Checkpoint
    note: bytes
    keys: tuple[VerifierKey, ...]
    seen: Mapping[str, tuple[int, ...]]
    policy: Policy

    @property
    def quorum_required(self) -> bool:
        """Whether outside witnesses had to sign."""
        return self.policy.quorum is not None


def verify_checkpoint(raw: bytes, policy: Policy) -> VerifiedCheckpoint:
    """Return the checkpoint in the note `raw` if its signatures satisfy the policy.

    Raises, in this order: E_NOTE_FORMAT, E_CHECKPOINT_FORMAT, E_ORIGIN, E_NOTE_SIGNATURE, E_NOTE_UNSIGNED,
    E_CHECKPOINT_FORMAT (an empty tree with a root that is not the empty one), E_QUORUM.
    """
    signed_note = note.parse(raw)
    checkpoint = Checkpoint.parse(signed_note.text)
    if all(key.name != checkpoint.origin for key in policy.logs):
        raise RegisterError(
            "E_ORIGIN", f"This belongs to the register {checkpoint.origin}, for which you have given no key."
        )
    signed = note.verify(signed_note, (*policy.logs, *policy.witnesses.values()))
    keys = tuple(key for key in policy.logs if key in signed and key.name == checkpoint.origin)
    if not keys:
        raise RegisterError(
            "E_NOTE_UNSIGNED", f"The head is not signed by the key that you trust for {checkpoint.origin}."
        )
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise RegisterError(
            "E_CHECKPOINT_FORMAT", "The head says that there are no entries but gives a root for some."
        )
    seen = {
        name: tuple(time for time in signed[key] if time is not None)
        for name, key in policy.witnesses.items()
        if key in signed
    }
    if not policy.is_satisfied_by(seen):
        raise RegisterError("E_QUORUM", "Fewer outside witnesses than your policy asks for have signed this head.")
    return VerifiedCheckpoint(checkpoint, raw, keys, seen, policy)


def parse(raw: bytes) -> Policy:
    """Return the policy that raw spells. Raises E_POLICY_FORMAT."""
    if _NOT_ALLOWED.search(raw):
        raise _malformed("holds a character that is not allowed in it")
    lines = raw.decode("utf-8", "surrogateescape").split("\n")  # names are opaque octets
    if lines.pop() != "":
        raise _malformed("does not end its last line")
    reading = _Reading()
    for line in lines:
        words = _BLANKS.split(line.strip(" \t"))
        if words[0] and not words[0].startswith("#"):
            reading.take(words)
    return reading.finish()


def is_independent(key: VerifierKey, origin: str) -> bool:
    """Tell whether a witness bears another name than the register: one under the same host is run by whom it should watch.

    It is what the names say, and no more: who runs a witness under another name, people have to find out.
    """
    return _host(key.name) != _host(origin)


def _host(name: str) -> str:
    return name.partition("/")[0].lower()


class _Reading:
    """A policy while its lines are read."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, Group] = {}
        self.urls: dict[str, str] = {}
        self.quorums: list[str] = []
        self.members: set[str] = set()
        self.public_keys: set[bytes] = set()

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self.logs.append(self._key(vkey, PLAIN))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._define(name)
                self.witnesses[name] = self._key(vkey, COSIGNATURE)
                self.urls |= {name: url[0]} if url else {}
            case ["group", name, needed, *members] if members:
                self._define(name)
                self.groups[name] = self._group(needed, members)
            case ["quorum", name]:
                if name != _NONE:
                    self._known(name)
                self.quorums.append(name)
            case _:
                raise _malformed(f"has a line that is not understood, beginning with {words[0]!r}")

    def finish(self) -> Policy:
        if len(self.quorums) != 1:
            raise _malformed("needs exactly one quorum line")
        quorum = None if self.quorums[0] == _NONE else self.quorums[0]
        return Policy(tuple(self.logs), self.witnesses, self.groups, quorum, self.urls)

    def _key(self, vkey: str, kind: int) -> VerifierKey:
        try:
            key = VerifierKey.parse(vkey)
        except RegisterError as error:
            raise RegisterError("E_POLICY_FORMAT", error.sentence) from None
        if key.type != kind:
            raise _malformed("gives a log's key to a witness or a witness's key to a log")
        if key.public_key in self.public_keys:
            raise _malformed("lists one key twice")
        self.public_keys.add(key.public_key)
        return key

    def _group(self, needed: str, members: list[str]) -> Group:
        for member in members:
            self._known(member)
            if member in self.members:
                raise _malformed(f"counts {member!r} twice")
            self.members.add(member)
        match needed:
            case "any":
                return Group(1, tuple(members))
            case "all":
                return Group(len(members), tuple(members))
        if not _NUMBER.fullmatch(needed) or int(needed) > len(members):
            raise _malformed("asks a group for a number of members that it cannot have")
        return Group(int(needed), tuple(members))

    def _define(self, name: str) -> None:
        if name == _NONE or name in self.witnesses or name in self.groups:
            raise _malformed(f"cannot define the name {name!r} here")

    def _known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise _malformed(f"uses the name {name!r} before it is defined")


def _malformed(what: str) -> RegisterError:
    return RegisterError("E_POLICY_FORMAT", f"The policy {what}.")
