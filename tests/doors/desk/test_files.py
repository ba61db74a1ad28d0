"""Files: saved and never shown by the browser, streamed, and kept when a form comes back."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evenhand.doors.desk.forms.files import KEPT
from evenhand.doors.desk.kept_files import from_token, to_token
from evenhand.process.commands import AddEvidence
from evenhand.records.load import load
from evenhand.records.models import Sealed
from evenhand.records.queries.casefile import case_file
from tests.doors.desk.house import address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]


def evidence(house, index: int, **file) -> str:
    """A case with one more file; its address."""
    made = house.file(**file)
    house.do(index, "mona", AddEvidence(case=1, description="A file.", files=(made,)))
    return made.address


def download(client, index: int, file: str):
    answer = client.get(address(index, "files", file))
    return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_file_comes_back_as_it_was_sent(house):
    index = house.opened()
    content = bytes(range(256)) * 1000
    file = evidence(house, index, content=content, name="Протокол «1».txt", media_type="text/plain")
    answer, body = download(house.client("mona"), index, file)
    assert body == content
    assert answer["Content-Length"] == str(len(content))
    assert "attachment" in answer["Content-Disposition"]
    assert "filename*=utf-8''%D0%9F" in answer["Content-Disposition"]


@pytest.mark.parametrize(
    "media_type",
    ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/javascript", "image/png"],
)
def test_no_file_is_ever_shown_on_the_address_of_the_desk(house, media_type):
    index = house.opened()
    file = evidence(house, index, content=b"<script>alert(1)</script>", name="x.html", media_type=media_type)
    answer, _ = download(house.client("mona"), index, file)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == ("image/png" if media_type == "image/png" else "application/octet-stream")


def test_a_name_cannot_add_a_header(house):
    index = house.opened()
    file = evidence(house, index, name='a"\r\nSet-Cookie: x=y;.txt')
    answer, _ = download(house.client("mona"), index, file)
    assert "Set-Cookie" not in answer.headers
    assert "\n" not in answer["Content-Disposition"]


def test_a_file_whose_bytes_were_changed_is_refused_before_one_is_sent(house):
    index = house.opened()
    file = evidence(house, index, content=b"genuine")
    path = house.office.blobs.path(file)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    answer, body = download(house.client("mona"), index, file)
    assert answer.status_code == 500
    assert b"damaged or missing in the store" in body
    path.unlink()
    assert b"damaged or missing in the store" in download(house.client("mona"), index, file)[1]


def test_files_come_with_a_message_and_are_sealed_to_the_complaint(house):
    index = house.opened()
    client = house.client("ines")
    upload = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 a letter", "application/pdf")
    answer = client.post(address(index, "acts", "write"), {"text": "Here is our letter.", "uploads": [upload]})
    assert answer.status_code == 302
    facts = case_file(index, house.office.today()).facts[-1]
    [file] = [one for one in facts.data["sealed"] if one["what"] == "file"]
    assert Sealed.objects.get(address=file["address"]).compartment.purpose == "complaint"
    assert download(client, index, file["address"])[1] == b"%PDF-1.7 a letter"


def test_a_form_that_comes_back_keeps_its_files(house):
    index = house.noticed()
    client = house.client("ivan")
    where = address(index, "cases", "1", "acts", "reply")
    upload = SimpleUploadedFile("reply.txt", b"I was not there.", "text/plain")
    refused = client.post(where, {"how": "", "text": "", "uploads": [upload]})
    assert refused.status_code == 422
    assert "reply.txt" in refused.content.decode()
    [kept] = refused.context["form"].kept
    assert client.post(where, {"how": "recorded", "text": "", KEPT: [kept.token]}).status_code == 302
    facts = case_file(index, house.office.today()).facts[-1]
    assert facts.act == "reply-recorded"
    [file] = [one["address"] for one in facts.data["sealed"] if one["what"] == "file"]
    assert download(client, index, file)[1] == b"I was not there."


def test_a_form_that_kept_its_file_and_is_sent_twice_is_refused_the_second_time(house):
    """A scanner that sent such a form again was answered with an error of ours."""
    index = house.opened()
    client, where = house.client("mona"), address(index, "acts", "write")
    upload = SimpleUploadedFile("letter.txt", b"Our letter.", "text/plain")
    [kept] = (
        client.post(where, {"text": " ", "uploads": [upload, SimpleUploadedFile("empty.txt", b"")]})
        .context["form"]
        .kept
    )
    typed = {"text": "Here is our letter.", KEPT: [kept.token]}
    assert client.post(where, typed).status_code == 302
    written = load(index, house.office.today()).state.last_index
    again = client.post(where, typed)
    assert again.status_code == 422
    assert "was sent before, so nothing was done" in again.content.decode()
    assert "Here is our letter." in again.content.decode()
    assert load(index, house.office.today()).state.last_index == written


def test_a_file_goes_with_one_act_and_once(house):
    """The token of a kept file is its sender's own: they may put it into any form, as often as they like."""
    index, other = house.opened(), house.received("another")
    client, token = house.client("mona"), to_token(house.file(), house.refs["mona"])
    twice = client.post(address(index, "acts", "write"), {"text": "Twice.", KEPT: [token, token]})
    assert twice.status_code == 422
    assert client.post(address(index, "acts", "write"), {"text": "Once.", KEPT: [token]}).status_code == 302
    assert client.post(address(other, "acts", "write"), {"text": "Elsewhere.", KEPT: [token]}).status_code == 422


def test_a_file_taken_out_of_a_form_does_not_come_along(house):
    index = house.opened()
    client = house.client("mona")
    answer = client.post(address(index, "acts", "write"), {"text": "No file after all."})
    assert answer.status_code == 302
    assert not [
        one for one in case_file(index, house.office.today()).facts[-1].data["sealed"] if one["what"] == "file"
    ]


def test_a_token_of_a_file_is_of_use_to_its_sender_alone_and_cannot_be_made_up(house):
    file = house.file()
    token = to_token(file, "s-1")
    assert from_token(token, "s-1") == file
    assert from_token(token, "s-2") is None
    assert from_token(token[:-2] + "zz", "s-1") is None
    assert from_token("", "s-1") is None


def test_nobody_can_claim_a_file_of_another_case_by_its_address(house):
    """The address of a file stands in facts; without its key, which is in the token, it cannot be added anywhere."""
    index = house.opened()
    stolen = Sealed.objects.filter(what="file").first().address
    token = to_token(replace(house.file(), address=stolen), "somebody else")
    client = house.client("mona")
    client.post(address(index, "acts", "write"), {"text": "With a forged token.", KEPT: [token]})
    assert (
        len([one for one in case_file(index, house.office.today()).facts[-1].data["sealed"] if one["what"] == "file"])
        == 0
    )
    assert load(index, house.office.today()) is not None


def test_an_empty_file_is_named_and_the_words_stay(house):
    index = house.opened()
    answer = house.client("mona").post(
        address(index, "acts", "write"), {"text": "Typed words.", "uploads": [SimpleUploadedFile("empty.txt", b"")]}
    )
    assert answer.status_code == 422
    assert "“empty.txt” is empty" in answer.content.decode()
    assert "Typed words." in answer.content.decode()
