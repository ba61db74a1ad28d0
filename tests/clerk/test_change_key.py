"""The register changes its key as a logged act, and signs with nothing that no entry calls for (REGISTER.md 9.8)."""

import os
from dataclasses import replace

import pytest

from evenhand.clerk.key_folder import KeysAmiss
from evenhand.office.change_key import add_key, may_retire_on
from evenhand.process.appointing import FOUNDING
from evenhand.process.facts import Refusal
from evenhand.records.append import append
from evenhand.records.models import Record
from evenhand.records.queries.keys import key_changes
from evenhand.records.queries.register import RowsDamaged
from evenhand_register import note
from evenhand_register.errors import RegisterError
from evenhand_register.keys import Signer, VerifierKey
from evenhand_register.policy import Policy, verify_checkpoint
from tests.clerk.keyed import REASON
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db


def test_from_its_entry_on_both_keys_sign_and_after_ninety_days_the_new_one_alone(keys):
    old_head = keys.integrator.files.read("checkpoint")
    new = keys.rotate()
    assert keys.signed() == {keys.first.vkey, new.vkey}
    assert keys.troubles() == []
    keys.later(90)
    assert keys.signed() == {keys.first.vkey, new.vkey}
    assert not isinstance(keys.retire(), Refusal)
    keys.integrator.run()
    assert keys.signed() == {new.vkey}
    assert keys.folder.signers() == (new,), "the retired private key is destroyed"
    assert keys.integrator.vkeys.split() == [new.vkey, keys.first.vkey], "and its verifier key is kept"
    assert keys.troubles() == []
    both = Policy.of_keys(keys.integrator.vkeys.split())
    assert verify_checkpoint(old_head, both).keys == (keys.first.verifier,)
    with pytest.raises(RegisterError, match="None of the keys that you trust"):
        verify_checkpoint(keys.integrator.files.read("checkpoint"), Policy.of_key(keys.first.vkey))


@pytest.mark.parametrize("days", [0, 89])
def test_the_old_key_is_not_retired_before_ninety_days_are_over(keys, days):
    keys.rotate()
    keys.later(days)
    refused = keys.retire()
    assert isinstance(refused, Refusal)
    assert "at least 90 days" in refused.sentence
    assert may_retire_on(keys.folder.history(key_changes(keys.office.origin))).isoformat() == "2026-06-01"


def test_the_only_key_is_not_retired_and_no_third_comes_beside_two(keys):
    assert isinstance(keys.retire(), Refusal)
    keys.rotate()
    third = keys.folder.draw(keys.office.origin, keys.office.entropy).verifier
    assert isinstance(add_key(keys.office, FOUNDING, third, REASON, keys.own()), Refusal)


def test_the_entry_is_public_and_the_act_names_who_did_it(keys):
    new = keys.rotate()
    (change,) = key_changes(keys.office.origin)
    record = Record.objects.get(entry_id=change.index)
    assert keys.integrator.files.read(f"record/{bytes(record.entry.record).hex()}") is not None
    assert b"key-added" in bytes(Record.objects.get(entry_id=change.index + 1).facts)
    assert change.change.add == (new.verifier,)
    assert change.change.reason == REASON


@pytest.mark.parametrize("by", ["s-nobody", ""])
def test_only_an_administrator_changes_the_key_and_only_with_a_reason(keys, by):
    new = keys.folder.draw(keys.office.origin, keys.office.entropy).verifier
    assert isinstance(add_key(keys.office, by, new, REASON, keys.own()), Refusal)
    assert isinstance(add_key(keys.office, FOUNDING, new, "  ", keys.own()), Refusal)
    assert key_changes(keys.office.origin) == ()


def broken_off(keys, new):
    """What a crash may leave after the entry was logged, in the order in which things are done."""
    yield lambda: None
    yield lambda: keys.write("signing.key", new.secret_text, keys.first.secret_text)
    yield lambda: (
        keys.write("signing.key", new.secret_text, keys.first.secret_text),
        keys.write("vkey", new.vkey, keys.first.vkey),
    )


@pytest.mark.parametrize("at", [0, 1, 2])
def test_what_a_crash_left_undone_is_done_at_the_next_head(keys, at):
    new = keys.folder.draw(keys.office.origin, keys.office.entropy)
    add_key(keys.office, FOUNDING, new.verifier, REASON, keys.own())
    list(broken_off(keys, new))[at]()
    keys.integrator.run()
    assert keys.signed() == {keys.first.vkey, new.vkey}
    assert keys.folder.waiting() is None
    assert keys.folder.signers() == (new, keys.first)


def test_a_new_key_survives_that_an_earlier_head_is_signed_once_more(keys):
    """As after a crash between signing and publishing: what is not yet called for is not forgotten for that."""
    new = keys.rotate()
    changes = key_changes(keys.office.origin)
    keys.folder.forget_retired(changes[0].index, changes)
    assert keys.folder.signers() == (new, keys.first)


def test_a_key_that_waits_is_drawn_once_and_signs_nothing_before_its_entry(keys):
    new = keys.folder.draw(keys.office.origin, keys.office.entropy)
    assert keys.folder.draw(keys.office.origin, keys.office.entropy) == new
    complain(keys.office, "two")
    keys.integrator.run()
    assert keys.signed() == {keys.first.vkey}
    assert keys.troubles() == []


