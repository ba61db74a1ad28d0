"""Every act through its page: the whole process walked by the people whose job it is, and refusals that lose nothing."""

import pytest

from evenhand.doors.desk.acts import ACTS
from evenhand.office.appoint import end_appointment
from evenhand.process.commands import Decide
from evenhand.process.numbers import number
from evenhand.records.load import load
from evenhand.records.models import Head
from tests.doors.desk.house import COMPLETE, LETTER, NOTICE, REASONS, SERVED, address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


def on_complaint(index: int, act: str) -> str:
    return address(index, "acts", act)


def on_case(index: int, act: str, case: int = 1) -> str:
    return address(index, "cases", str(case), "acts", act)


def state(house, index: int):
    return load(index, house.office.today()).state


def date_parts(name: str, day) -> dict[str, int]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def shown_first(desk, login: str, where: str, typed) -> str:
    """What goes to a party is shown as its reader gets it, before it is asked how it was given."""
    page = desk.client(login).post(where, {name: value for name, value in typed.items() if name != "served"})
    assert page.status_code == 200
    return page.context["form"]["seen"].value()


LONG_AGO = {"reply_by_day": "1", "reply_by_month": "1", "reply_by_year": "2020"}


class Desk:
    """The people of a house at their browsers."""

    def __init__(self, house) -> None:
        self.house = house
        self.clients = {}

    def done(self, login: str, where: str, **typed) -> None:
        """Send a form that must be accepted, and land on the complaint's page with a confirmation."""
        client = self.client(login)
        answer = client.post(where, typed)
        assert answer.status_code == 302, answer.content.decode()
        landed = client.get(answer["Location"])
        if landed.status_code == 200:
            assert 'class="message success"' in landed.content.decode()

    def client(self, login: str):
        if login not in self.clients:
            self.clients[login] = self.house.client(login)
        return self.clients[login]


def test_a_complaint_goes_from_receipt_to_reopening_through_the_pages(house):
    desk, index, refs = Desk(house), house.received(), house.refs
    desk.done("ines", on_complaint(index, "acknowledge"), officer=refs["ines"], words="We have it.")
    desk.done("tara", on_complaint(index, "assess"), result="accepted", reasons=REASONS)
    said = {
        "clause_1": "2.1",
        "particulars_1": "Shouted.",
        "clause_2": "2.3",
        "particulars_2": "Pushed.",
        "rows": "2",
    }
    desk.done("mona", on_complaint(index, "open-case"), respondent_name="Yan", capacity="member", **said)
    assert [each.clause for each in state(house, index).cases[0].allegations] == ["2.1", "2.3"]
    desk.done("mona", on_case(index, "allegation"), clause="6.1", particulars="Threatened.")
    desk.done("mona", on_case(index, "assign"), person=f"investigate {refs['ivan']}")
    desk.done("mona", on_case(index, "assign"), person=f"decide {refs['dora']}")
    desk.done("ivan", on_case(index, "evidence"), description="A recording.", source="From a witness.")
    desk.done("ivan", on_case(index, "start"), plan="Ask those who were there.")
    reply_by = desk.client("ivan").get(on_case(index, "notice")).context["form"].initial["reply_by"]
    notice = {"text": NOTICE, "served": SERVED, **date_parts("reply_by", reply_by)}
    notice["seen"] = shown_first(desk, "ivan", on_case(index, "notice"), notice)
    desk.done("ivan", on_case(index, "notice"), **notice)
    desk.done("ivan", on_case(index, "reply"), how="recorded", text="I was not there.", complete=COMPLETE)
    desk.done("ivan", on_complaint(index, "write"), text="The respondent has replied.")
    found = {"finding_1": "proved", "finding_2": "not-proved", "finding_3": "proved-in-part"}
    desk.done("ivan", on_case(index, "recommend"), sanction="3", reasons=REASONS, **found)
    decision = {"sanction": "1", "reasons": REASONS, **found}
    shown = desk.client("dora").post(on_case(index, "decide"), decision)
    decision["seen"] = shown.context["form"]["seen"].value()
    why = {"override_reason": "disproportionate", "power": "Rule 9", "suggested_by": "Nobody"}
    desk.done("dora", on_case(index, "decide"), **decision, **why)
    assert state(house, index).cases[0].override.held
    desk.done("rosa", on_case(index, "review"), verify="verify", reasons=REASONS)
    assert state(house, index).cases[0].reviewer == refs["rosa"]
    begun = desk.client("mona").get(on_case(index, "tell")).context["form"].initial
    letters = {"to_complainant": LETTER, "to_respondent": LETTER, "remedy": begun["remedy"], "served": SERVED}
    letters |= date_parts("remedy_by", begun["remedy_by"])
    letters["seen"] = shown_first(desk, "mona", on_case(index, "tell"), letters)
    desk.done("mona", on_case(index, "tell"), **letters)
    shown = desk.client("mona").get(f"/desk/complaints/{number(index)}/").content.decode()
    assert shown.count("departs from what the investigator recommended, 2 rungs of the ladder lighter") == 2
    desk.done("mona", on_case(index, "close"))
    assert state(house, index).stage == "closed"
    desk.done("olga", on_complaint(index, "reopen"), cases=["1"], ground="fraud", reasons=REASONS)
    assert state(house, index).reopened == 1


