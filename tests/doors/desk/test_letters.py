"""What goes to a party is shown as its reader gets it, before it is recorded and before it is asked how it was given."""

import pytest

from tests.doors.desk.house import CANARIES, LETTER, NOTICE, SERVED
from tests.doors.desk.test_acts import Desk, date_parts, on_case, state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


def test_a_notice_is_shown_whole_before_it_is_recorded(house):
    index = house.assigned()
    Desk(house).done("ivan", on_case(index, "start"), plan="Ask those who were there.")
    client, where = house.client("ivan"), on_case(index, "notice")
    first = client.get(where)
    assert 'name="served"' not in first.content.decode()
    typed = {"text": NOTICE, **date_parts("reply_by", first.context["form"].initial["reply_by"])}
    shown = client.post(where, typed)
    page = shown.content.decode()
    assert shown.status_code == 200
    assert state(house, index).cases[0].notice_on is None, "nothing is recorded yet"
    assert NOTICE in page
    assert "Allegation 1, under clause 2.1" in page
    assert CANARIES["particulars"] in page
    assert "Evenhand does not bring it to the respondent" in page
    seen = {"seen": shown.context["form"]["seen"].value()}
    assert client.post(where, {**typed, **seen}).context["form"].errors["served"]
    assert client.post(where, {**typed, **seen, "text": NOTICE + " And more."}).status_code != 302
    answer = client.post(where, {**typed, **seen, "served": SERVED})
    assert answer.status_code == 302, answer.content.decode()
    assert "Allegation 1, under clause 2.1" in client.get(answer["Location"]).content.decode()


def test_both_letters_are_shown_with_the_reasons_before_they_are_recorded(house):
    index = house.decided()
    client, where = house.client("mona"), on_case(index, "tell")
    begun = client.get(where).context["form"].initial
    typed = {"to_complainant": LETTER, "to_respondent": LETTER, "remedy": begun["remedy"]}
    shown = client.post(where, {**typed, **date_parts("remedy_by", begun["remedy_by"])})
    assert [letter.text.count(CANARIES["reasons"]) for letter in shown.context["letters"]] == [1, 1]
    assert "The sanction: Apology or undertaking." in shown.context["letters"][1].text
    assert "Apology" not in shown.context["letters"][0].text
    assert state(house, index).cases[0].told == frozenset()