def quiet_changes():
    """Keys changed on the disk behind the register's back, by somebody who may write there."""
    return {
        "a second key put beside": lambda keys, other: (
            keys.write("signing.key", other.secret_text, keys.first.secret_text),
            keys.write("vkey", other.vkey, keys.first.vkey),
        ),
        "a second private key alone": lambda keys, other: keys.write(
            "signing.key", keys.first.secret_text, other.secret_text
        ),
        "the key exchanged": lambda keys, other: (
            keys.write("signing.key", other.secret_text),
            keys.write("vkey", other.vkey),
        ),
        "the private key exchanged": lambda keys, other: keys.write("signing.key", other.secret_text),
        "the key gone": lambda keys, _: keys.write("signing.key"),
    }


@pytest.mark.parametrize("what", quiet_changes())
def test_a_key_that_was_changed_without_an_entry_signs_nothing(keys, what):
    before = keys.integrator.files.read("checkpoint")
    quiet_changes()[what](keys, Signer(keys.office.origin, os.urandom(32)))
    complain(keys.office, "two")
    with pytest.raises((KeysAmiss, RegisterError)):
        keys.integrator.run()
    assert keys.integrator.files.read("checkpoint") == before


@pytest.mark.parametrize("what", ["a second key put beside", "the key exchanged"])
def test_the_doctor_finds_a_key_that_was_changed_without_an_entry(keys, what):
    quiet_changes()[what](keys, Signer(keys.office.origin, os.urandom(32)))
    assert keys.troubles() != []


def test_a_clerk_with_nothing_to_sign_tells_of_a_changed_key_too(keys):
    assert keys.integrator.run() is None
    quiet_changes()["a second key put beside"](keys, Signer(keys.office.origin, os.urandom(32)))
    with pytest.raises(KeysAmiss, match="no entry of it adds"):
        keys.integrator.run()


def test_an_old_key_that_was_removed_before_its_time_stops_the_signing(keys):
    new = keys.rotate()
    keys.write("signing.key", new.secret_text)
    complain(keys.office, "two")
    with pytest.raises(KeysAmiss, match="signs until an entry retires it"):
        keys.integrator.run()


def test_the_doctor_finds_a_head_that_one_of_two_keys_did_not_sign(keys):
    new = keys.rotate()
    text = note.parse(keys.integrator.files.read("checkpoint")).text
    keys.integrator.files.replace("checkpoint", note.sign(text, [new]))
    assert any("was not signed with" in line for line in keys.troubles())


def forged(keys, document):
    """A `key` entry as somebody writes it who has the database and this program's code."""
    from evenhand.office.public_entry import public_entry
    from evenhand.records.append import Expected

    append(
        [public_entry(keys.office, "key", document)],
        day=keys.office.utc_day(),
        expected=Expected(),
        project=lambda _: None,
    )


def documents(keys, other):
    """What the entries of such a person say, and what the clerk answers."""
    plain = {
        "add": [other.vkey],
        "origin": keys.office.origin,
        "reason": "r",
        "retire": [],
        "v": "evenhand.key/v1",
    }
    return {
        "a key of another name": (
            {**plain, "add": [replace(other, name="other.example/register").vkey]},
            "a log's key has its name",
        ),
        "another register's change": ({**plain, "origin": "other.example/register"}, "another register's"),
        "the old key retired at once": ({**plain, "add": [], "retire": [keys.first.vkey]}, "the only key that signs"),
        "a key that is not there": (plain, "does not hold"),
    }


@pytest.mark.parametrize("lie", ["a key of another name", "another register's change", "the old key retired at once"])
def test_a_key_entry_that_no_register_may_log_is_signed_by_nobody_and_found_by_the_doctor(keys, lie):
    document, sentence = documents(keys, Signer(keys.office.origin, os.urandom(32)))[lie]
    forged(keys, document)
    with pytest.raises((KeysAmiss, RowsDamaged), match=sentence):
        keys.integrator.run()
    assert any(sentence in line for line in keys.troubles())


def test_an_entry_alone_makes_nobody_sign_with_another_key(keys):
    """Whoever has the database can write an entry, and no key comes with it."""
    document, sentence = documents(keys, Signer(keys.office.origin, os.urandom(32)))["a key that is not there"]
    forged(keys, document)
    before = keys.integrator.files.read("checkpoint")
    with pytest.raises(KeysAmiss, match=sentence):
        keys.integrator.run()
    assert keys.integrator.files.read("checkpoint") == before


def test_a_key_is_drawn_again_when_another_has_its_short_id(keys, monkeypatch):
    drawn = iter([keys.first.private_key, keys.first.private_key, os.urandom(32)])
    new = keys.folder.draw(keys.office.origin, lambda _: next(drawn))
    assert new.verifier.key_id != keys.first.verifier.key_id
    monkeypatch.setattr(VerifierKey, "key_id", property(lambda _: b"same"))
    assert isinstance(add_key(keys.office, FOUNDING, new.verifier, REASON, [keys.first.verifier]), Refusal)
