"""Who decides, drawn by lot: who is in the pool, two who type the value, and who stands in."""

import pytest

from evenhand.process import commands as c
from evenhand.process.codes import CaseStage, Exclusion, Role
from evenhand.process.state import PoolMember
from tests.process.steps import a_departure, a_notice, a_pool, accepted, answered, assign, opened, recommend
from tests.process.world import REASONS, staff

VALUE = "03-11-19-28-40-44"


def frozen(world, **excluded):
    """A case with a pool, the investigator assigned."""
    world.people["dana"] = staff("dana", Role.DECISION_MAKER)
    index = opened(world)
    world.do(index, c.Assign(case=1, duty="investigate", person="ivan"), "mona")
    world.do(index, a_pool(excluded=excluded), "mona")
    return index


def drawn(world, *order, **excluded):
    """The same, drawn in that order."""
    index = frozen(world, **excluded)
    world.do(index, c.TypeValue(case=1, value=VALUE, order=order), "mona")
    world.do(index, c.TypeValue(case=1, value=VALUE, order=order), "milo")
    return index


def the_case(world, index):
    return world.complaints[index].cases[0]


def test_everybody_who_decides_is_in_the_pool_and_nobody_is_left_out_without_a_reason(world):
    index = frozen(world, dana="conflict")
    assert the_case(world, index).draw.members == (
        PoolMember("dana", Exclusion.CONFLICT),
        PoolMember("dirk"),
        PoolMember("dora"),
    )


def test_whoever_took_part_cannot_be_drawn_whatever_anybody_says(world):
    world.people["tara"] = staff("tara", Role.TRIAGE_ASSESSOR, Role.DECISION_MAKER)
    world.people["lena"] = staff("lena", Role.LEADERSHIP, Role.DECISION_MAKER)
    index = frozen(world)
    members = {each.person: each.excluded for each in the_case(world, index).draw.members}
    assert members == {"dana": None, "dirk": None, "dora": None, "tara": Exclusion.TOOK_PART}


@pytest.mark.parametrize(
    ("excluded", "code"),
    [
        ({"ivan": "conflict"}, "not-in-pool"),
        ({"dora": "bored"}, "unknown-code"),
        ({"dora": "took-part"}, "known-already"),
        ({"dora": "conflict"}, "too-few"),
    ],
)
def test_a_pool_that_leaves_out_the_wrong_people_is_not_frozen(world, excluded, code):
    index = opened(world)
    assert world.refused(index, a_pool(excluded=excluded), "mona") == code


def test_a_pool_is_not_frozen_where_somebody_decides_already_or_before_there_is_a_case(world):
    index = opened(world)
    assign(world, index)
    assert world.refused(index, a_pool(), "mona") == "nobody-decides"
    assert world.refused(accepted(world), a_pool(), "mona") == "no-such-case"


@pytest.mark.parametrize("who", ["ivan", "dora", "rosa", "olga", "adam", "ines"])
def test_only_a_case_manager_freezes_a_pool(world, who):
    index = opened(world)
    assert world.refused(index, a_pool(), who) in ("role", "walled")


def test_once_a_pool_is_frozen_nobody_is_picked_by_hand(world):
    index = frozen(world)
    for person in ("dora", "dirk", "dana"):
        assert world.refused(index, c.Assign(case=1, duty="decide", person=person), "milo") == "drawn-by-lot"


def test_one_person_alone_draws_nobody(world):
    index = frozen(world)
    typed = c.TypeValue(case=1, value=VALUE, order=("dirk", "dora", "dana"))
    assert [fact.act for fact in world.do(index, typed, "mona")] == ["value-typed"]
    assert world.refused(index, typed, "mona") == "typed-already"
    assert the_case(world, index).decision_maker is None


def test_two_people_who_typed_the_same_draw_and_whoever_came_first_decides(world):
    index = drawn(world, "dirk", "dora", "dana")
    case = the_case(world, index)
    assert (case.decision_maker, case.draw.order) == ("dirk", ("dirk", "dora", "dana"))
    assert world.refused(index, a_pool(), "mona") == "nobody-decides"


def test_two_values_that_differ_draw_nobody_until_somebody_else_types_the_last_one_again(world):
    index = frozen(world)
    order = ("dana", "dirk", "dora")
    for who, value in (("mona", "03-11"), ("ivan", "03-12"), ("mona", "03-11")):
        facts = world.do(index, c.TypeValue(case=1, value=value, order=order), who)
        assert [fact.act for fact in facts] == ["value-typed"]
    facts = world.do(index, c.TypeValue(case=1, value="03-11", order=order), "ivan")
    assert [fact.act for fact in facts] == ["value-typed", "panel-drawn", "assigned"]


@pytest.mark.parametrize("who", ["irma", "dora", "rosa", "tara", "olga"])
def test_the_value_is_typed_by_case_managers_and_the_investigator_of_the_case(world, who):
    index = frozen(world)
    assert world.refused(index, c.TypeValue(case=1, value=VALUE), who) in ("role", "walled", "investigates")


