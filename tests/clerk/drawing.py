"""A draw played by the office's own verbs, with a clerk at work and a real witness."""

import socket
from dataclasses import replace
from datetime import timedelta

from evenhand.office.draw_file import transcript
from evenhand.office.frozen_pool import Lottery
from evenhand.office.panel_draw import freeze_pool, type_value
from evenhand.office.witness_policy import PolicyFile
from evenhand.process import commands as c
from evenhand.process.facts import Refusal
from evenhand.records.load import state_of
from evenhand.records.models import Entry
from evenhand.records.queries.register import opened_entry
from evenhand_register.policy import Policy
from tests.clerk.watched import KEYS
from tests.office.team import Team
from tests.process.steps import a_pool

VALUE = "03-11-19-28-40-44"


class Drawing:
    """A case without a decision maker, a clerk with one witness, and the verbs of the draw."""

    def __init__(self, office, clock, watched):
        self.office, self.clock, self.watched = office, clock, watched
        self.team = Team(office, clock)
        self.team.hire()
        self.index = self.team.receive("one")
        self.team.accept(self.index)
        self.team.do("mona", self.index, self.team.a_case())

    @property
    def lottery(self):
        own = PolicyFile(self.watched.path, self.watched.integrator.signer.vkey).read()
        return Lottery(own, self.watched.integrator.files)

    @property
    def case(self):
        return state_of(self.index).cases[1]

    def soon(self, **passed):
        return int((self.clock.moment + timedelta(**passed)).timestamp())

    def freeze(self, who="mona", **changes):
        asked = replace(a_pool(2), not_before=self.soon(minutes=30), **changes)
        return freeze_pool(self.office, self.lottery, self.team.person(who), self.index, asked)

    def type(self, who, value=VALUE):
        command = c.TypeValue(case=2, value=value)
        return type_value(self.office, self.lottery, self.team.person(who), self.index, command)

    def later(self, witness, **passed):
        self.clock.moment += timedelta(**passed)
        witness.now = int(self.clock.moment.timestamp())

    def signed(self):
        self.watched.turns(4)


def drawn(drawing, witness):
    """Frozen, seen by the witness, typed by two people, signed again."""
    assert not isinstance(drawing.freeze(), Refusal)
    drawing.signed()
    drawing.later(witness, minutes=31)
    for who in ("mona", "ivan"):
        done = drawing.type(who)
        assert not isinstance(done, Refusal), done
    drawing.signed()
    return transcript(drawing.lottery, drawing.case.draw)


def nobody_listens(watched):
    """The witness is away: where it was, nobody answers any more."""
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    watched.trust((KEYS[0].verifier, f"http://127.0.0.1:{port}"), quorum="n0")


def independent(watched) -> Policy:
    """The policy of a reader who trusts that witness."""
    return PolicyFile(watched.path, watched.integrator.signer.vkey).read().policy


def pools():
    """The documents of the pools in the register, in order."""
    found = Entry.objects.filter(kind="pool").order_by("index").values_list("index", flat=True)
    return [opened_entry(index).opening["facts"]["data"] for index in found]
