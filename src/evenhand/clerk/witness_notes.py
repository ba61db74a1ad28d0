"""What the clerk writes down of its witnesses for the pages, and says in the log. Only what changed, and at most once a minute.

A write keeps those who complain from writing as long as it lasts, and a head is signed every few seconds on a busy day. The
times that count stand under the published head.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from evenhand.clerk.asking import Reply
from evenhand.office.witness_policy import OutsideWitness
from evenhand.records.queries.witnesses import (
    Noted,
    WitnessState,
    forget_witnesses,
    note_witness,
    noted_witnesses,
)
from evenhand_register import cosignature

EVERY = timedelta(minutes=1)
WORDS = {
    WitnessState.SIGNED: "The witness {name} signs this register's heads.",
    WitnessState.AWAY: "The witness {name} does not answer. It is asked again; nothing waits for it.",
    WitnessState.FAILED: "The witness {name} answers and does not sign: something is wrong where it runs. It is asked again.",
    WitnessState.UNKNOWN: "The witness {name} does not serve this register, or does not know its key. Ask whoever runs it.",
    WitnessState.CLAIMS: (
        "ALARM: the witness {name} says that it saw another or a longer list than this one, and shows no head that our key signed. "
        "Signing goes on. Ask whoever runs it for the head it holds, and find out why at once."
    ),
    WitnessState.SET_BACK: (
        "ALARM: the witness {name} shows a head signed with our own key that this register does not contain. Nothing is signed "
        "any more; complaints are taken. The register was set back or rewritten, or our key is in other hands."
    ),
}


class WitnessNotes:
    """The rows of one clerk, which leads."""

    def __init__(self, now: Callable[[], datetime], say: Callable[[str], None]) -> None:
        self._now, self._say = now, say
        self._said: dict[str, WitnessState] = {}

    def forget(self, but: Collection[str]) -> None:
        """Forget all but the witnesses with these keys. Raises DatabaseError."""
        if set(noted_witnesses()) - set(but):
            forget_witnesses(but)

    def note(self, witness: OutsideWitness, state: WitnessState, reply: Reply) -> None:
        """Write down how a question ended, and say it where it is another end than the last. Raises DatabaseError."""
        now, vkey = self._now(), witness.key.vkey
        before = noted_witnesses().get(vkey)
        if before is None or before.state is not state or before.name != witness.name or now - before.asked >= EVERY:
            note_witness(_noted(witness, state, reply, before, now))
        if self._said.get(vkey) is not state:
            self._said[vkey] = state
            self._say(WORDS[state].format(name=witness.key.name))


def _noted(witness: OutsideWitness, state: WitnessState, reply: Reply, before: Noted | None, now: datetime) -> Noted:
    since = before.since if before is not None and before.state is state else now
    if state is WitnessState.SIGNED:
        size: int | None = reply.question.head.size
        cosigned: datetime | None = _time(witness, reply)
    else:
        size, cosigned = (before.size, before.cosigned) if before is not None else (None, None)
    return Noted(witness.key.vkey, witness.name, state, since, now, size, cosigned)


def _time(witness: OutsideWitness, reply: Reply) -> datetime | None:
    """The newest time that it signed. A witness can sign any number, also one that is no year that we know."""
    seconds = max(cosignature.verify(reply.question.text, witness.key, line.blob) for line in reply.lines)
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
