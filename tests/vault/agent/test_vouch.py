"""Proofs for the first people, made by the agent's own program."""

import os

import pytest

from evenhand.vault.agent.instance_key import create_instance_key
from evenhand.vault.agent.vouch import mark_for, vouch_for
from evenhand.vault.errors import VaultError
from evenhand.vault.work_address import address_mark


def test_the_agents_program_vouches_for_the_first_people(house, person, other_person):
    publics = [("person-1", person.key_pair.public), ("person-2", other_person.key_pair.public)]
    assert vouch_for(house.keys, publics) == [house.proof(person), house.proof(other_person, "person-2")]


def test_without_the_instance_key_it_says_what_is_missing(house, person):
    (house.keys / "instance.key").unlink()
    with pytest.raises(VaultError, match=r"instance\.key is missing"):
        vouch_for(house.keys, [("person-1", person.key_pair.public)])


def test_the_first_person_signs_in_with_their_proof(running, person):
    (proof,) = vouch_for(running.keys, [("person-1", person.key_pair.public)])
    slot = running.sign_in(person, vouched=proof)
    assert running.client.whose(slot.slot, slot.cookie_half) == "person-1"


def test_it_marks_a_work_address_and_no_other_installation_makes_that_mark(house, tmp_path):
    form = "asha@xn--bcher-kva.example"
    mark = mark_for(house.keys, form)
    assert mark == address_mark(house.instance.private, form).hex()
    create_instance_key(tmp_path / "keys", os.urandom)
    assert mark_for(tmp_path / "keys", form) != mark
    assert mark_for(house.keys, "ελ@example.org") != mark
    (house.keys / "instance.key").unlink()
    with pytest.raises(VaultError, match=r"instance\.key is missing"):
        mark_for(house.keys, form)


def test_whoever_lays_a_program_of_the_same_name_where_somebody_stands_is_not_run(house, tmp_path, monkeypatch):
    """It would have the instance key in its hands."""
    (tmp_path / "evenhand").mkdir()
    (tmp_path / "evenhand" / "__init__.py").write_text("raise SystemExit('This is not Evenhand.')\n")
    monkeypatch.chdir(tmp_path)
    assert mark_for(house.keys, "asha@example.org")
