"""Somebody leaves: what they held is given to others, two people end the account, and nothing of theirs works any more (E4)."""

import io
from datetime import timedelta

import pytest
from django.test import Client

from evenhand.cli.main import main
from evenhand.office import end_account as ending
from evenhand.office.act import perform
from evenhand.office.appoint import end_appointment
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.end_account import ask_to_end_account, confirm_end_of_account, end_account
from evenhand.office.submit_complaint import submit_complaint
from evenhand.process import commands as c
from evenhand.process.facts import Refusal
from evenhand.process.leaving import COUNTS_DAYS, LASTS_DAYS, EndAccount
from evenhand.process.numbers import number
from evenhand.records.load import person
from evenhand.records.models import Account, Appointment, Record, Session
from evenhand.records.queries.leaving import asked_ends, held_by, left_with_questions
from evenhand.records.queries.register import size
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.phrase import new_phrase
from tests.doors.desk.house import PASSWORD, address, enrolment
from tests.doors.desk.test_own_sign_in import said, troubles
from tests.office.keys import mail, opens

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


def page_of(house, login):
    return f"/desk/people/{house.refs[login]}/end/"


def asked(house, login="ivan", reason="left"):
    """Adam asks, at the desk."""
    answer = house.client("adam").post(page_of(house, login), {"reason": reason})
    assert answer.status_code == 302, answer.content.decode()


def ended(house, agent, login="ivan"):
    """Adam asked, Anna confirms."""
    command = EndAccount(house.refs[login], "left", house.refs["adam"], house.refs["anna"])
    return end_account(house.office, agent, command)


def test_two_people_end_an_account_at_the_desk_and_everything_of_theirs_is_over(house, agent):
    here, there = house.client("ivan"), house.client("ivan")
    right = house.credentials("ivan")
    asked(house)
    assert here.get("/desk/").status_code == 200, "nothing ends before it is confirmed"
    anna = house.client("anna")
    page = anna.get(page_of(house, "ivan")).content.decode()
    assert "Adam Example asked for this on" in page
    assert "They left the organisation" in page
    assert anna.post(page_of(house, "ivan"))["Location"] == "/desk/people/"
    assert [one.get("/desk/").status_code for one in (here, there)] == [302, 302]
    assert Client().post("/desk/sign-in/", right).status_code == 422
    assert not Session.objects.filter(account=house.refs["ivan"]).exists()
    assert agent.sign_out_person(house.refs["ivan"]) == 0, "a slot was left in the agent"
    assert person(house.refs["ivan"]) is None
    held = Appointment.objects.filter(person=house.refs["ivan"])
    assert {one.until for one in held} == {house.office.today()}
    act = said("account-ended")
    assert (act.data["by"], act.data["second"]) == (house.refs["adam"], house.refs["anna"])
    assert Account.objects.get(login="ivan").ended_entry == act.index
    assert troubles() == []


def test_whoever_is_to_leave_is_told_that_they_can_write_the_overseers_and_does(house):
    """The exit note goes to the overseers and to nobody else, and the account ends all the same (E4)."""
    ivan = house.client("ivan")
    assert "Your account is to end" not in ivan.get("/desk/account/").content.decode()
    asked(house)
    page = ivan.get("/desk/account/").content.decode()
    assert "Your account is to end" in page
    assert "/desk/account/note/" in page
    sent = ivan.post("/desk/account/note/", {"text": "CANARY-NOTE The list of names lay in the corridor."})
    assert "Your note is with the overseers" in sent.content.decode()
    assert house.client("anna").post(page_of(house, "ivan")).status_code == 302
    assert Record.objects.filter(act="note-written").count() == 1


def declared(house, materials, login="ivan"):
    """They declare what case materials they have."""
    return house.client(login).post("/desk/account/materials/", {"materials": materials})


def test_whoever_is_to_leave_is_asked_for_case_materials_and_the_last_answer_stands_in_the_end(house):
    assert "Nobody has asked for the end of your account" in declared(house, "none").content.decode()
    asked(house)
    ivan = house.client("ivan")
    assert "/desk/account/materials/" in ivan.get("/desk/account/").content.decode()
    for wrong in ("", "not-declared", "a stick"):
        answer = declared(house, wrong)
        assert (answer.status_code, said("account-end-asked").index) == (422, size() - 1), "nothing was written"
    assert declared(house, "held").status_code == 302
    assert "Give back what you have" in ivan.get("/desk/account/materials/").content.decode()
    asked_again = house.client("anna").get(page_of(house, "ivan")).content.decode()
    assert "They declared that they still have some" in asked_again
    assert declared(house, "returned").status_code == 302
    assert house.client("anna").post(page_of(house, "ivan")).status_code == 302
    assert said("account-ended").data["materials"] == "returned"
    assert left_with_questions(house.office.today()) == []
    assert "given back or destroyed what they had" in house.client("anna").get("/desk/people/").content.decode()
    assert troubles() == []


