"""The instance key's two files: made once, checked at each start."""

import os
import stat

import pytest

from evenhand.vault.agent.instance_key import (
    PRIVATE_NAME,
    PUBLIC_NAME,
    InstanceKeyFault,
    create_instance_key,
    is_vouched,
    load_instance_key,
    load_instance_public,
    load_vouch_public,
    vouch,
)
from evenhand.vault.keys import new_key_pair


@pytest.fixture
def keys(tmp_path):
    return tmp_path / "keys"


def test_the_key_is_written_and_read_back(keys):
    made = create_instance_key(keys, os.urandom)
    assert load_instance_key(keys) == made
    assert load_instance_public(keys) == made.public


def test_only_its_user_may_read_the_private_half(keys):
    create_instance_key(keys, os.urandom)
    assert stat.S_IMODE((keys / PRIVATE_NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


def test_a_key_that_is_there_is_never_replaced(keys):
    made = create_instance_key(keys, os.urandom)
    with pytest.raises(InstanceKeyFault, match="it is not replaced"):
        create_instance_key(keys, os.urandom)
    assert load_instance_key(keys) == made


def test_a_key_that_others_can_read_is_refused(keys):
    create_instance_key(keys, os.urandom)
    (keys / PRIVATE_NAME).chmod(0o640)
    with pytest.raises(InstanceKeyFault, match="run chmod 600"):
        load_instance_key(keys)


def test_a_missing_key_is_said_to_be_missing(keys):
    with pytest.raises(InstanceKeyFault, match="is missing"):
        load_instance_key(keys)
    with pytest.raises(InstanceKeyFault, match="is missing"):
        load_instance_public(keys)


def test_the_halves_of_two_keys_are_refused(keys, tmp_path):
    create_instance_key(keys, os.urandom)
    create_instance_key(tmp_path / "other", os.urandom)
    (keys / PUBLIC_NAME).write_bytes((tmp_path / "other" / PUBLIC_NAME).read_bytes())
    with pytest.raises(InstanceKeyFault, match="not of the same key pair"):
        load_instance_key(keys)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"evenhand instance key v1\n",
        b"evenhand instance key v1\nAAAA\n",
        b"another\n" + b"A" * 43 + b"=\n",
        b"\xff",
    ],
)
def test_a_damaged_key_is_refused_with_a_sentence_that_does_not_quote_it(keys, content):
    create_instance_key(keys, os.urandom)
    (keys / PRIVATE_NAME).write_bytes(content)
    with pytest.raises(InstanceKeyFault) as caught:
        load_instance_key(keys)
    assert "AAAA" not in str(caught.value)


def test_a_proof_is_for_one_person_and_one_installation(keys, tmp_path):
    instance, other = create_instance_key(keys, os.urandom), create_instance_key(tmp_path / "other", os.urandom)
    person, stranger = new_key_pair(os.urandom).public, new_key_pair(os.urandom).public
    proof = vouch(instance, "s-1", person)
    ours, theirs = load_vouch_public(keys), load_vouch_public(tmp_path / "other")
    assert is_vouched(ours, "s-1", person, proof)
    assert not is_vouched(ours, "s-1", stranger, proof)
    assert not is_vouched(theirs, "s-1", person, proof)
    assert not is_vouched(ours, "s-2", person, proof)  # nobody's proof serves in another's place
    assert not is_vouched(ours, "s-1", person, vouch(other, "s-1", person))
    assert not is_vouched(b"", "s-1", person, proof)
    flipped = (proof[:place] + bytes([proof[place] ^ 1]) + proof[place + 1 :] for place in range(64))
    assert not any(is_vouched(ours, "s-1", person, each) for each in flipped)
