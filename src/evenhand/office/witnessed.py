"""Who outside the organisation signed the published head, and when; and why a signature is missing.

What counts are the lines under the head, which anybody can verify. What the clerk noted of each witness only explains absence.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from evenhand.office.witness_policy import OutsideWitness, OwnPolicy
from evenhand.records.log_folder import LogFolder
from evenhand.records.queries.witnesses import Noted, WitnessState, noted_witnesses
from evenhand_register.errors import RegisterError
from evenhand_register.keys import VerifierKey
from evenhand_register.policy import VerifiedCheckpoint, is_independent, verify_checkpoint
from evenhand_register.tiles import CHECKPOINT

LIMIT = timedelta(hours=24)
"""How old the last signature of a witness may be: each is asked every hour. Our default."""
SETTLED = timedelta(minutes=10)
"""After so long a head has what it is going to get from witnesses that answer."""
AHEAD = timedelta(hours=1)
"""By how much a witness's time may be ahead of our clock before we doubt one of the two."""
_CONTRADICTS = (WitnessState.CLAIMS, WitnessState.SET_BACK)
_REFUSES = (*_CONTRADICTS, WitnessState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Signed:
    """A witness that signed one head: its name in the policy and its key's, and its own times, as they came."""

    name: str
    key_name: str
    times: tuple[datetime, ...]
    independent: bool


@dataclass(frozen=True, slots=True)
class Witnessed:
    """One witness of the policy. `signed`: what it signed of this head, None if nothing; `noted`: what the clerk wrote down."""

    name: str
    key_name: str
    vkey: str
    independent: bool
    signed: Signed | None
    noted: Noted | None
    newest: datetime | None
    """The time of its last signature, on this head or an earlier one."""
    is_ahead: bool
    """Whether that is still to come."""
    is_overdue: bool
    """Whether it did not sign for longer than the limit."""

    @property
    def late(self) -> bool:
        """Whether its last signature is not of the present."""
        return self.is_ahead or self.is_overdue

    @property
    def state(self) -> WitnessState | None:
        """How it answered last, None if it was never asked."""
        return self.noted.state if self.noted else None

    @property
    def contradicts(self) -> bool:
        """Whether it says that it saw another list."""
        return self.state in _CONTRADICTS

    @property
    def refuses(self) -> bool:
        """Whether it answered that it does not sign."""
        return self.state in _REFUSES

    @property
    def is_bad(self) -> bool:
        """Whether somebody has to look."""
        return self.refuses or self.late


@dataclass(frozen=True, slots=True)
class Witnesses:
    """All of them under one head. `fault`: the policy file is wrong, so that nobody is asked."""

    all: tuple[Witnessed, ...]
    quorum_missing: bool
    """Whether fewer signed this head than our own policy asks for, and no more are about to."""
    fault: bool

    @property
    def signed(self) -> tuple[Witnessed, ...]:
        """Who signed this head."""
        return tuple(one for one in self.all if one.signed is not None)

    @property
    def outside(self) -> tuple[Witnessed, ...]:
        """Who of them is independent, as far as names tell."""
        return tuple(one for one in self.signed if one.independent)

    @property
    def is_bad(self) -> bool:
        """Whether anything has to be looked at."""
        return self.fault or self.quorum_missing or any(one.is_bad for one in self.all)


def witnesses_of_head(own: OwnPolicy, head: VerifiedCheckpoint, written: datetime, now: datetime) -> Witnesses:
    """The witnesses under a head that was verified with `own.keys`, and written at that time of our clock."""
    noted = noted_witnesses() if own.witnesses else {}
    origin, seen = head.checkpoint.origin, head.seen
    found = tuple(
        _one(each, origin, seen.get(each.name, ()), noted.get(each.key.vkey), now) for each in own.witnesses
    )
    coming = [one.name for one in found if one.state is WitnessState.SIGNED or one.state is None]
    settled = now - written > SETTLED
    enough = own.policy.is_satisfied_by(seen if settled else {*seen, *coming})
    return Witnesses(found, not enough, bool(own.fault))


def witnesses_now(log: LogFolder, own: OwnPolicy, now: datetime) -> Witnesses | None:
    """The witnesses under the head that is published at this moment, None if there is none that is ours."""
    raw = log.read(CHECKPOINT)
    try:
        head = verify_checkpoint(raw or b"", own.keys)
    except RegisterError:
        return None
    return witnesses_of_head(own, head, datetime.fromtimestamp((log.root / CHECKPOINT).stat().st_mtime, UTC), now)


def signers(head: VerifiedCheckpoint) -> tuple[Signed, ...]:
    """Who signed a verified head beside its log."""
    return tuple(
        signed(name, head.policy.witnesses[name], head.checkpoint.origin, seen) for name, seen in head.seen.items()
    )


def signed(name: str, key: VerifierKey, origin: str, seen: tuple[int, ...]) -> Signed:
    """A witness that signed one head of a register at these Unix times."""
    return Signed(name, key.name, tuple(_times(seen)), is_independent(key, origin))


def _times(seen: tuple[int, ...]) -> Iterator[datetime]:
    """The Unix times of a witness as we write them. It can sign any number, also one that is no year that we know."""
    for seconds in seen:
        with suppress(OverflowError, ValueError, OSError):
            yield datetime.fromtimestamp(seconds, UTC)


def _one(
    witness: OutsideWitness, origin: str, seen: tuple[int, ...], noted: Noted | None, now: datetime
) -> Witnessed:
    own = signed(witness.name, witness.key, origin, seen) if seen else None
    newest = own.times[-1] if own and own.times else noted.cosigned if noted else None
    since = newest or (noted.since if noted else now)
    return Witnessed(
        name=witness.name,
        key_name=witness.key.name,
        vkey=witness.key.vkey,
        independent=is_independent(witness.key, origin),
        signed=own,
        noted=noted,
        newest=newest,
        is_ahead=since > now + AHEAD,
        is_overdue=since < now - LIMIT,
    )
