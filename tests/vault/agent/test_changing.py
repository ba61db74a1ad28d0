"""Another password and another second factor, asked of a real agent: for whom, and what the old ones open afterwards."""

import os
from contextlib import suppress
from dataclasses import replace

import pytest

from evenhand.vault import password as password_module
from evenhand.vault.agent.changer import WRONG_CODES, Changer
from evenhand.vault.agent.client import Permit
from evenhand.vault.agent.codes import Refusal
from evenhand.vault.agent.fields import Fields
from evenhand.vault.agent.gate import Gate
from evenhand.vault.agent.instance_key import old_proof
from evenhand.vault.agent.passkeys import Passkeys
from evenhand.vault.agent.proving import Prover
from evenhand.vault.agent.throttle import Throttle
from evenhand.vault.agent.vouch import permit_for
from evenhand.vault.errors import BeginAgain, SignInRefused, VaultError, WrongPassword
from evenhand.vault.password import enrol, unlock
from evenhand.vault.permit import new_permit_code, permit_proof
from evenhand.vault.totp import totp_code

from .house import NOW, PASSWORD, link

NEW = "eleven brown hens in a row"
LATER = NOW + 60


@pytest.fixture(autouse=True)
def _quick(quick, monkeypatch):
    """What the tests themselves enrol is quick; the agent's own process uses the product's cost."""
    monkeypatch.setattr(password_module, "DEFAULT_PARAMS", quick)


def test_the_new_password_opens_the_same_keys_and_the_old_one_nothing(running, person):
    changed = running.client.change_password(running.proving(person), NEW)
    assert unlock(changed.record, NEW).key_pair == person.key_pair
    assert unlock(changed.record, NEW).totp_secret == person.totp_secret
    with pytest.raises(WrongPassword):
        unlock(changed.record, PASSWORD)
    assert changed.record.salt != person.record.salt
    changed_person = replace(person, record=changed.record)
    with pytest.raises(SignInRefused):
        running.sign_in(changed_person, now=LATER)
    slot = running.sign_in(changed_person, password=NEW, now=LATER + 30)
    assert running.client.open(slot.slot, slot.cookie_half, [[[link(person.key_pair.private, person.key_pair)]]])


def test_a_wrong_password_or_code_changes_nothing_and_a_code_works_once(running, person):
    for wrong in ({"password": "another one altogether"}, {"code": "000000"}, {"record": None}):
        with pytest.raises(SignInRefused):
            running.client.change_password(running.proving(person, **wrong), NEW)
        with pytest.raises(SignInRefused):
            running.client.begin_device(running.proving(person, **wrong))
    running.client.change_password(running.proving(person), NEW)
    with pytest.raises(SignInRefused):
        running.client.change_password(running.proving(person), NEW)


def test_wrong_tries_to_change_count_like_wrong_tries_to_sign_in(fresh, person):
    caller = fresh.proving(person).caller
    for _ in range(3):
        with pytest.raises(SignInRefused):
            fresh.client.change_password(fresh.proving(person, caller=caller, code="000000"), NEW)
    assert fresh.client.status()["counted"] == 1


def test_a_device_is_shown_and_takes_the_place_of_the_old_one_only_with_a_code_of_it(running, person):
    begun = running.client.begin_device(running.proving(person))
    assert begun.secret != person.totp_secret
    with pytest.raises(SignInRefused):
        running.client.finish_device(begun.pending, person.record, "000000", NOW)
    changed = running.client.finish_device(begun.pending, person.record, totp_code(begun.secret, NOW), NOW)
    assert unlock(changed.record, PASSWORD).totp_secret == begun.secret
    assert unlock(changed.record, PASSWORD).key_pair == person.key_pair
    moved = replace(person, record=changed.record)
    with pytest.raises(SignInRefused):
        running.sign_in(moved, now=LATER, code=totp_code(person.totp_secret, LATER))
    with pytest.raises(SignInRefused):
        running.sign_in(moved, code=totp_code(begun.secret, NOW))  # that one is used up
    assert running.sign_in(moved, now=LATER, code=totp_code(begun.secret, LATER)).slot