def test_a_declined_complaint_is_told_and_closed_through_the_pages(house):
    desk, index = Desk(house), house.received()
    desk.done("mona", on_complaint(index, "acknowledge"), officer=house.refs["ines"], words="")
    desk.done("tara", on_complaint(index, "assess"), result="out-of-scope", rule="no-clause", reasons=REASONS)
    form = desk.client("mona").get(on_complaint(index, "tell")).context["form"]
    assert "to_respondent" not in form.fields
    letter = {"to_complainant": "We cannot take this further.", "remedy": "The ombudsman."}
    desk.done("mona", on_complaint(index, "tell"), **letter, **date_parts("remedy_by", form.initial["remedy_by"]))
    desk.done("mona", on_complaint(index, "close"))
    desk.done("olga", on_complaint(index, "reopen"), ground="fresh-evidence", reasons=REASONS)
    assert state(house, index).stage == "acknowledged"


def test_another_officer_is_named_and_what_exists_only_here_is_asked_no_day(house):
    desk, index = Desk(house), house.accepted()
    form = desk.client("mona").get(on_complaint(index, "officer")).context["form"]
    assert house.refs["ines"] not in dict(form.fields["officer"].choices), "she is named already"
    assert "on" not in form.fields
    desk.done("mona", on_complaint(index, "officer"), officer=house.refs["mona"])
    assert state(house, index).named_officer == house.refs["mona"]


def test_complaints_are_linked_and_declined_as_duplicates_by_number(house):
    desk, first, second, third = Desk(house), house.accepted("one"), house.accepted("two"), house.received("three")
    desk.done(
        "mona", on_complaint(first, "link"), other=number(second).lower(), type="same-incident", reasons=REASONS
    )
    assert state(house, first).links == {second: "same-incident"}
    desk.done("mona", on_complaint(third, "acknowledge"), officer=house.refs["ines"])
    said = {"result": "duplicate", "duplicate_of": number(first), "reasons": REASONS}
    answer = desk.client("tara").post(on_complaint(third, "assess"), said)
    assert answer.status_code == 302, answer.content.decode()
    assert state(house, third).duplicate_of == first


@pytest.mark.parametrize(
    ("sanction", "direction", "rungs", "held"),
    [
        ("4", None, None, None),
        ("3", "lighter", "1 rung", False),
        ("2", "lighter", "2 rungs", True),
        ("6", "heavier", "2 rungs", True),
    ],
)
def test_a_decision_says_what_follows_from_it_before_it_is_made(house, sanction, direction, rungs, held):
    index = house.recommended(sanction=4)
    client, where = house.client("dora"), on_case(index, "decide")
    before = Head.objects.get().size
    page = client.post(where, {"finding_1": "proved", "sanction": sanction, "reasons": REASONS})
    text = page.content.decode()
    assert page.status_code == 200
    assert Head.objects.get().size == before
    if direction is None:
        assert "It follows the recommendation and takes effect at once." in text
        assert 'name="override_reason"' not in text
    else:
        assert f"It departs from the recommendation: {rungs} {direction}." in text
        assert 'name="override_reason"' in text
        assert ("it will be held for an independent reviewer" in text) == held
    assert REASONS in text


