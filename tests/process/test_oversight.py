"""Overseers: two open a complaint for some days, read it, say how it was handled, and decide nothing (DESIGN 5.14, K4)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from evenhand.process import commands as c
from evenhand.process.affiliations import Affiliations, Declaration
from evenhand.process.codes import DecliningReason, OpeningReason, OversightResult, Role
from evenhand.process.conflicts import SILENT
from evenhand.process.decide.oversight import OPEN_DAYS
from evenhand.process.facts import Into
from evenhand.process.oversight import may_decline
from evenhand.process.own_conflict import PERHAPS_TO_A_PARTY, mark_of
from evenhand.process.permissions import open_acts
from evenhand.process.state import CLERK
from evenhand.process.ties import Tied
from evenhand.process.visibility import Sight, sees, summary
from tests.process.steps import a_complaint, accepted, answered, closed, decided, declined, held, noticed
from tests.process.world import REASONS, RULEBOOK, World, staff

STAGES = (World.submit, accepted, noticed, answered, held, decided, declined, closed)
ASKS, CONFIRMS = "olga", "omar"
OPENS = c.OpenToOverseers(asked_by=ASKS, reason="sampled")
FOUND = c.RecordOversightFinding(result="delayed", text=REASONS)


@pytest.fixture
def world() -> World:
    return watched()


def watched() -> World:
    """The team with two more overseers, one of whom holds another role beside."""
    more = (
        staff("omar", Role.OVERSEER),
        staff("opal", Role.OVERSEER),
        staff("otto", Role.OVERSEER, Role.CASE_MANAGER),
    )
    world = World()
    world.people |= {person.ref: person for person in more}
    return world


def opened(world: World) -> int:
    """A complaint that two overseers opened."""
    index = accepted(world)
    world.do(index, OPENS, CONFIRMS)
    return index


def reads(world: World, index: int) -> set[str]:
    """Overseers who read its words."""
    seen = summary(world.complaints[index])
    words = {ref for ref, person in world.people.items() if sees(person, seen, world.today) is Sight.WORDS}
    return {ref for ref in words if Role.OVERSEER in world.people[ref].roles(world.today)}


@pytest.mark.parametrize("stage", STAGES)
def test_at_every_stage_two_read_it_from_then_on_and_the_third_does_not(stage):
    world = watched()
    index = world.submit(a_complaint()) if stage == World.submit else stage(world)
    assert reads(world, index) == set()
    facts = world.do(index, replace(OPENS, reason="delay"), CONFIRMS)
    [fact] = [fact for fact in facts if fact.act == "oversight-opened"]
    until = (world.today + timedelta(days=OPEN_DAYS)).isoformat()
    assert fact.data == {
        "by": CONFIRMS,
        "asked_by": ASKS,
        "on": world.today.isoformat(),
        "reason": "delay",
        "until": until,
    }
    assert reads(world, index) == {ASKS, CONFIRMS}
    assert not {ASKS, CONFIRMS} & world.complaints[index].hands.keys(), "to oversee is to have no hand in it"


def test_from_outside_it_looks_like_a_departure_and_its_review(world):
    """The kinds of entries are public: an opening is not to stand out among the others of its kind."""
    index = accepted(world)
    acts = [fact.act for fact in world.do(index, OPENS, CONFIRMS)]
    assert acts == ["cover-event", "oversight-opened", "cover-outcome"]


@pytest.mark.parametrize(
    ("who", "asked_by", "code"),
    [
        ("olga", "olga", "same-person"),
        ("omar", "otto", "only-oversees"),
        ("omar", "mona", "only-oversees"),
        ("omar", "nobody", "no-such-person"),
        ("otto", "olga", "only-oversees"),
        ("mona", "olga", "role"),
        ("lena", "olga", "role"),
        ("adam", "olga", "role"),
        ("clerk", "olga", "role"),
        ("complainant", "olga", "role"),
    ],
)
def test_nobody_opens_it_alone_or_without_being_an_overseer_and_nothing_else(world, who, asked_by, code):
    index = accepted(world)
    assert world.refused(index, replace(OPENS, asked_by=asked_by), who) == code
    assert reads(world, index) == set()


def test_nobody_who_had_a_part_in_it_oversees_it(world):
    world.people["opal"] = staff("opal", Role.TRIAGE_ASSESSOR)
    index = world.submit(a_complaint())
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    world.do(index, c.Assess(result="accepted", reasons=REASONS), "opal")
    world.people["opal"] = staff("opal", Role.OVERSEER)
    assert world.refused(index, replace(OPENS, asked_by="opal"), CONFIRMS) == "only-oversees"
    assert world.refused(index, OPENS, "opal") == "only-oversees"


@pytest.mark.parametrize("tied", [ASKS, CONFIRMS])
def test_nobody_who_is_tied_to_a_party_oversees_it(world, tied):
    index = accepted(world)
    world.ties[tied] = Tied.YES
    assert world.refused(index, OPENS, CONFIRMS) == "conflict"


def test_each_of_the_two_confirms_what_nobody_can_tell_of_them_each_time_and_the_act_says_so(world):
    index = accepted(world)
    world.ties = {ASKS: Tied.CANNOT_TELL, CONFIRMS: Tied.CANNOT_TELL}
    marks = {"sure_of": mark_of(PERHAPS_TO_A_PARTY), "asker_sure_of": mark_of(PERHAPS_TO_A_PARTY)}
    assert world.refused(index, replace(OPENS, sure=True), CONFIRMS) == "cannot-tell", "no mark for everything"
    assert world.refused(index, replace(OPENS, sure_of=marks["sure_of"], sure=True), CONFIRMS) == "ask-anew"
    assert world.refused(index, replace(OPENS, asker_sure_of=marks["asker_sure_of"]), CONFIRMS) == "cannot-tell"
    for _ in range(2):
        [_, fact, _] = world.do(index, replace(OPENS, **marks), CONFIRMS)
        assert fact.data["unclear"] is True
        assert world.complaints[index].sure == frozenset()
        world.do(index, c.CloseOpening(), CONFIRMS)
        assert world.refused(index, OPENS, CONFIRMS) == "cannot-tell"


def test_what_the_asker_confirmed_holds_for_that_answer_and_for_no_other(world):
    """The attack: confirm while one is merely silent, and let it stand for a tie that comes to light before it is opened."""
    index = accepted(world)
    world.affiliations = Affiliations({}, {ref: Declaration(world.today) for ref in world.people if ref != ASKS})
    asked = replace(OPENS, asker_sure_of=mark_of(SILENT))
    world.ties = {ASKS: Tied.CANNOT_TELL}
    assert world.refused(index, asked, CONFIRMS) == "ask-anew"
    world.ties = {}
    world.do(index, asked, CONFIRMS)


def test_only_overseers_decline_with_a_reason_and_not_what_they_asked_for_themselves(world):
    people, today = world.people, world.today
    assert may_decline(people[CONFIRMS], ASKS, "no-need", today) is None
    refused = [
        may_decline(people[CONFIRMS], ASKS, "whim", today),
        may_decline(people[ASKS], ASKS, "no-need", today),
        may_decline(people["otto"], ASKS, "no-need", today),
        may_decline(None, ASKS, "no-need", today),
    ]
    assert [one.code for one in refused] == ["unknown-code", "same-person", "only-oversees", "only-oversees"]
    assert all(len(reason) <= 8 for reason in DecliningReason), "it stands in a look beside two references"


def test_a_reason_that_is_not_on_the_list_is_refused(world):
    assert world.refused(accepted(world), replace(OPENS, reason="curious"), CONFIRMS) == "unknown-code"
    assert len(OpeningReason) < 10


def test_it_is_opened_once_at_a_time(world):
    index = opened(world)
    assert world.refused(index, replace(OPENS, asked_by="opal"), CONFIRMS) == "not-open"


@pytest.mark.parametrize("result", sorted(OversightResult))
def test_what_they_find_is_sealed_where_whoever_complained_reads_it_too(world, result):
    index = opened(world)
    [fact] = world.do(index, replace(FOUND, result=result), ASKS)
    assert (fact.into, fact.content) == (Into.COMPLAINT, {"text": REASONS})
    assert fact.data["result"] == result
    assert REASONS not in str(fact.data)


@pytest.mark.parametrize(
    ("who", "code"), [("opal", "open-to-them"), ("mona", "role"), ("clerk", "role"), ("complainant", "role")]
)
def test_nobody_else_says_what_overseers_found(world, who, code):
    index = opened(world)
    assert world.refused(index, FOUND, who) == code


@pytest.mark.parametrize("wrong", [replace(FOUND, result="guilty"), replace(FOUND, text="Fine.")])
def test_a_finding_has_a_result_from_the_list_and_words(world, wrong):
    assert world.refused(opened(world), wrong, ASKS) in ("unknown-code", "too-short")


def test_no_act_changes_or_takes_away_what_overseers_found(world):
    """Whatever anybody does afterwards, what was found stands in the register as it was, and a second one beside it."""
    index = opened(world)
    world.do(index, FOUND, ASKS)
    first = world.histories[index][-1]
    world.do(index, replace(FOUND, result="in-order"), CONFIRMS)
    found = [recorded for recorded in world.histories[index] if recorded.act == "oversight-found"]
    assert [recorded.data["result"] for recorded in found] == ["delayed", "in-order"]
    assert found[0] == first


@pytest.mark.parametrize("who", [ASKS, CONFIRMS])
def test_either_has_done_with_it_for_both(world, who):
    index = opened(world)
    world.do(index, c.CloseOpening(), who)
    assert reads(world, index) == set()
    assert world.refused(index, FOUND, ASKS) == "open-to-them"
    world.do(index, replace(OPENS, asked_by="opal"), CONFIRMS)
    assert reads(world, index) == {"opal", CONFIRMS}


def test_the_clerk_ends_it_the_day_after_its_last(world):
    index = opened(world)
    world.wait(OPEN_DAYS)
    assert world.refused(index, c.CloseOpening(), CLERK) == "opening-over"
    world.wait(1)
    assert reads(world, index) == set(), "whether or not the clerk has come to it"
    assert world.refused(index, FOUND, ASKS) == "open-to-them"
    world.do(index, c.CloseOpening(), CLERK)
    assert world.complaints[index].opened_to() == frozenset()


def test_the_clerk_ends_it_when_one_of_the_two_oversees_no_longer(world):
    index = opened(world)
    world.people[CONFIRMS] = staff(CONFIRMS, Role.OVERSEER, until=world.today)
    assert reads(world, index) == {ASKS}
    world.do(index, c.CloseOpening(), CLERK)
    assert reads(world, index) == set()


def test_they_are_offered_nothing_that_decides_anything(world):
    index = opened(world)
    offers = open_acts(world.complaints[index], world.people[ASKS], world.around(index), RULEBOOK)
    assert {offer.command for offer in offers} == {"RecordOversightFinding", "CloseOpening"}


def test_they_look_at_what_is_closed_and_at_what_is_set_apart(world):
    for index in (closed(world), world.submit(replace(a_complaint(), apart=True))):
        world.do(index, OPENS, CONFIRMS)
        assert reads(world, index) == {ASKS, CONFIRMS}
