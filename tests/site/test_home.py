"""The layout of the home folder: what is kept apart lies in one place."""

import pytest

from evenhand.site.clock import entropy
from evenhand.site.found import prepare_home
from evenhand.site.home import Home, HomeError
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.keys import Signer

ORIGIN = "register.example/home"
WORDS = {"name": "A body", "origin": ORIGIN, "timezone": "UTC", "database": "", "entropy": entropy}


def test_a_guard_that_lies_beside_the_keys_is_brought_into_their_folder_once(tmp_path):
    home = Home(tmp_path)
    home.keys.mkdir()
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "checkpoint").write_bytes(b"the last head")
    for _ in range(2):
        home.gather()
        assert home.guard.read_bytes() == b"the last head"
    assert not (tmp_path / "guard").exists()
    assert home.guard.is_relative_to(home.keys)


def test_a_guard_that_is_there_is_never_replaced_by_one_that_lies_beside(tmp_path):
    home = Home(tmp_path)
    home.guard.parent.mkdir(parents=True)
    home.guard.write_bytes(b"newer")
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "checkpoint").write_bytes(b"older")
    home.gather()
    assert home.guard.read_bytes() == b"newer"


@pytest.mark.parametrize("place", ["guard", "keys/guard"])
def test_where_entries_were_signed_nothing_is_begun_even_without_settings(tmp_path, place):
    home = Home(tmp_path)
    prepare_home(home, **WORDS)
    (tmp_path / place).mkdir()
    signed = note.sign(Checkpoint(ORIGIN, 3, bytes(32)).render(), [Signer(ORIGIN, bytes(32))])
    (tmp_path / place / "checkpoint").write_bytes(signed)
    home.settings_file.unlink()
    with pytest.raises(HomeError, match="register has 3 entries"):
        prepare_home(home, **WORDS)
    assert not home.exists()


def test_preparing_again_with_the_same_words_changes_nothing_and_with_others_is_refused(tmp_path):
    home = Home(tmp_path)
    prepare_home(home, **WORDS)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    prepare_home(home, **WORDS)
    with pytest.raises(HomeError, match="already holds an organisation: A body"):
        prepare_home(home, **WORDS | {"name": "Another"})
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_keys_of_another_beginning_are_not_used_for_this_register(tmp_path):
    home = Home(tmp_path)
    prepare_home(home, **WORDS)
    home.settings_file.unlink()
    with pytest.raises(HomeError, match=r"holds the keys of the register register\.example/home"):
        prepare_home(home, **WORDS | {"origin": "register.example/other"})
    prepare_home(home, **WORDS)


def test_half_an_instance_key_is_made_anew_and_half_a_signing_key_is_refused(tmp_path):
    home = Home(tmp_path)
    prepare_home(home, **WORDS)
    home.settings_file.unlink()
    (home.keys / "instance.pub").unlink()
    prepare_home(home, **WORDS)
    home.settings_file.unlink()
    (home.keys / "signing.key").write_text("PRIVATE+KEY+register")
    with pytest.raises(HomeError, match="is damaged"):
        prepare_home(home, **WORDS)
