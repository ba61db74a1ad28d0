"""A complaint is registered before anyone can read it, once per token, and opens for its phrase's holder alone (A1, DESIGN 5.4)."""

import hashlib
import json

import pytest

from evenhand.office.keyring import OwnKeys
from evenhand.office.reading import read_contents
from evenhand.office.submit_complaint import submit_complaint
from evenhand.process.facts import Refusal
from evenhand.records.models import Complaint, Entry, Record, Sealed
from evenhand.vault.keys import new_key_pair
from evenhand.vault.phrase import new_phrase, phrase_keys
from tests.office.scenes import submission

pytestmark = pytest.mark.django_db


def test_a_complaint_is_registered_with_two_entries_and_a_number(office):
    phrase = new_phrase(office.entropy)
    made = submit_complaint(office, submission(), phrase)
    assert not isinstance(made, Refusal), made
    row = Complaint.objects.get(index=made.index)
    assert row.number == made.number
    assert row.stage == "received"
    acts = list(Record.objects.filter(complaint=made.index).order_by("entry_id").values_list("act", flat=True))
    assert acts == ["received", "complainant-recorded"]


def test_a_retry_with_the_same_token_finds_the_same_complaint(office):
    first = submit_complaint(office, submission(), new_phrase(office.entropy))
    again = submit_complaint(office, submission(), new_phrase(office.entropy))
    assert again.number == first.number
    assert again.again
    assert Complaint.objects.count() == 1


def test_the_phrase_opens_the_words_and_another_key_opens_nothing(office):
    phrase = new_phrase(office.entropy)
    made = submit_complaint(office, submission(), phrase)
    mine = read_contents([made.index, made.index + 1], OwnKeys(phrase_keys(phrase).key_pair))
    assert mine.by_entry[made.index].text("narrative").startswith("At the spring meeting")
    assert mine.closed == 0
    strangers = read_contents([made.index], OwnKeys(new_key_pair(office.entropy)))
    assert strangers.by_entry == {}
    assert strangers.closed == 1


def test_no_word_of_the_complaint_stands_in_facts_or_entries(office):
    made = submit_complaint(office, submission(), new_phrase(office.entropy))
    kept = [bytes(facts) for facts in Record.objects.values_list("facts", flat=True)]
    kept += [bytes(body) for body in Entry.objects.values_list("body", flat=True)]
    kept += [bytes(row.ciphertext) for row in Sealed.objects.filter(entry__gte=made.index)]
    for word in (b"shouted", b"treasurer", b"Sender", b"example.org"):
        assert not any(word in one for one in kept)


def test_facts_list_every_ciphertext_and_wrap(office):
    made = submit_complaint(office, submission(), new_phrase(office.entropy))
    facts = json.loads(bytes(Record.objects.get(entry_id=made.index).facts))["data"]
    sealed = Sealed.objects.get(entry=made.index)
    assert facts["sealed"][0]["address"] == hashlib.sha256(bytes(sealed.ciphertext)).hexdigest()
    assert facts["sealed"][0]["wrap"] == hashlib.sha256(bytes(sealed.wrap)).hexdigest()
    assert {one["for"] for one in facts["compartments"]} == {"complaint", "identity"}
    assert all(len(one["grants"]) == 2 for one in facts["compartments"])


def test_a_refused_submission_writes_nothing(office):
    before = Entry.objects.count()
    answer = submit_complaint(office, submission(category="no-such-category"), new_phrase(office.entropy))
    assert isinstance(answer, Refusal)
    assert Entry.objects.count() == before
