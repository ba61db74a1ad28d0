"""Every parser of the register: what it takes in, written out again, is the same bytes; everything else is an error of its own."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand_register import canonical, entry, note, statement, tlog_proof
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import b64decode, b64encode, parse_decimal
from evenhand_register.errors import RegisterError
from evenhand_register.keys import VerifierKey
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.record import Opening
from evenhand_register.tiles import parse_path
from evenhand_register.witness import AddCheckpoint
from evenhand_register.witness.request import parse as parse_request

from .counting import counted_log
from .support import code_of, small_log

LOG, COUNTED = small_log(), counted_log(periods=1)
DRAWN = settings(deadline=None, max_examples=150)
OPENING = COUNTED.openings[COUNTED.scheme_index]
STATED = next(one for one in COUNTED.openings if one is not None and one.facts["kind"] == "statement")


def of_text(read: Callable[[str], str | None]) -> Callable[[bytes], bytes]:
    """A parser of texts as one of bytes; what it refuses by None is refused."""

    def again(raw: bytes) -> bytes:
        try:
            found = read(raw.decode("ascii"))
        except UnicodeDecodeError:
            found = None
        if found is None:
            raise RegisterError("E_FORM", "This is refused.")
        return found.encode()

    return again


def of_json(read: Callable[[object], dict]) -> Callable[[bytes], bytes]:
    """A parser of documents as one of their canonical bytes."""
    return lambda raw: canonical.dumps(read(canonical.loads(raw)))


PARSERS: dict[str, tuple[Callable[[bytes], bytes], bytes]] = {
    "note": (lambda raw: note.parse(raw).render(), LOG.head(9)),
    "checkpoint": (of_text(lambda text: Checkpoint.parse(text).render()), note.parse(LOG.head(9)).text.encode()),
    "entry": (lambda raw: entry.parse(raw).render(), COUNTED.entries[2]),
    "proof file": (lambda raw: tlog_proof.parse(raw).render(), LOG.proof(4)),
    "request to a witness": (
        lambda raw: parse_request(raw).render(),
        AddCheckpoint(0, (), LOG.head(9)).render(),
    ),
    "canonical JSON": (lambda raw: canonical.dumps(canonical.loads(raw)), canonical.dumps(OPENING.as_json())),
    "opening": (of_json(lambda value: Opening.parse(value).as_json()), canonical.dumps(OPENING.as_json())),
    "statement": (
        of_json(lambda value: statement.parse(value).as_json()),
        canonical.dumps(STATED.facts["data"]),
    ),
    "verifier key": (of_text(lambda text: VerifierKey.parse(text).vkey), LOG.signer.vkey.encode()),
    "path of a tile": (
        of_text(lambda text: found.render() if (found := parse_path(text)) else None),
        b"tile/0/x001/x234/067.p/8",
    ),
    "decimal": (of_text(lambda text: None if (found := parse_decimal(text)) is None else str(found)), b"9007199254"),
    "base64": (
        of_text(lambda text: None if (found := b64decode(text)) is None else b64encode(found)),
        b"AAECAwQFBg==",
    ),
}
"""Each as bytes to bytes, with bytes that it takes in."""


def check(name: str, raw: bytes) -> None:
    """The same bytes, or an error of the register's own."""
    try:
        found = PARSERS[name][0](raw)
    except RegisterError:
        return
    assert found == raw, "what was taken in is not what would be written"


@pytest.mark.parametrize("name", PARSERS)
def test_what_is_read_is_written_the_same(name):
    read, sample = PARSERS[name]
    assert read(sample) == sample


@pytest.mark.parametrize("name", PARSERS)
def test_each_bit_flipped_gives_other_bytes_that_are_written_the_same_or_an_error(name):
    sample = PARSERS[name][1]
    for bit in range(8 * min(len(sample), 1500)):
        changed = bytearray(sample)
        changed[bit // 8] ^= 1 << bit % 8
        check(name, bytes(changed))


@pytest.mark.parametrize("name", PARSERS)
def test_whatever_bytes_come_they_are_written_the_same_or_refused(name):
    sample = PARSERS[name][1]
    places = st.integers(0, len(sample))

    @DRAWN
    @given(places, places, st.binary(max_size=9) | st.sampled_from(MEAN))
    def tried(one, other, put):
        first, last = sorted((one, other))
        check(name, sample[:first] + put + sample[last:])  # what lies between goes
        check(name, sample[:first] + put + sample[first:last] + sample[first:])  # or comes twice

    tried()


MEAN = (
    b"\n",
    b"\n\n",
    b"\r\n",
    b"\xe2\x80\xa8",
    b"\xc2\x85",
    b"\xff",
    b"\0",
    b" ",
    b"  ",
    b"\t",
    b"=",
    b"-0",
    b"00",
    b"1e3",
    b"\\u0041",
)
"""What other parsers take for an end of line, a space or the same number."""


def test_every_flipped_bit_of_an_entry_is_refused_or_another_leaf():
    """So that its inclusion proof no longer holds (`test_every_size`)."""
    raw = COUNTED.entries[2]
    leaf = entry.leaf_hash(raw)
    for bit in range(8 * len(raw)):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        assert entry.leaf_hash(bytes(changed)) != leaf
        check("entry", bytes(changed))


def test_every_flipped_bit_of_a_signed_head_is_refused():
    raw = LOG.head(9)
    for bit in range(8 * len(raw)):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        assert code_of(lambda: verify_checkpoint(bytes(changed), Policy.of_key(LOG.signer.vkey))) is not None, bit  # noqa: B023
