"""Oversight findings from the form to the public page: public at once, edited by nobody, answered beside (K4, K5)."""

import hashlib
import json
from html import unescape

import pytest
from django.db import connection
from django.test import Client

from evenhand.office.publish_finding import answer_recommendation, publish_finding
from evenhand.process.codes import Role
from evenhand.process.facts import Refusal
from evenhand.process.numbers import number
from evenhand.process.systemic import Draft, Said
from evenhand.records.models import OversightAnswer, OversightFinding, Record
from evenhand.records.queries.oversight_findings import published, tracker
from evenhand.records.queries.register import size
from tests.doors.desk.house import TEAM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]
NEW, PUBLIC = "/desk/oversight/findings/new/", "/register/oversight/"
ANSWER = "/desk/recommendations/1/1/"
SAID = {
    "title": "Replies are late",
    "text": "Of the sample, half waited for weeks.\r\nNobody counts it.",
    "rows": "2",
    "recommendation_1": "Answer within five days.",
    "recommendation_2": "Count the days.",
    "sure": "on",
}
DRAFT = Draft(SAID["title"], "Of the sample, half waited for weeks.", ("Answer within five days.", "Count the days."))
NASTY = "<script>alert('1')</script>\"><img src=x onerror=alert(1)> {{ 7 }} {% now 'Y' %} \u202e‮"


def published_one(house, draft: Draft = DRAFT) -> int:
    made = publish_finding(house.office, house.refs["olga"], draft)
    assert isinstance(made, int), made
    return made


def answered(house, answer: str, words: str = "", recommendation: int = 1, finding: int = 1):
    return answer_recommendation(house.office, house.refs["anna"], Said(finding, recommendation, answer, words))


def test_an_overseer_publishes_and_everybody_reads_it_at_once(house):
    answer = house.client("olga").post(NEW, SAID)
    assert answer.status_code == 302, answer.content.decode()
    page = Client().get(PUBLIC + "1/").content.decode()
    for words in (SAID["title"], "Nobody counts it.", "Answer within five days.", "Count the days."):
        assert words in page
    assert "2 without an answer" in page
    assert house.refs["olga"] not in page
    assert "Olga" not in page
    assert "Replies are late" in Client().get(PUBLIC).content.decode()


def test_act_and_notice_stand_in_the_register_and_whoever_saves_the_document_finds_its_hash_there(house):
    before = size()
    published_one(house)
    acts = list(Record.objects.filter(entry_id__gte=before).order_by("entry_id").values_list("act", "facts"))
    assert [act for act, _facts in acts] == ["oversight-published", "notice"]
    document = Client().get(PUBLIC + "1/document").content
    said = hashlib.sha256(document).hexdigest()
    assert said in json.loads(bytes(acts[1][1]))["data"]["words"]
    assert json.loads(bytes(acts[0][1]))["data"]["row"] == said
    page = Client().get(PUBLIC + "1/").content.decode()
    assert said in page
    assert f'href="/register/entries/{before}/"' in page
    assert f'href="/register/entries/{before + 1}/"' in page


def test_no_word_of_it_stands_in_clear_in_the_register(house):
    published_one(house)
    answered(house, "refused", "There are too few of us.")
    facts = b"".join(bytes(row) for row in Record.objects.values_list("facts", flat=True))
    for words in (DRAFT.title, DRAFT.text, *DRAFT.recommendations, "too few of us"):
        assert words.encode() not in facts


def test_the_organisation_answers_beside_it_and_every_answer_stays(house):
    published_one(house)
    anna = house.client("anna")
    assert anna.post(ANSWER, {"answer": "refused", "words": "There are too few of us."}).status_code == 302
    assert anna.post(ANSWER, {"answer": "in-progress", "words": ""}).status_code == 302
    page = Client().get(PUBLIC + "1/").content.decode()
    assert page.index("There are too few of us.") < page.rindex("In progress</strong>")
    assert "Of 2 recommendations: 1 in progress, 1 without an answer." in page
    [first, second] = OversightAnswer.objects.order_by("entry")
    for one in (first, second):
        document = Client().get(f"{PUBLIC}1/answers/{one.entry}/document").content
        notice = json.loads(bytes(Record.objects.get(entry_id=one.entry + 1).facts))["data"]["words"]
        assert hashlib.sha256(document).hexdigest() in notice


