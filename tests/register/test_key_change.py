"""Changes of a log's key: what an entry may say, and which keys sign a head (register.md 2.4 and 9.8)."""

import pytest

from evenhand_register.cosignature import Cosigner
from evenhand_register.key_change import KeyChange, LoggedChange, document, follow, parse
from evenhand_register.keys import Signer, VerifierKey

from .support import code_of, counted

ORIGIN = "register.example/evenhand"
OLD, NEW, THIRD = (Signer(ORIGIN, counted(40 + at)).verifier for at in range(3))
ADDED = LoggedChange(10, "2026-03-03", KeyChange((NEW,), (), "The old one is five years old."))
RETIRED = LoggedChange(20, "2026-06-01", KeyChange((), (OLD,), "Everybody has the new one."))


def lawful():
    return document(ORIGIN, ADDED.change)


def test_a_change_reads_back_as_it_was_written():
    for one in (ADDED, RETIRED):
        assert parse(document(ORIGIN, one.change), ORIGIN) == one.change


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"origin": "other.example/register"}, "E_ORIGIN"),
        ({"add": [Signer("other.example/register", counted(41)).vkey]}, "E_ORIGIN"),
        ({"add": [Cosigner(ORIGIN, counted(41)).vkey]}, "E_KEY_FORMAT"),
        ({"add": [NEW.vkey[:-4] + "AAA="]}, "E_KEY_FORMAT"),
        ({"add": [NEW.vkey, NEW.vkey]}, "E_KEY_FORMAT"),
        ({"retire": [NEW.vkey]}, "E_KEY_FORMAT"),
        ({"add": []}, "E_KEY_FORMAT"),
        ({"add": NEW.vkey}, "E_KEY_FORMAT"),
        ({"reason": ""}, "E_KEY_FORMAT"),
        ({"v": "evenhand.key/v2"}, "E_KEY_FORMAT"),
        ({"by": "somebody"}, "E_KEY_FORMAT"),
    ],
)
def test_what_is_no_change_of_this_registers_key_is_refused(changed, code):
    assert code_of(lambda: parse({**lawful(), **changed}, ORIGIN)) == code


def test_both_keys_sign_from_the_entry_that_adds_one_to_the_entry_that_retires_the_other():
    found = follow([NEW, OLD], [ADDED, RETIRED])
    assert found.signing(0) == found.signing(10) == (OLD,)
    assert found.signing(11) == found.signing(20) == (NEW, OLD)
    assert found.signing(21) == (NEW,)
    assert found.named(10) == (OLD,)
    assert found.named(21) == (NEW, OLD), "a retired key stays the key of the heads that it signed"


def test_a_key_that_was_added_may_still_be_on_its_way():
    assert follow([OLD], [ADDED]) == follow([OLD, NEW], [ADDED])


@pytest.mark.parametrize(
    "own", [[], [NEW], [OLD, THIRD], [NEW, OLD, THIRD]], ids=["none", "no first", "a third", "one too many"]
)
def test_keys_that_no_entry_accounts_for_are_refused(own):
    assert code_of(lambda: follow(own, [ADDED])) == "E_KEY_CHANGE"


@pytest.mark.parametrize(("day", "code"), [("2026-05-31", "E_KEY_CHANGE"), ("2026-06-01", None)])
def test_the_old_key_signs_for_ninety_days_beside_the_new_one(day, code):
    retired = LoggedChange(20, day, RETIRED.change)
    assert code_of(lambda: follow([NEW, OLD], [ADDED, retired])) == code


@pytest.mark.parametrize(
    "then",
    [
        KeyChange((THIRD,), (), "a third beside two"),
        KeyChange((), (THIRD,), "one that never signed"),
        KeyChange((), (NEW, OLD), "all of them"),
        KeyChange((OLD,), (), "one that signs already"),
    ],
    ids=lambda change: change.reason,
)
def test_a_change_that_no_register_may_make_is_refused(then):
    assert code_of(lambda: follow([NEW, OLD], [ADDED, LoggedChange(20, "2027-01-01", then)])) == "E_KEY_CHANGE"


def test_a_retired_key_is_neither_retired_again_nor_taken_up_again():
    after = [ADDED, RETIRED]
    for change in (KeyChange((), (OLD,), "again"), KeyChange((OLD,), (), "back")):
        again = LoggedChange(30, "2027-01-01", change)
        assert code_of(lambda again=again: follow([NEW, OLD], [*after, again])) == "E_KEY_CHANGE"


def test_the_only_key_is_not_retired_in_the_entry_that_brings_the_next():
    at_once = LoggedChange(10, "2026-03-03", KeyChange((NEW,), (OLD,), "at once"))
    assert code_of(lambda: follow([NEW, OLD], [at_once])) == "E_KEY_CHANGE"


def test_a_second_key_with_the_short_id_of_another_is_refused(monkeypatch):
    """Whoever checks tells the lines under a head apart by name and short id: two that share both would spoil every head."""
    monkeypatch.setattr(VerifierKey, "key_id", property(lambda _: b"\x01\x02\x03\x04"))
    assert code_of(lambda: follow([OLD], [ADDED])) == "E_KEY_CHANGE"
    assert code_of(lambda: parse(document(ORIGIN, KeyChange((NEW, THIRD), (), "two")), ORIGIN)) == "E_KEY_FORMAT"


def test_the_register_can_change_its_key_again_and_again():
    second = LoggedChange(30, "2027-01-01", KeyChange((THIRD,), (), "again"))
    third = LoggedChange(40, "2027-06-01", KeyChange((), (NEW,), "again"))
    found = follow([THIRD, NEW, OLD], [ADDED, RETIRED, second, third])
    assert [found.signing(size) for size in (31, 41)] == [(THIRD, NEW), (THIRD,)]
