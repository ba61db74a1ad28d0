"""Finding a party at the desk: a name becomes a reference, and leads to what whoever asks may see, in their own session only."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from evenhand.office.party_search import LASTS, LOOK, forget_searches
from evenhand.process.numbers import number
from evenhand.records.load import recorded_facts
from evenhand.records.models import Complaint, Look, PartySearch, PartyToken
from tests.doors.desk.house import CANARIES, REASONS, address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]

SEARCH = "/desk/search/"
RESPONDENT, SENDER = CANARIES["respondent"], CANARIES["name"]


def listed(answer) -> set[str]:
    return set(re.findall(r'href="/desk/complaints/(EH-[0-9A-Z-]+)/"', answer.content.decode()))


def find(client: Client, typed: str, query: str = "", **more):
    answer = client.post(SEARCH + query, {"party": typed, **more})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def make_findable(client: Client) -> None:
    assert client.post("/desk/findable/").status_code == 302


def test_a_complaint_is_found_by_respondent_complainant_and_address_however_they_are_typed(house):
    index, other = house.opened("one"), house.received("two", name="Somebody Else", reach="")
    client = house.client("mona")
    make_findable(client)
    for typed in (RESPONDENT.upper(), "CANARY-RESPONDENT, Mr Yan", SENDER, "  ZOE@canary-REACH.example "):
        assert number(index) in listed(client.get(find(client, typed))), typed
        assert number(other) not in listed(client.get(find(client, typed))), typed
    assert listed(client.get(find(client, "Yan Nobody"))) == set()


def test_similar_names_are_found_where_somebody_asks_for_them(house):
    index = house.opened()
    client = house.client("mona")
    make_findable(client)
    assert listed(client.get(find(client, "Y. Canary-Respondent"))) == set()
    for typed in ("Y. Canary-Respondent", "Yan Respondent", "Z. Canary-Sender"):
        assert listed(client.get(find(client, typed, near="on"))) == {number(index)}, typed
    assert listed(client.get(find(client, "Y. Nobody", near="on"))) == set()


def test_no_name_stands_in_an_address_a_session_or_a_row(house, caplog):
    house.opened()
    client = house.client("mona")
    make_findable(client)
    where = find(client, RESPONDENT, "?category=har")
    assert re.fullmatch(r"/desk/\?category=har&party=[0-9a-f]{24}&stage=any", where)
    page = client.get(where).content.decode()
    assert "CANARY" not in page
    kept = repr([vars(row) for model in (PartySearch, PartyToken, Look) for row in model.objects.all()])
    assert "canary" not in kept.lower()
    assert "canary" not in caplog.text.lower()
    assert PartySearch.objects.get().digest not in where


def test_the_filters_that_were_set_stay(house):
    house.opened()
    client = house.client("mona")
    make_findable(client)
    ines = house.refs["ines"]
    there = client.get(f"/desk/?category=har&handler={ines}&page=2")
    action = re.search(r'href="(/desk/search/[^"]*)"', there.content.decode())[1].replace("&amp;", "&")
    assert "page" not in action
    where = find(client, RESPONDENT, action.removeprefix(SEARCH))
    assert "category=har" in where
    assert len(listed(client.get(where))) == 1
    assert listed(client.get(where + "&since=2031-01-01")) == set()
    assert listed(client.get(where.replace(f"handler={ines}", f"handler={house.refs['ida']}"))) == set()


def test_the_list_keeps_the_reference_with_its_other_filters(house):
    house.opened()
    client = house.client("mona")
    make_findable(client)
    page = client.get(find(client, RESPONDENT)).content.decode()
    reference = PartySearch.objects.count() and re.search(r'name="party" value="([0-9a-f]{24})"', page)
    assert reference
    assert f"party={reference[1]}" in page, "the heads of the columns keep it too"


def test_a_reference_leads_nowhere_in_another_session_after_an_hour_and_where_there_is_none(house):
    index = house.opened()
    client = house.client("mona")
    make_findable(client)
    where = find(client, RESPONDENT)
    assert listed(client.get(where)) == {number(index)}
    again = house.client("mona")
    absent = re.sub("party=[0-9a-f]+", "party=" + "0" * 24, where)
    over = "That search for a party is over"
    for one, at in ((again, where), (client, absent)):
        answer = one.get(at)
        assert over in answer.content.decode()
        assert listed(answer) == set()
    house.clock.moment += LASTS + timedelta(seconds=1)
    assert over in client.get(where).content.decode()
    assert forget_searches(house.office) == 1
    assert not PartySearch.objects.exists()


def test_each_search_is_a_look_found_or_not(house):
    client = house.client("mona")
    for typed in (RESPONDENT, "Nobody At All"):
        find(client, typed)
    assert list(Look.objects.filter(what=LOOK).values_list("person", "complaint")) == [(house.refs["mona"], None)] * 2


@pytest.mark.parametrize("login", ["dora", "rosa", "olga", "lena", "adam", "anna", "paul", "nora"])
def test_whoever_does_not_deal_with_parties_finds_nobody_and_makes_no_token(house, login):
    house.held()
    client = house.client(login)
    for where in (SEARCH, "/desk/findable/"):
        assert client.get(where).status_code == client.post(where, {"party": SENDER}).status_code == 403
    assert SEARCH not in client.get("/desk/").content.decode()
    assert not PartySearch.objects.exists()
    assert not PartyToken.objects.exists()


def test_an_investigator_finds_what_is_theirs_and_nothing_else(house):
    mine = house.assigned("one")
    house.opened("two")
    make_findable(house.client("mona"))
    for login, found in (("ivan", {number(mine)}), ("irma", set())):
        client = house.client(login)
        assert listed(client.get(find(client, RESPONDENT))) == found


def test_nothing_typed_or_nothing_to_look_for_is_said_and_nothing_is_kept(house):
    client = house.client("mona")
    for typed in ("", "   ", "--", "?"):
        answer = client.post(SEARCH, {"party": typed})
        assert answer.status_code == 422, typed
    assert not PartySearch.objects.exists()
    assert not Look.objects.filter(what=LOOK).exists()


def test_without_the_key_agent_the_search_says_so_and_gives_back_what_was_typed(house, own_agent):
    client = house.client("mona")
    own_agent.stop()
    answer = client.post(SEARCH, {"party": RESPONDENT})
    assert answer.status_code == 503
    assert RESPONDENT in answer.content.decode()


def test_the_first_acts_on_a_complaint_make_its_parties_findable(house):
    index = house.received()
    ines, tara, mona = (house.client(login) for login in ("ines", "tara", "mona"))
    assert ines.post(address(index, "acts", "acknowledge"), {"officer": house.refs["ines"]}).status_code == 302
    assert PartyToken.objects.filter(complaint=index, case=None).exists()
    assessed = {"result": "accepted", "reasons": REASONS, "duplicate_of": ""}
    assert tara.post(address(index, "acts", "assess"), assessed).status_code == 302
    opening = {
        "respondent_name": RESPONDENT,
        "respondent_reach": "020 7946 0123",
        "capacity": "member",
        "clause_1": "2.1",
        "particulars_1": "Shouted.",
    }
    assert mona.post(address(index, "acts", "open-case"), opening).status_code == 302
    kinds = set(PartyToken.objects.filter(complaint=index, case=1).values_list("kind", flat=True))
    assert kinds == {"name", "near", "telephone"}
    assert Complaint.objects.get(index=index).findable is True


def test_older_complaints_wait_in_a_list_with_a_button_and_then_no_more(house):
    indexes = [house.opened(token) for token in ("one", "two")]
    client = house.client("mona")
    page = client.get("/desk/").content.decode()
    assert "queue=find" in page
    assert "Make them findable" in client.get("/desk/?queue=find&stage=any").content.decode()
    make_findable(client)
    assert all(Complaint.objects.get(index=index).findable for index in indexes)
    assert "queue=find" not in client.get("/desk/").content.decode()


def test_a_page_of_a_long_list_opens_nothing_and_a_complaint_opens_what_is_on_its_page(house, own_agent):
    """The agent counts what it opens. Every complaint here has sealed words; none is opened to list, sort or find it."""
    index = house.opened("whole")
    for place in range(60):
        house.received(f"more {place}", files=())
    client = house.client("mona")
    make_findable(client)

    def opened(where: str) -> int:
        before = own_agent.status()["counts"].get("opened", 0)
        assert client.get(where).status_code == 200
        return own_agent.status()["counts"].get("opened", 0) - before

    for where in (
        "/desk/",
        "/desk/?stage=any&sort=-received&page=2",
        find(client, RESPONDENT),
        "/desk/?category=har",
    ):
        assert opened(where) == 0, where
    assert len(listed(client.get("/desk/?stage=any"))) == 50
    sealed_here = sum(
        item["what"] == "content" for fact in recorded_facts(index) for item in fact.data.get("sealed", ())
    )
    assert 0 < opened(address(index)) < sealed_here, "all of its own but who complained"
