"""One password opens one account; a wrong one, a tampered record or an account that is not there look alike."""

import base64
import dataclasses
import json
import os

import pytest

from evenhand.vault import password as password_module
from evenhand.vault.argon import DEFAULT_PARAMS, ArgonParams, stretch
from evenhand.vault.errors import CannotOpen, WrongPassword
from evenhand.vault.keys import KeyPair, PublicKey
from evenhand.vault.password import PasswordRecord, enrol, unlock

PASSWORD = "seven grey boats at anchor"


@pytest.fixture(scope="module")
def enrolled(quick):
    return enrol(PASSWORD, os.urandom, quick)


def test_the_right_password_opens_the_key_and_the_totp_secret(enrolled):
    person = unlock(enrolled.record, PASSWORD)
    assert person.key_pair == enrolled.key_pair
    assert person.totp_secret == enrolled.totp_secret


@pytest.mark.parametrize("typed", ["", PASSWORD[:-1], PASSWORD + " ", PASSWORD.upper(), "\ud800"])
def test_a_wrong_password_is_refused(enrolled, typed):
    with pytest.raises(WrongPassword, match="user name or the password is wrong"):
        unlock(enrolled.record, typed)


def test_an_accent_typed_on_another_keyboard_is_the_same_password(quick):
    composed, decomposed = "caf\u00e9 in the old harbour", "cafe\u0301 in the old harbour"
    assert unlock(enrol(composed, os.urandom, quick).record, decomposed)


def test_an_unknown_account_costs_the_same_run_and_is_refused_in_the_same_words(enrolled, monkeypatch):
    runs = []

    def counted(password, salt, params):
        runs.append(params)
        return stretch(password, salt, params)

    monkeypatch.setattr(password_module, "stretch", counted)
    with pytest.raises(WrongPassword) as unknown:
        unlock(None, PASSWORD)
    with pytest.raises(WrongPassword) as known:
        unlock(dataclasses.replace(enrolled.record, params=DEFAULT_PARAMS), "wrong")
    assert runs == [DEFAULT_PARAMS, DEFAULT_PARAMS]
    assert str(unknown.value) == str(known.value)


def test_the_default_run_takes_64_mib():
    assert ArgonParams(memory_kib=64 * 1024, passes=3, lanes=1) == DEFAULT_PARAMS


def test_a_record_is_stored_as_json_and_comes_back(enrolled):
    stored = json.loads(json.dumps(enrolled.record.to_dict()))
    assert PasswordRecord.from_dict(stored) == enrolled.record


def test_nothing_secret_is_stored_or_shown(enrolled):
    stored = json.dumps(enrolled.record.to_dict()) + repr(enrolled) + repr(unlock(enrolled.record, PASSWORD))
    for secret in (bytes(enrolled.key_pair.private), bytes(enrolled.totp_secret), PASSWORD.encode()):
        assert base64.b64encode(secret).decode() not in stored
        assert secret.hex() not in stored
        assert repr(secret)[2:-1] not in stored


@pytest.mark.parametrize("name", ["salt", "verifier_hash", "public", "wrapped_private", "sealed_totp"])
def test_a_changed_byte_of_the_record_is_refused(enrolled, name):
    stored = getattr(enrolled.record, name)
    for place in range(len(stored)):
        changed = bytearray(stored)
        changed[place] ^= 1
        value = PublicKey(bytes(changed)) if name == "public" else bytes(changed)
        with pytest.raises(CannotOpen):
            unlock(dataclasses.replace(enrolled.record, **{name: value}), PASSWORD)


def test_a_key_moved_from_one_account_to_another_does_not_open(enrolled, quick):
    other = enrol(PASSWORD, os.urandom, quick)
    moved = dataclasses.replace(enrolled.record, wrapped_private=other.record.wrapped_private)
    with pytest.raises(CannotOpen):
        unlock(moved, PASSWORD)


def test_a_record_forged_to_claim_somebody_elses_public_half_is_refused(enrolled, quick):
    """The attack: seal one's own private half, under one's own password, as that of a member of staff."""
    own = enrol("a password of the attacker's", os.urandom, quick)
    claimed = KeyPair(enrolled.key_pair.public, own.key_pair.private)
    forged = password_module.record_of("a password of the attacker's", claimed, own.totp_secret, os.urandom, quick)
    with pytest.raises(CannotOpen, match="do not belong together"):
        unlock(forged, "a password of the attacker's")


@pytest.mark.parametrize(
    "change",
    [
        {"salt": "AAAA"},
        {"salt": "not base64!"},
        {"salt": None},
        {"public": "AAAA"},
        {"params": None},
        {"params": {"memory_kib": 65_536, "passes": 3}},
        {"params": {"memory_kib": 65_536, "passes": True, "lanes": 1}},
        {"params": {"memory_kib": 2**40, "passes": 3, "lanes": 1}},
        {"params": {"memory_kib": 64, "passes": 10_000, "lanes": 1}},
        {"surprise": 1},
    ],
)
def test_a_damaged_record_is_refused_with_a_sentence(enrolled, change):
    with pytest.raises(ValueError, match=r".{20}"):
        PasswordRecord.from_dict(enrolled.record.to_dict() | change)


@pytest.mark.parametrize("stored", [None, [], "text", {}])
def test_what_is_no_record_is_refused(stored):
    with pytest.raises(ValueError, match="the account is damaged"):
        PasswordRecord.from_dict(stored)