def test_the_tracker_sums_what_the_newest_answers_say_with_the_days_since(house, clock):
    published_one(house, Draft("One", "x", tuple(f"Do {place}." for place in range(7))))
    for place, answer in enumerate(("done", "done", "in-progress", "in-progress", "in-progress", "refused"), start=1):
        assert answered(house, "accepted", "", place) is None
        assert answered(house, answer, "So it is.", place) is None
    clock.moment = clock.moment.replace(day=13)
    page = Client().get(PUBLIC + "1/").content.decode()
    sums = "Of 7 recommendations: 2 done, 3 in progress, 1 refused, 1 without an answer. "
    assert sums + "The one that has waited longest has waited for 10 days." in page
    assert page.count("for 10 days</span>") == 7
    counts = tracker(published())
    assert sum(counts.by_answer.values()) + counts.unanswered == counts.total == 7


@pytest.mark.parametrize("answer", ["refused", "done"])
def test_what_is_refused_or_done_without_words_is_sent_back(house, answer):
    published_one(house)
    before = size()
    sent = house.client("anna").post(ANSWER, {"answer": answer, "words": "  "})
    assert sent.status_code == 422
    assert "Say why it is refused, or what was done" in sent.content.decode()
    assert size() == before


def test_a_correction_is_another_one_that_names_the_former(house):
    published_one(house)
    sent = house.client("olga").post(NEW, {**SAID, "title": "Replies are late, but less", "corrects": "1"})
    assert sent.status_code == 302
    assert "It was corrected by" in Client().get(PUBLIC + "1/").content.decode()
    page = Client().get(PUBLIC + "2/").content.decode()
    assert "It corrects" in page
    assert f'href="{PUBLIC}1/"' in page
    assert "Of the sample, half waited for weeks." in Client().get(PUBLIC + "1/").content.decode()


def test_there_is_no_way_to_edit_or_delete_one(house):
    published_one(house)
    before = OversightFinding.objects.values().get()
    for login in ("olga", "anna", "adam", "lena"):
        client = house.client(login)
        for where in (
            "/desk/oversight/findings/1/",
            "/desk/oversight/findings/new/1/",
            PUBLIC + "1/",
            PUBLIC + "1/document",
        ):
            for method in ("PUT", "DELETE", "PATCH", "POST"):
                assert client.generic(method, where, "title=other").status_code in (404, 405), (login, where, method)
    assert OversightFinding.objects.values().get() == before


def test_a_text_that_was_changed_behind_the_offices_back_shows_on_the_public_page(house):
    published_one(house)
    answered(house, "done", "All is well.")
    assert "This is not what was published" not in Client().get(PUBLIC + "1/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_oversightanswer SET words = 'All was always well.'")
    assert "This is not what was published" in Client().get(PUBLIC + "1/").content.decode()


@pytest.mark.parametrize("login", [login for login in TEAM if Role.OVERSEER not in TEAM[login]])
def test_nobody_else_publishes_one_by_page_or_verb(house, login):
    client, before = house.client(login), size()
    assert client.post(NEW, SAID).status_code == 404
    refusal = publish_finding(house.office, house.refs[login], DRAFT)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "overseers-only"
    assert size() == before


@pytest.mark.parametrize("login", [login for login in TEAM if Role.APPOINTING_AUTHORITY not in TEAM[login]])
def test_nobody_else_answers_by_page_or_verb(house, login):
    published_one(house)
    client, before = house.client(login), size()
    assert client.post(ANSWER, {"answer": "accepted"}).status_code == 404
    refusal = answer_recommendation(house.office, house.refs[login], Said(1, 1, "accepted"))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "not-permitted"
    assert size() == before


@pytest.mark.parametrize("login", ["olga", "anna"])
def test_a_form_of_another_site_publishes_nothing(house, login):
    published_one(house)
    client, before = house.client(login), size()
    client.handler.enforce_csrf_checks = True
    where, said = (NEW, SAID) if login == "olga" else (ANSWER, {"answer": "accepted"})
    assert client.post(where, said).status_code == 403
    assert size() == before


