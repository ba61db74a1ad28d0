"""The outside witnesses, as the doctor sees them: the policy file, what one of them showed, and who signs."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.held_heads import HeldHeads
from evenhand.clerk.log_files import LogDamaged
from evenhand.clerk.witness_notes import WORDS
from evenhand.office.witness_policy import OwnPolicy
from evenhand.office.witnessed import Witnessed, witnesses_now
from evenhand.records.log_folder import LogFolder
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.note import parse
from evenhand_register.tiles import CHECKPOINT

PLACE = "the witnesses"
LATE = "Its last signature is more than a day old, or states a time that is still to come. Ask whoever runs it."
QUORUM = "Fewer of them have signed the published head than our own policy asks for."


def check_witnesses(log: LogFolder, guard: Path, own: OwnPolicy, now: datetime) -> Iterator[Trouble]:
    """What is wrong whether the service runs or not: the policy file, and witnesses that say that they saw another list."""
    if own.fault:
        yield Trouble("policy", "", "", own.fault)
    try:
        head = Checkpoint.parse(parse(log.read(CHECKPOINT) or b"").text)
        HeldHeads(guard.with_name("witnessed")).check(head.size, log)
    except LogDamaged as error:
        yield Trouble("guard", "witnessed", "", str(error))
    except RegisterError:
        pass  # a head or tiles that cannot be read are named as that
    for one in _all(log, own, now):
        if one.contradicts and one.state is not None:
            yield Trouble(PLACE, one.name, "", WORDS[one.state].format(name=one.key_name))


def check_asked(log: LogFolder, own: OwnPolicy, now: datetime) -> Iterator[Trouble]:
    """What is wrong where the service runs, and so asks every hour."""
    found = witnesses_now(log, own, now)
    for one in found.all if found else ():
        if one.late:
            yield Trouble(PLACE, one.name, "", LATE)
    if found and found.quorum_missing:
        yield Trouble(PLACE, "", "", QUORUM)


def note_of(log: LogFolder, own: OwnPolicy, now: datetime) -> str:
    """How many of how many signed the published head. Nothing where there are none."""
    every = _all(log, own, now)
    signed = sum(one.signed is not None for one in every)
    return f"{signed} of {len(every)} witnesses have signed the published head." if every else ""


def _all(log: LogFolder, own: OwnPolicy, now: datetime) -> tuple[Witnessed, ...]:
    found = witnesses_now(log, own, now)
    return found.all if found else ()
