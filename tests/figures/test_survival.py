import warnings
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.figures.model import ComplaintSpan, DayRange
from evenhand.figures.survival import days_to_close, durations, kaplan_meier

SNAPSHOT = date(2024, 12, 31)
REFERENCE_CLOSED = (9, 13, 18, 23, 31, 34, 48)
REFERENCE_OPEN = (13, 28, 45, 161)
"""DOMAIN 8.5: R `aml`, maintained arm."""


def lasted(complaints, as_at=SNAPSHOT):
    return days_to_close(durations(complaints, as_at), as_at)


def spans(closed, still_open):
    """Closed complaints lasted so many days and ended before the snapshot; open ones are so old on it."""
    ended = [
        ComplaintSpan(i, SNAPSHOT - timedelta(days=days), SNAPSHOT, "HAR", "upheld", False)
        for i, days in enumerate(closed)
    ]
    going = [
        ComplaintSpan(-i, SNAPSHOT - timedelta(days=days), None, "HAR", None, False)
        for i, days in enumerate(still_open)
    ]
    return ended + going


def test_the_reference_median_is_31_and_the_closed_only_median_23():
    time = lasted(spans(REFERENCE_CLOSED, REFERENCE_OPEN))
    assert (time.median, time.median_closed_only) == (31, 23)
    assert (time.closed, time.open, time.left_out_negative) == (7, 4, 0)
    assert time.median_range == DayRange(13, None)
    assert [round(point.still_open, 4) for point in time.curve] == [
        0.9091,
        0.8182,
        0.7159,
        0.6136,
        0.4909,
        0.3682,
        0.1841,
    ]


def test_what_closed_on_a_day_that_nobody_recorded_is_left_out_and_counted():
    undated = ComplaintSpan(99, SNAPSHOT - timedelta(days=5), SNAPSHOT, "HAR", "not known", True, dated=False)
    time = lasted([*spans(REFERENCE_CLOSED, REFERENCE_OPEN), undated])
    assert (time.median, time.median_closed_only, time.closed, time.open) == (31, 23, 7, 4)
    assert time.left_out_undated == 1
    before = lasted([undated], SNAPSHOT - timedelta(days=1))
    assert (before.open, before.left_out_undated) == (1, 0)


DURATIONS = st.lists(st.integers(0, 60), max_size=40)


@given(DURATIONS.filter(bool), DURATIONS)
def test_the_curve_and_its_band_agree_with_scipy(closed, still_open):
    from scipy.stats import CensoredData, ecdf  # takes a second, which whoever only collects tests need not wait for

    curve = kaplan_meier(Counter(closed), Counter(still_open))
    other = ecdf(CensoredData(uncensored=closed, right=still_open)).sf
    theirs = dict(zip(other.quantiles, other.probabilities, strict=True))
    assert {point.day for point in curve} == set(closed)
    for point in curve:
        assert point.still_open == pytest.approx(theirs[point.day], abs=1e-12)
    inner = [point for point in curve if point.still_open > 0]
    band = _their_band(other)
    for point in inner:
        low, high = band[point.day]
        assert point.low == pytest.approx(low, abs=1e-9)
        assert point.high == pytest.approx(high, abs=1e-9)


def _their_band(other):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # scipy divides by zero where the share is 1 or 0
        interval = other.confidence_interval(method="log-log")
    lows = interval.low.probabilities
    return dict(zip(other.quantiles, zip(lows, interval.high.probabilities, strict=True), strict=True))


def test_a_share_of_exactly_one_half_is_the_median():
    time = lasted(spans([3, 3, 5, 9, 9, 9], []))
    assert time.median == 5
    assert time.median_closed_only == 7


def test_an_even_number_of_closed_complaints_may_have_a_median_between_days():
    assert lasted(spans([3, 6], [])).median_closed_only == 4.5
    assert repr(lasted(spans([4, 6], [])).median_closed_only) == "5"


def test_a_median_that_is_not_reached_is_none_and_nothing_is_invented():
    time = lasted(spans([10], [20, 20, 20]))
    assert (time.median, time.p75, time.p90) == (None, None, None)
    assert time.median_closed_only == 10
    nothing = lasted([])
    assert (nothing.median, nothing.median_closed_only, nothing.closed, nothing.open) == (None, None, 0, 0)
    assert nothing.curve == ()


def test_the_last_point_of_a_curve_that_reaches_zero_has_no_interval():
    last = lasted(spans([1, 2], [])).curve[-1]
    assert (last.still_open, last.low, last.high) == (0.0, None, None)


def test_closing_after_the_date_is_still_open_on_the_date():
    one = ComplaintSpan(1, date(2024, 1, 1), date(2024, 3, 1), "HAR", "upheld", False)
    time = lasted([one], date(2024, 2, 1))
    assert (time.closed, time.open, time.median) == (0, 1, None)
    assert lasted([one], date(2023, 12, 31)).open == 0


def test_complaints_closed_before_they_were_received_are_left_out_and_counted():
    odd = ComplaintSpan(1, date(2024, 3, 1), date(2024, 2, 1), "HAR", "upheld", False)
    time = lasted([odd, *spans([5], [])])
    assert (time.closed, time.left_out_negative, time.median) == (1, 1, 5)
