"""Passkeys asked of a real agent: what an answer is good for, once, and what no other answer is."""

import base64
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from evenhand.vault import password as password_module
from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.fields import Fields
from evenhand.vault.agent.passkeys import CHALLENGE_SECONDS, PasskeyAnswer, Passkeys, Purpose
from evenhand.vault.agent.throttle import FREE_TRIES
from evenhand.vault.agent.wire import Caller
from evenhand.vault.errors import PasskeyRefused, SignInRefused, TriedTooOften
from evenhand.vault.passkey import MOST_PASSKEYS
from evenhand.vault.password import PasswordRecord, record_of, unlock
from evenhand.vault.totp import totp_code
from tests.vault.agent.test_process import ask
from tests.vault.authenticator import ORIGIN, PRESENT, Device

from .house import NOW, PASSWORD, link

DAY = "2026-03-03"
NEXT = 30


@pytest.fixture(autouse=True)
def _quick(quick, monkeypatch):
    """What the tests themselves enrol is quick; the agent's own process uses the product's cost."""
    monkeypatch.setattr(password_module, "DEFAULT_PARAMS", quick)


def with_passkeys(person, quick, *devices):
    """The person with these devices' passkeys, as the agent would have written them."""
    clock = lambda: 0.0  # noqa: E731
    own = Passkeys(clock, os.urandom)
    made = tuple(
        own.made(PasskeyAnswer(device.made(_challenge(own, Purpose.ADD)), device.origin), "p", f"key {at}", DAY)
        for at, device in enumerate(devices)
    )
    record = record_of(PASSWORD, person.key_pair, person.totp_secret, os.urandom, quick, made)
    return replace(person, record=record)


def _challenge(own, purpose, name="p"):
    return base64.b64decode(own.challenge(Fields({"purpose": purpose.value, "name": name}))["challenge"])


class Asked:
    """One attempt: a challenge for the caller's name, and the answer of a device to it."""

    def __init__(self, agent, device, *, page=ORIGIN, counters=None, name=None, **wrong):
        self.caller = Caller(name or os.urandom(4).hex())
        self.answer = device.shown(agent.passkey_challenge(Purpose.SIGN_IN, self.caller.name), **wrong)
        self.given = PasskeyAnswer(self.answer, page, counters or {})

    def sign_in(self, house, person, **changes):
        """Password and passkey, and no code."""
        right = {"caller": self.caller, "passkey": self.given, "code": ""}
        return house.sign_in(person, **(right | changes))


def test_a_passkey_opens_a_slot_in_the_place_of_the_code(running, person, quick):
    device = Device()
    known = with_passkeys(person, quick, device)
    slot = Asked(running.client, device).sign_in(running, known)
    assert (slot.step, slot.mark, slot.counter) == (None, known.record.passkeys[0].mark, 1)
    assert slot.factor == running.sign_in(known).factor, "the mark of the authenticator is learnt all the same"
    assert running.client.open(slot.slot, slot.cookie_half, [[[link(person.key_pair.private, person.key_pair)]]])


def test_the_password_is_needed_all_the_same(running, person, quick):
    device = Device()
    known = with_passkeys(person, quick, device)
    for wrong in ({"password": "another one altogether"}, {"password": ""}, {"record": None}):
        with pytest.raises(SignInRefused):
            Asked(running.client, device).sign_in(running, known, **wrong)


def test_an_answer_counts_once(running, person, quick):
    device = Device(counts=False)  # so that nothing but the challenge can tell
    known = with_passkeys(person, quick, device)
    asked = Asked(running.client, device)
    asked.sign_in(running, known)
    with pytest.raises(SignInRefused):
        asked.sign_in(running, known)


