"""The outside witnesses of this register: asked about each new head, in threads of their own, and never waited for long.

A head is published with our own signature at once. What witnesses sign is put under it as it comes, as long as it is still the
newest head. A witness that answered last time gets up to GRACE seconds before the next head is made, so that in a rush heads are
cosigned at all; one that failed is asked again after a pause that grows. A head that stays is shown to each again every hour,
for a newer time under it says that nothing longer was seen meanwhile.

A witness that says it saw another list proves it with a head that our own key signed, and then nothing is signed (`held_heads`);
without one it is an alarm in words, and no more: otherwise anybody who runs a witness could stop the register.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from evenhand.clerk.asking import Asker, Question, Reply
from evenhand.clerk.edges import ends_with_pool
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.witness_notes import WitnessNotes
from evenhand.office.witness_policy import OutsideWitness, OwnPolicy, PolicyFile
from evenhand.records.log_folder import LogFolder
from evenhand.records.queries.witnesses import WitnessState
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.tiles import CHECKPOINT

GRACE = 2.0
"""Seconds for which the next head waits for witnesses that answered last time."""
AGAIN = 60 * 60.0
"""Seconds after which a witness is shown the same head again."""
POOL_GRACE = 60.0
"""Seconds for which a head that ends with a pool stays the newest, until every witness has signed it: else nobody can be drawn."""
TRIES = 3
"""Times that such a head waits for a witness that does not answer. One that has been away for longer is not waited for."""
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0
"""Seconds until a witness that failed is asked again: twice as long each time, up to the longest."""


@dataclass
class Turn:
    """Where we are with one witness. Seconds are those of a steady clock."""

    asker: Asker
    asked: float = 0.0
    failures: int = 0
    signed: str = ""
    """The text of the head that it signed last."""
    reply: Reply | None = None
    """What it said, until that is dealt with."""

    def is_due(self, now: float, raw: bytes) -> bool:
        """Whether to ask it about the head in a published note."""
        if self.asker.is_asking or self.reply is not None:
            return False
        if self.failures:
            return now - self.asked >= pause_after(self.failures)
        is_signed = bool(self.signed) and raw.startswith(f"{self.signed}\n".encode())
        return not is_signed or now - self.asked >= AGAIN

    def is_worth_waiting(self, now: float) -> bool:
        """Whether it answered last time and may answer in a moment."""
        return self.asker.is_asking and not self.failures and now - self.asked < GRACE


@dataclass(frozen=True, slots=True)
class Newest:
    """The published head as it was first seen here, `since` a moment of a steady clock."""

    text: str
    ends_with_pool: bool
    since: float


def pause_after(failures: int) -> float:
    """Seconds until a witness that failed so often in a row is asked again."""
    doublings = min(failures - 1, 16)
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << doublings))


class Witnesses:
    """Those of the policy file, as they are now. `steady` tells seconds that pass evenly, `now` the time."""

    def __init__(
        self,
        integrator: Integrator,
        policy: PolicyFile,
        say: Callable[[str], None],
        steady: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        self._integrator, self._policy, self._say, self._steady = integrator, policy, say, steady
        self._notes = WitnessNotes(now, say)
        self._own: OwnPolicy | None = None
        self._turns: dict[OutsideWitness, Turn] = {}
        self._newest = Newest("", False, 0.0)

    def tend(self) -> bool:
        """Take what came in, ask who is due; whether to put the next head off for a moment.

        Never waits for a witness. Raises DatabaseError, OSError, LogDamaged, RegisterError where our own things are in disorder.
        """
        self._policy.follow(self._integrator.vkeys)
        own = self._policy.read()
        if own != self._own:
            self._follow(own)
        for turn in self._turns.values():
            turn.reply = turn.reply or turn.asker.take()
            if turn.reply is not None and self._deal_with(turn, turn.reply):
                turn.reply = None
        self._ask(own)
        waits = any(turn.is_worth_waiting(self._steady()) for turn in self._turns.values())
        return waits or self._stays_for_its_pool()

    def _follow(self, own: OwnPolicy) -> None:
        """Another policy: who is in it still stays as he is, and who is not is forgotten, unless the file cannot be read."""
        if own.fault:
            self._say(f"ALARM: {own.fault}")
        else:
            keys = [witness.key.vkey for witness in own.witnesses]
            for name in self._integrator.held.set_aside(keys):
                self._say(f"The witness {name} is not in the policy any more: the head that it showed is set aside.")
            self._notes.forget(keys)
            self._integrator.files.keep_beside(self._integrator.vkeys, own.text)
        self._turns = {one: self._turns.get(one) or Turn(Asker(one)) for one in own.witnesses}
        self._own = own

    def _ask(self, own: OwnPolicy) -> None:
        files = self._integrator.files
        raw = files.read(CHECKPOINT) if self._turns else None
        now = self._steady()
        for turn in self._turns.values():
            if raw is not None and turn.is_due(now, raw):
                turn.asked = now
                turn.asker.ask(Question(raw, LogFolder(files.root), own.policy.logs))

    def _stays_for_its_pool(self) -> bool:
        """Whether the newest head ends with a pool that a witness has yet to sign, and has not stood for long."""
        raw = self._integrator.files.read(CHECKPOINT) if self._turns else None
        if raw is None:
            return False
        text, now = note.parse(raw).text, self._steady()
        if text != self._newest.text:
            self._newest = Newest(text, ends_with_pool(Checkpoint.parse(text).size), now)
        missing = any(turn.signed != text and turn.failures < TRIES for turn in self._turns.values())
        return missing and self._newest.ends_with_pool and now - self._newest.since < POOL_GRACE

    def _deal_with(self, turn: Turn, reply: Reply) -> bool:
        """Whether it is done: another process that signs at this moment may keep us from it."""
        witness, integrator = turn.asker.witness, self._integrator
        if reply.state is WitnessState.SIGNED:
            done = integrator.add_cosignatures(reply.question.text, witness.key, reply.lines)
        else:
            done = not reply.shown or integrator.hold_against(witness.key.vkey, reply.shown)
        still_held = integrator.is_held_by(witness.key.vkey) if done is not None else None
        if still_held is None:
            return False
        if reply.state is WitnessState.SIGNED:
            turn.signed, turn.failures = reply.question.text, 0
        else:
            turn.signed, turn.failures = "", turn.failures + 1
        self._notes.note(witness, WitnessState.SET_BACK if still_held else reply.state, reply)
        return True
