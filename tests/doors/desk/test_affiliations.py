"""Affiliations at the desk: declared, recorded, confirmed where nobody can tell, looked at again after a change (B4, B5)."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from evenhand.office.act import perform
from evenhand.office.appoint import appoint
from evenhand.office.declare_affiliations import declare_affiliations, record_line
from evenhand.office.make_findable import make_findable
from evenhand.process import commands as c
from evenhand.process.affiliations import Affiliation
from evenhand.process.facts import Refusal
from evenhand.process.numbers import number
from evenhand.records.load import affiliations, recorded_facts, state_of
from evenhand.records.models import Account
from tests.doors.desk.house import CANARIES, TEAM, address, enrolment
from tests.doors.desk.test_own_sign_in import said, troubles
from tests.office.keys import keys_of, opens

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]
PAGE = "/desk/affiliations/"


def row(other, kind="friendship", place=1, **more):
    days = {"day": "1", "month": "2", "year": "2024"}
    since = {f"since_{place}_{part}": value for part, value in days.items()}
    return {f"kind_{place}": kind, f"other_{place}": other, **since, "rows": str(place), **more}


def nora_declared():
    """What Nora declared, who has no role and was never asked."""
    return affiliations().declared.get(Account.objects.get(login="nora").ref)


def a_year_later(house):
    """No declaration is current any more."""
    house.clock.moment += timedelta(days=367)


def all_declare(house, but=()):
    for login in set(TEAM) - set(but):
        assert declare_affiliations(house.office, house.refs[login], ()) is None


def friends(house, one, other):
    affiliation = Affiliation("friendship", house.refs[other], date(2024, 2, 1))
    assert declare_affiliations(house.office, house.refs[one], (affiliation,)) is None


def test_somebody_declares_their_affiliations_and_colleagues_read_that_they_did_and_not_which(house):
    assert "Nothing declared yet" in house.client("nora").get(PAGE).content.decode()
    ivan = house.client("ivan")
    assert ivan.post(PAGE, row(house.refs["dora"]))["Location"] == f"{PAGE}?declared=1"
    assert said("affiliations-declared").data["affiliations"] == [
        {"kind": "friendship", "other": house.refs["dora"], "since": "2024-02-01", "until": None}
    ]
    own = ivan.get(PAGE).content.decode()
    assert f'value="{house.refs["dora"]}" selected' in own
    assert "Declared on" in own
    people = house.client("mona").get("/desk/people/").content.decode()
    assert "Own affiliations declared, or that there are none" in people
    assert "friend" not in people
    assert troubles() == []


def test_nothing_to_declare_is_a_declaration_and_sending_nothing_is_none(house):
    nora = house.client("nora")
    empty = nora.post(PAGE, {"rows": "1"})
    assert empty.status_code == 422
    assert "mark that you have nothing to declare" in empty.content.decode()
    assert nora_declared() is None
    both = nora.post(PAGE, row(house.refs["dora"], none="on"))
    assert both.status_code == 422
    assert nora.post(PAGE, {"rows": "1", "none": "on"}).status_code == 302
    assert nora_declared().affiliations == ()


@pytest.mark.parametrize(
    "change",
    [{"other_1": ""}, {"since_1_year": "2099"}, {"since_1_day": ""}, {"kind_1": "gossip"}, {"other_1": "s-nobody"}],
)
def test_a_affiliation_that_is_not_whole_is_refused_and_what_was_typed_stays(house, change):
    answer = house.client("nora").post(PAGE, {**row(house.refs["dora"]), **change})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert nora_declared() is None


def test_another_row_is_asked_for_without_declaring_anything(house):
    answer = house.client("nora").post(PAGE, {**row(house.refs["dora"]), "one_more": "1"})
    assert answer.status_code == 200
    assert 'name="kind_2"' in answer.content.decode()
    assert nora_declared() is None


def test_an_appointing_authority_records_a_line_and_the_people_page_shows_it(house):
    anna, where = house.client("anna"), f"/desk/people/{house.refs['ivan']}/line/"
    assert anna.post(where, {"manager": house.refs["dora"]})["Location"] == "/desk/people/"
    assert affiliations().managers == {house.refs["ivan"]: house.refs["dora"]}
    assert "Line manager: Dora Example" in house.client("nora").get("/desk/people/").content.decode()
    assert anna.post(f"/desk/people/{house.refs['dora']}/line/", {"manager": house.refs["ivan"]}).status_code == 422
    assert anna.post(where, {"manager": "nobody"}).status_code == 302
    assert affiliations().managers == {house.refs["ivan"]: None}
    for login in ("adam", "mona", "ivan"):
        assert house.client(login).post(where, {"manager": "nobody"}).status_code == 404


def test_where_nobody_can_tell_the_manager_confirms_it_for_the_person_chosen_and_for_no_other(house):
    index = house.opened()
    a_year_later(house)
    all_declare(house, but=("ivan", "irma"))
    mona, where = house.client("mona"), address(index, "cases", "1", "acts", "assign")
    ivan, irma = (f"investigate {house.refs[login]}" for login in ("ivan", "irma"))
    asked = mona.post(where, {"person": ivan})
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "Ivan Example declared no affiliations within a year" in page
    assert f'name="sure" value="{ivan}"' in page
    other = mona.post(where, {"person": irma, "sure": ivan})
    assert other.status_code == 422
    assert "Irma Example declared no affiliations" in other.content.decode()
    assert mona.post(where, {"person": ivan, "sure": ivan}).status_code == 302
    assert list(recorded_facts(index))[-1].data["unclear"] is True
    assert "Nobody could tell of a conflict of interest" in mona.get(address(index)).content.decode()


def test_whoever_acts_confirms_it_once(house):
    index = house.assigned()
    a_year_later(house)
    all_declare(house, but=("ivan",))
    ivan, where = house.client("ivan"), address(index, "cases", "1", "acts", "start")
    plan = {"plan": "Ask those who were there."}
    asked = ivan.post(where, plan)
    assert asked.status_code == 422
    assert "You declared no affiliations within a year" in asked.content.decode()
    assert "Ask those who were there." in asked.content.decode()
    assert ivan.post(where, {**plan, "sure": "self"}).status_code == 302
    evidence = address(index, "cases", "1", "acts", "evidence")
    assert ivan.post(evidence, {"description": "A letter, two pages."}).status_code == 302
    assert [one.data.get("unclear") for one in recorded_facts(index)][-2:] == [True, None]


def test_who_has_a_conflict_is_not_among_those_to_choose_from(house):
    index = house.opened()
    house.do(index, "mona", c.Assign(case=1, duty="investigate", person=house.refs["ivan"]))
    assert record_line(house.office, house.refs["anna"], house.refs["ivan"], house.refs["dora"]) is None
    page = house.client("mona").get(address(index, "cases", "1", "acts", "assign")).content.decode()
    assert f'"decide {house.refs["dirk"]}"' in page
    assert f'"decide {house.refs["dora"]}"' not in page


def test_a_affiliation_declared_later_puts_the_case_on_the_list_and_stops_the_person_until_it_is_passed_on(house):
    index, other = house.started("one"), house.opened("two")
    mona = house.client("mona")
    assert "has a conflict of interest" not in mona.get("/desk/").content.decode()
    friends(house, "dora", "ivan")
    all_declare(house, but=("dora",))
    page = mona.get("/desk/").content.decode()
    assert "queue=check-again" in page
    listed = mona.get("/desk/?queue=check-again&stage=any").content.decode()
    assert number(index) in listed
    assert number(other) not in listed
    assert "queue=check-again" not in house.client("ines").get("/desk/").content.decode()
    letter = c.AddEvidence(case=1, description="A letter.")
    refused = perform(house.office, house.person("ivan"), index, letter, opens())
    assert isinstance(refused, Refusal)
    assert refused.code == "conflict"
    house.do(index, "mona", c.Assign(case=1, duty="decide", person=house.refs["dirk"]))
    assert "queue=check-again" not in mona.get("/desk/").content.decode()
    house.do(index, "ivan", letter)


def test_who_takes_a_case_role_is_reminded_until_they_have_declared_and_again_after_a_year(house):
    reminder = "Declare them"
    assert reminder not in house.client("nora").get("/desk/").content.decode(), "she has no role"
    made = appoint(house.office, house.refs["anna"], house.refs["nora"], "investigator", background="from-outside")
    assert isinstance(made, str)
    nora = house.client("nora")
    assert reminder in nora.get("/desk/").content.decode()
    assert nora.post(PAGE, {"rows": "1", "none": "on"}).status_code == 302
    assert reminder not in nora.get("/desk/").content.decode()
    for login in ("ivan", "olga"):
        assert reminder not in house.client(login).get("/desk/").content.decode()
    a_year_later(house)
    for login in ("ivan", "olga"):
        assert reminder in house.client(login).get("/desk/").content.decode()
    assert "to be declared again" in house.client("lena").get("/desk/people/").content.decode()


def test_somebody_new_who_never_declared_is_assigned_only_by_somebody_who_confirms_it(house):
    index = house.opened()
    assert isinstance(
        appoint(house.office, house.refs["anna"], house.refs["nora"], "investigator", background="from-outside"), str
    )
    mona, where = house.client("mona"), address(index, "cases", "1", "acts", "assign")
    chosen = f"investigate {house.refs['nora']}"
    asked = mona.post(where, {"person": chosen})
    assert asked.status_code == 422
    assert "Nora Example declared no affiliations" in asked.content.decode()
    assert mona.post(where, {"person": chosen, "sure": chosen}).status_code == 302


def test_a_manager_who_never_declared_finds_the_whole_form_and_confirms_with_it(house):
    index = house.assigned()
    assert isinstance(
        appoint(house.office, house.refs["anna"], house.refs["nora"], "case-manager", background="from-outside"), str
    )
    nora, where = house.client("nora"), address(index, "acts", "officer")
    assert f'value="{house.refs["mona"]}"' in nora.get(where).content.decode()
    asked = nora.post(where, {"officer": house.refs["mona"]})
    assert asked.status_code == 422
    assert 'name="sure" value="self"' in asked.content.decode()
    assert nora.post(where, {"officer": house.refs["mona"], "sure": "self"}).status_code == 302


def test_a_manager_with_a_conflict_is_offered_only_to_step_down_and_told_why_at_the_top(house):
    index = house.assigned()
    friends(house, "mona", "ivan")
    mona = house.client("mona")
    page = mona.get(address(index)).content.decode()
    assert "You have a conflict of interest here" in page
    assert "have a declared affiliation" in page
    assert set(re.findall(r'<li><a href="[^"]*/acts/([a-z-]+)/"', page)) == {"step-down"}
    assert page.index("You have a conflict of interest here") < page.index("Received")
    for act in ("officer", "write", "link", "step-down"):
        answer = mona.get(address(index, "acts", act))
        assert answer.status_code == (200 if act == "step-down" else 403)
    refused = mona.post(address(index, "acts", "write"), {"text": "A line that took an hour to write."})
    assert refused.status_code == 403
    assert "A line that took an hour to write." in refused.content.decode(), "nothing typed is lost"
    assert "Step down from this complaint" in refused.content.decode()


def test_who_has_no_conflict_reads_nothing_of_one(house):
    index = house.assigned()
    friends(house, "ivan", "dora")
    page = house.client("mona").get(address(index)).content.decode()
    assert "You have a conflict of interest here" not in page
    assert "acts/officer/" in page


def test_who_is_tied_to_a_party_steps_down_from_the_top_of_the_page_and_another_goes_on(house):
    index = house.started()
    assert make_findable(house.office, house.person("mona"), index, keys_of(enrolment("mona").key_pair)) == 2
    ivan = house.client("ivan")
    assert ivan.post("/desk/ties/", {"name": CANARIES["respondent"], "kind": "friend"}).status_code == 302
    page = ivan.get(address(index)).content.decode()
    assert "declared a tie to somebody who is a party here" in page
    assert set(re.findall(r'<li><a href="[^"]*/acts/([a-z-]+)/"', page)) == {"step-down"}
    assert ivan.post(address(index, "acts", "step-down"), {"ground": "relative"}).status_code == 302
    assert state_of(index).cases[0].investigator == house.refs["irma"]
    assert house.client("irma").get(address(index, "cases", "1", "acts", "evidence")).status_code == 200


def test_the_attack_of_declaring_nothing_for_the_act_and_the_friend_again_after_it_leaves_a_mark(house):
    index = house.assigned()
    friends(house, "ivan", "dora")
    letter = c.AddEvidence(case=1, description="A letter.")
    assert refused(house, index, letter) == "conflict"
    all_declare(house)
    assert refused(house, index, letter) == "cannot-tell"
    house.do(index, "ivan", replace(letter, sure=True))
    assert list(recorded_facts(index))[-1].data["unclear"] is True
    friends(house, "ivan", "dora")
    assert refused(house, index, letter) == "conflict"


def refused(house, index, command):
    """The code with which Ivan is refused."""
    answer = perform(house.office, house.person("ivan"), index, command, opens())
    assert isinstance(answer, Refusal)
    return answer.code
