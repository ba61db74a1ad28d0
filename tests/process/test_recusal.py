"""Stepping down: off the whole complaint at once and for good, and the case never stands still."""

import pytest

from evenhand.process import commands as c
from evenhand.process.codes import Exclusion, RecusalGround, Role
from evenhand.process.permissions import open_acts
from evenhand.process.visibility import Sight, sees, summary
from tests.process.steps import a_case, a_complaint, a_pool, accepted, assign, assigned, held, noticed, opened
from tests.process.world import REASONS, staff

STEP_DOWN = c.Recuse(ground="relative")


def the_case(world, index):
    return world.complaints[index].cases[0]


def test_an_investigator_who_steps_down_is_followed_by_another_in_the_same_act(world):
    index = noticed(world)
    facts = world.do(index, STEP_DOWN, "ivan")
    assert [fact.act for fact in facts] == ["recused", "assigned"]
    assert facts[0].data["recusal"] == RecusalGround.RELATIVE
    assert [fact.data["by"] for fact in facts] == ["ivan", "clerk"], "nobody reads that Ivan chose who follows"
    assert the_case(world, index).investigator == "irma"
    world.do(index, c.AddEvidence(case=1, description="A letter."), "irma")


def test_whoever_stepped_down_sees_nothing_more_and_can_do_nothing_more(world):
    index = noticed(world)
    world.do(index, STEP_DOWN, "ivan")
    state, ivan = world.complaints[index], world.people["ivan"]
    assert sees(ivan, summary(state), world.today) is Sight.NOTHING
    assert open_acts(state, ivan, world.around(index), world.pinned[index]) == ()
    assert world.refused(index, STEP_DOWN, "ivan") == "barred"
    assert world.refused(index, c.Assign(case=1, duty="investigate", person="ivan"), "mona") == "barred"


def test_a_decision_maker_who_steps_down_is_followed_by_somebody_with_no_other_part(world):
    world.people["irma"] = staff("irma", Role.INVESTIGATOR, Role.DECISION_MAKER)
    index = opened(world)
    assign(world, index, investigator="irma")
    world.do(index, STEP_DOWN, "dora")
    assert the_case(world, index).decision_maker == "dirk"


def test_of_one_who_was_drawn_the_next_one_drawn_takes_the_place(world):
    world.people["dana"] = staff("dana", Role.DECISION_MAKER)
    index = opened(world)
    world.do(index, c.Assign(case=1, duty="investigate", person="ivan"), "mona")
    world.do(index, a_pool(), "mona")
    for who in ("mona", "ivan"):
        world.do(index, c.TypeValue(case=1, value="7", order=("dirk", "dana", "dora")), who)
    world.do(index, STEP_DOWN, "dirk")
    assert the_case(world, index).decision_maker == "dana"
    assert the_case(world, index).draw.replaced == {"dirk": Exclusion.CONFLICT}


def test_a_named_officer_who_steps_down_is_followed_by_another_whom_the_complainant_can_ask(world):
    index = accepted(world)
    assert world.complaints[index].named_officer == "ines"
    world.people["ida"] = staff("ida", Role.INTAKE_OFFICER)
    world.do(index, STEP_DOWN, "ines")
    assert world.complaints[index].named_officer not in ("ines", None)


def test_one_act_passes_on_the_duties_on_every_case(world):
    index = assigned(world)
    world.do(index, a_case(), "mona")
    world.do(index, c.Assign(case=2, duty="investigate", person="ivan"), "mona")
    facts = world.do(index, STEP_DOWN, "ivan")
    assert [(fact.act, fact.data.get("case")) for fact in facts] == [
        ("recused", None),
        ("assigned", 1),
        ("assigned", 2),
    ]


def test_nobody_chooses_who_follows(world):
    """The same complaint and people give the same answer, whoever else there is who cannot follow."""
    world.people |= {ref: staff(ref, Role.INVESTIGATOR) for ref in ("ida", "igor", "ilse")}
    index = noticed(world)
    before = world.complaints[index]
    world.do(index, STEP_DOWN, "ivan")
    first = the_case(world, index).investigator
    world.complaints[index] = before
    world.people["zed"] = staff("zed", Role.DECISION_MAKER)
    world.do(index, STEP_DOWN, "ivan")
    assert the_case(world, index).investigator == first


@pytest.mark.parametrize(
    ("without", "who"),
    [(["irma"], "ivan"), (["dirk"], "dora"), (["milo"], "mona")],
)
def test_where_nobody_could_go_on_an_outsider_has_to_be_appointed_first(world, without, who):
    index = noticed(world)
    for ref in without:
        del world.people[ref]
    assert world.refused(index, STEP_DOWN, who) == "nobody-left"


def test_before_it_is_assessed_another_assessor_has_to_be_there(world):
    index = world.submit(a_complaint())
    assert world.refused(index, STEP_DOWN, "tara") == "nobody-left"
    world.people["theo"] = staff("theo", Role.TRIAGE_ASSESSOR)
    world.do(index, STEP_DOWN, "tara")
    assert world.refused(index, c.Assess(result="accepted", reasons=REASONS), "tara") == "stage"
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    assert world.refused(index, c.Assess(result="accepted", reasons=REASONS), "tara") == "barred"
    world.do(index, c.Assess(result="accepted", reasons=REASONS), "theo")


def test_a_reviewer_steps_down_from_what_waits_for_review_if_another_is_there(world):
    index = held(world)
    world.do(index, STEP_DOWN, "rosa")
    assert world.refused(index, STEP_DOWN, "rolf") == "nobody-left"
    world.do(index, c.ReviewOverride(case=1, verify=True, reasons=REASONS), "rolf")


@pytest.mark.parametrize(
    ("who", "code"), [("irma", "in-sight"), ("olga", "role"), ("adam", "role"), ("lena", "role")]
)
def test_whoever_has_no_part_in_it_has_nothing_to_step_down_from(world, who, code):
    index = noticed(world)
    assert world.refused(index, STEP_DOWN, who) == code


def test_a_ground_is_one_of_the_list(world):
    assert world.refused(noticed(world), c.Recuse(ground="tired"), "ivan") == "unknown-code"
