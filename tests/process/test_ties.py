"""Yes, no, cannot tell: what a tie that was declared says about a party, by tokens alone."""

import pytest

from evenhand.process import commands as c
from evenhand.process.codes import Exclusion, Role
from evenhand.process.ties import CERTAIN, UNCERTAIN, Tied, tied
from evenhand.vault.tokens import Kind
from tests.process.steps import a_pool, accepted, noticed, opened
from tests.process.world import staff

YAN = {("name", "1"), ("near", "2"), ("e-mail", "3")}


def test_every_kind_of_particular_is_certain_or_uncertain():
    assert {str(kind) for kind in Kind} == CERTAIN | UNCERTAIN
    assert not CERTAIN & UNCERTAIN


@pytest.mark.parametrize("kind", sorted(CERTAIN))
def test_one_certain_particular_in_common_is_a_yes_even_where_others_are_not_findable(kind):
    for findable in (True, False):
        assert tied({(kind, "7")}, {(kind, "7"), ("near", "8")}, all_findable=findable) is Tied.YES


@pytest.mark.parametrize("kind", sorted(UNCERTAIN))
def test_a_similar_name_or_the_same_building_alone_cannot_tell(kind):
    assert tied({(kind, "7")}, {(kind, "7")}, all_findable=True) is Tied.CANNOT_TELL


def test_nothing_in_common_is_a_no_only_where_every_party_is_findable():
    assert tied(YAN, {("name", "9")}, all_findable=True) is Tied.NO
    assert tied(YAN, {("name", "9")}, all_findable=False) is Tied.CANNOT_TELL
    assert tied(YAN, set(), all_findable=False) is Tied.CANNOT_TELL


def test_a_token_of_another_kind_is_nothing_in_common():
    assert tied({("name", "1")}, {("e-mail", "1")}, all_findable=True) is Tied.NO


def test_who_declared_nothing_is_tied_to_nobody_that_is_known():
    assert tied(set(), YAN, all_findable=False) is Tied.NO


def test_a_tie_that_was_taken_back_leaves_it_open_where_it_certainly_agreed():
    parties = {("name", "1"), ("near", "2")}
    assert tied(set(), parties, all_findable=True, taken_back=YAN) is Tied.CANNOT_TELL
    assert tied(set(), parties, all_findable=True, taken_back={("near", "2")}) is Tied.NO
    assert tied(YAN, parties, all_findable=True, taken_back=YAN) is Tied.YES


def the_case(world, index):
    return world.complaints[index].cases[0]


def test_whoever_is_tied_is_not_assigned_and_whoever_may_be_only_by_somebody_who_answers_for_it(world):
    index = opened(world)
    world.ties = {"ivan": Tied.YES, "irma": Tied.CANNOT_TELL}
    to = {who: c.Assign(case=1, duty="investigate", person=who) for who in ("ivan", "irma")}
    assert world.refused(index, to["ivan"], "mona") == "tied"
    assert (
        world.refused(index, c.Assign(case=1, duty="investigate", person="ivan", answers_for_tie=True), "mona")
        == "tied"
    )
    assert world.refused(index, to["irma"], "mona") == "tie-cannot-tell"
    [fact] = world.do(index, c.Assign(case=1, duty="investigate", person="irma", answers_for_tie=True), "mona")
    assert fact.data["tie"] == "cannot-tell"


def test_nobody_answers_for_a_tie_where_there_is_none(world):
    index = opened(world)
    [fact] = world.do(index, c.Assign(case=1, duty="investigate", person="ivan", answers_for_tie=True), "mona")
    assert "tie" not in fact.data


@pytest.mark.parametrize(("tied_one", "other"), [("irma", "ilse"), ("ilse", "irma")])
def test_whoever_steps_down_is_never_followed_by_somebody_who_is_tied(world, tied_one, other):
    world.people["ilse"] = staff("ilse", Role.INVESTIGATOR)
    index = noticed(world)
    world.ties = {tied_one: Tied.YES}
    world.do(index, c.Recuse(ground="relative"), "ivan")
    assert the_case(world, index).investigator == other


def test_nobody_who_is_tied_is_named_to_the_complainant(world):
    index = accepted(world)
    world.ties = {"milo": Tied.YES, "ivan": Tied.CANNOT_TELL}
    assert world.refused(index, c.NameOfficer(officer="milo"), "mona") == "officer"
    world.do(index, c.NameOfficer(officer="ivan"), "mona")


def test_whoever_is_tied_cannot_be_drawn_and_a_tie_that_is_declared_later_passes_them_over(world):
    world.people["dana"] = staff("dana", Role.DECISION_MAKER)
    world.people["dino"] = staff("dino", Role.DECISION_MAKER)
    index = opened(world)
    world.do(index, c.Assign(case=1, duty="investigate", person="ivan"), "mona")
    world.ties = {"dana": Tied.YES}
    world.do(index, a_pool(), "mona")
    members = {each.person: each.excluded for each in the_case(world, index).draw.members}
    assert members == {"dana": Exclusion.CONFLICT, "dino": None, "dirk": None, "dora": None}
    world.ties = {"dana": Tied.YES, "dirk": Tied.YES}
    for who in ("mona", "milo"):
        world.do(index, c.TypeValue(case=1, value="7", order=("dirk", "dora", "dino")), who)
    assert the_case(world, index).decision_maker == "dora"
    assert the_case(world, index).draw.replaced == {"dirk": Exclusion.CONFLICT}
