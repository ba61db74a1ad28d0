"""Draws by the office's own verbs: a register whose one witness signs when it is told to, without a server or a thread."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from evenhand.clerk.integrate import Integrator
from evenhand.office.act import Done
from evenhand.office.context import Office
from evenhand.office.frozen_pool import Lottery
from evenhand.office.panel_draw import freeze_pool, type_value
from evenhand.office.witness_policy import OwnPolicy, PolicyFile
from evenhand.process import commands as c
from evenhand.process.facts import Refusal
from evenhand.process.state import Person
from evenhand.records.queries.witnesses import Noted, WitnessState, note_witness
from evenhand.site.clock import SimulatedClock
from evenhand_register import note
from evenhand_register.note import Signature
from tests.clerk.watched import KEYS
from tests.process.steps import a_pool

VALUE = "03-11-19-28-40-44"
AHEAD = timedelta(minutes=30)


@dataclass
class Lots:
    """Whoever signs, the clock, and the path of the policy file, which names the witness."""

    office: Office
    clock: SimulatedClock
    integrator: Integrator
    path: Path

    def __post_init__(self) -> None:
        witness = KEYS[0].verifier
        lines = [
            f"log {self.integrator.signer.vkey}",
            f"witness n0 {witness.vkey} http://127.0.0.1:9",
            "quorum n0",
            "",
        ]
        self.path.write_text("\n".join(lines))

    @property
    def own(self) -> OwnPolicy:
        """The policy as it is read."""
        return PolicyFile(self.path, self.integrator.signer.vkey).read()

    @property
    def lottery(self) -> Lottery:
        """What a draw works with."""
        return Lottery(self.own, self.integrator.files)

    def sign(self) -> None:
        """Every head that is due, each with the signature of the witness, of this moment."""
        while self.integrator.run():
            self._cosign()
        self._cosign()

    def _cosign(self) -> None:
        now, key = self.clock.moment, KEYS[0].verifier
        text = note.parse(self.integrator.files.read("checkpoint") or b"").text
        line = Signature(key.name, key.key_id, KEYS[0].cosign(text, int(now.timestamp())))
        assert self.integrator.add_cosignatures(text, key, [line])
        note_witness(Noted(key.vkey, "n0", WitnessState.SIGNED, now, now, 0, now))

    def freeze(self, person: Person, index: int, case: int = 1) -> None:
        """Freeze a pool, and have it seen."""
        self.sign()
        asked = replace(a_pool(case), not_before=_seconds(self.clock.moment + AHEAD))
        _done(freeze_pool(self.office, self.lottery, person, index, asked))
        self.sign()

    def draw(self, typists: list[Person], index: int, case: int = 1) -> None:
        """Wait until the value is known, and have it typed in."""
        self.wait()
        for person in typists:
            _done(type_value(self.office, self.lottery, person, index, c.TypeValue(case=case, value=VALUE)))
        self.sign()

    def wait(self) -> None:
        """Until the value of a pool that was just frozen is known."""
        self.clock.moment += AHEAD + timedelta(minutes=1)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _done(answer: Done | Refusal) -> None:
    assert not isinstance(answer, Refusal), answer