def test_an_administrator_who_asks_again_takes_no_answer_away(house):
    asked(house)
    declared(house, "none")
    assert ask_to_end_account(house.office, house.refs["adam"], house.refs["ivan"], "left") is None
    assert asked_ends(house.office.today())[house.refs["ivan"]].materials == "none"


def test_an_answer_counts_for_a_month_also_where_the_first_asking_lapsed(house):
    asked(house)
    declared(house, "none")
    house.clock.moment += timedelta(days=LASTS_DAYS + 1)
    asked(house)
    assert asked_ends(house.office.today())[house.refs["ivan"]].materials == "none", "they have said it nine days ago"
    house.clock.moment += timedelta(days=COUNTS_DAYS)
    asked(house)
    assert asked_ends(house.office.today())[house.refs["ivan"]].materials == "not-declared"


def test_overseers_read_for_a_year_who_left_with_a_question_open(house, agent):
    asked(house)
    declared(house, "held")
    assert ended(house, agent) is None
    assert ended(house, agent, "irma") is None
    asked(house, "nora")
    assert declared(house, "none", "nora").status_code == 302
    assert ended(house, agent, "nora") is None
    left = {one.account: one.materials for one in left_with_questions(house.office.today())}
    assert left == {house.refs["ivan"]: "held", house.refs["irma"]: "not-asked"}
    assert left_with_questions(house.office.today() + timedelta(days=1)) == []


def test_overseers_read_nothing_of_an_account_that_nobody_could_ever_use(house, agent):
    wrong = NewAccount("zoe", "Zoe Example", enrolment("zoe"), mail("zoe"))
    ref = create_account(house.office, house.refs["adam"], wrong)
    command = EndAccount(ref, "in-error", house.refs["adam"], house.refs["anna"])
    assert end_account(house.office, agent, command) is None
    assert left_with_questions(house.office.today()) == []


def test_the_doctor_names_an_account_that_somebody_brought_back(house, agent):
    assert ended(house, agent) is None
    Account.objects.filter(login="ivan").update(ended_entry=None)
    assert troubles() == [("account", "ended_entry")]


def test_what_waits_for_them_is_given_to_others_first_by_a_manager_who_sees_the_list(house):
    investigated, officer = house.assigned("one"), house.accepted("two")
    assert [one.duty for one in held_by(house.refs["ivan"])] == ["investigate"]
    assert {one.number for one in held_by(house.refs["ines"])} == {number(investigated), number(officer)}
    asked(house)
    anna = house.client("anna")
    answer = anna.post(page_of(house, "ivan"))
    assert answer.status_code == 422
    assert "Others wait for this person: 1 duty in open cases" in answer.content.decode()
    assert number(investigated) not in answer.content.decode()
    assert person(house.refs["ivan"]) is not None
    listed = house.client("mona").get("/desk/people/").content.decode()
    assert f"{number(investigated)} – They investigate it" in listed
    for login in ("adam", "anna", "lena", "nora"):
        assert number(investigated) not in house.client(login).get("/desk/people/").content.decode()
    house.do(investigated, "mona", c.Assign(case=1, duty="investigate", person=house.refs["irma"]))
    assert anna.post(page_of(house, "ivan")).status_code == 302
    assert held_by(house.refs["ivan"]) == ()


def test_duties_that_are_done_keep_nobody(house):
    assert [one.duty for one in held_by(house.refs["dora"])] == []
    house.recommended("one")
    assert [one.duty for one in held_by(house.refs["dora"])] == ["decide"]
    assert held_by(house.refs["ivan"]) == ()
    house.decided("two")
    assert len(held_by(house.refs["dora"])) == 1
    house.closed("three")
    assert len(held_by(house.refs["ines"])) == 2, "a closed complaint waits for no officer"


def test_a_case_that_is_given_to_them_at_that_moment_keeps_the_account(house, agent, monkeypatch):
    """The race: while the end is decided on, a manager assigns a case."""
    index, record, left = house.opened(), ending.record, [1]

    def late(*given, **how):
        if left:
            left.pop()
            house.do(index, "mona", c.Assign(case=1, duty="investigate", person=house.refs["ivan"]))
        return record(*given, **how)

    monkeypatch.setattr(ending, "record", late)
    refusal = ended(house, agent)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "still-holds"


