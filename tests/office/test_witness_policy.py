"""Our own policy file: what it says, what is wrong with it in one sentence, and that it is read again when it changed."""

import os

import pytest

from evenhand.office.witness_policy import MOST_BYTES, MOST_WITNESSES, PolicyFile, key_alone
from evenhand_register.cosignature import Cosigner
from evenhand_register.keys import Signer
from evenhand_register.policy import is_independent
from tests.register.support import counted

OWN = Signer("register.example/evenhand", counted(1))
OTHER = Signer("other.example/evenhand", counted(2))
ONE, TWO = (Cosigner(f"w.example/{at}", counted(at)) for at in (3, 4))
LOG = f"log {OWN.vkey}\n"
LINE = f"witness one {ONE.vkey} https://w.example/1\n"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "policy"


def test_without_a_file_our_own_key_is_enough_and_nothing_is_wrong(path):
    own = PolicyFile(path, OWN.vkey).read()
    assert (own.text, own.fault, own.witnesses) == (key_alone(OWN.vkey), "", ())


def test_a_file_names_witnesses_with_addresses_and_is_read_again_when_it_changed(path):
    file = PolicyFile(path, OWN.vkey)
    assert not file.read().witnesses
    path.write_text(f"{LOG}{LINE}quorum one\n")
    own = file.read()
    assert [(one.name, one.key, one.url) for one in own.witnesses] == [("one", ONE.verifier, "https://w.example/1")]
    assert own.policy.quorum == "one"
    assert own.keys.quorum is None
    assert own.text == path.read_bytes()
    assert file.read() is own
    path.write_text(f"{LOG}quorum none\n")
    assert not file.read().witnesses
    path.unlink()
    assert file.read().text == key_alone(OWN.vkey)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "needs exactly one quorum line"),
        ("nonsense\n", "not understood, beginning with 'nonsense'"),
        (LOG + LINE, "needs exactly one quorum line"),
        (f"{LOG}{LINE}quorum two\n", "uses the name 'two' before it is defined"),
        (f"{LOG}{LINE}quorum one", "does not end its last line"),
        (f"log {OTHER.vkey}\n{LINE}quorum one\n", f"no log line with the key of this register, which is {OWN.vkey}"),
        (f"{LOG}log {OTHER.vkey}\nquorum none\n", "a log line for the register 'other.example/evenhand'"),
        (f"{LOG}witness one {ONE.vkey}\nquorum one\n", "The line of the witness 'one' gives no address"),
        (f"{LOG}witness one {ONE.vkey} ftp://w.example\nquorum one\n", "'ftp://w.example' is not the address"),
        (f"{LOG}witness one {ONE.vkey} https://[\nquorum one\n", "is not the address of a witness"),
        (f"{LOG}witness one {OWN.vkey} https://w.example\nquorum one\n", "gives a log's key to a witness"),
        (f"{LOG}{LINE}witness two {ONE.vkey} https://w.example\nquorum one\n", "lists one key twice"),
        (f"{LOG}witness o\u202ene {ONE.vkey} https://w.example\nquorum none\n", "letters that cannot be printed"),
        (f"{LOG}quorum none\r\n", "holds a character that is not allowed"),
        (f"{LOG}quorum none\n" + "#" * MOST_BYTES + "\n", "It is larger than 64 KiB"),
    ],
)
def test_a_file_that_is_wrong_is_said_in_a_sentence_and_stops_nothing(path, text, fault):
    path.write_bytes(text.encode())
    own = PolicyFile(path, OWN.vkey).read()
    assert own.fault.startswith(f"{path} is wrong. ")
    assert fault in own.fault
    assert own.fault.endswith("Until it is mended no outside witness is asked, and everything else goes on.")
    assert own.witnesses == ()
    assert own.text == key_alone(OWN.vkey)


def test_more_witnesses_than_a_head_has_room_for_are_refused(path):
    keys = [Cosigner(f"w.example/{at}", counted(100 + at)).vkey for at in range(MOST_WITNESSES + 1)]
    lines = [f"witness n{at} {key} https://w.example/{at}\n" for at, key in enumerate(keys)]
    path.write_text(LOG + "".join(lines) + "quorum none\n")
    assert f"names {MOST_WITNESSES + 1} witnesses" in PolicyFile(path, OWN.vkey).read().fault
    path.write_text(LOG + "".join(lines[1:]) + "quorum none\n")
    assert not PolicyFile(path, OWN.vkey).read().fault


@pytest.mark.parametrize("what", ["folder", "unreadable folder above", "link to itself"])
def test_a_file_that_cannot_be_read_is_said(path, what, tmp_path):
    match what:
        case "folder":
            path.mkdir()
        case "link to itself":
            path.symlink_to(path)
        case _:
            path = tmp_path / "evenhand.toml" / "policy"
            path.parent.write_text("")
    fault = PolicyFile(path, OWN.vkey).read().fault
    assert str(path) in fault
    assert "cannot be read" in fault


def test_bytes_that_are_no_text_are_refused(path):
    path.write_bytes(LOG.encode() + b"witness \xff\xfe " + ONE.vkey.encode() + b" https://w.example\nquorum none\n")
    assert "letters that cannot be printed" in PolicyFile(path, OWN.vkey).read().fault


def test_a_retired_key_of_our_own_may_stand_beside_the_present_one(path):
    old = Signer(OWN.name, os.urandom(32))
    path.write_text(f"log {old.vkey}\n{LOG}{LINE}quorum one\n")
    assert not PolicyFile(path, OWN.vkey).read().fault


def test_a_name_under_the_registers_own_host_is_not_independent():
    for name in ("register.example", "Register.example/witness", "register.example/evenhand"):
        assert not is_independent(Cosigner(name, counted(5)).verifier, OWN.name)
    for name in ("w.example/1", "register.example.org/w", "notregister.example/w"):
        assert is_independent(Cosigner(name, counted(5)).verifier, OWN.name)
    assert TWO.name == "w.example/4"