def test_another_answer_than_the_one_shown_is_shown_again(house):
    index = house.recommended(sanction=4)
    client, where = house.client("dora"), on_case(index, "decide")
    first = client.post(where, {"finding_1": "proved", "sanction": "4", "reasons": REASONS})
    seen = first.context["form"]["seen"].value()
    second = client.post(where, {"finding_1": "proved", "sanction": "2", "reasons": REASONS, "seen": seen})
    assert second.status_code == 200
    assert "2 rungs lighter" in second.content.decode()
    assert state(house, index).cases[0].decided_by is None


def test_a_departure_without_reason_or_power_is_refused_at_those_questions(house):
    index = house.recommended(sanction=4)
    client, where = house.client("dora"), on_case(index, "decide")
    answer = {"finding_1": "proved", "sanction": "2", "reasons": REASONS}
    seen = client.post(where, answer).context["form"]["seen"].value()
    refused = client.post(where, {**answer, "seen": seen})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"override_reason", "power"}
    assert REASONS in refused.content.decode()


def test_a_refusal_stands_at_the_question_it_is_about_and_nothing_typed_is_lost(house):
    index = house.recommended(sanction=4)
    typed = {"finding_1": "not-proved", "sanction": "5", "reasons": REASONS}
    client, where = house.client("dora"), on_case(index, "decide")
    seen = client.post(where, typed).context["form"]["seen"].value()
    why = {"override_reason": "new-evidence", "power": "Rule 9"}
    refused = client.post(where, {**typed, **why, "seen": seen})
    assert refused.status_code == 422
    assert "Without a breach there is no sanction: choose rung 0." in refused.context["form"].errors["sanction"]
    page = refused.content.decode()
    assert '<a href="#id_sanction">' in page
    assert REASONS in page
    assert "Error:" in page


@pytest.mark.parametrize(
    ("act", "typed", "field", "words"),
    [
        ("notice", {"text": "", **LONG_AGO}, "text", "missing"),
        ("notice", {"text": NOTICE, "served": SERVED, **LONG_AGO}, "reply_by", "at least 7 days"),
        ("notice", {"text": "Alleged.", **LONG_AGO, "reply_by_day": "32"}, "reply_by", "real date"),
        ("evidence", {"description": "", "source": "A witness."}, "description", "missing"),
        (
            "evidence",
            {"description": "x", "on_day": "1", "on_month": "1", "on_year": "2099"},
            "on",
            "not happened yet",
        ),
    ],
)
def test_each_mistake_has_a_sentence_of_its_own(house, act, typed, field, words):
    index = house.assigned()
    Desk(house).done("ivan", on_case(index, "start"), plan="Ask those who were there.")
    client, where = house.client("ivan"), on_case(index, act)
    refused = client.post(where, typed)
    if refused.status_code == 200:  # what goes to a party is shown first
        refused = client.post(where, {**typed, "seen": refused.context["form"]["seen"].value()})
    assert refused.status_code == 422
    assert words in " ".join(refused.context["form"].errors[field])


def test_one_more_allegation_is_asked_for_without_losing_the_first(house):
    index = house.accepted()
    client, where = house.client("mona"), on_complaint(index, "open-case")
    typed = {
        "respondent_name": "Yan Typed",
        "clause_1": "2.1",
        "particulars_1": "Shouted.",
        "rows": "1",
        "one_more": "1",
    }
    page = client.post(where, typed)
    assert page.status_code == 200
    form = page.context["form"]
    assert not form.errors
    assert "clause_2" in form.fields
    assert "Yan Typed" in page.content.decode()
    del typed["one_more"]
    half = client.post(where, {**typed, "rows": "2", "capacity": "member", "particulars_2": "Pushed."})
    assert "clause_2" in half.context["form"].errors


