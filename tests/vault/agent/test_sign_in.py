"""Signing in to a real agent: who gets a slot, and what a refusal tells."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from evenhand.vault import password as password_module
from evenhand.vault.agent.codes import Code
from evenhand.vault.errors import SignInRefused, SlotGone
from evenhand.vault.keys import KeyPair, Secret, new_content_key
from evenhand.vault.totp import totp_code

from .house import NOW, PASSWORD, link


def test_the_right_password_and_code_open_a_slot_for_the_persons_key(fresh, person):
    secret = new_content_key(os.urandom)
    slot = fresh.sign_in(person)
    assert fresh.client.open(slot.slot, slot.cookie_half, [[[link(secret, person.key_pair)]]]) == [secret]
    assert slot.step == NOW // 30
    assert fresh.client.status()["slots"] == 1


def test_a_wrong_password_a_wrong_code_and_an_unknown_account_are_refused_alike(fresh, person):
    refusals = set()
    for change in ({"password": "a guess at it"}, {"code": "000000"}, {"record": None}):
        with pytest.raises(SignInRefused) as caught:
            fresh.sign_in(person, **change)
        refusals.add((caught.value.code, str(caught.value)))
    sentence = "The user name, the password or the code is wrong. A code works only once."
    assert refusals == {(Code.WRONG_PASSWORD_OR_CODE, sentence)}
    assert fresh.client.status()["slots"] == 0


def test_a_giant_password_or_code_is_as_wrong_as_any_other(running, person):
    for change in ({"password": "p" * 3_000_000}, {"code": "1" * 3_000_000}, {"password": "p" * 1_025}):
        with pytest.raises(SignInRefused, match="the password or the code is wrong"):
            running.sign_in(person, **change)


def test_a_code_whose_step_the_caller_stored_as_used_is_refused(running, person):
    with pytest.raises(SignInRefused):
        running.sign_in(person, last_step=NOW // 30)
    assert running.sign_in(person, last_step=NOW // 30 - 1).step == NOW // 30


def test_a_replayed_code_is_refused_even_if_the_caller_forgot_that_it_was_used(running, person):
    running.sign_in(person)
    with pytest.raises(SignInRefused):
        running.sign_in(person, last_step=None)
    assert running.sign_in(person, now=NOW + 30).step == NOW // 30 + 1


def test_of_two_people_who_use_one_code_at_once_one_is_refused(running, person):
    def attempt(_):
        try:
            return running.sign_in(person)
        except SignInRefused:
            return None

    with ThreadPoolExecutor(6) as pool:
        got_in = [slot for slot in pool.map(attempt, range(6)) if slot]
    assert len(got_in) == 1


def test_at_most_two_argon2_runs_go_on_at_once_even_for_accounts_that_do_not_exist(running, person):
    def attempt(_):
        with pytest.raises(SignInRefused):
            running.sign_in(person, record=None)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(attempt, range(6)))
    counts = running.client.status()["argon2"]
    assert {name: counts[name] for name in ("limit", "running", "waiting", "most")} == {
        "limit": 2, "running": 0, "waiting": 0, "most": 2,
    }  # fmt: skip


def test_nobody_opens_what_the_instance_key_holds_by_signing_in(running, person):
    """It vouches for keys, and stands in for nobody."""
    sealed = [[link(new_content_key(os.urandom), running.instance)]]
    staff = running.sign_in(person, vouched=running.proof(person))
    assert running.client.open(staff.slot, staff.cookie_half, [sealed]) == [None]


def test_whoever_writes_the_database_cannot_make_themselves_staff(fresh, quick, person, other_person):
    """The attack: put one's own password record into a member of staff's account, keeping their proof."""
    claimed = KeyPair(person.key_pair.public, other_person.key_pair.private)
    own, renamed = other_person.record, replace(other_person.record, public=person.record.public)
    forged = password_module.record_of(PASSWORD, claimed, other_person.totp_secret, os.urandom, quick)
    codes = []
    for minute, record in enumerate((own, renamed, forged)):
        with pytest.raises(SignInRefused) as caught:
            fresh.sign_in(replace(other_person, record=record), vouched=fresh.proof(person), now=NOW + 60 * minute)
        codes.append(caught.value.code)
    assert codes == [Code.NOT_VOUCHED, Code.WRONG_PASSWORD_OR_CODE, Code.WRONG_PASSWORD_OR_CODE]
    assert fresh.client.status()["slots"] == 0


def test_a_made_up_proof_is_refused_with_its_own_sentence(running, person):
    with pytest.raises(SignInRefused, match="not vouched for") as caught:
        running.sign_in(person, vouched=bytes(32))
    assert caught.value.code == Code.NOT_VOUCHED


def test_a_slot_does_not_open_with_another_cookie_half(running, person, other_person):
    mine, theirs = running.sign_in(person), running.sign_in(other_person)
    for half in (theirs.cookie_half, type(mine.cookie_half)(bytes(32))):
        with pytest.raises(SlotGone, match="sign in again"):
            running.client.open(mine.slot, half, [[[link(Secret(bytes(32)), person.key_pair)]]])


def test_the_agent_says_whose_slot_it_is_to_whoever_has_its_half_and_to_nobody_else(running, person, other_person):
    staff = running.sign_in(person, person_ref="s-1", vouched=running.proof(person, "s-1"))
    party = running.sign_in(other_person, person_ref="s-2")
    assert running.client.whose(staff.slot, staff.cookie_half) == "s-1"
    assert running.client.whose(party.slot, party.cookie_half) == "s-2"
    for slot, half in ((staff.slot, party.cookie_half), ("0" * 32, staff.cookie_half)):
        with pytest.raises(SlotGone):
            running.client.whose(slot, half)


def test_a_slot_is_nobodys_after_a_pause(house, person):
    house.start(idle_seconds=0)
    slot = house.sign_in(person)
    with pytest.raises(SlotGone):
        house.client.whose(slot.slot, slot.cookie_half)


def test_a_slot_is_gone_after_a_pause(house, person):
    house.start(idle_seconds=0)
    slot = house.sign_in(person)
    with pytest.raises(SlotGone):
        house.client.open(slot.slot, slot.cookie_half, [[[link(Secret(bytes(32)), person.key_pair)]]])


def test_a_slot_is_gone_after_its_day_whatever_happens(house, person):
    house.start(absolute_seconds=0)
    slot = house.sign_in(person)
    with pytest.raises(SlotGone):
        house.client.open(slot.slot, slot.cookie_half, [[[link(Secret(bytes(32)), person.key_pair)]]])


def test_signing_out_forgets_the_slot_and_can_be_done_twice(running, person):
    slot = running.sign_in(person)
    running.client.sign_out(slot.slot)
    running.client.sign_out(slot.slot)
    with pytest.raises(SlotGone):
        running.client.open(slot.slot, slot.cookie_half, [[[link(Secret(bytes(32)), person.key_pair)]]])


def test_when_somebody_leaves_all_their_slots_are_forgotten_and_no_other(fresh, person, other_person):
    fresh.sign_in(person, now=NOW)
    fresh.sign_in(person, now=NOW + 60)
    kept = fresh.sign_in(other_person, person_ref="person-2")
    assert fresh.client.sign_out_person("person-1") == 2
    assert fresh.client.status()["slots"] == 1
    assert fresh.client.open(kept.slot, kept.cookie_half, []) == []


def test_what_the_client_gets_never_shows_itself(running, person):
    slot = running.sign_in(person)
    assert bytes(slot.cookie_half).hex() not in repr(slot)
    assert repr(bytes(slot.cookie_half)) not in repr(slot)


def test_a_code_of_the_demonstration_is_a_real_code(running, person):
    assert running.sign_in(person, code=totp_code(person.totp_secret, NOW)).slot
