"""Following by phrase: what happened, what comes next and by when, both ways, and nothing without the phrase (DESIGN 5.10, F3)."""

import json
from contextlib import suppress
from datetime import timedelta
from itertools import islice

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from mnemonic import Mnemonic

from evenhand.doors.portal import cookies
from evenhand.office.appoint import end_appointment
from evenhand.process import commands as c
from evenhand.process.clocks import next_step
from evenhand.records.load import rulebook, state_of
from evenhand.records.models import Appointment, Attempt, PhraseHolder, Record, Sealed
from evenhand.records.queries.tracking import SHOWN
from evenhand.vault.agent.throttle import Kind
from evenhand.vault.phrase import PhraseFault, new_phrase, parse
from tests.doors.desk.house import running_agent
from tests.doors.portal.staff import DECIDED, REASONS, STAFF_ONLY
from tests.doors.portal.walk import ANONYMOUS, CLEAR, NARRATIVE

pytestmark = pytest.mark.django_db


@pytest.fixture
def complainant(visitor):
    """Somebody who has complained, with a file, and whose complaint is open in their browser."""
    visitor.answer()
    visitor.add_files(CLEAR)
    visitor.send()
    visitor.at = visitor.index
    return visitor


def test_the_phrase_opens_the_complaint_in_another_browser(complainant, portal):
    other = portal.visitor()
    other.open(complainant.phrase)
    assert other.page.request["PATH_INFO"] == "/follow/complaint/"
    assert other.index == complainant.at
    assert NARRATIVE in other.text
    assert "Wilhelmina Zeppelin" in other.text


@pytest.mark.parametrize("spelt", ["{}", "  {}\n", "upper", "1. numbered", "commas"])
def test_the_phrase_may_be_typed_as_people_type(complainant, portal, spelt):
    words = complainant.phrase.split()
    text = {
        "upper": complainant.phrase.upper(),
        "1. numbered": "\n".join(f"{place}. {word}" for place, word in enumerate(words, 1)),
        "commas": ", ".join(words),
    }.get(spelt, spelt.format(complainant.phrase))
    other = portal.visitor()
    other.open(text)
    assert other.page.request["PATH_INFO"] == "/follow/complaint/"


def test_a_slip_in_the_phrase_is_named(visitor):
    visitor.open("lantern gravel")
    assert visitor.page.status_code == 422
    assert "Word 1, “lantern”, is not in the list of words." in visitor.text
    visitor.open("wise dragon salon")
    assert "A phrase has 12 words; this has 3." in visitor.text


def test_a_phrase_that_opens_nothing_is_answered_alike_whether_it_existed_or_not(complainant, portal):
    unknown = new_phrase(portal.office.entropy).text
    never = portal.visitor()
    never.open(unknown)
    PhraseHolder.objects.all().update(key="0" * 32)
    once = portal.visitor()
    once.open(complainant.phrase)
    assert "No complaint opens with these words." in once.text
    assert once.page.status_code == never.page.status_code
    assert once.text.replace(complainant.phrase, "") == never.text.replace(unknown, "")


@pytest.mark.parametrize(
    "path", ["/follow/complaint/", "/follow/receipt/2/", "/follow/receipt/2/file/", "/follow/file/" + "0" * 64 + "/"]
)
def test_without_the_phrase_every_page_of_a_complaint_asks_for_it(complainant, portal, path):
    assert complainant.at == 2
    other = portal.visitor()
    other.get(path)
    assert other.page.request["PATH_INFO"] == "/follow/"
    assert NARRATIVE not in other.text


def test_what_comes_next_is_said_with_its_day_by_the_function_that_the_desk_uses(complainant, staff, portal):
    for act in (None, staff.acknowledge):
        if act:
            act(complainant.at)
        state = state_of(complainant.at)
        expected = next_step(state, rulebook(state.rulebook), portal.office.today())
        complainant.get("/follow/complaint/")
        assert complainant.page.context["standing"].next_step == expected
        assert expected.what_next in complainant.text
        assert f'datetime="{expected.by_when.isoformat()}"' in complainant.page.content.decode()


def test_a_promise_that_is_late_is_called_late(complainant, clock):
    clock.go_to(clock.moment + timedelta(days=20))
    complainant.open(complainant.phrase)
    complainant.get("/follow/complaint/")
    assert "This is late, and that is our fault." in complainant.text
    assert "Not yet, and it is late" in complainant.text


