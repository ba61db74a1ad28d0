from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.figures.flow import flow, movements
from evenhand.figures.model import Move

START = date(2024, 1, 1)


def on(day):
    return START + timedelta(days=day)


@st.composite
def lives(draw):
    """Complaints that are received, then closed and reopened in turn."""
    moves = []
    for complaint in range(draw(st.integers(0, 8))):
        days = sorted(draw(st.lists(st.integers(0, 60), min_size=1, max_size=6)))
        names = ["received", *("closed", "reopened") * 3]
        moves += [Move(complaint, on(day), name) for day, name in zip(days, names, strict=False)]
    return moves


@given(lives(), st.integers(0, 60), st.integers(0, 30))
def test_opening_and_received_and_reopened_equal_closed_and_closing(moves, first, length):
    assert flow(movements(moves), on(first), on(first + length)).unexplained == 0


def test_what_moved_is_said_in_full():
    moves = [
        Move(1, on(0), "received"),
        Move(2, on(0), "received"),
        Move(2, on(1), "closed"),
        Move(2, on(11), "reopened"),
        Move(3, on(12), "received"),
        Move(1, on(13), "closed"),
        Move(3, on(40), "closed"),
    ]
    month = flow(movements(moves), on(10), on(30))
    assert (month.opening, month.received, month.reopened, month.closed, month.closing) == (1, 1, 1, 1, 2)
    assert month.unexplained == 0


def test_a_complaint_closed_twice_shows_as_unexplained():
    moves = [Move(1, on(0), "received"), Move(1, on(1), "closed"), Move(1, on(2), "closed")]
    assert flow(movements(moves), on(0), on(9)).unexplained == -1


def test_a_closing_dated_before_the_receipt_counts_on_the_day_of_receipt():
    moves = [Move(1, on(5), "received"), Move(1, on(2), "closed")]
    assert flow(movements(moves), on(0), on(3)).closed == 0
    later = flow(movements(moves), on(4), on(9))
    assert (later.received, later.closed, later.closing, later.unexplained) == (1, 1, 0, 0)


def test_a_complaint_that_was_never_received_is_refused():
    with pytest.raises(ValueError, match="Complaint 7 was closed but never received"):
        movements([Move(7, on(0), "closed")])


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends before that"):
        flow(movements([]), on(1), on(0))
