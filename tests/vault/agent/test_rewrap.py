"""Granting through the agent: what somebody opens, to keys that the installation vouches for, and to no others."""

import os
from dataclasses import replace

import pytest

from evenhand.vault.agent.client import REWRAPS_AT_ONCE
from evenhand.vault.agent.codes import Code
from evenhand.vault.agent.founding import InstanceKeys
from evenhand.vault.agent.instance_key import old_proof, vouch
from evenhand.vault.agent.rewrap import Rewrap
from evenhand.vault.errors import AgentError, SlotGone
from evenhand.vault.keys import KeyPair, PublicKey, Secret, key_pair_of, new_key_pair
from evenhand.vault.wrap import unwrap

from .house import House, link

WHOSE = "person-1"


def wanted(house: House, target, to: KeyPair, purpose: bytes = b"grant") -> Rewrap:
    """A wrap to a key that is vouched for."""
    return Rewrap(target, WHOSE, to.public, vouch(house.instance, WHOSE, to.public), purpose)


def test_what_somebody_opens_is_wrapped_to_another_whom_the_installation_vouches_for(running, person):
    compartment, colleague = new_key_pair(os.urandom), new_key_pair(os.urandom)
    slot = running.sign_in(person)
    asked = wanted(running, [[link(compartment.private, person.key_pair)]], colleague)
    [wrap] = running.client.rewrap(slot.slot, slot.cookie_half, [asked])
    assert key_pair_of(unwrap(wrap, colleague.private, b"grant")) == compartment


def test_a_proof_of_an_older_version_which_names_nobody_is_none_any_more(running, person):
    compartment, colleague = new_key_pair(os.urandom), new_key_pair(os.urandom)
    slot = running.sign_in(person)
    asked = wanted(running, [[link(compartment.private, person.key_pair)]], colleague)
    asked = replace(asked, proof=old_proof(running.instance, colleague.public))
    assert running.client.rewrap(slot.slot, slot.cookie_half, [asked]) == [None]


def test_no_key_is_wrapped_to_a_public_half_that_somebody_wrote_into_the_database(running, person):
    """The attack: one's own public half in the row of somebody who is to read it, with whatever proof there is."""
    mine, colleague = new_key_pair(os.urandom), new_key_pair(os.urandom)
    slot = running.sign_in(person)
    target = [[link(new_key_pair(os.urandom).private, person.key_pair)]]
    theirs = vouch(running.instance, WHOSE, colleague.public)
    elsewhere = vouch(new_key_pair(os.urandom), WHOSE, mine.public)
    another_s = vouch(running.instance, "person-2", mine.public)  # one was vouched for oneself, as somebody else
    proofs = [theirs, elsewhere, another_s, bytes(64), bytes(32), b"", old_proof(running.instance, colleague.public)]
    asked = [Rewrap(target, WHOSE, mine.public, proof, b"grant") for proof in proofs]
    assert running.client.rewrap(slot.slot, slot.cookie_half, asked) == [None] * len(proofs)


def test_nobody_grants_what_they_do_not_open(running, person, other_person):
    slot = running.sign_in(other_person)
    target = [[link(new_key_pair(os.urandom).private, person.key_pair)]]
    sealed_to_the_instance = [[link(new_key_pair(os.urandom).private, running.instance)]]
    asked = [wanted(running, one, new_key_pair(os.urandom)) for one in (target, sealed_to_the_instance, [])]
    assert running.client.rewrap(slot.slot, slot.cookie_half, asked) == [None, None, None]


def test_an_agent_without_the_instance_key_grants_nothing(house, person):
    house.start(instance_key=False)
    slot = house.sign_in(person)
    asked = wanted(house, [[link(new_key_pair(os.urandom).private, person.key_pair)]], new_key_pair(os.urandom))
    assert house.client.rewrap(slot.slot, slot.cookie_half, [asked]) == [None]


def test_a_point_that_no_honest_key_has_gets_nothing(running, person):
    slot = running.sign_in(person)
    zero = PublicKey(bytes(32))
    target = [[link(new_key_pair(os.urandom).private, person.key_pair)]]
    asked = Rewrap(target, WHOSE, zero, vouch(running.instance, WHOSE, zero), b"grant")
    assert running.client.rewrap(slot.slot, slot.cookie_half, [asked]) == [None]


def test_many_are_granted_in_their_order(running, person):
    slot = running.sign_in(person)
    compartments = [new_key_pair(os.urandom) for _ in range(REWRAPS_AT_ONCE + 3)]
    colleague = new_key_pair(os.urandom)
    asked = [wanted(running, [[link(one.private, person.key_pair)]], colleague) for one in compartments]
    wraps = running.client.rewrap(slot.slot, slot.cookie_half, asked)
    assert [unwrap(wrap, colleague.private, b"grant") for wrap in wraps] == [one.private for one in compartments]


def test_it_takes_the_half_of_a_live_slot(running, person):
    slot = running.sign_in(person)
    running.client.sign_out(slot.slot)
    with pytest.raises(SlotGone):
        running.client.rewrap(slot.slot, slot.cookie_half, [wanted(running, [], new_key_pair(os.urandom))])


def test_a_malformed_wish_is_refused_whole(running, person):
    slot = running.sign_in(person)
    sound = wanted(running, [], new_key_pair(os.urandom))
    for broken in (replace(sound, to=b"short"), replace(sound, proof=bytes(65)), replace(sound, purpose=bytes(201))):
        with pytest.raises(AgentError) as caught:
            running.client.rewrap(slot.slot, slot.cookie_half, [sound, broken])
        assert caught.value.code == Code.MALFORMED


def test_the_instance_key_passes_on_what_it_still_holds_and_reads_nothing(house, person):
    team = new_key_pair(os.urandom)
    target = [[link(team.private, house.instance)]]
    other = [[link(Secret(bytes(32)), person.key_pair)]]
    with InstanceKeys(house.keys) as keys:
        assert keys.open([target]) == [None]
        wrap, none = keys.rewrap([wanted(house, target, person.key_pair), wanted(house, other, person.key_pair)])
        assert none is None
        forged = Rewrap(
            target,
            WHOSE,
            new_key_pair(os.urandom).public,
            vouch(house.instance, WHOSE, person.key_pair.public),
            b"grant",
        )
        assert keys.rewrap([forged]) == [None]
    assert unwrap(wrap, person.key_pair.private, b"grant") == team.private