def test_the_named_officer_is_shown_and_their_words_are_there(complainant, staff):
    complainant.get("/follow/complaint/")
    assert "No officer is named to you at the moment." in complainant.text
    staff.acknowledge(complainant.at)
    complainant.get("/follow/complaint/")
    assert "The officer named to you is Ines Example." in complainant.text
    assert "We have read it, and will write within ten days." in complainant.text


def test_an_officer_who_left_is_not_whom_the_complainant_is_told_to_ask(complainant, staff, clock):
    staff.acknowledge(complainant.at)
    held = Appointment.objects.get(person=staff.refs["ines"])
    assert end_appointment(staff.office, "founding", held.ref) is None
    clock.go_to(clock.moment + timedelta(days=1))
    complainant.open(complainant.phrase)
    complainant.get("/follow/complaint/")
    assert "No officer is named to you at the moment." in complainant.text
    staff.do(complainant.at, "mona", c.NameOfficer(officer=staff.refs["mona"]))
    complainant.get("/follow/complaint/")
    assert "The officer named to you is Mona Example." in complainant.text
    assert "Another officer was named to you" in complainant.text


def test_the_whole_way_is_told_in_plain_words_and_order(complainant, staff):
    staff.close(complainant.at)
    complainant.get("/follow/complaint/")
    titles = [event.title for event in complainant.page.context["events"]]
    assert titles == [
        "You made your complaint",
        "We confirmed that we have it",
        "We will look into it",
        "A case was opened",
        "Somebody was asked to investigate",
        "Somebody independent was asked to decide",
        "The investigation started",
        "The respondent was told, and may reply",
        "The time to reply has ended",
        "The investigator finished, and recommended findings",
        "It was decided. You will be told in a letter",
        "We told you the outcome",
        "The case was closed",
        "Your complaint was closed",
    ]
    assert "Nothing more: the complaint is closed." in complainant.text
    assert "could not be opened" not in complainant.text


def test_what_the_respondent_did_with_the_time_to_reply_is_not_among_our_promises(complainant, staff):
    staff.recommend(complainant.at)
    complainant.get("/follow/complaint/")
    promised = [words for words, _by, _done in complainant.page.context["promises"]]
    assert "The investigator recommends findings." in promised
    assert not any("respondent may reply" in words for words in promised)


def test_the_outcome_letter_says_what_where_else_and_until_when(complainant, staff):
    staff.tell(complainant.at)
    complainant.get("/follow/complaint/")
    assert "A breach of the rules was found, and there is a sanction." in complainant.text
    assert "We found that the rules were broken" in complainant.text
    assert "independent ombudsman" in complainant.text
    assert "You can go there until" in complainant.text


def test_the_letter_holds_the_finding_and_the_reasons_and_nothing_for_the_respondent_alone(complainant, staff):
    staff.decide(complainant.at)
    complainant.get("/follow/complaint/")
    assert DECIDED not in complainant.text, "nobody reads it before they are told"
    staff.do(complainant.at, "mona", staff.letters())
    complainant.get("/follow/complaint/")
    assert "under clause 2.1" in complainant.text
    assert "The finding: proved." in complainant.text
    assert DECIDED in complainant.text
    assert [words for words in STAFF_ONLY.values() if words in complainant.text] == []


def test_after_a_reopening_the_void_outcome_stands_last_and_says_that_it_is_void(complainant, staff):
    staff.close(complainant.at)
    staff.do(complainant.at, "olga", c.Reopen(cases=(1,), ground="fresh-evidence", reasons=REASONS))
    complainant.get("/follow/complaint/")
    assert complainant.page.context["letters"] == []
    text = complainant.text
    assert text.index("An earlier outcome") > text.index("Our promises") > text.index("What comes next")
    assert "What stands here does not hold any more" in text
    assert REASONS in text


def test_a_first_word_of_the_respondent_is_not_told_as_the_end_of_their_time(complainant, staff):
    staff.give_notice(complainant.at)
    staff.do(complainant.at, "ivan", c.RecordReply(case=1, how="recorded", text=STAFF_ONLY["reply"]))
    complainant.get("/follow/complaint/")
    assert "The time to reply has ended" not in complainant.text
    assert STAFF_ONLY["reply"] not in complainant.text


def test_a_complaint_that_is_declined_is_told_by_which_published_rule(complainant, staff):
    staff.decline(complainant.at)
    complainant.get("/follow/complaint/")
    assert "We cannot take it further" in complainant.text
    assert "no clause of these rules would be breached" in complainant.text
    assert "Your complaint is not one that we can decide." in complainant.text


