"""Older records in the figures: as at any date of theirs, as known while the import was under way, and what they leave open."""

from datetime import date

import pytest

from evenhand.figures.summary import Basis, summarise
from evenhand.office.figure_cells import counted
from evenhand.office.figure_rows import Cut
from evenhand.office.import_marks import Marks, plan_import
from evenhand.office.import_records import import_records
from evenhand.office.published import published_totals
from evenhand.process.codes import Finding
from evenhand.process.imported import ImportedAllegation, ImportedCase, ImportedComplaint, Kept
from evenhand.records.models import Record
from evenhand.records.queries.register import size

pytestmark = pytest.mark.django_db

TABLE_DAY = date(2018, 3, 16)


def case(number, closed=None, *, ended=None, recommended=None, final=None, finding="SU"):
    allegation = ImportedAllegation(number, "05A", finding=finding, finding_as=Finding.PROVED if finding else None)
    distance = None if recommended is None or final is None else abs(final - recommended)
    return ImportedCase(
        respondent_key=f"r{number}",
        capacity="employee",
        allegations=(allegation,),
        recommended_rung=recommended,
        final_rung=final,
        distance=distance,
        ended=ended or closed,
        closed=closed,
        content={"rows": [{"cells": [str(number)]}]},
    )


def complaint(number, received, *cases):
    return ImportedComplaint(
        source_id=str(number),
        row=number,
        received=received,
        category="conduct",
        content={"cells": [str(number)]},
        cases=cases,
    )


OLD = (
    complaint(1, date(2001, 1, 10), case(1, date(2002, 3, 1), recommended=5, final=3)),
    complaint(
        2,
        date(2001, 5, 1),
        case(2, date(2001, 9, 1), recommended=1, final=1),
        case(3, date(2003, 2, 1), recommended=1, final=4),
    ),
    complaint(3, date(2002, 7, 1), case(4, finding=None)),
    complaint(4, date(2003, 1, 1), case(5, ended=TABLE_DAY)),
    complaint(5, date(2003, 6, 1), case(6, date(2003, 5, 1))),
)


@pytest.fixture
def imported(office):
    marks = Marks(bytes(32), "town", Kept())
    import_records(office, plan_import(OLD, marks, {}), marks, {"map": "town", "files": []})
    return office


def figures(office, as_at, edge=None):
    whole = size() if edge is None else edge
    return summarise(Basis(as_at, whole, whole, ""), counted(Cut(as_at, whole, office.today())), as_at)


def complaints_of(found):
    return found.complaints.received, found.complaints.closed


@pytest.mark.parametrize(
    ("as_at", "complaints", "findings", "ways"),
    [
        (date(2001, 6, 1), (2, 0), {"not recorded": 3}, (0, 0, 0, 0)),
        (date(2001, 12, 31), (2, 0), {"not recorded": 2, "SU": 1}, (1, 0, 0, 0)),
        (date(2002, 12, 31), (3, 1), {"not recorded": 2, "SU": 2}, (1, 0, 1, 1)),
        (date(2003, 2, 28), (4, 2), {"not recorded": 2, "SU": 3}, (1, 1, 1, 1)),
        (date(2017, 1, 1), (5, 3), {"not recorded": 2, "SU": 4}, (1, 1, 1, 2)),
        (TABLE_DAY, (5, 4), {"not recorded": 1, "SU": 5}, (1, 1, 1, 3)),
        (date(2026, 3, 3), (5, 4), {"not recorded": 1, "SU": 5}, (1, 1, 1, 3)),
    ],
)
def test_older_records_are_counted_as_they_stood_at_any_date(imported, as_at, complaints, findings, ways):
    found = figures(imported, as_at)
    assert (
        complaints_of(found) == (found.complaints.imported.received, found.complaints.imported.closed) == complaints
    )
    assert found.allegations.by_finding == findings
    overrides = found.overrides
    assert (overrides.same, overrides.up, overrides.down, overrides.not_comparable) == ways


def test_contradicting_and_missing_closing_days_are_in_no_median_and_counted(imported):
    time = figures(imported, date(2026, 3, 3)).days_to_close
    assert (time.closed, time.open, time.left_out_negative, time.left_out_undated) == (2, 1, 1, 1)
    before = figures(imported, date(2017, 1, 1)).days_to_close
    assert (before.open, before.left_out_undated) == (2, 0)


def test_an_import_that_was_under_way_is_known_as_far_as_it_had_come(imported):
    acts = dict(Record.objects.filter(act__startswith="imported").values_list("entry_id", "act"))
    today = imported.today()
    for edge in range(min(acts), size() + 1):
        known = [act for index, act in acts.items() if index < edge]
        found = figures(imported, today, edge)
        assert found.complaints.received == known.count("imported-complaint")
        assert found.allegations.total == known.count("imported-case")


@pytest.mark.usefixtures("imported")
def test_published_totals_of_older_records_are_those_of_their_years():
    older = {one.period.label: one.period for one in published_totals() if one.imported}
    assert list(older) == ["town 2001", "town 2002", "town 2003", "town 2018"]
    assert older["town 2003"].received_by_category.withheld
