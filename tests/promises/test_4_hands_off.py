"""Promise 4: leadership has no case rights, and a change to a recommendation is held until a second person has verified it.

What is not there yet: the record of approaches from outside the case team, with both sides' view.
"""

from collections import Counter

import pytest

from evenhand.doors.desk.acts import ACTS
from evenhand.office.appoint import appoint
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.declare_affiliations import declare_affiliations
from evenhand.office.reading import read_contents
from evenhand.office.settle import settle
from evenhand.process import commands as c
from evenhand.process.affiliations import LEADERSHIP, Affiliation
from evenhand.process.codes import CaseStage
from evenhand.process.facts import Refusal
from evenhand.process.projection import steps
from evenhand.records.load import recorded_facts, state_of
from evenhand.records.models import Account, Appointment, Record
from tests.office.keys import keys_of, mail, opens
from tests.office.team import REASONS, enrolment
from tests.promises.casework import CANARIES, sign_in

ABSENT = "EH-ZZZZ-Z"
WALLED = ("leadership", "administrator")


@pytest.mark.parametrize("role", WALLED)
def test_leadership_and_administrators_find_no_case_at_any_address(served, colleagues, played, role):
    person = sign_in(served, colleagues[role])
    rests = ["", "complainant/", "files/" + "0" * 64 + "/"]
    rests += [f"{case}acts/{act.slug}/" for act in ACTS for case in ("", "cases/1/")]
    for rest in rests:
        there = person.status(f"/desk/complaints/{played.made.number}/{rest}")
        assert there[0] == 404, rest
        assert there == person.status(f"/desk/complaints/{ABSENT}/{rest}"), rest
    listed = [person.get(path) for path in ("/desk/", "/desk/?stage=any", "/desk/figures/", "/desk/people/")]
    assert [page for page in listed if played.made.number in page] == []
    assert [clear for clear in CANARIES.values() for page in listed if clear in page] == []


@pytest.fixture
def overridden(team, request):
    """A case decided `request.param` instead of rung 4, as recommended."""
    index = team.receive("one")
    team.accept(index)
    team.recommend(index, sanction=4)
    team.decide(index, sanction=request.param, recommended=4)
    return index


TWO_RUNGS = pytest.mark.parametrize("overridden", [6, 2], indirect=True, ids=["up", "down"])


def acts(index: int) -> set[str]:
    return set(Record.objects.filter(complaint=index).values_list("act", flat=True))


@pytest.mark.django_db
@TWO_RUNGS
def test_two_rungs_up_or_down_have_no_effect_before_a_second_person_has_verified_them(team, overridden):
    assert state_of(overridden).case(1).stage is CaseStage.HELD
    assert "overridden" in acts(overridden)
    assert "case-decided" not in acts(overridden)
    for command in (team.letters(1), c.Close(case=1)):
        assert isinstance(team.ask("mona", overridden, command), Refusal)
    team.do("rosa", overridden, c.ReviewOverride(case=1, verify=True, reasons=REASONS))
    assert "case-decided" in acts(overridden)
    team.close(overridden)


@pytest.mark.django_db
@TWO_RUNGS
@pytest.mark.parametrize("login", ["dora", "ivan", "mona", "dirk"])
def test_nobody_verifies_who_decided_or_is_not_the_independent_reviewer(team, overridden, login):
    answer = team.ask(login, overridden, c.ReviewOverride(case=1, verify=True, reasons=REASONS))
    assert isinstance(answer, Refusal)
    assert state_of(overridden).case(1).stage is CaseStage.HELD


@pytest.mark.django_db
@TWO_RUNGS
def test_a_veto_sends_it_to_people_who_have_not_touched_it(team, overridden):
    team.do("rosa", overridden, c.ReviewOverride(case=1, verify=False, reasons=REASONS))
    assert "case-decided" not in acts(overridden)
    decision = c.Decide(case=1, findings={1: "proved"}, sanction=4, reasons=REASONS)
    for login in ("dora", "dirk"):
        assert isinstance(team.ask(login, overridden, decision), Refusal)
    again = c.Assign(case=1, duty="decide", person=team.refs["dora"])
    assert isinstance(team.ask("mona", overridden, again), Refusal)


@pytest.mark.django_db
def test_a_change_without_a_reason_and_a_power_is_refused(team):
    index = team.receive("one")
    team.accept(index)
    team.recommend(index, sanction=4)
    bare = c.Decide(case=1, findings={1: "proved"}, sanction=5, reasons=REASONS)
    assert isinstance(team.ask("dora", index, bare), Refusal)
    assert "decision-made" not in acts(index)


@pytest.mark.django_db
def test_who_recommends_does_not_decide(team):
    index = team.receive("one")
    team.accept(index)
    team.recommend(index)
    decision = c.Decide(case=1, findings={1: "proved"}, sanction=4, reasons=REASONS)
    assert isinstance(team.ask("ivan", index, decision), Refusal)


SUGGESTED = "The treasurer, by telephone on Monday"


def words_of(index: int, act: str, login: str) -> list[dict]:
    """What somebody reads with their own key of every such act on the complaint, in order."""
    entries = list(
        Record.objects.filter(complaint=index, act=act).order_by("entry_id").values_list("entry_id", flat=True)
    )
    opened = read_contents(entries, keys_of(enrolment(login).key_pair)).by_entry
    return [opened[entry].words for entry in entries]


