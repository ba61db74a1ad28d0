"""Cells are added and taken away: what was never counted cannot be taken away."""

from datetime import date

import pytest

from evenhand.figures.cells import Cells, count
from evenhand.figures.model import AllegationCount, ComplaintSpan, Move, OverrideRow

DAY = date(2026, 3, 2)


def of(complaint, category="har", closed=None):
    moves = [Move(complaint, DAY, "received"), *([Move(complaint, closed, "closed")] if closed else [])]
    span = ComplaintSpan(complaint, DAY, closed, category, "upheld" if closed else None, False)
    return count([span], [AllegationCount(complaint, None, "2.1")], [OverrideRow(2, 3, DAY)], moves, DAY)


def test_a_complaint_that_changed_stands_in_its_own_place_and_nothing_is_left_of_before():
    assert of(1).exchanged(of(1), of(1, closed=DAY)) == of(1, closed=DAY)
    assert of(1).exchanged(of(1), Cells()) == Cells()


@pytest.mark.parametrize("before", [of(2, category="fin"), of(2, closed=DAY)])
def test_a_complaint_that_was_never_counted_like_that_is_not_taken_away(before):
    """Somebody wrote to the lists beside the program: then everything is counted again."""
    with pytest.raises(ValueError, match="count all of them again"):
        of(1).exchanged(before, of(1))