def test_only_acts_that_are_listed_are_shown_and_every_listed_act_exists(complainant, staff):
    staff.hold(complainant.at)
    complainant.get("/follow/complaint/")
    logged = set(Record.objects.filter(complaint=complainant.at).values_list("act", flat=True))
    assert {"overridden", "decision-made", "evidence-added", "allegation-framed"} <= logged - set(SHOWN)
    assert "departs" not in complainant.text


def test_messages_go_both_ways(complainant, staff):
    complainant.post("/follow/write/", {"text": "Somebody told me to withdraw it."})
    assert "Your message was sent" in complainant.text
    assert "Somebody told me to withdraw it." in complainant.text
    staff.do(complainant.at, "mona", c.SendMessage(text="Thank you for telling us."))
    complainant.get("/follow/complaint/")
    thread = complainant.page.context["thread"]
    assert [(message.own, message.author, message.text) for message in thread] == [
        (True, "", "Somebody told me to withdraw it."),
        (False, "Mona Example", "Thank you for telling us."),
    ]


def test_a_message_may_bring_files_and_the_complainant_gets_every_file_back(complainant):
    complainant.post("/follow/write/", {"text": "", "attachments": [SimpleUploadedFile("later.txt", b"l" * 70_001)]})
    body = complainant.page.content.decode()
    for address in Sealed.objects.filter(what="file").values_list("address", flat=True):
        assert f"/follow/file/{address}/" in body
        answer = complainant.client.get(f"/follow/file/{address}/")
        content = b"".join(answer.streaming_content)
        name, expected = ("letter.pdf", CLEAR) if content.startswith(b"%PDF") else ("later.txt", b"l" * 70_001)
        assert content == expected
        assert name in complainant.text
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["Content-Type"] == "application/octet-stream"


def test_a_message_without_a_word_or_a_file_is_asked_for(complainant):
    complainant.post("/follow/write/", {"text": "   "})
    assert complainant.page.status_code == 422
    assert "Write your message, or add a file." in complainant.text


def test_a_message_with_a_file_that_is_not_kept_keeps_its_words(complainant):
    complainant.post("/follow/write/", {"text": "See this.", "attachments": [SimpleUploadedFile("empty.txt", b"")]})
    assert complainant.page.status_code == 422
    assert "“empty.txt” is empty" in complainant.text
    assert "See this." in complainant.text
    assert Attempt.objects.get(reason="file-empty").count == 1


def test_a_message_that_comes_too_late_is_given_back(complainant):
    complainant.client.cookies.clear()
    complainant.post("/follow/write/", {"text": "What I took an hour to write."})
    assert "What I took an hour to write." in complainant.text
    complainant.post("/follow/", {"phrase": "wrong words", "kept": "What I took an hour to write."})
    assert "What I took an hour to write." in complainant.text
    complainant.post("/follow/", {"phrase": complainant.phrase, "kept": "What I took an hour to write."})
    assert complainant.page.templates[0].name == "portal/write.html"
    assert "What I took an hour to write." in complainant.text


def test_a_file_of_another_complaint_does_not_exist(complainant, portal):
    mine = Sealed.objects.get(what="file", entry=complainant.at).address
    other = portal.visitor()
    other.complain(you=ANONYMOUS)
    assert other.client.get(f"/follow/file/{mine}/").status_code == 404
    assert other.client.get("/follow/file/" + "0" * 64 + "/").status_code == 404


def test_leaving_closes_the_complaint_in_this_browser(complainant):
    complainant.post("/follow/leave/", {})
    assert complainant.page.request["PATH_INFO"] == "/"
    complainant.get("/follow/complaint/")
    assert complainant.page.request["PATH_INFO"] == "/follow/"


def test_a_complaint_is_closed_when_nobody_has_looked_for_half_an_hour(complainant, monkeypatch):
    monkeypatch.setattr(cookies, "IDLE_SECONDS", -1)
    complainant.get("/follow/complaint/")
    assert complainant.page.request["PATH_INFO"] == "/follow/"
    assert "Your complaint was closed in this browser" in complainant.text


@pytest.mark.parametrize("forged", ["", "nonsense", "AAAA:BBBB:CCCC"])
def test_a_forged_cookie_opens_nothing(complainant, forged):
    complainant.client.cookies[cookies.FOLLOW] = forged
    complainant.get("/follow/complaint/")
    assert complainant.page.request["PATH_INFO"] == "/follow/"


