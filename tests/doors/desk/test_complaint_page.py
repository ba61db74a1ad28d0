"""The page of one complaint: where it stands, what can be done, what happened, and a record of who looked."""

import pytest
from django.test import Client

from evenhand.office.act import perform
from evenhand.office.reading import Contents
from evenhand.process.clocks import next_step
from evenhand.process.commands import Link, ReviewOverride, SendMessage
from evenhand.process.numbers import number
from evenhand.process.permissions import open_acts
from evenhand.process.state import Person
from evenhand.records.load import load
from evenhand.records.models import Look
from tests.doors.desk.house import CANARIES, REASONS, address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


def page_of(client: Client, index: int, **query) -> str:
    answer = client.get(address(index), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_act_stands_in_the_timeline_in_order_with_who_did_it(house):
    index = house.held()
    answer = house.client("mona").get(address(index))
    timeline = answer.context["dossier"].timeline
    assert [line.entry for line in timeline] == sorted(line.entry for line in timeline)
    assert [line.act for line in timeline][:4] == ["received", "complainant-recorded", "acknowledged", "assessed"]
    assert timeline[-1].by == "Dora Example"
    assert "recorded late" not in answer.content.decode()


def test_all_words_of_a_case_are_opened_in_one_question(house, agent, monkeypatch):
    index = house.held()
    client = house.client("mona")
    asked = []
    real = type(agent).ask

    def counting(self, message):
        asked.append(message["do"])
        return real(self, message)

    monkeypatch.setattr(type(agent), "ask", counting)
    client.get(address(index))
    assert asked == ["whose", "open"], "who asks, and then everything at once"


def test_a_page_costs_no_more_queries_for_a_longer_history(house, django_assert_max_num_queries):
    index = house.assigned()
    client = house.client("mona")
    client.get(address(index))
    with django_assert_max_num_queries(200) as few:
        client.get(address(index))
    for n in range(10):
        house.do(index, "mona", SendMessage(text=f"Message number {n}."))
    with django_assert_max_num_queries(200) as many:
        client.get(address(index))
    assert len(many) == len(few)


def test_the_respondent_is_named_to_the_case_and_the_complainant_on_a_page_of_their_own(house):
    index = house.held()
    client = house.client("mona")
    page = page_of(client, index)
    assert CANARIES["respondent"] in page
    assert CANARIES["name"] not in page
    who = client.get(address(index, "complainant")).content.decode()
    assert CANARIES["name"] in who
    assert CANARIES["reach"] in who


@pytest.mark.parametrize(
    ("login", "status"), [("ines", 200), ("mona", 200), ("ivan", 200), ("dora", 403), ("rosa", 403)]
)
def test_who_decides_or_reviews_is_not_told_who_complained(house, login, status):
    index = house.held()
    answer = house.client(login).get(address(index, "complainant"))
    assert answer.status_code == status
    assert (CANARIES["name"].encode() in answer.content) == (status == 200)


def test_an_anonymous_complainant_has_no_name_to_show(house):
    index = house.received(name="", reach="")
    client = house.client("mona")
    assert "Anonymous. You can still write to each other." in page_of(client, index)
    assert b"gave no name" in client.get(address(index, "complainant")).content


def test_every_look_is_recorded_with_what_was_looked_at(house):
    index = house.held()
    client = house.client("mona")
    answer = client.get(address(index))
    [file] = [line.files[0] for line in answer.context["dossier"].timeline if line.act == "received"]
    client.get(address(index, "complainant"))
    b"".join(client.get(address(index, "files", file.address)).streaming_content)
    client.get(address(index, "acts", "write"))
    client.get("/desk/")
    looks = list(Look.objects.order_by("id").values_list("person", "complaint", "what"))
    me = house.refs["mona"]
    what = ["page", "complainant", f"file of entry {index}", "form write"]
    assert looks == [*((me, index, each) for each in what), (me, None, "list")]


def test_only_what_the_process_offers_is_offered(house):
    index = house.held()
    for login in ("mona", "rosa", "ivan", "dora"):
        answer = house.client(login).get(address(index))
        loaded = load(index, house.office.today())
        offered = open_acts(loaded.state, house.person(login), loaded.around, loaded.rulebook)
        assert [(action.words, action.case) for action in answer.context["dossier"].actions] == [
            (offer.words, offer.case) for offer in offered
        ]


def test_every_act_that_is_offered_has_a_page_that_opens(house):
    for index in (house.received("a"), house.accepted("b"), house.answered("c"), house.told("d")):
        for login in ("ines", "tara", "mona", "ivan"):
            client = house.client(login)
            answer = client.get(address(index))
            for action in answer.context["dossier"].actions if answer.status_code == 200 else ():
                assert client.get(action.url).status_code == 200, action.url


def test_the_next_step_is_the_one_that_the_complainant_is_promised(house):
    index = house.held()
    loaded = load(index, house.office.today())
    step = next_step(loaded.state, loaded.rulebook, house.office.today())
    assert step.what_next in page_of(house.client("mona"), index)


def test_a_promise_that_is_late_is_marked_in_words(house):
    index = house.received()
    house.clock.moment += 20 * 24 * 3600 * house.clock.tick
    client = house.client("mona")
    assert '<strong class="tag bad">late</strong>' in page_of(client, index)
    assert '<strong class="tag bad">late</strong>' in client.get("/desk/").content.decode()


def test_a_departure_shows_direction_distance_reason_and_its_review(house):
    index = house.held()
    page = page_of(house.client("rosa"), index)
    for words in (
        "Lighter, 2 rungs",
        "Disproportionate",
        "Rule 9 of the procedure",
        "Held for review",
        "no effect yet",
    ):
        assert words in page
    reasons = "The reasons bear on the finding and the rule was read rightly."
    house.do(index, "rosa", ReviewOverride(case=1, verify=True, reasons=reasons))
    page = page_of(house.client("mona"), index)
    assert reasons in page
    assert "no effect yet" not in page
    assert "Reviewed by" in page


def test_messages_stand_side_by_side_with_the_answers(house):
    index = house.opened()
    house.do(index, "ines", SendMessage(text="On Thursday you will hear from us."))
    messages = house.client("mona").get(address(index)).context["dossier"].messages
    assert [line.by for line in messages] == ["Ines Example", "The complainant", "Ines Example"]


def test_a_linked_complaint_is_named_by_its_number(house):
    one, two = house.accepted("one"), house.accepted("two")
    house.do(one, "mona", Link(other=two, type="same-incident", reasons=REASONS))
    page = page_of(house.client("mona"), one)
    assert f"{number(two)}: Same incident" in page


def test_hostile_words_are_shown_as_words(house):
    index = house.received(narrative='<script>alert("x")</script> {{ 7|add:7 }}')
    page = page_of(house.client("mona"), index)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7|add:7 }}" in page


def test_a_confirmation_is_shown_for_an_act_of_ones_own_and_for_nothing_else(house):
    index = house.opened()
    done = house.do(index, "mona", SendMessage(text="We have read it."))
    mine, theirs = done.recorded[0].index, done.recorded[0].index - 1
    client = house.client("mona")
    assert f"Recorded: Message sent (entry {mine} of the register)" in page_of(client, index, done=mine)
    for forged in (theirs, 0, 999_999, "x"):
        assert "Recorded:" not in page_of(client, index, done=forged)


def test_words_that_were_not_granted_are_counted_and_said(house, monkeypatch):
    index = house.opened()
    client = house.client("mona")
    monkeypatch.setattr(
        "evenhand.doors.desk.opening.read_contents", lambda entries, _opens: Contents({}, len(entries))
    )
    assert "cannot be opened with your key" in page_of(client, index)


def test_a_complainant_who_writes_shows_up_as_waiting(house):
    index = house.accepted()
    assert not hasattr(perform(house.office, Person("complainant"), index, SendMessage(text="Any news?")), "sentence")
    answer = house.client("ines").get("/desk/")
    assert "with a message to answer" in answer.content.decode()
    assert answer.context["lines"][0].unanswered_since is not None
