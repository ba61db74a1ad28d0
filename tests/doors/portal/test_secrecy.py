"""Nothing clear on the disk, while drafting or after; and nothing of the case in what a complainant is shown (DESIGN 5.6, 5.10)."""

import pytest
from django.db import connection

from evenhand.doors.portal import cookies
from evenhand.records.models import Draft, Grant
from evenhand.vault.keys import key_id
from evenhand.vault.phrase import parse, phrase_keys
from tests.doors.portal.staff import STAFF_ONLY
from tests.doors.portal.walk import CLEAR, NARRATIVE

SAID = [NARRATIVE, "Quillfeather", "Barnaby", "Lammas", "Wilhelmina", "Zeppelin", "letter.pdf", CLEAR[:40].decode()]
MESSAGE = "PRESSURE: somebody told me to withdraw it"


def database() -> bytes:
    """Every value in every table, as bytes."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    return b"\n".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for row in rows
        for value in row
    )


def folder(root) -> bytes:
    """Every byte of every file below, and every name."""
    return b"\n".join(str(path).encode() + read(path) for path in sorted(root.rglob("*")) if path.is_file())


def read(path) -> bytes:
    """A file's bytes; nothing if it went away meanwhile, as files of a running service may."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def found(words: list[str], *places: bytes) -> list[str]:
    """Which of the words stand anywhere in the clear."""
    return [word for word in words if any(word.encode() in place for place in places)]


@pytest.mark.django_db
def test_nothing_of_a_draft_stands_in_the_clear(visitor, portal):
    visitor.answer()
    visitor.add_files(CLEAR)
    visitor.look_at_answers()
    words = [*SAID, visitor.phrase, " ".join(visitor.phrase.split()[:3])]
    assert Draft.objects.exists()
    assert found(words, database(), folder(portal.home.root)) == []


@pytest.mark.django_db
def test_nothing_of_a_complaint_and_its_messages_stands_in_the_clear(visitor, portal):
    visitor.answer()
    visitor.add_files(CLEAR)
    visitor.send()
    visitor.post("/follow/write/", {"text": MESSAGE})
    portal.sign()
    assert "was sent" in visitor.text
    assert found([*SAID, MESSAGE, visitor.phrase], database(), folder(portal.home.root)) == []


@pytest.mark.django_db
def test_the_key_of_a_draft_is_in_the_cookie_alone(visitor, portal):
    visitor.answer()
    key = visitor.client.cookies[cookies.DRAFT].value.encode()
    assert key not in database()
    assert key not in folder(portal.home.root)


@pytest.mark.django_db
def test_the_cookie_for_following_holds_no_word_of_the_phrase(visitor):
    visitor.complain()
    value = visitor.client.cookies[cookies.FOLLOW].value
    assert not any(word in value for word in visitor.phrase.split() if len(word) > 4)


@pytest.mark.django_db
def test_a_changed_draft_does_not_open_and_nothing_breaks(visitor):
    visitor.answer()
    draft = Draft.objects.get()
    Draft.objects.update(sealed=bytes(draft.sealed)[:-1] + bytes([bytes(draft.sealed)[-1] ^ 1]))
    visitor.get("/complain/check/")
    assert "Nothing of it was sent" in visitor.text


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["open", "give_notice", "recommend", "hold", "decide", "tell", "close"])
def test_the_complainants_pages_hold_nothing_of_the_case(visitor, staff, stage):
    visitor.complain()
    index = visitor.index
    getattr(staff, stage)(index)
    for page in ("/follow/complaint/", f"/follow/receipt/{index}/"):
        visitor.get(page)
        body = visitor.page.content.decode()
        assert [word for word in STAFF_ONLY.values() if word in body] == []
        assert "respondent-1" not in body


@pytest.mark.django_db
def test_the_phrase_is_granted_no_compartment_of_the_case(visitor, staff):
    visitor.complain()
    staff.close(visitor.index)
    holder = key_id(phrase_keys(parse(visitor.phrase)).key_pair.public)
    purposes = Grant.objects.filter(to=holder).values_list("compartment__purpose", flat=True)
    assert set(purposes) == {"complaint", "identity"}