def test_a_lookup_token_without_its_key_opens_nothing(complainant):
    """Whoever copied the token from somewhere, but not the key, cannot even see that the complaint is there."""
    signer = signing.TimestampSigner(salt="evenhand.portal.follow")
    value = cookies.base64.urlsafe_b64decode(signer.unsign(complainant.client.cookies[cookies.FOLLOW].value))
    forged = cookies.base64.urlsafe_b64encode(value[:32] + bytes(range(32))).decode()
    complainant.client.cookies[cookies.FOLLOW] = signer.sign(forged)
    complainant.get("/follow/complaint/")
    assert complainant.page.request["PATH_INFO"] == "/follow/"


def test_the_phrase_works_without_the_key_agent_and_without_the_instance_key(complainant, staff, portal):
    """No agent runs in this test, and the instance key's private half is taken away for good (DESIGN 5.6)."""
    staff.acknowledge(complainant.at)
    for path in portal.home.keys.glob("*instance*"):
        if "pub" not in path.name:
            path.unlink()
    assert not portal.home.agent_socket.exists()
    other = portal.visitor()
    other.open(complainant.phrase)
    assert NARRATIVE in other.text
    assert "We have read it" in other.text
    other.post("/follow/write/", {"text": "I am still here."})
    assert "I am still here." in other.text


def test_the_complaint_says_so_when_a_part_of_it_does_not_open(complainant):
    sealed = Sealed.objects.get(entry=complainant.at, what="content")
    Sealed.objects.filter(address=sealed.address).update(wrap=bytes(97))
    complainant.get("/follow/complaint/")
    assert complainant.page.status_code == 200
    assert "One part of your complaint could not be opened." in complainant.text


def test_no_page_carries_what_opens_the_complaint(complainant):
    complainant.get("/follow/complaint/")
    body = complainant.page.content.decode()
    assert complainant.phrase not in body
    assert complainant.client.cookies[cookies.FOLLOW].value not in body


def test_facts_of_a_message_name_the_complainant_and_none_of_the_words(complainant):
    complainant.post("/follow/write/", {"text": "A sentence nobody may find."})
    facts = Record.objects.filter(act="message-sent").latest("entry_id").facts
    assert json.loads(bytes(facts))["data"]["by"] == "complainant"
    assert b"sentence" not in bytes(facts)


@pytest.fixture
def counting(tmp_path, monkeypatch):
    """A key agent of the portal's own, where wrong tries are counted."""
    with running_agent(tmp_path / "run" / "agent.sock") as client:
        monkeypatch.setattr("evenhand.site.middleware.make_agent", lambda _home: client)
        yield client


def all_but_the_last_word_of(phrase):
    """Well-formed phrases that differ from this one in the last word: a hundred and more."""
    *known, last = phrase.split()
    for guess in Mnemonic("english").wordlist:
        with suppress(PhraseFault):
            if guess != last:
                yield parse(" ".join([*known, guess])).text


@pytest.mark.usefixtures("counting")
def test_whoever_knows_all_words_but_one_has_growing_pauses(complainant, portal):
    thief = portal.visitor()
    answers = []
    for guess in islice(all_but_the_last_word_of(complainant.phrase), Kind.PHRASE.free + 3):
        thief.open(guess)
        answers.append(thief.page.status_code)
    assert answers == [422] * Kind.PHRASE.free + [429] * 3
    assert "There were too many wrong tries" in thief.text
    assert int(thief.page["Retry-After"]) > 0


def test_nobody_waits_who_is_guessed_around_with_other_words(complainant, portal, counting):
    stranger = portal.visitor()
    for _ in range(Kind.PHRASE.free + 5):
        stranger.open(new_phrase(portal.office.entropy).text)
        assert stranger.page.status_code == 422
    assert counting.status()["counted"] > 4 * Kind.PHRASE.free
    other = portal.visitor()
    for _ in range(Kind.PHRASE.free + 5):
        other.open(complainant.phrase)
        assert other.page.request["PATH_INFO"] == "/follow/complaint/"
        other = portal.visitor()


def test_with_the_agent_away_the_phrase_opens_all_the_same(complainant, portal, counting):
    counting.stop()
    other = portal.visitor()
    other.open(complainant.phrase)
    assert other.page.request["PATH_INFO"] == "/follow/complaint/"
