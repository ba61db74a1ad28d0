"""A phrase finds and opens its complaint, and nothing else (DESIGN 5.6, 5.10)."""

from dataclasses import replace

import pytest

from evenhand.office.act import Done
from evenhand.office.follow import Holder, Possession, find, read, read_their_file, write
from evenhand.office.uploads import Incoming
from evenhand.process.facts import Refusal
from evenhand.process.state import COMPLAINANT
from evenhand.records.models import PhraseHolder
from evenhand.records.queries.receipts import their_receipts
from evenhand.records.queries.tracking import entry_of_their_file, standing, steps
from evenhand.vault.keys import PrivateKey, new_key_pair
from evenhand.vault.phrase import new_phrase
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db


def held(phrase) -> Holder:
    """Whoever holds this phrase."""
    found = find(Possession.of(phrase))
    assert found is not None
    return found


def test_possession_survives_its_64_bytes(office):
    possession = Possession.of(new_phrase(office.entropy))
    assert Possession.from_bytes(possession.to_bytes()) == possession
    assert len(possession.to_bytes()) == 64
    for wrong in (b"", bytes(63), bytes(65)):
        with pytest.raises(ValueError, match="bytes"):
            Possession.from_bytes(wrong)


def test_a_phrase_finds_its_own_complaint(office):
    first, mine = complain(office, "one")
    second, theirs = complain(office, "two")
    assert held(mine).complaint == first.index
    assert held(theirs).complaint == second.index
    assert find(Possession.of(new_phrase(office.entropy))) is None


def test_a_phrase_opens_its_complaint_when_the_instance_key_is_gone(office):
    lost = new_key_pair(office.entropy).public  # whose private half nobody has
    made, phrase = complain(
        replace(office, instance=lost, vouch_public=bytes(32)), narrative="What only its holder can read now."
    )
    assert (
        read(held(phrase), [made.index]).by_entry[made.index].text("narrative")
        == "What only its holder can read now."
    )


def test_half_of_a_possession_is_nothing(office):
    _, phrase = complain(office)
    possession = Possession.of(phrase)
    assert find(Possession(possession.lookup, PrivateKey(bytes(range(32))))) is None
    other = Possession.of(new_phrase(office.entropy))
    assert find(Possession(other.lookup, possession.private)) is None


def test_a_row_pointed_at_another_complaint_opens_nothing_of_it(office):
    """Whoever holds the database can swap rows; the words stay shut."""
    mine, phrase = complain(office, "one")
    theirs, _ = complain(office, "two")
    key = PhraseHolder.objects.get(complaint=mine.index).key
    PhraseHolder.objects.filter(complaint=theirs.index).delete()
    PhraseHolder.objects.filter(complaint=mine.index).update(complaint=theirs.index, key=key)
    contents = read(held(phrase), [theirs.index, theirs.index + 1])
    assert contents.by_entry == {}
    assert contents.closed == 2


def test_the_holder_writes_as_the_complainant_and_reads_it_again(office):
    made, phrase = complain(office)
    holder = held(phrase)
    done = write(office, holder, "I have something to add.")
    assert isinstance(done, Done)
    assert done.recorded[0].data["by"] == COMPLAINANT
    step = steps(made.index)[-1]
    assert (step.act, step.own) == ("message-sent", True)
    assert read(holder, [step.index]).by_entry[step.index].text("text") == "I have something to add."


def test_an_empty_message_is_refused(office):
    _, phrase = complain(office)
    refusal = write(office, held(phrase), "  ")
    assert isinstance(refusal, Refusal)
    assert refusal.field == "text"


def test_a_file_comes_back_to_its_sender_and_to_no_other(office):
    incoming = Incoming(office)
    incoming.write(b"a recording" * 9_000)
    file = incoming.finish("recording.ogg", "audio/ogg")
    mine, phrase = complain(office, "one", files=(file,))
    theirs, other = complain(office, "two")
    assert b"".join(read_their_file(office, held(phrase), file.address)) == b"a recording" * 9_000
    assert read_their_file(office, held(other), file.address) is None
    assert entry_of_their_file(mine.index, file.address) == mine.index
    assert entry_of_their_file(theirs.index, file.address) is None


def test_steps_and_standing_name_nobody_and_hold_no_sealed_word(office):
    made, _ = complain(office)
    found = standing(made.index, office.today())
    assert found.number == made.number
    assert found.category == "Bullying or harassment"
    assert found.named_officer is None
    assert [step.act for step in steps(made.index)] == ["received", "complainant-recorded"]
    assert "Sender" not in repr((found, steps(made.index)))
    assert standing(999_999, office.today()) is None


def test_a_new_complaint_has_one_receipt(office):
    made, _ = complain(office)
    assert their_receipts(made.index) == {made.index: "received"}
