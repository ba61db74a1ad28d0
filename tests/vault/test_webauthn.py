"""What a browser sends of a passkey, and how passkeys are stored: whatever comes is read or refused, nothing changed is taken."""

import json
import os
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.vault.errors import CannotOpen
from evenhand.vault.passkey import MOST_PASSKEYS, Passkey
from evenhand.vault.password import PasswordRecord, enrol, record_of, unlock
from evenhand.vault.webauthn import PasskeyFault, Place, challenge_of, goes_back, read_new, read_shown
from tests.vault.authenticator import ORIGIN, Device

CHALLENGE = bytes(range(56))
PLACE = Place(ORIGIN)
DEVICE = Device()
NEW = DEVICE.made(CHALLENGE)
SHOWN = DEVICE.shown(CHALLENGE)
PASSWORD = "seven grey boats at anchor"


def passkey(answer=NEW, **other):
    made = read_new(answer, CHALLENGE, PLACE)
    return replace(Passkey(made.id, made.public, PLACE.id, "Blue key", "2026-03-03", made.counter), **other)


def test_one_that_was_made_is_recognised_when_it_is_shown():
    assert read_shown(SHOWN, CHALLENGE, PLACE, [passkey(Device().made(CHALLENGE)), passkey()]).passkey == passkey()
    assert challenge_of(SHOWN) == challenge_of(NEW) == CHALLENGE


def test_one_of_another_place_is_not_looked_for():
    with pytest.raises(PasskeyFault):
        read_shown(SHOWN, CHALLENGE, PLACE, [passkey(place="other.example")])


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature"])
def test_no_part_of_an_answer_can_be_changed(part):
    answer = json.loads(SHOWN)
    taken = []
    for at in range(0, len(answer["response"][part]) - 1, 3):  # the last letter has bits that mean nothing
        text = answer["response"][part]
        changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        with suppress(PasskeyFault):
            whole = json.dumps({**answer, "response": {**answer["response"], part: changed}})
            read_shown(whole, CHALLENGE, PLACE, [passkey()])
            taken.append(at)
    assert taken == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def almost(draw):
    """An answer in which a member is missing or another, a letter is another, or nothing is as it was."""
    answer = json.loads(draw(st.sampled_from([NEW, SHOWN])))
    where = draw(st.sampled_from([answer, answer["response"]]))
    name = draw(st.sampled_from(sorted(where)))
    if draw(st.booleans()):
        where[name] = draw(json_values)
    elif isinstance(where[name], str):
        at = draw(st.integers(0, len(where[name]) - 1))
        where[name] = where[name][:at] + draw(st.text(max_size=8)) + where[name][at + draw(st.integers(0, 8)) :]
    return json.dumps(answer)


@given(almost() | st.text() | json_values.map(json.dumps))
def test_whatever_is_sent_is_read_or_refused(answer):
    for read in (
        lambda: challenge_of(answer),
        lambda: read_new(answer, CHALLENGE, PLACE),
        lambda: read_shown(answer, CHALLENGE, PLACE, [passkey()]),
    ):
        with suppress(PasskeyFault):
            read()


@pytest.mark.parametrize(
    ("counter", "last", "back"),
    [(0, 0, False), (1, 0, False), (2, 1, False), (1, 1, True), (1, 2, True), (0, 1, True)],
)
def test_a_count_goes_on_or_there_is_none(counter, last, back):
    assert goes_back(counter, last) is back


def test_a_record_without_passkeys_is_written_as_it_was_before_there_were_any(quick):
    stored = enrol(PASSWORD, os.urandom, quick).record.to_dict()
    assert set(stored) == {"salt", "verifier_hash", "public", "wrapped_private", "sealed_totp", "params"}


def test_a_record_with_passkeys_is_read_back_and_opens_for_its_owner(quick):
    person = enrol(PASSWORD, os.urandom, quick)
    record = record_of(PASSWORD, person.key_pair, person.totp_secret, os.urandom, quick, (passkey(),))
    read = PasswordRecord.from_dict(json.loads(json.dumps(record.to_dict())))
    assert read == record
    assert unlock(read, PASSWORD).passkeys == (passkey(),)


@pytest.mark.parametrize("changed", ["label", "place", "added", "counter", "public", "id"])
def test_no_member_of_a_stored_passkey_can_be_changed_without_the_password(quick, changed):
    person = enrol(PASSWORD, os.urandom, quick)
    record = record_of(PASSWORD, person.key_pair, person.totp_secret, os.urandom, quick, (passkey(),))
    value = getattr(passkey(), changed)
    other = value + (1 if isinstance(value, int) else b"x" if isinstance(value, bytes) else "x")
    with pytest.raises(CannotOpen, match="not those that its owner added"):
        unlock(replace(record, passkeys=(replace(passkey(), **{changed: other}),)), PASSWORD)


@pytest.mark.parametrize(
    "damage",
    [
        {"passkeys": None},
        {"passkeys": []},
        {"passkeys": [1]},
        {"passkeys": [{}]},
        {"passkeys": [passkey().to_dict()] * (MOST_PASSKEYS + 1)},
        {"passkeys": [{**passkey().to_dict(), "id": "?"}]},
        {"passkeys": [{**passkey().to_dict(), "id": 7}]},
        {"passkeys": [{**passkey().to_dict(), "id": "A" * 2_000}]},
        {"passkeys": [{**passkey().to_dict(), "label": None}]},
        {"passkeys": [{**passkey().to_dict(), "counter": "1"}]},
        {"passkeys": [{**passkey().to_dict(), "counter": -1}]},
        {"passkeys": [{**passkey().to_dict(), "more": 1}]},
        {"passkeys_proof": 1},
        {"passkeys_proof": "?"},
        {"passkeys_more": 1},
    ],
)
def test_a_damaged_list_is_named(quick, damage):
    person = enrol(PASSWORD, os.urandom, quick)
    record = record_of(PASSWORD, person.key_pair, person.totp_secret, os.urandom, quick, (passkey(),))
    with pytest.raises(ValueError, match="the account is damaged"):
        PasswordRecord.from_dict(record.to_dict() | damage)


def test_passkeys_work_over_https_or_on_this_machine_alone():
    assert Place("https://Desk.Example:8443").id == "desk.example"
    assert Place("http://localhost:8000").id == "localhost"
    for origin in (
        "http://desk.example",
        "http://localhost.evil.example",
        "ftp://desk.example",
        "desk.example",
        "https:",
        "",
    ):
        with pytest.raises(PasskeyFault):
            _ = Place(origin).id
