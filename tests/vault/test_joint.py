"""Two holders open a joint key, one alone learns nothing of it."""

import os
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.vault.errors import CannotOpen
from evenhand.vault.joint import joined, new_joint_key
from evenhand.vault.keys import Secret, new_key_pair


@given(st.integers(2, 7))
def test_any_two_holders_have_the_key_and_their_pieces_can_be_told_from_changed_ones(count):
    holders = [new_key_pair(os.urandom).public for _ in range(count)]
    made = new_joint_key(holders, os.urandom)
    points = list(zip(holders, (piece.private for piece in made.pieces), strict=True))
    assert all(joined(*pair) == made.pair for pair in combinations(points, 2))
    assert len({piece.public for piece in made.pieces} | {made.pair.public}) == count + 1


def test_a_piece_alone_fits_every_key():
    """For whatever key somebody guesses there is a second piece that gives it: one piece says nothing of the key."""
    holder, other = (new_key_pair(os.urandom).public for _ in range(2))
    made = new_joint_key([holder, other], os.urandom)
    guesses = {joined((holder, made.pieces[0].private), (other, Secret(bytes(31) + bytes([n])))) for n in range(50)}
    assert len({guess.public for guess in guesses}) == 50


@pytest.mark.parametrize("changed", [0, 31])
def test_a_changed_piece_gives_another_key(changed):
    holder, other = (new_key_pair(os.urandom).public for _ in range(2))
    made = new_joint_key([holder, other], os.urandom)
    bad = bytearray(made.pieces[1].private)
    bad[changed] ^= 1
    assert joined((holder, made.pieces[0].private), (other, Secret(bytes(bad)))) != made.pair


def test_one_holder_cannot_be_both_and_what_is_no_piece_is_refused():
    holder, other = (new_key_pair(os.urandom).public for _ in range(2))
    made = new_joint_key([holder, other], os.urandom)
    mine = (holder, made.pieces[0].private)
    with pytest.raises(CannotOpen):
        joined(mine, (holder, made.pieces[1].private))
    with pytest.raises(CannotOpen):
        joined(mine, (other, Secret(b"\xff" * 32)))


@pytest.mark.parametrize("holders", [[], [new_key_pair(os.urandom).public]])
def test_no_joint_key_has_one_holder(holders):
    with pytest.raises(ValueError, match="two holders"):
        new_joint_key(holders * 2 if holders else holders, os.urandom)
