"""The published log and the guard: their signatures, their files, and what was signed against the entries in the database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.log_contents import check_files, name_rewritten
from evenhand.records.log_folder import LogFolder
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.policy import Policy, VerifiedCheckpoint, verify_checkpoint
from evenhand_register.tiles import CHECKPOINT

NO_KEY = (
    "The register's verifier key is missing or damaged, so no signature can be checked: put it back from the folder kept "
    "apart, or from the paper it was printed on."
)
NO_GUARD = (
    "The guard file is missing. It says what was signed last, and nothing is signed without it: put it back from the folder "
    "kept apart. Never begin a new one."
)
NO_HEAD = "The signed head of the register is missing from the published files: it was removed, or never written."
FOREIGN = (
    "This is not what the register's key signed: it was overwritten, or signed with another key. Put it back from a copy: the "
    "guard file from the folder kept apart, the head from the published folder."
)
SET_BACK = (
    "The guard file knows {guarded} entries, and {published} are published: the guard was replaced by an older one. Put the "
    "newest back from the folder kept apart."
)
TWO_HISTORIES = (
    "The guard file and the published head know two different registers of {size} entries. Keep both files."
)
CUT_OFF = (
    "{signed} entries were signed and the database holds {size}: it was set back to an older state, or its newest entries were "
    "taken away. Nothing more is signed until they are back. The published files still hold the public lines of them."
)
REWRITTEN = (
    "Among the first {size} entries in the database are some that are not what was signed: the register was rewritten. What was "
    "signed stands in the published files."
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the pass over the database found: how many entries, their roots at the sizes signed, and whether numbers miss."""

    size: int
    roots: Mapping[int, bytes]
    whole: bool
    published: Mapping[int, tuple[str, bytes]]
    """Path and content of the openings that must be public, by the index of their entry."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed, as the published checkpoint and the guard file say; None where one is missing or not genuine."""

    published: VerifiedCheckpoint | None
    guarded: VerifiedCheckpoint | None
    troubles: tuple[Trouble, ...]

    @property
    def heads(self) -> dict[Checkpoint, str]:
        """Each head that is vouched for, and where it stands."""
        both = ((self.guarded, "guard"), (self.published, "log"))
        return {head.checkpoint: place for head, place in both if head is not None}


def read_signed(log: LogFolder, guard: Path, vkeys: str | None) -> Signed:
    """Read and verify both, before the database is read: whatever is signed is in the database by then.

    The published one is read first, since the clerk writes it last.
    """
    published, guarded = log.read(CHECKPOINT), _bytes(guard)
    policy = _policy(vkeys)
    if policy is None:
        return Signed(None, None, (Trouble("keys", "vkey", "", NO_KEY),))
    troubles: list[Trouble] = []
    heads = [
        _verified(published, policy, Trouble("log", CHECKPOINT, "", NO_HEAD), troubles),
        _verified(guarded, policy, Trouble("guard", "", "", NO_GUARD), troubles),
    ]
    return Signed(heads[0], heads[1], tuple(troubles))


def check_log(log: LogFolder, signed: Signed, found: Found) -> Iterator[Trouble]:
    """The guard against the published head, both against the entries in the database, and the log's own files."""
    yield from signed.troubles
    yield from _check_guard(signed)
    agreed = found.whole
    for head, place in signed.heads.items():
        if head.size > found.size:
            yield Trouble(place, "", "", CUT_OFF.format(signed=head.size, size=found.size))
            agreed = False
        elif found.whole and found.roots.get(head.size) != head.root:
            yield Trouble(place, "", "", REWRITTEN.format(size=head.size))
            agreed = False
    if signed.published is not None:
        damage = list(check_files(log, signed.published, found.published))
        yield from damage
        if not agreed and not damage:
            yield from name_rewritten(log, signed.published.checkpoint)


def _check_guard(signed: Signed) -> Iterator[Trouble]:
    if signed.guarded is None or signed.published is None:
        return
    guarded, published = signed.guarded.checkpoint, signed.published.checkpoint
    if guarded.size < published.size:
        sentence = SET_BACK.format(guarded=guarded.size, published=published.size)
        yield Trouble("guard", "", "", sentence)
    elif guarded.size == published.size and guarded.root != published.root:
        yield Trouble("guard", "", "", TWO_HISTORIES.format(size=guarded.size))


def _verified(
    raw: bytes | None, policy: Policy, missing: Trouble, troubles: list[Trouble]
) -> VerifiedCheckpoint | None:
    if raw is None:
        troubles.append(missing)
        return None
    try:
        return verify_checkpoint(raw, policy)
    except RegisterError:
        troubles.append(Trouble(missing.table, missing.key, "", FOREIGN))
        return None


def _policy(vkeys: str | None) -> Policy | None:
    try:
        return Policy.of_keys(vkeys.split()) if vkeys else None
    except RegisterError:
        return None


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
