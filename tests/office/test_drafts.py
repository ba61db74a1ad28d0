"""A draft is sealed under the key that the browser holds, and sent once (DESIGN 5.4, 5.10)."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from evenhand.office.drafts import (
    LASTS,
    Draft,
    DraftKey,
    add_files,
    change_draft,
    discard_draft,
    hand_out,
    new_draft_key,
    open_draft,
    remove_file,
)
from evenhand.office.drafts_submit import already_sent, drawn_mark, server_mark, submit_draft, typed_mark
from evenhand.office.limits import MOST_FILES
from evenhand.office.submit_complaint import Submitted
from evenhand.office.uploads import Incoming
from evenhand.process.codes import NonceBy
from evenhand.process.facts import FileRef, Refusal
from evenhand.records.models import Complaint, DraftFile, Sealed
from evenhand.records.models import Draft as DraftRow
from evenhand_register import nonce
from tests.beside import tables_beside

pytestmark = pytest.mark.django_db
MARK = drawn_mark(bytes(range(16)))


def arrived(office, content: bytes = b"a letter", name: str = "letter.pdf") -> FileRef:
    """A file that has arrived."""
    incoming = Incoming(office)
    incoming.write(content)
    return incoming.finish(name, "application/pdf")


def written(office, key: DraftKey, **changes) -> Draft:
    """A draft with every step answered."""
    answers = {"category": "har", "narrative": "It happened in the hall.", "anonymous": True, **changes}
    return change_draft(office, key, lambda draft: replace(draft, **answers))


def sent(office, key: DraftKey, **changes) -> Submitted:
    """The same, sent."""
    written(office, key, **changes)
    made = submit_draft(office, hand_out(office, key), MARK)
    assert isinstance(made, Submitted), made
    return made


def test_what_was_written_is_read_again_with_the_same_key(office):
    key = new_draft_key(office)
    file = arrived(office)
    written(office, key, name="Ä. Sender", files=(file,))
    draft = open_draft(office, key)
    assert draft == Draft(
        category="har", narrative="It happened in the hall.", anonymous=True, name="Ä. Sender", files=(file,)
    )


def test_another_key_finds_and_opens_nothing(office):
    key = new_draft_key(office)
    written(office, key)
    other = new_draft_key(office)
    assert open_draft(office, other) is None
    DraftRow.objects.update(digest=other.name)
    assert open_draft(office, other) is None


def test_the_row_tells_neither_words_nor_key_nor_how_much_was_written(office):
    short, long = new_draft_key(office), new_draft_key(office)
    written(office, short, narrative="A word.")
    written(office, long, narrative="A word, and a few more of them.")
    rows = {row.digest: bytes(row.sealed) for row in DraftRow.objects.all()}
    assert b"word" not in rows[short.name]
    assert bytes(short).hex() not in short.name
    assert len(rows[short.name]) == len(rows[long.name])


def test_two_changes_from_two_pages_are_both_kept(office):
    key = new_draft_key(office)
    written(office, key)
    change_draft(office, key, lambda draft: replace(draft, about="the treasurer"))
    change_draft(office, key, lambda draft: replace(draft, happened="in May"))
    draft = open_draft(office, key)
    assert (draft.about, draft.happened, draft.narrative) == ("the treasurer", "in May", "It happened in the hall.")


def test_phrase_and_token_are_drawn_once(office):
    key = new_draft_key(office)
    written(office, key)
    first, again = hand_out(office, key), hand_out(office, key)
    assert first.phrase is not None
    assert (first.phrase, first.token) == (again.phrase, again.token)


def test_a_draft_and_its_files_last_as_long_as_it_is_changed(office, clock):
    key = new_draft_key(office)
    written(office, key, files=(arrived(office),))
    clock.go_to(clock.moment + LASTS - timedelta(minutes=1))
    assert open_draft(office, key) is not None
    written(office, key)
    clock.go_to(clock.moment + LASTS - timedelta(minutes=1))
    assert open_draft(office, key) is not None
    clock.go_to(clock.moment + timedelta(minutes=2))
    assert open_draft(office, key) is None
    assert DraftRow.objects.get().expires > clock.moment
    assert DraftFile.objects.get().expires == DraftRow.objects.get().expires


def test_there_is_room_for_so_many_files_and_the_rest_is_named(office):
    key = new_draft_key(office)
    assert add_files(office, key, [arrived(office) for _ in range(MOST_FILES)]) is None
    refusal = add_files(office, key, [arrived(office, name="one-more.pdf")])
    assert isinstance(refusal, Refusal)
    assert "“one-more.pdf”" in refusal.sentence
    assert len(open_draft(office, key).files) == MOST_FILES


def test_removing_and_discarding_leave_the_files_to_the_clerk(office, clock):
    key = new_draft_key(office)
    first, second = arrived(office), arrived(office)
    add_files(office, key, [first, second])
    remove_file(office, key, first.address)
    assert open_draft(office, key).files == (second,)
    discard_draft(office, key)
    assert open_draft(office, key) is None
    assert all(row.expires <= clock.moment + timedelta(hours=1) for row in DraftFile.objects.all())
    remove_file(office, key, "0" * 64)
    discard_draft(office, key)


def test_a_sent_draft_is_one_complaint_however_often_it_is_sent(office):
    key = new_draft_key(office)
    written(office, key)
    draft = hand_out(office, key)
    first = submit_draft(office, draft, MARK)
    again = submit_draft(office, draft, MARK)
    assert isinstance(first, Submitted)
    assert isinstance(again, Submitted)
    assert (again.number, again.again) == (first.number, True)
    assert already_sent(draft.token).number == first.number
    assert already_sent("another token") is None
    assert already_sent("") is None
    assert Complaint.objects.count() == 1


def test_the_files_of_a_sent_draft_belong_to_the_complaint(office):
    key = new_draft_key(office)
    file = arrived(office)
    made = sent(office, key, files=(file,))
    assert Sealed.objects.get(address=file.address).entry == made.index


def test_an_anonymous_draft_sends_no_name_that_was_typed_before(office):
    key = new_draft_key(office)
    made = sent(office, key, name="Wilhelmina", reach="w@example.org", anonymous=True)
    assert Complaint.objects.get(index=made.index).anonymous


def test_a_draft_that_was_never_shown_its_phrase_is_not_sent(office):
    key = new_draft_key(office)
    refusal = submit_draft(office, written(office, key), MARK)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "no-phrase"
    assert not Complaint.objects.exists()


def test_a_refused_draft_is_kept_as_it_is(office):
    key = new_draft_key(office)
    written(office, key, category="no-such-category")
    draft = hand_out(office, key)
    assert isinstance(submit_draft(office, draft, MARK), Refusal)
    assert open_draft(office, key) == draft


def test_marks_say_who_drew_them(office):
    assert MARK.by is NonceBy.SCRIPT
    assert typed_mark(" blue heron ") == typed_mark("blue heron")
    assert typed_mark("blue heron").value == nonce.typed("blue heron")
    assert server_mark(office).by is NonceBy.SERVER
    assert server_mark(office).value != server_mark(office).value


def test_keys_do_not_show_themselves(office):
    key = new_draft_key(office)
    draft = hand_out(office, key)
    assert "not shown" in repr(key)
    assert " ".join(draft.phrase.text.split()[:2]) not in repr(draft), (
        "two words: one alone may stand there by chance"
    )


@pytest.mark.parametrize("known", [False, True])
def test_of_two_changes_at_once_none_is_lost_not_even_of_the_first(office, tmp_path, django_db_blocker, known):
    key, start = new_draft_key(office), Barrier(2)
    with tables_beside(tmp_path, DraftRow, DraftFile) as join:

        def answer(**changes: str) -> None:
            with django_db_blocker.unblock(), join():
                start.wait(10)
                change_draft(office, key, lambda draft: replace(draft, **changes))

        if known:
            with join():
                change_draft(office, key, lambda draft: replace(draft, about="the treasurer"))
        both = [
            Thread(target=answer, kwargs=change) for change in ({"category": "har"}, {"narrative": "In the hall."})
        ]
        for one in both:
            one.start()
        for one in both:
            one.join(30)
        with join():
            draft = open_draft(office, key)
    assert draft == Draft(category="har", narrative="In the hall.", about="the treasurer" if known else "")