def test_a_forged_number_of_rows_is_bounded(house):
    client = house.client("mona")
    where = on_complaint(house.accepted(), "open-case")
    for rows in ("1000000", "-5", "x", ""):
        assert client.post(where, {"rows": rows}).context["form"].rows <= 20


def test_only_people_whom_the_process_would_accept_can_be_chosen(house):
    index = house.opened()
    choices = house.client("mona").get(on_case(index, "assign")).context["form"].fields["person"].choices
    offered = {value for _group, options in choices for value, _name in options}
    duties = {"investigate": ("ivan", "irma"), "decide": ("dora", "dirk")}
    assert offered == {f"{duty} {house.refs[login]}" for duty, logins in duties.items() for login in logins}


def test_a_person_who_was_not_offered_is_refused(house):
    index = house.opened()
    for person in (f"decide {house.refs['ivan']}", f"investigate {house.refs['lena']}", "investigate", "x y z"):
        assert house.client("mona").post(on_case(index, "assign"), {"person": person}).status_code == 422


def test_a_page_says_so_where_nobody_is_free(house):
    index = house.opened()
    for login in ("ivan", "irma", "dora", "dirk"):
        [appointment] = house.person(login).appointments
        assert end_appointment(house.office, house.refs["anna"], appointment.ref) is None
    assert "Nobody is free to take this" in house.client("mona").get(on_case(index, "assign")).content.decode()


def test_sending_a_form_twice_does_the_act_once(house):
    index = house.received()
    client = house.client("ines")
    typed = {"officer": house.refs["ines"], "words": "We have it."}
    assert client.post(on_complaint(index, "acknowledge"), typed).status_code == 302
    again = client.post(on_complaint(index, "acknowledge"), typed)
    assert again.status_code == 403
    assert b"This cannot be done now" in again.content


def test_what_was_typed_for_an_act_that_is_no_longer_open_is_given_back(house):
    index = house.recommended()
    reasons = "A long and careful text that took an hour to write."
    house.do(index, "dora", Decide(case=1, findings={1: "proved"}, sanction=4, reasons=REASONS))
    answer = house.client("dora").post(on_case(index, "decide"), {"sanction": "4", "reasons": reasons})
    assert answer.status_code == 403
    assert reasons in answer.content.decode()


def test_a_case_that_is_not_there_and_an_act_that_is_none_are_not_found(house):
    index = house.opened()
    client = house.client("mona")
    assert client.get(on_case(index, "assign", 7)).status_code == 404
    assert client.get(on_complaint(index, "delete")).status_code == 404


def test_what_an_act_needs_stands_beside_its_form(house):
    index = house.held()
    page = house.client("rosa").get(on_case(index, "review"))
    assert [line.act for line in page.context["beside"]] == [
        "allegation-framed",
        "recommended",
        "decision-made",
        "overridden",
    ]
    assert all(act.background is not None for act in ACTS)


@pytest.mark.parametrize("rows", ["9" * 5000, "-1", "٣", "1e9", "", "x"])
def test_any_number_of_rows_asked_for_gives_a_form(house, rows):
    index = house.accepted()
    answer = house.client("mona").post(on_complaint(index, "open-case"), {"rows": rows, "one_more": ""})
    assert answer.status_code in (200, 422)
    assert 'name="clause_1"' in answer.content.decode()


@pytest.mark.parametrize(("stage", "login", "act"), [("recommended", "dora", "decide"), ("decided", "mona", "tell")])
def test_another_row_asked_of_a_form_without_rows_is_only_a_form_that_is_not_filled_in(house, stage, login, act):
    index = getattr(house, stage)()
    answer = house.client(login).post(on_case(index, act), {"one_more": "1"})
    assert answer.status_code == 422
    assert b"is missing" in answer.content
