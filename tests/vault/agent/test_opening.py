"""What a signed-in person opens through the agent: what was granted to them, and nothing else."""

import os

import pytest

from evenhand.vault.agent.chains import LONGEST_PURPOSE, MOST_CHAINS, MOST_LINKS, Link
from evenhand.vault.agent.client import TARGETS_AT_ONCE
from evenhand.vault.agent.codes import Code
from evenhand.vault.errors import AgentError
from evenhand.vault.keys import KeyPair, new_content_key, new_key_pair
from evenhand.vault.seal import open_sealed, seal

from .house import link


def test_two_people_with_different_compartments_each_open_their_own_and_no_other(house, person, other_person):
    """Each person's own key, with no instance key on the machine at all."""
    house.start(instance_key=False)
    case, reply = new_key_pair(os.urandom), new_key_pair(os.urandom)
    in_case, in_reply = seal(b"the case file", os.urandom), seal(b"the party's reply", os.urandom)
    grants = {
        "case": [link(case.private, person.key_pair), link(in_case.key, case)],
        "reply": [link(reply.private, other_person.key_pair), link(in_reply.key, reply)],
    }
    targets = [[grants["case"]], [grants["reply"]]]
    first, second = house.sign_in(person), house.sign_in(other_person, person_ref="person-2")

    case_key, none = house.client.open(first.slot, first.cookie_half, targets)
    assert none is None
    assert open_sealed(in_case.ciphertext, case_key) == b"the case file"

    none, reply_key = house.client.open(second.slot, second.cookie_half, targets)
    assert none is None
    assert open_sealed(in_reply.ciphertext, reply_key) == b"the party's reply"

    sealed_to_the_instance = [[link(in_case.key, house.instance)]]
    for slot in (first, second):
        assert house.client.open(slot.slot, slot.cookie_half, [sealed_to_the_instance]) == [None]
    assert house.client.status()["instance_key"] is False


def test_granting_a_compartment_to_a_second_person_opens_it_to_them_too(house, person, other_person):
    house.start(instance_key=False)
    case, key = new_key_pair(os.urandom), new_content_key(os.urandom)
    record = link(key, case)
    grants = [[link(case.private, person.key_pair), record]]
    slot = house.sign_in(other_person)
    assert house.client.open(slot.slot, slot.cookie_half, [grants]) == [None]
    grants.append([link(case.private, other_person.key_pair), record])
    assert house.client.open(slot.slot, slot.cookie_half, [grants]) == [key]


def test_a_chain_leads_from_person_to_team_to_complaint_to_record(running, person):
    team, complaint = new_key_pair(os.urandom), new_key_pair(os.urandom)
    key = new_content_key(os.urandom)
    chain = [
        link(team.private, person.key_pair, b"team"),
        link(complaint.private, team, b"complaint"),
        link(key, complaint, b"record"),
    ]
    slot = running.sign_in(person)
    assert running.client.open(slot.slot, slot.cookie_half, [[chain]]) == [key]


def test_of_several_chains_the_first_that_opens_counts(running, person, other_person):
    key = new_content_key(os.urandom)
    slot = running.sign_in(person)
    target = [
        [link(key, other_person.key_pair)],
        [Link(link(key, person.key_pair).to, bytes(97), b"test")],
        [link(key, person.key_pair)],
    ]
    assert running.client.open(slot.slot, slot.cookie_half, [target]) == [key]


def test_a_page_full_of_records_takes_one_question_and_keeps_its_order(fresh, person):
    complaint = new_key_pair(os.urandom)
    grant = link(complaint.private, person.key_pair)
    keys = [new_content_key(os.urandom) for _ in range(50)]
    slot = fresh.sign_in(person)
    targets = [[[grant, link(key, complaint, b"%d" % number)]] for number, key in enumerate(keys)]
    targets.insert(10, [[link(keys[0], new_key_pair(os.urandom))]])
    assert fresh.client.open(slot.slot, slot.cookie_half, targets) == [*keys[:10], None, *keys[10:]]
    assert fresh.client.status()["counts"]["opened"] == 50


def test_more_records_than_one_question_holds_are_asked_for_in_several(running, person):
    key = new_content_key(os.urandom)
    slot = running.sign_in(person)
    targets = [[[link(key, person.key_pair)]]] * (2 * TARGETS_AT_ONCE + 1)
    assert running.client.open(slot.slot, slot.cookie_half, targets) == [key] * len(targets)


def test_a_wrap_is_not_opened_for_another_purpose(running, person):
    wanted = link(new_content_key(os.urandom), person.key_pair, b"record-key:1")
    slot = running.sign_in(person)
    moved = Link(wanted.to, wanted.wrap, b"record-key:2")
    assert running.client.open(slot.slot, slot.cookie_half, [[[moved]]]) == [None]


def test_a_chain_whose_links_do_not_fit_together_does_not_open(running, person):
    case, other = new_key_pair(os.urandom), new_key_pair(os.urandom)
    key = new_content_key(os.urandom)
    slot = running.sign_in(person)
    for chain in (
        [link(case.private, person.key_pair), link(key, other)],
        [link(key, case), link(case.private, person.key_pair)],
        [link(case.private, person.key_pair), Link("0" * 32, link(key, case).wrap, b"test")],
        [link(other.private, person.key_pair), Link(link(key, other).to, link(key, case).wrap, b"test")],
    ):
        assert running.client.open(slot.slot, slot.cookie_half, [[chain]]) == [None]


def test_targets_with_as_many_chains_as_there_may_be_still_fit_into_questions(running, person):
    key = new_content_key(os.urandom)
    wanted = link(key, person.key_pair, bytes(LONGEST_PURPOSE))
    slot = running.sign_in(person)
    targets = [[*[[Link("f" * 32, wanted.wrap, wanted.purpose)] * MOST_LINKS] * (MOST_CHAINS - 1), [wanted]]] * 30
    assert running.client.open(slot.slot, slot.cookie_half, targets) == [key] * 30


def test_a_target_that_nobody_was_granted_does_not_open(running, person):
    key = new_content_key(os.urandom)
    slot = running.sign_in(person)
    targets = [[], [[link(key, person.key_pair)]]]
    assert running.client.open(slot.slot, slot.cookie_half, targets) == [None, key]


@pytest.mark.parametrize("links", [0, MOST_LINKS + 1])
def test_an_empty_chain_or_one_that_is_too_long_is_refused(running, person, links):
    slot = running.sign_in(person)
    chain = [link(new_content_key(os.urandom), person.key_pair)] * links
    with pytest.raises(AgentError) as caught:
        running.client.open(slot.slot, slot.cookie_half, [[chain]])
    assert caught.value.code == Code.MALFORMED


def test_a_person_who_leads_a_team_does_not_open_what_only_another_team_holds(running, person):
    def team_of(*people: KeyPair):
        team = new_key_pair(os.urandom)
        return team, [link(team.private, member) for member in people]

    team, grants = team_of(person.key_pair)
    other_team, other_grants = team_of(new_key_pair(os.urandom))
    key = new_content_key(os.urandom)
    slot = running.sign_in(person)
    targets = [
        [[*grants, link(key, team)]],
        [[*other_grants, link(key, other_team)]],
        [[*grants, link(key, other_team)]],
    ]
    assert running.client.open(slot.slot, slot.cookie_half, targets) == [key, None, None]
