"""What two people open together through the agent, and what neither gets alone."""

import os
from dataclasses import dataclass, replace
from itertools import count

import pytest

from evenhand.vault.agent.codes import Code
from evenhand.vault.agent.instance_key import vouch
from evenhand.vault.agent.joint import JOINT_SUBJECT, Piece
from evenhand.vault.agent.joint_client import JointClient
from evenhand.vault.agent.rewrap import Rewrap
from evenhand.vault.errors import AgentError, SlotGone
from evenhand.vault.joint import new_joint_key
from evenhand.vault.keys import KeyPair, key_id, new_key_pair
from evenhand.vault.password import enrol
from evenhand.vault.wrap import unwrap

from .house import NOW, PASSWORD, House, link

STEPS = count()  # a code works only once
ABOUT, PURPOSE, HEIR = "complaint 7: sampled", b"grant", b"joint"


@dataclass
class Overseers:
    """Three people who hold pieces of one key, and a compartment that is granted to it."""

    house: House
    people: list
    key: KeyPair
    pieces: list
    compartment: KeyPair

    def client(self, place: int) -> JointClient:
        """What the person in that place can do, signed in under their own name."""
        slot = self.house.sign_in(self.people[place], person_ref=f"overseer-{place}", now=NOW + next(STEPS) * 30)
        return JointClient(self.house.client, slot.slot, slot.cookie_half)

    def own(self, place: int) -> list[Piece]:
        """Where their piece is."""
        return [
            Piece(
                key_id(self.key.public), [[link(self.pieces[place].private, self.people[place].key_pair, b"piece")]]
            )
        ]

    def wanted(self, subject: str, to: KeyPair, purpose: bytes = PURPOSE) -> Rewrap:
        """The compartment's key, to somebody."""
        proof = vouch(self.house.instance, subject, to.public)
        return Rewrap([[link(self.compartment.private, self.key, purpose)]], subject, to.public, proof, purpose)


@pytest.fixture(scope="module")
def overseers(running, quick):
    people = [enrol(PASSWORD, os.urandom, quick) for _ in range(3)]
    made = new_joint_key([person.key_pair.public for person in people], os.urandom)
    return Overseers(running, people, made.pair, made.pieces, new_key_pair(os.urandom))


def test_two_of_three_pass_a_key_on_to_themselves(overseers):
    first, second = overseers.client(0), overseers.client(2)
    asked = first.ask(ABOUT, overseers.own(0), [PURPOSE])
    [waiting] = [one for one in second.waiting() if one.asked == asked]
    assert (waiting.about, waiting.by) == (ABOUT, "overseer-0")
    assert 0 < waiting.left <= 24 * 60 * 60
    to = [overseers.wanted(f"overseer-{place}", overseers.people[place].key_pair) for place in (0, 2)]
    wraps = second.open(asked, overseers.own(2), to)
    for place, made in zip((0, 2), wraps, strict=True):
        assert unwrap(made, overseers.people[place].key_pair.private, PURPOSE) == overseers.compartment.private
    second.forget(asked)
    assert asked not in {one.asked for one in first.waiting()}


def test_nobody_confirms_what_they_asked_for_in_whichever_session(overseers):
    asked = overseers.client(0).ask(ABOUT, overseers.own(0), [PURPOSE])
    with pytest.raises(AgentError) as told:
        overseers.client(0).open(asked, overseers.own(0), [])
    assert told.value.code == Code.SAME_PERSON


