"""Tokens of parties come out of the agent, and the key that they are made with does not."""

import os

import pytest

from evenhand.vault.agent.party_tokens import MOST_VALUES
from evenhand.vault.agent.wire import b64
from evenhand.vault.errors import AgentError, SlotGone
from evenhand.vault.keys import new_key_pair
from evenhand.vault.tokens import LONGEST_FORM, Kind, tokens

from .house import link

SAID = [(Kind.NAME, "example yan"), (Kind.EMAIL, "yan@example.org")]


def test_whoever_was_granted_the_compartment_gets_the_tokens_that_its_key_makes(fresh, person):
    compartment = new_key_pair(os.urandom)
    slot = fresh.sign_in(person)
    target = [[link(compartment.private, person.key_pair)]]
    made = fresh.client.tokens(slot.slot, slot.cookie_half, target, SAID)
    assert made == tokens(compartment.private, SAID)
    assert fresh.client.status()["counts"]["tokens"] == 2


def test_whoever_was_not_granted_it_gets_none(running, person, other_person):
    compartment = new_key_pair(os.urandom)
    slot = running.sign_in(other_person)
    for grantee in (person.key_pair, running.instance):
        target = [[link(compartment.private, grantee)]]
        assert running.client.tokens(slot.slot, slot.cookie_half, target, SAID) is None
    assert running.client.tokens(slot.slot, slot.cookie_half, [], SAID) is None


def test_nobody_gets_any_after_signing_out(running, person):
    compartment = new_key_pair(os.urandom)
    slot = running.sign_in(person)
    target = [[link(compartment.private, person.key_pair)]]
    running.client.sign_out(slot.slot)
    with pytest.raises(SlotGone):
        running.client.tokens(slot.slot, slot.cookie_half, target, SAID)


def test_more_than_one_question_holds_are_asked_for_in_several_and_keep_their_order(running, person):
    compartment = new_key_pair(os.urandom)
    slot = running.sign_in(person)
    target = [[link(compartment.private, person.key_pair)]]
    said = [(Kind.NAME, f"example {place}") for place in range(MOST_VALUES + 3)]
    assert running.client.tokens(slot.slot, slot.cookie_half, target, said) == tokens(compartment.private, said)
    assert running.client.tokens(slot.slot, slot.cookie_half, target, []) == []


@pytest.mark.parametrize(
    "values",
    [
        [["name"]],
        [["nickname", "yan"]],
        [["name", ""]],
        [["name", "x" * (LONGEST_FORM + 1)]],
        [["name", 7]],
        ["name"],
    ],
)
def test_what_is_no_kind_and_form_is_refused(running, person, values):
    compartment = new_key_pair(os.urandom)
    slot = running.sign_in(person)
    target = [[link(compartment.private, person.key_pair).to_json()]]
    half = slot.cookie_half
    message = {"do": "tokens", "slot": slot.slot, "cookie_half": b64(half), "target": target, "values": values}
    with pytest.raises(AgentError, match="cannot read this request"):
        running.client.ask(message)