WRONG = {
    "another origin": {"origin": "https://desk.example.evil.example"},
    "a port of another service": {"origin": "https://desk.example:8443"},
    "no HTTPS": {"origin": "http://desk.example"},
    "another place": {"place": "evil.example"},
    "the other ceremony": {"kind": "webauthn.create"},
    "nobody there": {"flags": 0},
    "a page inside another": {"client": {"crossOrigin": True}},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_was_signed_elsewhere_or_by_nobody_is_refused(running, person, quick, wrong):
    device = Device()
    known = with_passkeys(person, quick, device)
    with pytest.raises(SignInRefused):
        Asked(running.client, device, **wrong).sign_in(running, known)
    assert Asked(running.client, device).sign_in(running, known).slot, "so it was for this alone"


def test_a_phisher_who_relays_challenge_and_answer_is_refused(running, person, quick):
    """The browser writes the page's origin into what is signed, and the page of another origin asks us in its own name."""
    device = Device(origin="https://desk-example.evil.example")
    known = with_passkeys(person, quick, Device(id=device.id, key=device.key))
    with pytest.raises(SignInRefused):
        Asked(running.client, device, page=device.origin).sign_in(running, known)
    with pytest.raises(SignInRefused):
        Asked(running.client, device).sign_in(running, known)


def test_a_key_that_asks_nobody_who_they_are_will_do(running, person, quick):
    device = Device()
    known = with_passkeys(person, quick, device)
    assert Asked(running.client, device, flags=PRESENT).sign_in(running, known).slot


def test_another_accounts_passkey_and_another_key_of_the_same_id_are_refused(running, person, other_person, quick):
    mine, theirs = Device(), Device()
    known, other = with_passkeys(person, quick, mine), with_passkeys(other_person, quick, theirs)
    for device in (theirs, Device(id=mine.id)):
        with pytest.raises(SignInRefused):
            Asked(running.client, device).sign_in(running, known)
    assert Asked(running.client, theirs).sign_in(running, other).slot
    with pytest.raises(SignInRefused):
        Asked(running.client, mine).sign_in(running, person)  # who has none


def test_a_challenge_for_another_name_or_purpose_or_of_nobody_is_refused(running, person, quick):
    device = Device()
    known = with_passkeys(person, quick, device)
    for challenge in (
        running.client.passkey_challenge(Purpose.SIGN_IN, "somebody-else"),
        running.client.passkey_challenge(Purpose.ADD, "p"),
        os.urandom(56),
        b"",
    ):
        given = PasskeyAnswer(device.shown(challenge), ORIGIN)
        with pytest.raises(SignInRefused):
            running.sign_in(known, caller=Caller("p"), passkey=given, code="")


def test_a_counter_that_goes_back_or_stands_still_is_refused(running, person, quick):
    device = Device(counter=40)
    known = with_passkeys(person, quick, device)
    mark = known.record.passkeys[0].mark
    copy = Device(id=device.id, key=device.key, counter=39)  # signs with 40, as the passkey was when it was added
    with pytest.raises(SignInRefused):
        Asked(running.client, copy).sign_in(running, known)
    with pytest.raises(SignInRefused):
        Asked(running.client, device, counters={mark: 50}).sign_in(running, known)  # 41, and 50 is stored
    assert Asked(running.client, device, counters={mark: 41}).sign_in(running, known).counter == 42
    with pytest.raises(SignInRefused):  # 42 again, which the agent remembers whatever is stored
        Asked(running.client, Device(id=device.id, key=device.key, counter=41)).sign_in(running, known)


def test_wrong_answers_count_like_wrong_codes(fresh, person, quick):
    device = Device()
    known = with_passkeys(person, quick, device)
    for _ in range(FREE_TRIES):
        with pytest.raises(SignInRefused):
            Asked(fresh.client, device, name="mona", key=Device().key).sign_in(fresh, known)
    with pytest.raises(TriedTooOften):
        Asked(fresh.client, device, name="mona").sign_in(fresh, known)


def test_only_the_agent_loads_what_reads_passkeys():
    """It takes memory, and has nothing to do where no answer is checked."""
    asks = "import sys, evenhand.vault.agent.client, evenhand.vault.agent.agent; print([m for m in sys.modules if 'fido2' in m])"
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


HOSTILE = [
    "", "null", "[]", "{}", "7", '"x"', "[" * 3_900, '{"response": 1}', '{"response": {"clientDataJSON": "?"}}',
    '{"id":"AA","rawId":"AB","type":"public-key","response":{"clientDataJSON":"e30"}}', "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("answer", HOSTILE)
def test_whatever_is_sent_the_agent_refuses_and_goes_on(running, person, answer):
    with pytest.raises(SignInRefused):
        running.sign_in(person, passkey=PasskeyAnswer(answer, ORIGIN), code="")
    assert running.client.status()["instance_key"] is True


@pytest.mark.parametrize(
    "origin", ["", "https://", "https://[", "null", "javascript:1", "http://127.0.0.1", "\ud800"]
)
def test_an_origin_at_which_there_are_no_passkeys_is_refused(running, person, quick, origin):
    device = Device(origin=origin)
    known = with_passkeys(person, quick, Device(id=device.id, key=device.key))
    with pytest.raises(SignInRefused):
        Asked(running.client, device, page=origin).sign_in(running, known)


def test_a_challenge_is_late_after_five_minutes_and_each_is_another():
    seconds = [0.0]
    own = Passkeys(lambda: seconds[0], os.urandom)
    device = Device()
    passkey = own.made(PasskeyAnswer(device.made(_challenge(own, Purpose.ADD)), ORIGIN), "p", "key", DAY)
    late, new = _challenge(own, Purpose.SIGN_IN), _challenge(own, Purpose.SIGN_IN)
    assert late != new
    seconds[0] += CHALLENGE_SECONDS + 1
    with pytest.raises(Refusal):
        own.shown(PasskeyAnswer(device.shown(late), ORIGIN), [passkey], "p")
    in_time = _challenge(own, Purpose.SIGN_IN)
    seconds[0] += CHALLENGE_SECONDS - 1
    assert own.shown(PasskeyAnswer(device.shown(in_time), ORIGIN), [passkey], "p").mark == passkey.mark


def added(house, person, device, *, now=NOW, **wrong):
    """The account's record with one passkey more, asked of the agent as the desk asks it."""
    proof = house.proving(person, now=now, code=totp_code(person.totp_secret, now))
    challenge = house.client.passkey_challenge(Purpose.ADD, proof.caller.name)
    made = PasskeyAnswer(device.made(challenge, **wrong), ORIGIN)
    changed, mark = house.client.add_passkey(proof, made, "Blue key", DAY)
    assert [one.mark for one in changed.record.passkeys][-1] == mark
    return replace(person, record=changed.record)


def test_one_is_added_signed_in_with_kept_with_another_password_and_removed(running, person):
    device = Device()
    known = added(running, person, device)
    [passkey] = known.record.passkeys
    assert (passkey.label, passkey.added, passkey.place) == ("Blue key", DAY, "desk.example")
    assert PasswordRecord.from_dict(known.record.to_dict()) == known.record
    assert Asked(running.client, device).sign_in(running, known).slot
    changed = running.client.change_password(running.proving(known, now=NOW + NEXT), "eleven brown hens in a row")
    moved = replace(known, record=changed.record)
    assert Asked(running.client, device).sign_in(running, moved, password="eleven brown hens in a row").slot
    proof = running.proving(moved, now=NOW + 2 * NEXT, password="eleven brown hens in a row")
    without = replace(moved, record=running.client.remove_passkey(proof, passkey.mark).record)
    assert without.record.passkeys == ()
    assert "passkeys" not in without.record.to_dict()
    with pytest.raises(SignInRefused):
        Asked(running.client, device).sign_in(running, without, password="eleven brown hens in a row")


def test_a_new_second_factor_ends_every_passkey(running, person, quick):
    device = Device()
    known = with_passkeys(person, quick, device)
    begun = running.client.begin_device(running.proving(known))
    done = running.client.finish_device(begun.pending, known.record, totp_code(begun.secret, NOW), NOW)
    assert done.record.passkeys == ()
    with pytest.raises(SignInRefused):
        Asked(running.client, device).sign_in(running, replace(known, record=done.record))


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"place": "evil.example"},
        {"kind": "webauthn.get"},
        {"flags": 0},
        {"client": {"crossOrigin": True}},
        {"public": {1: 2, 3: -999, -1: 1, -2: bytes(32), -3: bytes(32)}},
    ],
)
def test_what_is_no_new_passkey_for_this_page_is_not_added(running, person, wrong):
    with pytest.raises(PasskeyRefused):
        added(running, person, Device(), **wrong)