def test_it_opens_only_what_was_asked_for_and_only_to_those_two_and_the_next_joint_key(overseers):
    """The attack: to confirm a harmless opening and have another compartment, or another person, opened with it."""
    asked = overseers.client(0).ask(ABOUT, overseers.own(0), [PURPOSE], [HEIR])
    second, own = overseers.client(1), overseers.people[1].key_pair
    other = overseers.wanted("overseer-1", own, b"compartment:another")
    third = overseers.wanted("overseer-2", overseers.people[2].key_pair)
    heir = new_key_pair(os.urandom)
    next_key = overseers.wanted(JOINT_SUBJECT, heir, HEIR)
    crossed = [overseers.wanted(JOINT_SUBJECT, heir), overseers.wanted("overseer-1", own, HEIR)]
    *refused, made = second.open(asked, overseers.own(1), [other, third, *crossed, next_key])
    assert refused == [None] * 4
    assert unwrap(made, heir.private, HEIR) == overseers.compartment.private


def test_another_compartment_does_not_pass_for_the_one_that_was_asked_for(overseers):
    """The attack: the purpose of what was asked for over chains that lead elsewhere, alone or beside the right one."""
    asked = overseers.client(0).ask(ABOUT, overseers.own(0), [PURPOSE])
    second, own = overseers.client(1), overseers.people[1].key_pair
    right, other = overseers.wanted("overseer-1", own), overseers.wanted("overseer-1", own, b"compartment:another")
    false = [replace(right, target=other.target), replace(right, target=[*right.target, *other.target])]
    assert second.open(asked, overseers.own(1), [*false, replace(right, target=[])]) == [None] * 3


def test_nobody_who_is_not_vouched_for_gets_it(overseers):
    asked = overseers.client(0).ask(ABOUT, overseers.own(0), [PURPOSE])
    stranger = new_key_pair(os.urandom)
    bad = Rewrap(
        [[link(overseers.compartment.private, overseers.key, PURPOSE)]],
        "overseer-1",
        stranger.public,
        bytes(64),
        PURPOSE,
    )
    assert overseers.client(1).open(asked, overseers.own(1), [bad]) == [None]


def test_a_piece_of_another_key_or_somebody_else_s_opens_nothing(overseers):
    other = new_joint_key([person.key_pair.public for person in overseers.people], os.urandom)
    asked = overseers.client(0).ask(ABOUT, overseers.own(0), [PURPOSE])
    second, to = overseers.client(1), overseers.wanted("overseer-1", overseers.people[1].key_pair)
    mixed = [
        Piece(key_id(overseers.key.public), [[link(other.pieces[1].private, overseers.people[1].key_pair, b"piece")]])
    ]
    assert second.open(asked, mixed, [to]) == [None]
    assert second.open(asked, overseers.own(2), [to]) == [None]


def test_whoever_has_no_piece_can_ask_for_nothing(overseers):
    with pytest.raises(AgentError) as told:
        overseers.client(0).ask(ABOUT, overseers.own(1), [PURPOSE])
    assert told.value.code == Code.NO_PIECE


def test_what_was_asked_is_forgotten_with_whoever_asked(overseers):
    asked = overseers.client(0).ask(ABOUT, overseers.own(0), [PURPOSE])
    overseers.house.client.sign_out_person("overseer-0")
    with pytest.raises(AgentError) as told:
        overseers.client(1).open(asked, overseers.own(1), [])
    assert told.value.code == Code.NOT_ASKED


def test_a_stranger_sees_nothing_of_what_waits(overseers):
    first = overseers.client(0)
    with pytest.raises(SlotGone):
        JointClient(overseers.house.client, first.slot, overseers.client(1).cookie_half).waiting()


def test_wrapped_to_itself_a_joint_key_can_be_passed_on_like_any_other(overseers):
    """How those who were overseers before let the next ones read what came before them."""
    asked = overseers.client(0).ask(ABOUT, overseers.own(0), [], [PURPOSE])
    heir = new_key_pair(os.urandom)
    itself = [[link(overseers.key.private, overseers.key, PURPOSE)]]
    want = Rewrap(
        itself, JOINT_SUBJECT, heir.public, vouch(overseers.house.instance, JOINT_SUBJECT, heir.public), PURPOSE
    )
    [made] = overseers.client(1).open(asked, overseers.own(1), [want])
    assert unwrap(made, heir.private, PURPOSE) == overseers.key.private
