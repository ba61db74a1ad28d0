"""A wrap opens with its key and its purpose, and with nothing else."""

import os

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import ContentKey, PrivateKey, PublicKey, Secret, key_id, key_pair_of, new_key_pair
from evenhand.vault.wrap import WRAP_SIZE, Unwrapper, Wrapper, shared_secret, unwrap, wrap

PURPOSE = b"record-key:" + b"0" * 64


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_what_is_wrapped_is_unwrapped(secret, purpose):
    pair = new_key_pair(os.urandom)
    wrapped = wrap(Secret(secret), pair.public, purpose, os.urandom)
    assert len(wrapped) == WRAP_SIZE
    assert unwrap(wrapped, pair.private, purpose) == secret


def test_every_flipped_bit_is_refused():
    pair = new_key_pair(os.urandom)
    wrapped = wrap(ContentKey(os.urandom(32)), pair.public, PURPOSE, os.urandom)
    key = Unwrapper(pair.private)
    for bit in range(len(wrapped) * 8):
        changed = bytearray(wrapped)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(CannotOpen, match=r"does not open this wrap|not a wrap"):
            key.unwrap(bytes(changed), PURPOSE)


@given(st.integers(min_value=0, max_value=WRAP_SIZE - 1))
def test_a_wrap_that_was_cut_off_or_lengthened_is_refused(length):
    pair = new_key_pair(os.urandom)
    wrapped = wrap(ContentKey(os.urandom(32)), pair.public, PURPOSE, os.urandom)
    for other in (wrapped[:length], wrapped + b"\0"):
        with pytest.raises(CannotOpen, match="not a wrap"):
            unwrap(other, pair.private, PURPOSE)


def test_another_key_does_not_open_it():
    pair, other = new_key_pair(os.urandom), new_key_pair(os.urandom)
    wrapped = wrap(ContentKey(os.urandom(32)), pair.public, PURPOSE, os.urandom)
    with pytest.raises(CannotOpen):
        unwrap(wrapped, other.private, PURPOSE)


def test_the_wrap_of_one_record_cannot_be_passed_off_as_the_wrap_of_another():
    pair = new_key_pair(os.urandom)
    wrapped = wrap(ContentKey(os.urandom(32)), pair.public, PURPOSE, os.urandom)
    with pytest.raises(CannotOpen):
        unwrap(wrapped, pair.private, PURPOSE + b"0")


def test_one_wrapper_wraps_many_secrets_and_none_opens_as_another():
    pair = new_key_pair(os.urandom)
    wrapper, key = Wrapper(pair.public, os.urandom), Unwrapper(pair.private)
    secrets = [ContentKey(os.urandom(32)) for _ in range(20)]
    wraps = [wrapper.wrap(secret, b"record:%d" % number) for number, secret in enumerate(secrets)]
    assert [key.unwrap(wrapped, b"record:%d" % number) for number, wrapped in enumerate(wraps)] == secrets
    spliced = wraps[0][:49] + wraps[1][49:]
    with pytest.raises(CannotOpen):
        key.unwrap(spliced, b"record:1")


def test_two_wraps_of_the_same_secret_have_nothing_in_common_but_their_maker():
    pair, secret = new_key_pair(os.urandom), ContentKey(os.urandom(32))
    wrapper = Wrapper(pair.public, os.urandom)
    first, second = wrapper.wrap(secret, PURPOSE), wrapper.wrap(secret, PURPOSE)
    assert first[:33] == second[:33]
    assert first[33:49] != second[33:49]
    assert first[49:] != second[49:]


def test_the_shared_secret_is_the_one_of_rfc_9180_appendix_a_1_1():
    ephemeral = PrivateKey(bytes.fromhex("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736"))
    recipient = key_pair_of(
        PrivateKey(bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"))
    )
    dh = X25519PrivateKey.from_private_bytes(ephemeral).exchange(X25519PublicKey.from_public_bytes(recipient.public))
    shared = shared_secret(dh, key_pair_of(ephemeral).public, recipient.public)
    assert shared.hex() == "fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc"


def test_a_public_key_that_no_honest_person_has_is_refused():
    with pytest.raises(ValueError, match="not a sound X25519 key"):
        Wrapper(PublicKey(bytes(32)), os.urandom)
    pair = new_key_pair(os.urandom)
    with pytest.raises(CannotOpen):
        unwrap(b"\x01" + bytes(WRAP_SIZE - 1), pair.private, PURPOSE)


def test_only_secrets_of_32_bytes_are_wrapped():
    pair = new_key_pair(os.urandom)
    wrapper = Wrapper(pair.public, os.urandom)
    with pytest.raises(ValueError, match="32 bytes"):
        wrapper.wrap(b"short", PURPOSE)  # type: ignore[arg-type]


def test_an_unwrapper_knows_its_key_reference():
    pair = new_key_pair(os.urandom)
    assert Unwrapper(pair.private).key_id == key_id(pair.public)