def test_none_is_added_twice_or_without_password_and_code_or_beyond_what_there_may_be(running, person, quick):
    device = Device()
    known = with_passkeys(person, quick, device)
    with pytest.raises(PasskeyRefused):
        added(running, known, device)
    full = with_passkeys(person, quick, *(Device() for _ in range(MOST_PASSKEYS)))
    with pytest.raises(PasskeyRefused):
        added(running, full, Device(), now=NOW + NEXT)
    for wrong in ({"code": "000000"}, {"password": "another one altogether"}, {"record": None}):
        proof = running.proving(person, now=NOW + 2 * NEXT, **wrong)
        made = Device().made(running.client.passkey_challenge(Purpose.ADD, proof.caller.name))
        with pytest.raises(SignInRefused):
            running.client.add_passkey(proof, PasskeyAnswer(made, ORIGIN), "Blue key", DAY)


def test_a_passkey_that_somebody_wrote_into_the_account_opens_nothing_and_neither_does_the_account(
    running, person, other_person, quick
):
    device = Device()
    mine, strange = with_passkeys(person, quick, Device()), with_passkeys(other_person, quick, device)
    forged = [
        replace(person.record, passkeys=strange.record.passkeys, passkeys_proof=strange.record.passkeys_proof),
        replace(mine.record, passkeys=strange.record.passkeys),
        replace(mine.record, passkeys=(*mine.record.passkeys, *strange.record.passkeys)),
        replace(mine.record, passkeys=(replace(mine.record.passkeys[0], counter=1),)),
        replace(person.record, passkeys=strange.record.passkeys, passkeys_proof=b""),
        replace(mine.record, passkeys=(), passkeys_proof=mine.record.passkeys_proof),
    ]
    for record in forged:
        with pytest.raises(SignInRefused):
            Asked(running.client, device).sign_in(running, person, record=record)
    plain = replace(mine.record, passkeys=(), passkeys_proof=b"")
    assert unlock(plain, PASSWORD).passkeys == (), "taking all away leaves the codes, and the doctor names the row"


def test_a_password_changed_with_a_passkey_alone_is_refused(running, person, quick):
    device = Device()
    known = with_passkeys(person, quick, device)
    asked = Asked(running.client, device)
    proof = running.proving(known, caller=asked.caller, passkey=asked.given, code="")
    with pytest.raises(SignInRefused):
        running.client.change_password(proof, "eleven brown hens in a row")


def test_a_request_for_a_passkey_has_its_types_and_limits(running):
    asked = {"do": "passkey-challenge", "purpose": "sign-in", "name": "p"}
    assert ask(running.socket, asked)["ok"] is True
    for change in ({"purpose": "open"}, {"name": "n" * 81}, {"name": None}, {"more": 1}):
        assert ask(running.socket, asked | change)["code"] == Code.MALFORMED
