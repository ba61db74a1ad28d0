"""A sample follows from the list and the value, anybody can draw it again with common tools, and every refusal says what to do."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.process import sampling
from evenhand.process.codes import Role
from evenhand.process.facts import Fact, Refusal
from evenhand.process.sampling import Frame, FrameKind, Register, draw_sample, drawn_from, frame_hash, frame_text
from evenhand.process.state import Appointment, Person

TODAY = date(2026, 3, 3)
VALUE = "6152 3416 2353 4621"
STANDS = Register("demo.invalid/tests", 265, (51, 12, 30, 199), frozenset({"already-used-once-000"}), 2)


def holder(ref: str, *roles: Role) -> Person:
    since = TODAY - timedelta(days=9)
    return Person(
        ref, tuple(Appointment(f"a-{role}", ref, role, "founding", since, None, None, None) for role in roles)
    )


PEOPLE = {
    "s-o": holder("s-o", Role.OVERSEER),
    "s-both": holder("s-both", Role.CASE_MANAGER, Role.OVERSEER),
    "s-m": holder("s-m", Role.CASE_MANAGER),
    "s-l": holder("s-l", Role.LEADERSHIP),
    "s-kept": holder("s-kept", Role.OVERSEER, Role.LEADERSHIP),
}


OPEN = Frame(FrameKind.OPEN)


def ask(frame: Frame = OPEN, wanted: int = 2, value: str = VALUE, by: str = "s-o", stands=STANDS):
    return draw_sample(frame, wanted, value, by, PEOPLE, stands, TODAY)


def refused(**said) -> str:
    answer = ask(**said)
    assert isinstance(answer, Refusal), answer
    return answer.code


def test_a_sample_holds_all_that_was_fixed_and_all_that_was_drawn():
    fact = ask()
    assert isinstance(fact, Fact)
    assert fact.content is None
    assert fact.data["sample"] == 3
    assert fact.data["listed"] == [12, 30, 51, 199]
    assert fact.data["value"] == VALUE.replace(" ", "")
    text = "evenhand.frame/v1\ndemo.invalid/tests\nopen\n265\n12\n30\n51\n199\n"
    assert frame_text("demo.invalid/tests", Frame(FrameKind.OPEN), 265, (199, 51, 30, 12)) == text
    assert fact.data["frame_hash"] == frame_hash(text)
    assert fact.data["chosen"] == drawn_from(fact.data["frame_hash"], fact.data["value"], [12, 30, 51, 199], 2)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="no sha256sum here")
def test_whoever_has_a_shell_draws_the_same():
    """As docs/overseer.md says it."""
    fact = ask(wanted=3).data
    script = (
        'while read -r index; do printf "evenhand.sample/v1\\n%s\\n%s\\n%s\\n" "$1" "$2" "$index" | sha256sum | '
        'while read -r key _; do echo "$key $index"; done; done | sort | head -n "$3" | cut -d" " -f2'
    )
    listed = "".join(f"{index}\n" for index in fact["listed"])
    done = subprocess.run(
        ["sh", "-c", script, "sh", fact["frame_hash"], fact["value"], str(fact["wanted"])],
        input=listed,
        capture_output=True,
        text=True,
        check=True,
    )
    assert list(map(int, done.stdout.split())) == fact["chosen"]


@given(
    st.sets(st.integers(0, 2**40), min_size=1, max_size=60),
    st.integers(1, 200),
    st.text("123456", min_size=16, max_size=40),
)
def test_a_sample_is_part_of_its_frame_without_repeats_whatever_the_order_of_the_list(listed, wanted, value):
    order = sorted(listed, reverse=True)
    drawn = drawn_from("0" * 64, value, order, wanted)
    assert len(drawn) == len(set(drawn)) == min(wanted, len(listed))
    assert set(drawn) <= listed
    assert drawn == drawn_from("0" * 64, value, sorted(listed), wanted)
    assert drawn == drawn_from("0" * 64, value, order, 200)[:wanted]


def test_each_complaint_is_drawn_about_as_often_as_any_other():
    """3 of 30, two thousand times: each about 200 times; six standard deviations are 80."""
    counts = dict.fromkeys(range(30), 0)
    for throw in range(2000):
        for index in drawn_from("ab" * 32, f"throw-{throw:016}", range(30), 3):
            counts[index] += 1
    assert all(120 < count < 280 for count in counts.values()), counts


def test_another_value_or_another_list_draws_another_sample():
    listed = range(1000)
    assert drawn_from("0" * 64, "a" * 16, listed, 20) != drawn_from("0" * 64, "b" * 16, listed, 20)
    assert drawn_from("0" * 64, "a" * 16, listed, 20) != drawn_from("1" * 64, "a" * 16, listed, 20)


@pytest.mark.parametrize("by", ["s-m", "s-l", "s-kept", "nobody"])
def test_nobody_but_an_overseer_draws(by):
    assert refused(by=by) == "overseers-only"


def test_another_role_beside_it_counts_for_nothing():
    assert isinstance(ask(by="s-both"), Fact)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "123456",
        "1" * 15,
        "1" * 201,
        "Zoë at the harbour wall",
        "1234567890123456\x00",
        "1" * 15 + "\u200b",
        "１" * 20,
    ],
)
def test_a_value_that_is_short_long_or_not_plain_is_refused(value):
    assert refused(value=value) == "value"


def test_a_value_that_was_used_before_is_refused_however_it_is_spaced():
    assert refused(value="already-used-once-000") == refused(value=" already-used -once-000\n") == "value-used"


@pytest.mark.parametrize("wanted", [0, -1, 201])
def test_a_sample_has_one_to_two_hundred_complaints(wanted):
    assert refused(wanted=wanted) == "wanted"


def test_an_empty_frame_and_one_that_no_act_could_list_are_refused():
    assert refused(stands=replace(STANDS, listed=())) == "empty-frame"
    assert refused(stands=replace(STANDS, listed=range(sampling.MOST_LISTED + 1))) == "large-frame"


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (None, None),
        (None, TODAY),
        (TODAY, None),
        (TODAY, TODAY - timedelta(days=1)),
        (TODAY, TODAY + timedelta(days=1)),
    ],
)
def test_a_period_that_is_not_whole_or_lies_ahead_is_refused(first, last):
    assert refused(frame=Frame(FrameKind.CLOSED, closed_from=first, closed_to=last)) == "period"


def test_a_category_has_to_be_named():
    assert refused(frame=Frame(FrameKind.CATEGORY)) == "category"


@pytest.mark.parametrize(
    "frame",
    [
        Frame(FrameKind.OPEN),
        Frame(FrameKind.CATEGORY, category="har"),
        Frame(FrameKind.CLOSED, closed_from=date(2026, 1, 1), closed_to=TODAY),
    ],
)
def test_a_frame_is_read_back_from_its_act(frame):
    assert sampling.frame_of(frame.as_facts()) == frame


def test_two_frames_are_never_spelt_alike():
    frames = [Frame(kind) for kind in FrameKind]
    frames += [Frame(FrameKind.CATEGORY, category=name) for name in ("har", "dis")]
    assert len({frame.spelt() for frame in frames}) == len(frames)
