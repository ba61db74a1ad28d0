"""What is sealed to the recovery key opens with its private half alone, and says why where it does not."""

import os

import pytest

from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import new_key_pair
from evenhand.vault.recovery import open_with, seal_to

PAIR = new_key_pair(os.urandom)
SEALED = seal_to(PAIR.public, b"twelve words", os.urandom)


def test_it_opens_with_the_private_half():
    assert open_with(PAIR, SEALED) == b"twelve words"


def test_the_same_sealed_twice_shares_nothing_but_its_head():
    again = seal_to(PAIR.public, b"twelve words", os.urandom)
    assert len(again) == len(SEALED)
    assert again[60:92] != SEALED[60:92]


def test_another_key_is_told_from_a_change():
    with pytest.raises(CannotOpen, match="The recovery key is another one than it was sealed to"):
        open_with(new_key_pair(os.urandom), SEALED)


@pytest.mark.parametrize("place", range(0, len(SEALED), 7))
def test_no_byte_can_be_changed(place):
    changed = bytearray(SEALED)
    changed[place] ^= 1
    with pytest.raises(CannotOpen):
        open_with(PAIR, bytes(changed))


@pytest.mark.parametrize("length", [0, 10, 56, 57, 100, 154, len(SEALED) - 1])
def test_a_part_of_it_is_refused(length):
    with pytest.raises(CannotOpen):
        open_with(PAIR, SEALED[:length])


def test_a_wrap_opens_no_other_ciphertext():
    other = seal_to(PAIR.public, b"other words!", os.urandom)
    with pytest.raises(CannotOpen, match="It was changed since it was sealed"):
        open_with(PAIR, SEALED[:154] + other[154:])
