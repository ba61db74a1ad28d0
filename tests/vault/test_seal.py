"""Sealed content opens with its key only, and its length says little."""

import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.vault.box import box, unbox
from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import ContentKey, Secret
from evenhand.vault.padding import LARGEST_BUCKET, pad, padded_length, unpad
from evenhand.vault.seal import open_sealed, seal


@given(st.binary(max_size=3_000))
def test_what_is_sealed_is_opened(content):
    sealed = seal(content, os.urandom)
    assert open_sealed(sealed.ciphertext, sealed.key) == content


def test_every_flipped_bit_is_refused():
    sealed = seal(b"what happened", os.urandom)
    for bit in range(len(sealed.ciphertext) * 8):
        changed = bytearray(sealed.ciphertext)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(CannotOpen):
            open_sealed(bytes(changed), sealed.key)


@given(st.integers(min_value=0, max_value=284))
def test_content_that_was_cut_off_is_refused(length):
    sealed = seal(b"what happened", os.urandom)
    assert len(sealed.ciphertext) == 285
    with pytest.raises(CannotOpen):
        open_sealed(sealed.ciphertext[:length], sealed.key)


def test_another_key_does_not_open_it():
    sealed = seal(b"what happened", os.urandom)
    with pytest.raises(CannotOpen, match="the key is another one"):
        open_sealed(sealed.ciphertext, ContentKey(os.urandom(32)))


def test_the_address_is_the_hash_of_the_ciphertext():
    sealed = seal(b"what happened", os.urandom)
    assert sealed.address == hashlib.sha256(sealed.ciphertext).hexdigest()


def test_the_same_words_never_seal_to_the_same_bytes():
    assert seal(b"same", os.urandom).address != seal(b"same", os.urandom).address


def test_yes_no_and_a_name_have_the_same_length_once_sealed():
    lengths = {len(seal(words, os.urandom).ciphertext) for words in (b"", b"yes", b"no", b"a name " * 20)}
    assert len(lengths) == 1


@given(st.integers(min_value=0, max_value=10**9))
def test_padding_costs_less_than_an_eighth_or_one_small_bucket(length):
    padded = padded_length(length)
    assert length < padded <= max(length + 256, (length + 1) * 1.13)
    assert padded_length(padded - 1) == padded


@given(st.integers(min_value=0, max_value=10**9))
def test_padding_ends_inside_the_chunk_in_which_the_content_ends(length):
    assert padded_length(length) <= (length // LARGEST_BUCKET + 1) * LARGEST_BUCKET


@given(st.binary(max_size=600))
def test_content_that_looks_like_padding_comes_back_whole(content):
    for tricky in (content, content + b"\x80", content + bytes(9), content + b"\x80" + bytes(9)):
        assert unpad(pad(tricky, len(tricky))) == tricky


@pytest.mark.parametrize("padded", [b"", bytes(256), b"words without padding"])
def test_bytes_without_padding_are_refused(padded):
    with pytest.raises(CannotOpen, match="has no padding"):
        unpad(padded)


def test_a_box_opens_for_its_own_purpose_only():
    key = Secret(os.urandom(32))
    boxed = box(b"content", key, b"this", os.urandom)
    assert unbox(boxed, key, b"this") == b"content"
    with pytest.raises(CannotOpen):
        unbox(boxed, key, b"that")


@pytest.mark.parametrize("boxed", [b"", b"\x01", b"\x01" + bytes(11), b"\x01" + bytes(12), b"\x02" + bytes(40)])
def test_what_is_no_box_is_refused(boxed):
    with pytest.raises(CannotOpen):
        unbox(boxed, Secret(bytes(32)), b"this")