def test_a_pending_device_is_confirmed_once_and_for_its_own_account_as_it_was(running, person, other_person):
    begun = running.client.begin_device(running.proving(person))
    code = totp_code(begun.secret, NOW)
    elsewhere = running.client.change_password(running.proving(person, now=LATER), NEW).record
    for pending, record in (
        (begun.pending, other_person.record),
        (begun.pending, elsewhere),
        ("0" * 32, person.record),
    ):
        with pytest.raises(BeginAgain):
            running.client.finish_device(pending, record, code, NOW)
    running.client.finish_device(begun.pending, person.record, code, NOW)
    with pytest.raises(BeginAgain):
        running.client.finish_device(begun.pending, person.record, code, NOW)


def test_after_some_wrong_codes_the_device_has_to_be_shown_anew(running, person):
    begun = running.client.begin_device(running.proving(person))
    for _ in range(WRONG_CODES):
        with pytest.raises(SignInRefused):
            running.client.finish_device(begun.pending, person.record, "000000", NOW)
    with pytest.raises(BeginAgain):
        running.client.finish_device(begun.pending, person.record, totp_code(begun.secret, NOW), NOW)


def test_a_code_that_two_people_allowed_takes_the_place_of_a_lost_device_but_not_of_the_password(running, person):
    code, until = new_permit_code(os.urandom), NOW + 600
    permit = Permit(permit_for(running.keys, person.record.public, until, code), until)
    with pytest.raises(SignInRefused):
        running.client.begin_device(running.proving(person, code=code, password="a guess at it"), permit)
    for typed in (code, code.lower().replace("-", " ")):
        begun = running.client.begin_device(running.proving(person, code=typed), permit)
        assert begun.step is None
    assert running.client.finish_device(begun.pending, person.record, totp_code(begun.secret, NOW), NOW).record
    found_again = running.client.begin_device(running.proving(person, now=LATER), permit)
    assert found_again.step == LATER // 30, "who has found the old device again needs no other code"


def test_no_code_and_no_row_that_somebody_made_up_takes_its_place(running, person, other_person):
    code, until = new_permit_code(os.urandom), NOW + 600
    true = permit_for(running.keys, person.record.public, until, code)
    stranger = enrol(PASSWORD, os.urandom).key_pair
    lies = {
        "of another key": (Permit(permit_proof(stranger, person.record.public, until, code), until), code, NOW),
        "of another person": (
            Permit(permit_for(running.keys, other_person.record.public, until, code), until),
            code,
            NOW,
        ),
        "of another code": (Permit(true, until), new_permit_code(os.urandom), NOW),
        "prolonged": (Permit(true, until + 1), code, NOW),
        "too late": (Permit(true, until), code, until + 1),
        "an appointment's": (Permit(old_proof(running.instance, person.record.public), until), code, NOW),
        "none": (None, code, NOW),
    }
    taken = []
    for lie, (permit, typed, now) in lies.items():
        with suppress(SignInRefused):
            running.client.begin_device(running.proving(person, code=typed, now=now), permit)
            taken.append(lie)
    assert taken == []


def test_a_code_has_eighty_bits_and_each_is_another():
    codes = {new_permit_code(os.urandom) for _ in range(50)}
    assert len(codes) == 50
    assert {len(code.replace("-", "")) for code in codes} == {16}


def test_what_the_program_for_proofs_is_not_asked_in_its_own_words_it_refuses(house, person):
    with pytest.raises(VaultError):
        permit_for(house.keys, person.record.public, 1, "two words")


def test_a_device_that_is_not_confirmed_is_forgotten(person):
    seconds = [0.0]
    clock = lambda: seconds[0]  # noqa: E731
    prover = Prover(Gate(), Throttle(clock, os.urandom), Passkeys(clock, os.urandom))
    changer = Changer(instance=None, prover=prover, clock=lambda: seconds[0], entropy=os.urandom)
    proving = {
        "record": person.record.to_dict(),
        "password": PASSWORD,
        "code": totp_code(person.totp_secret, NOW),
        "now": NOW,
    }
    proving |= {
        "passkey": None,
        "last_step": None,
        "name": "p",
        "network": "",
        "device": None,
        "permit": None,
        "permit_until": None,
    }
    begun = changer.begin_device(Fields(proving))
    seconds[0] = 601
    late = {"pending": begun["pending"], "record": person.record.to_dict(), "code": "000000", "now": NOW}
    with pytest.raises(Refusal, match="begin again"):
        changer.finish_device(Fields(late))
