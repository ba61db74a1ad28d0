"""Secrets do not show themselves, and have the length they should."""

import os

import pytest

from evenhand.vault.keys import ContentKey, PrivateKey, PublicKey, derive, key_id, key_pair_of, new_key_pair
from evenhand.vault.phrase import new_phrase, phrase_keys
from evenhand.vault.seal import seal
from evenhand.vault.totp import new_totp_secret


def test_no_secret_shows_itself_however_it_is_printed():
    pair, phrase = new_key_pair(os.urandom), new_phrase(os.urandom)
    sealed, totp = seal(b"words", os.urandom), new_totp_secret(os.urandom)
    keys = phrase_keys(phrase)
    shown = " ".join(f"{thing} {thing!r} {thing!s} {[thing]}" for thing in (pair, phrase, sealed, totp, keys))
    for secret in (pair.private, phrase.bits, sealed.key, totp, keys.key_pair.private, keys.lookup):
        assert bytes(secret).hex() not in shown
        assert repr(bytes(secret))[2:-1] not in shown
    assert phrase.text not in shown
    assert "not shown" in shown


def test_a_secret_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="A ContentKey has 32 bytes, not 31"):
        ContentKey(bytes(31))
    with pytest.raises(ValueError, match="A public key has 32 bytes, not 33"):
        PublicKey(bytes(33))


def test_the_public_half_is_the_one_of_rfc_9180_appendix_a_1_1():
    private = PrivateKey(bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8"))
    assert key_pair_of(private).public.hex() == "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d"


def test_a_key_reference_is_stable_short_and_different_for_every_key():
    pair = new_key_pair(os.urandom)
    assert key_id(pair.public) == key_id(PublicKey(bytes(pair.public)))
    assert len(key_id(pair.public)) == 32
    assert key_id(pair.public) != key_id(new_key_pair(os.urandom).public)
    assert key_id(PublicKey(bytes(32))) == "8e3819a1170b4aaeb1c0178cc7de5b20"


def test_labels_and_contexts_derive_independent_keys():
    secret = os.urandom(32)
    derived = {
        derive(secret, b"one"),
        derive(secret, b"two"),
        derive(secret, b"one", b"a"),
        derive(os.urandom(32), b"one"),
    }
    assert len(derived) == 4
    assert derive(secret, b"one", b"a") == derive(secret, b"one", b"a")