@pytest.mark.django_db
@pytest.mark.parametrize(("sanction", "way"), [(5, "harsher"), (3, "lighter")])
def test_both_parties_read_how_it_departs_why_by_which_power_and_at_whose_suggestion(team, sanction, way):
    """C1. In the letters themselves, which whoever tells them cannot leave it out of."""
    index = team.receive("one")
    team.accept(index)
    team.recommend(index, sanction=4)
    said = {"override_reason": "disproportionate", "power": "Rule 9", "suggested_by": SUGGESTED}
    findings = {"case": 1, "findings": {1: "proved"}, "sanction": sanction, "reasons": REASONS}
    team.do("dora", index, c.Decide(**findings, **said))
    team.do("mona", index, team.letters(1))
    letters = words_of(index, "told", "mona")
    assert len(letters) == 2
    for letter in letters:
        for words in (
            f"one rung of the ladder {way}",
            "disproportionate",
            "Rule 9",
            SUGGESTED,
            "proved was recommended",
        ):
            assert words in letter["added"], words


@pytest.mark.django_db
@TWO_RUNGS
def test_a_vetoed_departure_stays_readable_for_whoever_decides_anew_and_is_counted(team, overridden):
    """Recommendation, decision, departure and veto: nothing of it goes, whatever comes after."""
    before = {act: words_of(overridden, act, "mona") for act in ("recommended", "decision-made", "overridden")}
    assert all(len(words) == 1 for words in before.values())
    assert before["overridden"][0]["power"] == "Rule 9"
    team.refs["mia"] = other_manager(team)
    team.do("rosa", overridden, c.ReviewOverride(case=1, verify=False, reasons=REASONS))
    settle(team.office, keys_of(enrolment("mia").key_pair))
    assert {act: words_of(overridden, act, "mia") for act in before} == before
    assert words_of(overridden, "override-vetoed", "mia")[0]["text"] == REASONS
    way = "up" if Record.objects.get(complaint=overridden, act="overridden").facts.find(b'"up"') > 0 else "down"
    counted = Counter(step.code for one in recorded_facts(overridden) for step in steps(one))
    assert counted[f"override/{way}"] == counted["override/vetoed"] == 1


@pytest.mark.django_db
def test_nobody_reviews_who_was_appointed_through_an_appointee_of_whoever_departs_even_one_who_left(team):
    """The attack, with the rows of the office: Dora once appointed Anna, whose account has ended and who had appointed Rolf."""
    team.refs["anna"] = create_account(
        team.office, "founding", NewAccount("anna", "Anna", enrolment("anna"), mail("anna"))
    )
    row = {"role": "appointing-authority", "since": team.office.today(), "until": team.office.today(), "entry": 1}
    Appointment.objects.create(ref="a-anna", person_id=team.refs["anna"], by=team.refs["dora"], **row)
    Account.objects.filter(login="anna").update(ended_entry=1)
    Appointment.objects.filter(person=team.refs["rolf"]).update(by=team.refs["anna"])
    index = team.receive("one")
    team.accept(index)
    team.recommend(index, sanction=4)
    team.decide(index, sanction=6, recommended=4)
    for verify in (True, False):
        answer = team.ask("rolf", index, c.ReviewOverride(case=1, verify=verify, reasons=REASONS))
        assert isinstance(answer, Refusal)
        assert answer.code == "free-of-overrider"
    team.do("rosa", index, c.ReviewOverride(case=1, verify=True, reasons=REASONS))


def other_manager(team) -> str:
    """A case manager who has touched nothing, and has every key that the team had."""
    ref = create_account(team.office, "founding", NewAccount("mia", "Mia", enrolment("mia"), mail("mia")))
    assert isinstance(appoint(team.office, "founding", ref, "case-manager", keys=opens()), str)
    settle(team.office, keys_of(enrolment("mona").key_pair))
    return ref


@pytest.mark.django_db
def test_a_friend_of_the_leadership_manages_nothing_and_whoever_never_declared_says_so_with_the_act(team):
    index = team.receive("one")
    friend = Affiliation("friendship", LEADERSHIP, team.office.today())
    assert declare_affiliations(team.office, team.refs["mona"], (friend,)) is None
    refused = team.ask("mona", index, c.Acknowledge(officer=team.refs["ines"], sure=True))
    assert isinstance(refused, Refusal)
    assert refused.code == "conflict"
    new = create_account(team.office, "founding", NewAccount("milo", "Milo", enrolment("milo"), mail("milo")))
    assert isinstance(new, str)
    team.refs["milo"] = new
    assert isinstance(appoint(team.office, "founding", new, "case-manager", keys=opens()), str)
    asked = team.ask("milo", index, c.Acknowledge(officer=team.refs["ines"]))
    assert isinstance(asked, Refusal)
    assert asked.code == "cannot-tell"
    team.do("milo", index, c.Acknowledge(officer=team.refs["ines"], sure=True))
    assert list(recorded_facts(index))[-1].data["unclear"] is True
    team.do("mona", index, c.Recuse(ground="relative"))
