"""When a thing happened: what came from outside may have come earlier; everything else happens when it is recorded."""

from datetime import timedelta

import pytest

from evenhand.process import commands as c
from evenhand.process.clocks import promises
from evenhand.process.decide.dates import FROM_OUTSIDE
from tests.process.steps import (
    a_case,
    a_complaint,
    a_decision,
    a_notice,
    accepted,
    answered,
    assigned,
    decided,
    declined,
    held,
    letters,
    noticed,
    opened,
    recommended,
)
from tests.process.world import REASONS, RULEBOOK, SENDER, START, World


def received(world):
    return world.submit(a_complaint())


def told(world):
    index = decided(world)
    world.do(index, letters(world), "mona")
    return index


def started(world):
    index = assigned(world)
    world.do(index, c.StartInvestigation(case=1, plan="Ask."), "ivan")
    return index


def ended(world):
    index = told(world)
    world.do(index, c.Close(case=1), "mona")
    return index


INSIDE = {
    c.Acknowledge: (received, "ines", lambda _: {"officer": "ines"}),
    c.SendMessage: (received, "mona", lambda _: {"text": "Called us."}),
    c.OpenCase: (accepted, "mona", lambda _: vars_of(a_case())),
    c.FrameAllegation: (opened, "mona", lambda _: {"case": 1, "clause": "2.3", "particulars": "Threatened."}),
    c.Assign: (opened, "mona", lambda _: {"case": 1, "duty": "investigate", "person": "ivan"}),
    c.StartInvestigation: (assigned, "ivan", lambda _: {"case": 1, "plan": "Ask."}),
    c.GiveNotice: (started, "ivan", lambda world: vars_of(a_notice(world))),
    c.Recommend: (
        answered,
        "ivan",
        lambda _: {"case": 1, "findings": {1: "proved"}, "sanction": 1, "reasons": REASONS},
    ),
    c.Decide: (recommended, "dora", lambda _: vars_of(a_decision())),
    c.ReviewOverride: (held, "rosa", lambda _: {"case": 1, "verify": True, "reasons": REASONS}),
    c.Notify: (decided, "mona", lambda world: vars_of(letters(world))),
    c.Close: (told, "mona", lambda _: {"case": 1}),
    c.Reopen: (ended, "olga", lambda _: {"cases": (1,), "ground": "fraud", "reasons": REASONS}),
}


def vars_of(command):
    """A command's members but its day."""
    return {name: getattr(command, name) for name in command.__dataclass_fields__ if name != "on"}


@pytest.mark.parametrize("command", INSIDE)
@pytest.mark.parametrize("back", [1, 3, 200])
def test_what_exists_only_here_is_never_dated_back(command, back):
    world = World()
    stage, who, members = INSIDE[command]
    index = stage(world)
    world.wait(300)
    earlier = world.today - timedelta(days=back)
    assert world.refused(index, command(on=earlier, **members(world)), who) == "recorded-today"
    world.do(index, command(on=world.today, **members(world)), who)


def test_a_step_is_never_dated_in_the_future(world):
    index = received(world)
    tomorrow = START + timedelta(days=1)
    assert world.refused(index, c.Acknowledge(officer="ines", on=tomorrow), "ines") == "future"


def test_two_hundred_days_of_silence_cannot_be_made_to_look_like_promises_kept(world):
    """The attack of the review: everything at once on day 200, dated on the day of receipt."""
    index = received(world)
    world.wait(200)
    for who, command in (
        ("ines", c.Acknowledge(officer="ines", on=START)),
        ("tara", c.Assess(result="out-of-scope", rule="no-clause", reasons=REASONS, on=START)),
    ):
        assert world.refused(index, command, who) in {"recorded-today", "stage"}
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    world.do(index, c.Assess(result="out-of-scope", rule="no-clause", reasons=REASONS), "tara")
    world.do(index, letters(world, None), "mona")
    world.do(index, c.Close(), "mona")
    state = world.complaints[index]
    assert (state.closed_on - state.received_on).days == 200
    late = {each.code for each in promises(state, RULEBOOK) if each.late(world.today)}
    assert late == {"acknowledge", "assess", "conclude"}


def test_what_came_from_outside_carries_the_day_it_came(world):
    index = noticed(world)
    world.wait(5)
    came = START + timedelta(days=2)
    world.do(index, c.AddEvidence(case=1, description="A letter.", on=came), "ivan")
    reply = c.RecordReply(case=1, how="recorded", text="It was not me.", complete="This is all I say.", on=came)
    world.do(index, reply, "mona")
    assert world.complaints[index].cases[0].reply_on == came
    assert c.Submit in FROM_OUTSIDE, "tests of complaints show a letter that lay for days"


def test_what_came_from_outside_came_after_what_it_follows_from(world):
    index = noticed(world)
    world.wait(5)
    early = START - timedelta(days=1)
    for command in (
        c.AddEvidence(case=1, description="X", on=early),
        c.RecordReply(case=1, how="recorded", text="No.", on=early),
    ):
        assert world.refused(index, command, "ivan") == "too-early"


def test_a_complainant_writes_when_they_write(world):
    index = declined(world)
    world.wait(3)
    assert world.refused(index, c.SendMessage(text="Hello?", on=START), SENDER) == "recorded-today"
