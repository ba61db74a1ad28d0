"""The officer whom the complainant can ask: named, named again, and dropped when taken off the complaint."""

import pytest

from evenhand.process import commands as c
from evenhand.process.codes import Role
from tests.process.steps import a_complaint, accepted, closed, held
from tests.process.world import REASONS, staff


def officer(world, index):
    return world.complaints[index].named_officer


def test_a_manager_names_another_officer(world):
    index = accepted(world)
    (fact,) = world.do(index, c.NameOfficer(officer="milo"), "mona")
    assert (fact.act, fact.data["officer"]) == ("officer-named", "milo")
    assert officer(world, index) == "milo"
    world.do(index, c.SendMessage(text="From now on you can ask me."), "milo")


def test_an_officer_is_named_anew_also_after_the_end(world):
    world.do(closed(world), c.NameOfficer(officer="milo"), "mona")


@pytest.mark.parametrize(("who", "code"), [("dora", "officer"), ("olga", "officer"), ("ines", "named-already")])
def test_the_new_officer_is_somebody_else_who_deals_with_complainants(world, who, code):
    assert world.refused(accepted(world), c.NameOfficer(officer=who), "mona") == code


@pytest.mark.parametrize("who", ["ines", "tara", "ivan", "dora", "olga", "complainant", "clerk"])
def test_nobody_but_a_manager_names_another_officer(world, who):
    assert world.refused(accepted(world), c.NameOfficer(officer="milo"), who) == "role"


def test_before_it_is_acknowledged_no_other_officer_is_named(world):
    assert world.refused(world.submit(a_complaint()), c.NameOfficer(officer="milo"), "mona") == "stage"


@pytest.mark.parametrize("ground", ["fraud", "undisclosed-conflict", "proven-interference"])
def test_whoever_is_taken_off_it_for_interference_is_no_longer_whom_the_complainant_asks(world, ground):
    index = closed(world)
    assert officer(world, index) == "ines"
    world.do(index, c.Reopen(cases=(1,), ground=ground, reasons=REASONS), "olga")
    assert officer(world, index) is None
    assert world.refused(index, c.NameOfficer(officer="ines"), "milo") == "officer"
    world.do(index, c.NameOfficer(officer="milo"), "milo")
    assert officer(world, index) == "milo"


def test_an_officer_who_stays_on_it_stays_the_officer(world):
    index = closed(world)
    world.do(index, c.Reopen(cases=(1,), ground="fresh-evidence", reasons=REASONS), "olga")
    assert officer(world, index) == "ines"


def test_a_veto_drops_an_officer_who_had_a_hand_in_the_case(world):
    index = held(world)
    world.do(index, c.NameOfficer(officer="mona"), "milo")
    world.do(index, c.ReviewOverride(case=1, verify=False, reasons=REASONS), "rosa")
    assert officer(world, index) is None


def test_a_manager_who_names_officers_has_a_hand_in_it(world):
    world.people["mora"] = staff("mora", Role.CASE_MANAGER, Role.REVIEWER)
    index = held(world)
    world.do(index, c.NameOfficer(officer="milo"), "mora")
    check = c.ReviewOverride(case=1, verify=True, reasons=REASONS)
    assert world.refused(index, check, "mora") == "untouched"
