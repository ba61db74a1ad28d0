"""What came by post or telephone is registered like the rest; its sender gets number, phrase and the way to the receipt (A1)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evenhand.doors.desk.forms.files import KEPT
from evenhand.office.keyring import OwnKeys
from evenhand.office.reading import read_contents
from evenhand.records.models import Complaint, Head, PhraseHolder
from evenhand.records.queries.casefile import case_file
from evenhand.vault.phrase import lookup_ref, parse, phrase_keys
from tests.doors.desk.house import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]

PAGE = "/desk/register/"


def typed(client, **changes) -> dict[str, str]:
    form = client.get(PAGE).context["form"]
    on = form.initial["on"]
    said = {
        "channel": "post",
        "on_day": on.day,
        "on_month": on.month,
        "on_year": on.year,
        "category": "har",
        "labels": ["historic", "online"],
        "narrative": "At the spring meeting I was shouted at.",
        "about": "The treasurer",
        "apart": "no",
        "name": "Zoe Winter",
        "reach": "By post",
        "token": form.initial["token"],
    }
    return {**said, **changes}


def sent(page) -> dict[str, list[str]]:
    """What the page before would send on."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.content.decode())
    fields: dict[str, list[str]] = {}
    for name, value in hidden:
        fields.setdefault(name, []).append(value)
    return fields


def test_a_letter_is_registered_and_its_sender_can_open_it(house):
    client = house.client("ines")
    check = client.post(PAGE, typed(client))
    assert check.status_code == 200
    assert b"Nothing is registered yet" in check.content
    assert Complaint.objects.count() == 0
    slip = client.post(PAGE, {**sent(check), "send": "1"})
    made = slip.context["made"]
    assert made.number in slip.content.decode()
    assert "http://testserver/follow/" in slip.content.decode()
    keys = phrase_keys(parse(slip.context["phrase"]))
    assert PhraseHolder.objects.get(complaint=made.index).lookup == lookup_ref(keys.lookup)
    opened = read_contents([made.index], OwnKeys(keys.key_pair))
    assert opened.by_entry[made.index].text("narrative").startswith("At the spring meeting")
    facts = case_file(made.index, house.office.today()).facts[0].data
    assert (facts["channel"], facts["by"], facts["nonce_by"]) == ("post", house.refs["ines"], "server")
    assert facts["labels"] == ["historic", "online"]
    assert client.get(address(made.index)).status_code == 200


def test_the_phrase_is_on_paper_before_and_the_same_after(house):
    client = house.client("ines")
    check = client.post(PAGE, typed(client))
    slip = client.post(PAGE, {**sent(check), "send": "1"})
    assert slip.context["phrase"] == check.context["phrase"]


def test_sending_twice_registers_once_and_shows_the_same_slip(house):
    client = house.client("ines")
    check = sent(client.post(PAGE, typed(client)))
    first = client.post(PAGE, {**check, "send": "1"})
    again = client.post(PAGE, {**check, "send": "1"})
    assert Complaint.objects.count() == 1
    assert again.context["made"].number == first.context["made"].number
    assert again.context["phrase"] == first.context["phrase"]


def test_another_phrase_than_the_one_registered_is_never_printed(house):
    client = house.client("ines")
    check = sent(client.post(PAGE, typed(client)))
    client.post(PAGE, {**check, "send": "1"})
    other = sent(client.post(PAGE, typed(client)))["phrase"]
    slip = client.post(PAGE, {**check, "phrase": other, "send": "1"})
    assert slip.context["phrase"] == ""
    assert other[0] not in slip.content.decode()


def test_files_travel_through_the_check_and_are_sealed(house):
    client = house.client("ines")
    letter = SimpleUploadedFile("letter.pdf", b"%PDF a letter", "application/pdf")
    check = client.post(PAGE, {**typed(client, narrative=""), "uploads": [letter]})
    assert "letter.pdf" in check.content.decode()
    slip = client.post(PAGE, {**sent(check), "send": "1"})
    facts = case_file(slip.context["made"].index, house.office.today()).facts[0].data
    assert [one["what"] for one in facts["sealed"]] == ["content", "file"]


def test_a_file_that_stands_with_one_complaint_is_refused_with_another(house):
    client = house.client("ines")
    letter = SimpleUploadedFile("letter.pdf", b"%PDF a letter", "application/pdf")
    first = sent(client.post(PAGE, {**typed(client), "uploads": [letter]}))
    second = sent(client.post(PAGE, typed(client)))
    client.post(PAGE, {**first, "send": "1"})
    answer = client.post(PAGE, {**second, KEPT: first[KEPT], "send": "1"})
    assert answer.status_code == 422
    assert "was sent before, so nothing was done" in answer.content.decode()
    assert Complaint.objects.count() == 1


def test_going_back_keeps_everything(house):
    client = house.client("ines")
    check = client.post(PAGE, typed(client))
    form = client.post(PAGE, {**sent(check), "change": "1"})
    assert form.status_code == 200
    assert "At the spring meeting I was shouted at." in form.content.decode()
    assert Complaint.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"narrative": ""}, "narrative"),
        ({"category": "none such"}, "category"),
        ({"channel": "web"}, "channel"),
        ({"on_year": "2099"}, "on"),
        ({"labels": ["none such"]}, "labels"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_lost_or_registered(house, changes, field):
    client = house.client("ines")
    before = Head.objects.get().size
    answer = client.post(PAGE, typed(client, **changes))
    if field == "on":
        answer = client.post(PAGE, {**sent(answer), "send": "1"})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Zoe Winter" in answer.content.decode()
    assert Head.objects.get().size == before


def test_nobody_who_takes_no_complaints_in_registers_one(house):
    for login in ("tara", "mona", "dora", "lena", "olga"):
        client = house.client(login)
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, {"send": "1"}).status_code == 403
    assert b"intake-officer" in client.get(PAGE).content
