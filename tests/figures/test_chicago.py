"""A real table of 74,183 complaints against answers that two other programs agreed on."""

from datetime import timedelta

import pytest

from evenhand.figures.counting import (
    age_bands,
    allegation_cells,
    complaint_cells,
    count_allegations,
    count_complaints,
    count_overrides,
    override_ways,
)
from evenhand.figures.flow import flow, movements
from evenhand.figures.model import Move
from evenhand.figures.survival import days_to_close, durations
from tests.figures import chicago


@pytest.fixture(scope="module")
def spans():
    chicago.need_the_table()
    return chicago.spans()


def counted(spans, as_at):
    return count_complaints(complaint_cells(spans, as_at))


def lasted(spans):
    return days_to_close(durations(spans, chicago.SNAPSHOT), chicago.SNAPSHOT)


def test_complaints_by_year_are_those_of_the_reference(spans):
    counts = counted(spans, chicago.SNAPSHOT)
    assert (counts.received, counts.closed, counts.outstanding) == (74183, 73008, 1175)
    assert {str(year): str(part.received) for year, part in counts.by_year.items()} == {
        year: cases for year, cases, _ in chicago.answers(2)
    }


def test_the_outstanding_and_their_ages_are_those_of_the_reference_at_every_date(spans):
    for text, outstanding, over_90, over_365, median in chicago.answers(6):
        as_at = chicago.day(text)
        ages = age_bands(durations(spans, as_at).open_since, as_at)
        assert counted(spans, as_at).outstanding == ages.outstanding == int(outstanding)
        assert ages.bands[-1].count == int(over_365)
        assert sum(band.count for band in ages.bands[3:]) == int(over_90)
        assert ages.median == float(median)


def test_open_complaints_lift_the_median_from_201_to_204_days(spans):
    time = lasted(spans)
    assert (time.median, time.median_closed_only) == (204, 201)
    assert (time.closed, time.open, time.left_out_negative) == (72998, 1175, 10)


def test_the_time_to_close_of_every_year_is_that_of_the_reference(spans):
    for year, cases, closed, still_open, closed_only, median, _ in chicago.answers(7):
        time = lasted(span for span in spans if span.received.year == int(year))
        assert time.closed + time.open == int(cases)
        assert (time.closed, time.open) == (int(closed), int(still_open))
        assert time.median_closed_only == float(closed_only)
        assert time.median == int(median)


def test_a_year_of_moves_balances(spans):
    moves = [Move(span.complaint, span.received, "received") for span in spans]
    moves += [Move(span.complaint, span.closed, "closed") for span in spans if span.closed is not None]
    year = flow(movements(moves), chicago.day("2008-01-01"), chicago.day("2008-12-31"))
    assert year.unexplained == 0
    assert year.opening == counted(spans, year.since - timedelta(days=1)).outstanding
    assert year.closing == counted(spans, year.until).outstanding == 3543
    assert year.received == 4567


def test_findings_and_overrides_are_those_of_the_reference():
    chicago.need_the_table()
    counts = count_allegations(allegation_cells(chicago.allegations()))
    assert counts.total == 137070
    expected = {finding.replace("(blank)", "not recorded"): int(rows) for finding, rows in chicago.answers(3)}
    assert counts.by_finding == expected
    assert {code: str(counts.by_clause[code]) for code, _ in chicago.answers(4)} == dict(chicago.answers(4))
    changed = count_overrides(override_ways(chicago.overrides()))
    assert (changed.comparable, changed.same, changed.up, changed.down) == (116826, 112872, 1052, 2902)
    assert changed.not_comparable == 20244