def test_a_request_that_was_let_in_before_does_nothing_after(house, agent):
    """What the gate of a worker knew a moment ago counts for nothing: each act is decided on the people as they are."""
    index, ivan, ines = house.opened(), house.person("ivan"), house.person("ines")
    house.do(index, "mona", c.Assign(case=1, duty="investigate", person=house.refs["ivan"]))
    start = c.StartInvestigation(case=1, plan="Ask those who were there.")
    house.do(index, "mona", c.Assign(case=1, duty="investigate", person=house.refs["irma"]))
    house.do(index, "mona", c.NameOfficer(officer=house.refs["ida"]))
    assert ended(house, agent) is None
    assert ended(house, agent, "ines") is None
    before = size()
    acted = perform(house.office, ivan, index, start, opens())
    by_post = c.Submit(
        channel="post", category="har", narrative="By post.", token="0" * 64, nonce=b"n" * 16, nonce_by="server"
    )
    registered = submit_complaint(house.office, by_post, new_phrase(house.office.entropy), by=ines)
    assert [acted.code, registered.code] == ["account-ended", "account-ended"]
    assert size() == before


def test_a_sign_in_that_was_under_way_opens_nothing(house, agent, monkeypatch):
    checked = AgentClient.sign_in

    def slow(self, *given):
        slot = checked(self, *given)
        assert ended(house, agent) is None
        return slot

    typed = house.credentials("ivan")
    monkeypatch.setattr(AgentClient, "sign_in", slow)
    assert Client().post("/desk/sign-in/", typed).status_code == 422
    assert agent.sign_out_person(house.refs["ivan"]) == 0


@pytest.mark.parametrize("login", ["mona", "lena", "ivan", "nora"])
def test_for_everybody_else_the_page_is_absent_and_nothing_leads_there(house, login):
    client = house.client(login)
    for answer in (client.get(page_of(house, "ines")), client.post(page_of(house, "ines"), {"reason": "left"})):
        assert answer.status_code == 404
        assert answer.content == client.get("/desk/complaints/EH-NONE/").content
    assert "/end/" not in client.get("/desk/people/").content.decode()
    assert house.client("adam").get("/desk/people/s-nobody/end/").status_code == 404


def test_who_asked_cannot_confirm_and_who_may_confirm_cannot_ask(house):
    asked(house)
    again = house.client("adam").post(page_of(house, "ivan"))
    assert again.status_code == 422
    assert "A second person has to confirm this" in again.content.decode()
    anna = house.client("anna").post(page_of(house, "irma"), {"reason": "left"})
    assert anna.status_code == 422
    assert "Only the administrator can do this." in anna.content.decode()
    assert house.client("adam").post(page_of(house, "adam"), {"reason": "left"}).status_code == 422
    assert house.client("adam").post(page_of(house, "irma"), {"reason": "a grudge"}).status_code == 422


def test_what_was_asked_for_lapses_after_a_week_and_nobody_confirms_what_nobody_asked(house, agent):
    assert confirm_end_of_account(house.office, agent, house.refs["anna"], house.refs["ivan"]).code == "not-asked"
    asked(house)
    house.clock.moment += timedelta(days=LASTS_DAYS + 1)
    assert confirm_end_of_account(house.office, agent, house.refs["anna"], house.refs["ivan"]).code == "not-asked"


def test_their_name_is_never_given_again_and_their_acts_keep_it(house, agent):
    index = house.opened()
    house.do(index, "mona", c.NameOfficer(officer=house.refs["ida"]))
    assert ended(house, agent, "ines") is None
    assert "Ines Example" in house.client("mona").get(address(index)).content.decode()
    assert "Ines Example" in house.client("mona").get("/desk/people/").content.decode()


def command(monkeypatch, login, *, passwords=("adam", "anna")):
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{PASSWORD}{one}\n" for one in passwords)))
    return main(["people", "end-account", login, "--reason", "left", "--by", "adam", "--second", "anna"])


def test_the_command_says_how_much_waits_and_not_which_and_ends_the_account_once_nothing_does(
    house, monkeypatch, capsys
):
    index = house.assigned()
    client = house.client("ivan")
    assert command(monkeypatch, "ivan") == 1
    said = capsys.readouterr().err
    assert "Others wait for this person: 1 duty in open cases" in said
    assert number(index) not in said  # no administrator sees a complaint
    house.do(index, "mona", c.Assign(case=1, duty="investigate", person=house.refs["irma"]))
    assert command(monkeypatch, "ivan", passwords=("adam", "adam")) == 1
    assert "has the sign-in name anna and this password" in capsys.readouterr().err
    assert command(monkeypatch, "ivan") == 0
    said = capsys.readouterr().out
    assert "The account ivan has ended" in said
    assert "They were not asked for case materials" in said
    assert client.get("/desk/").status_code == 302


def test_a_role_that_was_lost_since_the_page_was_asked_for_gives_nothing(house):
    index, mona = house.accepted(), house.person("mona")
    [held] = mona.appointments
    assert end_appointment(house.office, house.refs["anna"], held.ref) is None
    answer = perform(house.office, mona, index, c.NameOfficer(officer=house.refs["ida"]), opens())
    assert isinstance(answer, Refusal)
    assert answer.code == "role"
