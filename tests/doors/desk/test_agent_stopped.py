"""The key agent alone holds the instance key and knows who is signed in: without it the desk shows and takes nothing."""

from pathlib import Path

import pytest
from django.test import Client

from evenhand.doors.desk.acts import ACTS
from evenhand.doors.staff.gate import COOKIE
from evenhand.process.numbers import number
from evenhand.records.load import load
from evenhand.records.queries.casefile import case_file
from evenhand.records.queries.register import size
from evenhand.vault.agent.client import AgentClient
from tests.doors.desk.house import REASONS, address, canaries_in, running_agent

pytestmark = pytest.mark.django_db


def files_of(house, index: int) -> list[str]:
    file = case_file(index, house.office.today())
    return [
        one["address"] for recorded in file.facts for one in recorded.data.get("sealed", ()) if one["what"] == "file"
    ]


def pages(index: int) -> list[str]:
    """Every sort of page of the desk."""
    found = [
        address(index),
        address(index, "complainant"),
        "/desk/",
        "/desk/?stage=any",
        "/desk/people/",
        "/desk/figures/",
        "/desk/register/",
    ]
    return found + [address(index, *where, "acts", act.slug) for act in ACTS for where in ((), ("cases", "1"))]


class GoneAfterTheGate(AgentClient):
    """Reaches an agent that says who is there and then cannot be reached: its socket is moved away until it is next asked that."""

    def __init__(self, socket: Path) -> None:
        super().__init__(socket)
        self._socket, self._away = socket, socket.with_suffix(".away")

    def whose(self, slot, cookie_half) -> str:
        if self._away.exists():
            self._away.rename(self._socket)
        occupant = super().whose(slot, cookie_half)
        self._socket.rename(self._away)
        return occupant


@pytest.fixture
def gone_after_the_gate(tmp_path, monkeypatch, own_agent):  # noqa: ARG001  (that agent is the one which is asked)
    """Makes every request from then on lose the agent once it has passed the gate."""

    def begin(client: Client) -> None:
        failing = GoneAfterTheGate(tmp_path / "run" / "agent.sock")
        monkeypatch.setattr("evenhand.site.middleware.make_agent", lambda _home: failing)
        client.handler._middleware_chain = None

    return begin


@pytest.mark.parametrize("login", ["mona", "lena"])
def test_no_page_is_shown_and_each_says_that_nobody_was_signed_out(house, own_agent, login):
    index = house.held()
    client = house.client(login)
    own_agent.stop()
    for where in [*pages(index), *(address(index, "files", file) for file in files_of(house, index))]:
        answer = client.get(where)
        assert answer.status_code == 503, where
        assert canaries_in(answer.content) == [], where
        assert "You were not signed out" in answer.content.decode()
        assert COOKIE not in answer.cookies, "it is not taken away"


def test_nothing_is_taken_and_what_was_typed_comes_back_to_be_sent_again(house, own_agent):
    index, before = house.received(), size()
    client = house.client("ines")
    own_agent.stop()
    typed = {"officer": house.refs["ines"], "words": "We have <b>it</b>.", "password": "never shown"}
    answer = client.post(address(index, "acts", "acknowledge"), typed)
    page = answer.content.decode()
    assert (answer.status_code, size()) == (503, before)
    assert "We have &lt;b&gt;it&lt;/b&gt;." in page
    assert f'action="{address(index, "acts", "acknowledge")}"' in page
    assert "never shown" not in page


def test_when_the_agent_answers_again_everybody_goes_on_where_they_were(house, tmp_path, own_agent):  # noqa: ARG001
    index = house.received()
    client = house.client("ines")
    socket, away = tmp_path / "run" / "agent.sock", tmp_path / "run" / "away.sock"
    socket.rename(away)
    typed = {"officer": house.refs["ines"], "words": "We have it."}
    assert client.post(address(index, "acts", "acknowledge"), typed).status_code == 503
    away.rename(socket)
    assert client.post(address(index, "acts", "acknowledge"), typed).status_code == 302
    assert load(index, house.office.today()).state.named_officer == house.refs["ines"]


@pytest.mark.parametrize("login", ["ines", "tara", "mona", "ivan", "dora", "rosa"])
def test_an_agent_that_ends_while_a_page_is_made_takes_every_word_with_it(house, gone_after_the_gate, login):
    index = house.held()
    client = house.client(login)
    assert canaries_in(client.get(address(index)).content)
    gone_after_the_gate(client)
    for where in pages(index):
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


def test_an_act_needs_no_agent_once_it_is_known_whose_it_is(house, gone_after_the_gate):
    index = house.received()
    client = house.client("ines")
    gone_after_the_gate(client)
    answer = client.post(
        address(index, "acts", "acknowledge"), {"officer": house.refs["ines"], "words": "We have it."}
    )
    assert answer.status_code == 302
    assert load(index, house.office.today()).state.named_officer == house.refs["ines"]


def test_a_form_that_comes_back_meanwhile_still_holds_what_was_typed(house, gone_after_the_gate):
    index = house.accepted()
    client = house.client("mona")
    gone_after_the_gate(client)
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
