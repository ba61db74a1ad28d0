"""The key agent alone holds the instance key: with it stopped the desk cannot show one word of a case (DESIGN 5.8)."""

import pytest

from evenhand.doors.desk.acts import ACTS
from evenhand.process.numbers import number
from evenhand.records.load import load
from evenhand.records.queries.casefile import case_file
from tests.doors.desk.house import REASONS, address, canaries_in, running_agent

pytestmark = pytest.mark.django_db


def files_of(house, index: int) -> list[str]:
    file = case_file(index, house.office.today())
    return [
        one["address"] for recorded in file.facts for one in recorded.data.get("sealed", ()) if one["what"] == "file"
    ]


@pytest.mark.parametrize("login", ["ines", "tara", "mona", "ivan", "dora", "rosa"])
def test_no_page_shows_a_word_and_each_says_why(house, own_agent, login):
    index = house.held()
    client = house.client(login)
    assert canaries_in(client.get(address(index)).content)
    own_agent.stop()
    pages = [
        address(index),
        address(index, "complainant"),
        "/desk/",
        "/desk/?stage=any",
        "/desk/people/",
        "/desk/figures/",
    ]
    pages += [address(index, "acts", act.slug) for act in ACTS] + [
        address(index, "cases", "1", "acts", act.slug) for act in ACTS
    ]
    for where in pages:
        answer = client.get(where)
        assert answer.status_code in (200, 403, 404), where
        assert canaries_in(answer.content) == [], where
    page = client.get(address(index)).content.decode()
    assert "cannot be shown at the moment, because the key agent is not running" in page
    assert "Decision departs from the recommendation" in page
    for file in files_of(house, index):
        answer = client.get(address(index, "files", file))
        assert answer.status_code == 503
        assert canaries_in(answer.content) == []


def test_work_goes_on_without_the_agent_because_sealing_needs_no_key(house, own_agent):
    index = house.received()
    client = house.client("ines")
    own_agent.stop()
    answer = client.post(
        address(index, "acts", "acknowledge"), {"contact": house.refs["ines"], "words": "We have it."}
    )
    assert answer.status_code == 302
    assert load(index, house.office.today()).state.contact == house.refs["ines"]


def test_a_form_that_comes_back_without_the_agent_still_holds_what_was_typed(house, own_agent):
    index = house.accepted()
    client = house.client("mona")
    own_agent.stop()
    answer = client.post(address(index, "acts", "open-case"), {"respondent_name": "Yan Typed", "rows": "1"})
    assert answer.status_code == 422
    assert "Yan Typed" in answer.content.decode()
    assert number(index) in answer.content.decode()


def test_an_agent_that_started_again_knows_nobody_and_everybody_signs_in_again(
    house, own_agent, tmp_path, monkeypatch
):
    index = house.opened()
    client = house.client("mona")
    own_agent.stop()
    with running_agent(tmp_path / "again" / "agent.sock") as again:
        monkeypatch.setattr("evenhand.site.middleware.make_agent", lambda _home: again)
        client.handler._middleware_chain = None
        answer = client.get(address(index))
    assert (answer.status_code, answer["Location"][:14]) == (302, "/desk/sign-in/")
    assert REASONS.encode() not in answer.content
