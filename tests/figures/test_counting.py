from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from evenhand.figures.counting import (
    age_bands,
    allegation_cells,
    complaint_cells,
    count_allegations,
    count_complaints,
    count_overrides,
    override_ways,
)
from evenhand.figures.model import AllegationCount, ComplaintSpan, Counts, OverrideRow
from evenhand.figures.survival import durations

DAY = date(2024, 6, 30)


def span(complaint=1, received=DAY, closed=None, category="HAR", outcome=None, imported=False):
    return ComplaintSpan(complaint, received, closed, category, outcome, imported)


def counted(spans, as_at):
    return count_complaints(complaint_cells(spans, as_at))


def aged(spans, as_at):
    return age_bands(durations(spans, as_at).open_since, as_at)


def compared(rows, as_at=None):
    return count_overrides(override_ways(rows, as_at))


DATES = st.dates(date(2022, 1, 1), date(2025, 12, 31))
SPANS = st.lists(
    st.builds(
        span,
        complaint=st.integers(1, 10**6),
        received=DATES,
        closed=st.none() | DATES,
        category=st.sampled_from(["HAR", "FIN", ""]),
        outcome=st.sampled_from(["upheld", "no case", None]),
        imported=st.booleans(),
    ),
    max_size=40,
)


def test_a_complaint_counts_from_the_day_it_is_received_and_is_closed_from_the_day_it_is_closed():
    one = span(received=DAY, closed=DAY + timedelta(days=3), outcome="upheld")
    before, on, closed = (counted([one], DAY + timedelta(days=shift)) for shift in (-1, 0, 3))
    assert (before.received, before.outstanding) == (0, 0)
    assert (on.received, on.closed, on.outstanding) == (1, 0, 1)
    assert (closed.received, closed.closed, closed.outstanding) == (1, 1, 0)
    assert on.by_outcome == {}
    assert closed.by_outcome == {"upheld": 1}


def test_a_missing_category_or_outcome_is_counted_and_named():
    counts = counted([span(closed=DAY, category="", outcome=None)], DAY)
    assert counts.by_category == {"not recorded": Counts(1, 1)}
    assert counts.by_outcome == {"not recorded": 1}


def test_imported_complaints_stand_apart_and_are_in_the_whole():
    counts = counted([span(imported=True, closed=DAY), span(imported=False)], DAY)
    assert counts.received == 2
    assert counts.imported == Counts(1, 1)


@given(SPANS, DATES)
def test_the_parts_always_add_up_to_the_whole(spans, as_at):
    counts = counted(spans, as_at)
    for parts in (counts.by_year.values(), counts.by_category.values()):
        assert sum(part.received for part in parts) == counts.received
        assert sum(part.closed for part in parts) == counts.closed
    assert sum(counts.by_outcome.values()) == counts.closed
    assert aged(spans, as_at).outstanding == counts.outstanding


@given(SPANS)
def test_counting_does_not_depend_on_the_order_of_rows(spans):
    assert repr(counted(spans, DAY)) == repr(counted(spans[::-1], DAY))


def test_allegations_without_a_finding_are_counted_as_such():
    rows = [AllegationCount(1, "proved", "4.1"), AllegationCount(1, None, "4.2"), AllegationCount(2, "proved", "4.2")]
    counts = count_allegations(allegation_cells(rows))
    assert counts.total == 3
    assert counts.by_finding == {"not recorded": 1, "proved": 2}
    assert counts.by_clause == {"4.1": 1, "4.2": 2}


def test_harsher_is_up_milder_is_down_and_off_the_ladder_is_not_comparable():
    rows = [
        OverrideRow(2, 4, DAY),
        OverrideRow(4, 2, DAY),
        OverrideRow(4, 3, DAY),
        OverrideRow(0, 0, DAY),
        OverrideRow(None, 3, DAY),
        OverrideRow(3, None, DAY),
    ]
    counts = compared(rows)
    assert (counts.comparable, counts.same, counts.up, counts.down) == (4, 1, 1, 2)
    assert counts.not_comparable == 2
    assert counts.held == 0


def test_a_decision_that_is_held_is_in_no_other_figure():
    counts = compared([OverrideRow(2, 4, DAY, held=True), OverrideRow(4, 2, DAY, held=True), OverrideRow(3, 3, DAY)])
    assert (counts.comparable, counts.same, counts.up, counts.down, counts.not_comparable) == (1, 1, 0, 0, 0)
    assert counts.held == 2


def test_a_decision_after_the_date_is_not_counted():
    rows = [OverrideRow(1, 2, DAY), OverrideRow(1, 2, DAY + timedelta(days=1))]
    assert compared(rows, DAY).up == 1


def test_each_age_falls_in_the_band_whose_edges_include_it():
    edges = [0, 28, 29, 56, 57, 90, 91, 180, 181, 365, 366, 9999]
    ages = aged([span(i, DAY - timedelta(days=age)) for i, age in enumerate(edges)], DAY)
    assert [band.count for band in ages.bands] == [2] * 6
    assert [(band.first, band.last) for band in ages.bands] == [
        (0, 28),
        (29, 56),
        (57, 90),
        (91, 180),
        (181, 365),
        (366, None),
    ]
    assert (ages.oldest, ages.median) == (9999, 90.5)


def test_nothing_outstanding_has_no_age():
    ages = aged([span(closed=DAY)], DAY)
    assert (ages.outstanding, ages.oldest, ages.median) == (0, None, None)
