import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand_register import canonical, entry, record
from evenhand_register.entry import RESERVED_KINDS, Entry
from evenhand_register.record import NO_CONTENT, Opening

from .support import b64, code_of, counted, named, unhurried, vectors

VECTORS = vectors("record.json")
JSON = st.recursive(
    st.none() | st.integers(0, 9) | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


def entry_for(case, opening):
    """The entry of a case, or one that the facts fit."""
    if "entry" in case:
        return entry.parse(case["entry"].encode())
    counts = opening.facts["template"] is not None
    tally = (counted(1), bytes(64)) if counts else ()
    return Entry(opening.facts["kind"], "2026-01-01", b64(case["record"]), counted(2), *tally)


def open_case(case):
    opening = Opening.parse(case["opening"])
    record.verify_opening(opening, entry_for(case, opening))


@pytest.mark.parametrize("case", VECTORS["good"])
def test_a_good_opening_gives_the_published_record(case):
    opening = Opening.parse(case["opening"])
    assert canonical.dumps(opening.facts) == case["facts_canonical"].encode()
    assert opening.content_hash == b64(case["content_hash"])
    assert opening.record == b64(case["record"])
    assert opening.as_json() == case["opening"]
    assert opening.without_content().as_json() == case["opening_without_content"]
    open_case(case)
    open_case({**case, "opening": case["opening_without_content"]})


@pytest.mark.parametrize("case", VECTORS["good"])
def test_an_opening_is_made_from_its_parts(case):
    published = Opening.parse(case["opening"])
    facts = record.facts(
        published.facts["kind"], published.facts["data"], published.nonce, published.facts["template"]
    )
    made = record.opening(facts, published.facts_salt, published.content, published.content_salt)
    assert made == published
    assert record.commit(facts, published.facts_salt, published.content_hash) == b64(case["record"])


@pytest.mark.parametrize("case", **named([*VECTORS["bad"], *VECTORS["bad_for_entry"]]))
def test_a_false_opening_is_refused_for_the_right_reason(case):
    assert code_of(lambda: open_case(case)) == case["code"]


def test_the_same_facts_under_another_salt_are_another_record():
    facts = record.facts("event", {"act": "received"})
    assert record.commit(facts, counted(1)) != record.commit(facts, counted(2))


def test_a_content_that_is_erased_leaves_facts_that_open():
    whole = record.opening(record.facts("event", {}), counted(1), b"", counted(2))
    assert whole.content_hash != NO_CONTENT
    made = Entry("event", "2026-01-01", whole.record, counted(3))
    record.verify_opening(whole, made)
    record.verify_opening(whole.without_content(), made)


@pytest.mark.parametrize("parts", [(b"content", None), (None, counted(2))])
def test_a_content_goes_with_its_salt(parts):
    assert code_of(lambda: record.opening(record.facts("event", {}), counted(1), *parts)) == "E_OPENING_FORMAT"


@pytest.mark.parametrize(
    ("kind", "data", "nonce", "template"),
    [
        ("Event", {}, None, None),
        ("event", [], None, None),
        ("event", {}, b"short", None),
        ("event", {}, None, "A label"),
    ],
)
def test_facts_that_could_not_be_opened_are_not_made(kind, data, nonce, template):
    assert code_of(lambda: record.facts(kind, data, nonce, template)) == "E_OPENING_FORMAT"


@pytest.mark.parametrize("kind", sorted(RESERVED_KINDS))
def test_a_reserved_kind_hides_nothing_and_belongs_to_nobody(kind):
    scheme = counted(3) if kind == "statement" else None
    for opening in (
        record.opening(record.facts(kind, {}, nonce=bytes(16)), counted(1)),
        record.opening(record.facts(kind, {}), counted(1), b"hidden", counted(2)),
    ):
        made = Entry(kind, "2026-01-01", opening.record, scheme)
        assert code_of(lambda opening=opening, made=made: record.verify_opening(opening, made)) == "E_OPENING"


@unhurried
@given(
    JSON
    | st.builds(
        lambda part, name: {**VECTORS["good"][0]["opening"], name: part},
        JSON,
        st.sampled_from(["facts", "v", "content", "facts_salt", "content_hash", "content_salt"]),
    )
)
def test_garbage_is_no_opening(value):
    assert code_of(lambda: Opening.parse(value)) in (None, "E_OPENING_FORMAT")
