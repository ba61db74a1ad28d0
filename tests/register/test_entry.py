from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register import entry
from evenhand_register.entry import RESERVED_KINDS, Entry

from .support import b64, code_of, counted, named, unhurried, vectors

VECTORS = vectors("entry.json")
HASHES = st.binary(min_size=32, max_size=32)
PROOFS = st.integers(1, 64).flatmap(lambda n: st.binary(min_size=64 * n, max_size=64 * n))
DATES = st.dates(date(1970, 1, 1), date(2999, 12, 31)).map(date.isoformat)
WEEKS = st.dates(date(1970, 1, 5), date(2999, 12, 1)).map(lambda day: "{}-W{:02}".format(*day.isocalendar()))
FREE_KINDS = st.from_regex(r"[a-z][a-z0-9-]{0,31}", fullmatch=True).filter(lambda kind: kind not in RESERVED_KINDS)
COUNTED = st.builds(Entry, FREE_KINDS, DATES | WEEKS, HASHES, HASHES, HASHES, PROOFS)
PLAIN = st.builds(Entry, FREE_KINDS | st.just("statement"), DATES | WEEKS, HASHES, HASHES)
RESERVED = st.builds(Entry, st.sampled_from(sorted(RESERVED_KINDS - {"statement"})), DATES | WEEKS, HASHES)
ENTRIES = COUNTED | PLAIN | RESERVED


@pytest.mark.parametrize("case", VECTORS["good"])
def test_a_good_entry_is_read_and_written_again(case):
    raw = case["entry"].encode()
    found = entry.parse(raw)
    assert found.kind == case["kind"]
    assert found.render() == raw
    assert entry.leaf_hash(raw) == b64(case["leaf_hash"])


@pytest.mark.parametrize("case", **named(VECTORS["bad"]))
def test_a_bad_entry_is_refused(case):
    assert code_of(lambda: entry.parse(case["entry"].encode())) == case["code"] == "E_ENTRY_FORMAT"


@unhurried
@given(ENTRIES)
def test_what_is_written_is_read_back(made):
    assert entry.parse(made.render()) == made


@unhurried
@given(ENTRIES, st.data())
def test_a_flipped_bit_makes_another_entry_or_none(made, data):
    raw = bytearray(made.render())
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8
    assert code_of(lambda: entry.parse(bytes(raw))) == "E_ENTRY_FORMAT" or entry.parse(bytes(raw)) != made


@unhurried
@given(st.binary() | st.text().map(lambda text: f"evenhand.entry/v1\n{text}".encode("utf-8", "replace")))
def test_garbage_is_no_entry(raw):
    assert code_of(lambda: entry.parse(raw)) == "E_ENTRY_FORMAT"


def test_an_entry_that_could_not_be_read_again_is_not_made():
    for fields in [
        ("Event", "2026-01-01", counted(1), counted(2)),
        ("event", "2026-02-30", counted(1), counted(2)),
        ("event", "9999-W53", counted(1), counted(2)),
        ("event", "2026-01-01", b"short", counted(2)),
        ("event", "2026-01-01", counted(1), b"short"),
        ("event", "2026-01-01", counted(1)),
        ("scheme", "2026-01-01", counted(1), counted(2)),
        ("event", "2026-01-01", counted(1), counted(2), counted(3)),
        ("event", "2026-01-01", counted(1), counted(2), None, bytes(64)),
        ("event", "2026-01-01", counted(1), counted(2), counted(3), bytes(63)),
        ("event", "2026-01-01", counted(1), counted(2), counted(3), b""),
        ("statement", "2026-01-01", counted(1), counted(2), counted(3), bytes(64)),
    ]:
        assert code_of(lambda fields=fields: Entry(*fields)) == "E_ENTRY_FORMAT", fields


def test_an_entry_of_over_65535_bytes_is_refused():
    assert code_of(lambda: entry.parse(bytes(65_536))) == "E_ENTRY_FORMAT"


def test_a_day_and_a_week_have_a_first_and_a_last_day():
    assert entry.day_bounds("2024-02-29") == (date(2024, 2, 29), date(2024, 2, 29))
    assert entry.day_bounds("2026-W53") == (date(2026, 12, 28), date(2027, 1, 3))
    assert entry.day_bounds("2999-W52") == (date(2999, 12, 23), date(2999, 12, 29))