def test_a_get_publishes_nothing(house):
    published_one(house)
    before = size()
    asked = "&".join(f"{name}={value}" for name, value in SAID.items())
    assert house.client("olga").get(f"{NEW}?{asked}").status_code == 200
    assert house.client("anna").get(f"{ANSWER}?answer=accepted").status_code == 200
    assert size() == before


def test_hostile_words_are_shown_as_words_on_every_page(house):
    sent = house.client("olga").post(NEW, {**SAID, "title": NASTY, "text": NASTY, "recommendation_1": NASTY})
    title = sent.content.decode()
    assert sent.status_code == 422  # a title has no signs that turn the line round
    assert "Give it a title of one line" in title
    plain = NASTY.replace("\u202e", "").replace("‮", "")
    assert (
        house.client("olga").post(NEW, {**SAID, "title": plain, "text": NASTY, "recommendation_1": NASTY}).status_code
        == 302
    )
    assert house.client("anna").post(ANSWER, {"answer": "refused", "words": NASTY}).status_code == 302
    pages = [
        *(Client().get(where) for where in (PUBLIC, PUBLIC + "1/")),
        *(house.client("olga").get(f"/desk/oversight/{rest}") for rest in ("", "findings/", "findings/new/")),
        *(house.client("anna").get(where) for where in ("/desk/recommendations/", ANSWER)),
    ]
    for answer in pages:
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{ 7 }}" in unescape(page)
    document = Client().get(PUBLIC + "1/document")
    assert document["Content-Type"] == "application/json"
    assert document["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"sure": ""}, "Read it again, and say that it names nobody."),
        ({"title": ""}, "“Title” is missing"),
        ({"title": "x" * 151}, "at most 150 characters"),
        ({"text": "x" * 20_001}, "at most 20000 characters"),
        ({"recommendation_2": "x" * 2_001}, "at most 2000 characters"),
        ({"text": f"As in {number(51)}."}, "holds the number of a complaint"),
        ({"recommendation_2": f"Open {number(51)} again."}, "holds the number of a complaint"),
        ({"text": "As mona EXAMPLE said."}, "It holds Mona Example, as somebody here is called."),
        ({"text": "a\x00b"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_published_is_said_and_nothing_typed_is_lost(house, change, sentence):
    client, before = house.client("olga"), size()
    answer = client.post(NEW, {**SAID, **change})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert sentence in page
    assert SAID["recommendation_1"] in page
    assert size() == before


def test_a_word_that_is_also_somebodys_name_is_published_once_it_is_said_that_it_means_nobody(house):
    """Or whoever sets up accounts could give one a name that no oversight finding can do without."""
    said = {**SAID, "text": "As Mona Example said, in a book that everybody knows.", "names": "on"}
    assert house.client("olga").post(NEW, said).status_code == 302


def test_recommendations_are_added_one_by_one_and_empty_ones_left_out(house):
    client = house.client("olga")
    page = client.post(NEW, {**SAID, "one_more": "1"}).content.decode()
    assert 'name="recommendation_3"' in page
    assert 'class="error-summary"' not in page
    assert (
        client.post(NEW, {**SAID, "rows": "4", "recommendation_2": " ", "recommendation_4": "Tell us."}).status_code
        == 302
    )
    [one] = published()
    assert [each.text for each in one.recommendations] == ["Answer within five days.", "Tell us."]
    assert client.post(NEW, {**SAID, "rows": "99", "title": "Another"}).status_code == 302


def test_whatever_is_not_there_is_absent(house):
    published_one(house)
    answered(house, "accepted")
    [said] = OversightAnswer.objects.all()
    for where in (
        "2/",
        "2/document",
        f"2/answers/{said.entry}/document",
        "1/answers/0/document",
        f"{10**30}/",
        f"{10**30}/document",
        f"1/answers/{10**30}/document",
    ):
        assert Client().get(PUBLIC + where).status_code == 404, where
