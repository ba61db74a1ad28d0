import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register import note
from evenhand_register.keys import Signer, VerifierKey

from .support import b64, code_of, counted, named, unhurried, vectors

VECTORS = vectors("note.json")
SIGNER = Signer("test.example/log", counted(1))
SIGNED = note.sign("first line\n\nsecond line, été\n", [SIGNER])


def verify(raw, vkeys):
    return note.verify(note.parse(raw), [VerifierKey.parse(vkey) for vkey in vkeys])


@pytest.mark.parametrize("case", VECTORS["keys"])
def test_a_key_has_one_spelling(case):
    key = VerifierKey.parse(case["vkey"])
    assert (key.name, key.type, key.public_key.hex()) == (case["name"], case["type"], case["public_hex"])
    assert key.key_id.hex() == case["key_id_hex"]
    assert key.vkey == case["vkey"]


@pytest.mark.parametrize("case", [case for case in VECTORS["keys"] if case["type"] == 1])
def test_a_signer_has_the_published_key_and_keeps_its_secret(case):
    signer = Signer(case["name"], bytes.fromhex(case["seed_hex"]))
    assert signer.vkey == case["vkey"]
    assert Signer.parse(signer.secret_text) == signer
    assert case["seed_hex"] not in repr(signer)
    assert repr(signer.private_key) not in repr(signer)


@pytest.mark.parametrize(
    "text", ["", "PRIVATE+KEY+", SIGNER.vkey, SIGNER.secret_text[:-4], SIGNER.secret_text.replace("test.", "text.")]
)
def test_what_is_no_signing_key_is_refused(text):
    assert code_of(lambda: Signer.parse(text)) == "E_NOTE_FORMAT"


@pytest.mark.parametrize(
    ("name", "seed"), [("", bytes(32)), ("a b", bytes(32)), ("a+b", bytes(32)), ("a", bytes(31))]
)
def test_a_signer_without_a_proper_name_or_seed_is_not_made(name, seed):
    assert code_of(lambda: Signer(name, seed)) == "E_NOTE_FORMAT"


@pytest.mark.parametrize("case", **named(VECTORS["good"]))
def test_a_good_note_is_verified(case):
    raw = case["note"].encode()
    assert note.parse(raw).text == case["text"]
    assert note.parse(raw).render() == raw
    assert [key.vkey for key in verify(raw, case["vkeys"])] == case["verified"]


@pytest.mark.parametrize("case", **named(VECTORS["bad"]))
def test_a_bad_note_is_refused_for_the_right_reason(case):
    assert code_of(lambda: verify(case["note"].encode(), case["vkeys"])) == case["code"]


@pytest.mark.parametrize("case", **named(VECTORS["bad_bytes"]))
def test_bad_bytes_are_refused(case):
    assert code_of(lambda: verify(b64(case["note_base64"]), case["vkeys"])) == case["code"]


@pytest.mark.parametrize("case", **named(VECTORS["bad_vkeys"]))
def test_a_bad_key_is_refused(case):
    assert code_of(lambda: VerifierKey.parse(case["vkey"])) == "E_NOTE_FORMAT"


@pytest.mark.parametrize("text", ["no line end", "tab\there\n", ""])
def test_a_text_that_could_not_be_read_again_is_not_signed(text):
    if text == "":
        assert note.parse(note.sign("\n", [SIGNER])).text == "\n"
    assert code_of(lambda: note.sign(text, [SIGNER])) == "E_NOTE_FORMAT"


def test_a_note_of_over_a_mebibyte_is_refused():
    assert code_of(lambda: note.sign("a" * 2**20 + "\n", [SIGNER])) == "E_NOTE_FORMAT"


@unhurried
@given(st.integers(0, len(SIGNED) * 8 - 1))
def test_every_flipped_bit_of_a_note_is_caught(bit):
    changed = bytearray(SIGNED)
    changed[bit // 8] ^= 1 << bit % 8
    assert code_of(lambda: verify(bytes(changed), [SIGNER.vkey])) in (
        "E_NOTE_FORMAT",
        "E_NOTE_SIGNATURE",
        "E_NOTE_UNSIGNED",
    )


def test_of_two_lines_of_one_key_the_first_or_the_last_is_kept_and_every_other_stays():
    ours, second, other = (
        Signer("a.example", counted(1)),
        Signer("a.example", counted(2)),
        Signer("b.example", counted(1)),
    )
    made = [note.parse(note.sign(f"{text}\n", [key])).signatures[0] for text in "xy" for key in (ours, second, other)]
    raw = note.Note("x\n", tuple(made)).render()
    assert note.parse(note.once(raw, first=True)).signatures == tuple(made[:3])
    assert note.parse(note.once(raw, first=False)).signatures == tuple(made[3:])
    assert note.once(SIGNED, first=True) == note.once(SIGNED, first=False) == SIGNED
    assert code_of(lambda: note.once(b"no note", first=True)) == "E_NOTE_FORMAT"


LINES = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]))


@unhurried
@given(st.lists(LINES, min_size=1))
def test_a_signed_text_is_read_back(lines):
    text = "".join(f"{line}\n" for line in lines)
    signed = note.parse(note.sign(text, [SIGNER]))
    assert signed.text == text
    assert list(note.verify(signed, [SIGNER.verifier])) == [SIGNER.verifier]


@unhurried
@given(st.binary() | st.text().map(lambda text: f"a\n\n\u2014 {text}\n".encode("utf-8", "replace")))
def test_garbage_is_no_note(raw):
    assert code_of(lambda: note.parse(raw)) in (None, "E_NOTE_FORMAT")


@unhurried
@given(st.text() | st.text().map(lambda text: f"name+{text}"))
def test_garbage_is_no_key(text):
    assert code_of(lambda: VerifierKey.parse(text)) == "E_NOTE_FORMAT"