def test_whoever_came_first_and_cannot_decide_by_now_is_passed_over_and_that_is_noted(world):
    index = frozen(world)
    world.people["dana"] = staff("dana", Role.INTAKE_OFFICER)
    order = ("dana", "dirk", "dora")
    world.do(index, c.TypeValue(case=1, value=VALUE, order=order), "mona")
    facts = world.do(index, c.TypeValue(case=1, value=VALUE, order=order), "milo")
    assert [fact.act for fact in facts] == ["value-typed", "panel-drawn", "drawn-replaced", "assigned"]
    assert the_case(world, index).draw.replaced == {"dana": Exclusion.NOT_AVAILABLE}
    assert the_case(world, index).decision_maker == "dirk"


def test_the_next_one_drawn_stands_in_with_reasons_and_nobody_else(world):
    index = drawn(world, "dirk", "dora", "dana")
    replaced = c.ReplaceDrawn(case=1, why="challenge-upheld", reasons=REASONS)
    assert world.refused(index, c.ReplaceDrawn(case=1, why="took-part", reasons=REASONS), "mona") == "known-already"
    assert world.refused(index, c.ReplaceDrawn(case=1, why="conflict", reasons="No."), "mona") == "too-short"
    facts = world.do(index, replaced, "mona")
    assert facts[0].content == {"text": REASONS}
    assert the_case(world, index).decision_maker == "dora"
    world.do(index, c.ReplaceDrawn(case=1, why="not-available", reasons=REASONS), "mona")
    world.do(index, c.ReplaceDrawn(case=1, why="conflict", reasons=REASONS), "mona")
    assert the_case(world, index).decision_maker is None
    assert world.refused(index, replaced, "mona") == "drawn"
    assert world.refused(index, c.Assign(case=1, duty="decide", person="dora"), "mona") == "drawn-by-lot"


def test_whoever_had_a_conflict_is_not_in_the_next_pool_of_the_case_again(world):
    index = drawn(world, "dirk", "dora", "dana")
    for why in ("conflict", "not-available", "challenge-upheld"):
        world.do(index, c.ReplaceDrawn(case=1, why=why, reasons=REASONS), "mona")
    world.people["dick"] = staff("dick", Role.DECISION_MAKER)
    world.do(index, a_pool(), "mona")
    case = the_case(world, index)
    assert (case.draw.order, len(case.past_draws)) == ((), 1)
    assert {each.person: each.excluded for each in case.draw.members} == {
        "dirk": Exclusion.CONFLICT,
        "dora": None,
        "dana": Exclusion.CHALLENGE_UPHELD,
        "dick": None,
    }


def test_who_types_first_makes_no_difference_to_who_decides(world):
    """Nobody in the pool types: whoever was drawn could see that, and step aside by typing."""
    world.people["mimi"] = staff("mimi", Role.CASE_MANAGER, Role.DECISION_MAKER)
    index = frozen(world)
    typed = c.TypeValue(case=1, value=VALUE, order=("mimi", "dora", "dirk", "dana"))
    assert world.refused(index, typed, "mimi") == "in-the-pool"
    world.do(index, typed, "mona")
    assert world.refused(index, typed, "mimi") == "in-the-pool"
    world.do(index, typed, "milo")
    assert the_case(world, index).decision_maker == "mimi"


def test_after_a_veto_a_new_pool_is_frozen_without_those_who_had_touched_the_case(world):
    world.people |= {ref: staff(ref, Role.DECISION_MAKER) for ref in ("dana", "dick")}
    index = answered(world)
    recommend(world, index, 4, "ivan")
    world.do(index, a_departure(6), "dora")
    world.do(index, c.ReviewOverride(case=1, verify=False, reasons=REASONS), "rosa")
    assert the_case(world, index).stage is CaseStage.OPENED
    world.do(index, a_pool(), "milo")
    assert the_case(world, index).draw.able == {"dirk", "dick", "dana"}
    members = {each.person: each.excluded for each in the_case(world, index).draw.members}
    assert members["dora"] is Exclusion.TOOK_PART


def test_after_a_veto_of_what_a_lot_began_nobody_is_picked_by_hand_either(world):
    world.people |= {ref: staff(ref, Role.DECISION_MAKER) for ref in ("dana", "dick")}
    index = drawn(world, "dora", "dirk", "dick", "dana")
    world.do(index, c.StartInvestigation(case=1, plan="Ask those who were there."), "ivan")
    world.do(index, a_notice(world), "ivan")
    world.wait(world.rulebook.reply_days + 1)
    world.do(index, c.RecordReply(case=1, how="window-passed"), "clerk")
    recommend(world, index, 4, "ivan")
    world.do(index, a_departure(6), "dora")
    world.do(index, c.ReviewOverride(case=1, verify=False, reasons=REASONS), "rosa")
    world.people["maud"] = staff("maud", Role.CASE_MANAGER)
    assert world.refused(index, c.Assign(case=1, duty="decide", person="dirk"), "maud") == "drawn-by-lot"
    world.do(index, a_pool(), "maud")
    assert [each.ref for each in the_case(world, index).draws] == [a_pool().draw] * 2
