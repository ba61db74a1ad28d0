"""Calendar months close once, at edges that tile the index line and that anyone can check (DESIGN 5.2)."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from evenhand.clerk.duties import do_what_is_due
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.office.close_period import close_period
from evenhand.records.append import Moved
from evenhand.records.models import Entry, Period
from evenhand.records.queries.periods import closed_periods
from evenhand.records.queries.register import edge_after, size
from evenhand.site.clock import SimulatedClock
from evenhand_register import entry, record
from evenhand_register.keys import Signer
from evenhand_register.record import Opening
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db


def on(month, day):
    return datetime(2026, month, day, 9, tzinfo=UTC)


def closed():
    return [(period.label, period.first, period.end) for period in closed_periods()]


def test_each_month_closes_once_and_the_edges_tile_the_index_line(office, clock):
    day = on(3, 4)
    while day < on(7, 2):
        clock.go_to(day)
        if day.day % 3 == 0:
            complain(office, day.isoformat())
        do_what_is_due(office)
        do_what_is_due(office)
        day += timedelta(days=1)
    periods = closed()
    assert [label for label, _, _ in periods] == ["2026-03", "2026-04", "2026-05", "2026-06"]
    assert periods[0][1] == 0
    assert all(before[2] == after[1] for before, after in pairwise(periods))
    for label, first, end in periods:
        days = set(Entry.objects.filter(index__gte=first, index__lt=end).values_list("day", flat=True))
        assert {one[:7] for one in days} == {label}
        assert Entry.objects.get(index=end).day[:7] > label


def test_the_edge_is_where_the_month_ended_however_late_the_clerk_runs(office, clock):
    complain(office, "in March")
    edge = size()
    clock.go_to(on(4, 2))
    complain(office, "in April, before the clerk came back")
    clock.go_to(on(4, 20))
    assert do_what_is_due(office) == [f"closed the period 2026-03: entries 0 to {edge - 1}"]
    assert closed() == [("2026-03", 0, edge)]


def test_months_that_passed_unattended_close_one_by_one_and_a_month_without_entries_has_no_period(office, clock):
    complain(office, "in March")
    clock.go_to(on(4, 9))
    complain(office, "in April")
    clock.go_to(on(7, 3))
    do_what_is_due(office)
    assert [label for label, _, _ in closed()] == ["2026-03", "2026-04"]
    clock.go_to(on(8, 1))
    do_what_is_due(office)
    assert [label for label, _, _ in closed()] == ["2026-03", "2026-04", "2026-07"]


def test_an_act_whose_day_was_taken_before_midnight_and_is_written_after_it_goes_into_its_own_month(office, clock):
    complain(office, "in March")
    before_midnight = replace(
        office, clock=SimulatedClock(clock.origin, datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC))
    )
    clock.go_to(on(4, 1))
    late = [lambda: complain(before_midnight, "as the month ended")]

    def entropy(size):
        while late:  # the clerk has looked at the edge, and has not written yet
            late.pop()()
        return office.entropy(size)

    assert do_what_is_due(replace(office, entropy=entropy)) == []
    do_what_is_due(office)
    assert [label for label, _, _ in closed()] == ["2026-03"]
    assert Entry.objects.get(index=closed()[0][2]).day == "2026-04-01"
    assert set(Entry.objects.filter(index__lt=closed()[0][2]).values_list("day", flat=True)) <= {
        "2026-03-03",
        "2026-03-31",
    }


def test_an_edge_within_a_day_is_not_closed(office):
    complain(office)
    with pytest.raises(Moved):
        close_period(office, "2026-03", 2)
    assert closed() == []


def test_nothing_closes_while_the_month_runs(office, clock):
    complain(office)
    clock.go_to(datetime(2026, 3, 31, 23, 59, tzinfo=UTC))
    assert do_what_is_due(office) == []
    assert closed() == []


def test_a_period_that_an_import_ended_in_mid_month_is_followed_by_the_rest_of_the_month(office, clock):
    complain(office, "before the import")
    close_period(office, "town 2005")
    complain(office, "after the import")
    clock.go_to(on(4, 1))
    do_what_is_due(office)
    labels, edges = zip(*((label, (first, end)) for label, first, end in closed()), strict=True)
    assert labels == ("town 2005", "2026-03")
    assert edges[0][1] == edges[1][0]
    assert edges[1][1] == edge_after("2026-03-31")


def test_the_edges_are_logged_after_them_in_an_act_whose_opening_is_public(office, clock, tmp_path):
    complain(office)
    clock.go_to(on(4, 1))
    do_what_is_due(office)
    (period,) = Period.objects.all()
    assert period.entry >= period.end
    log = LogFiles(tmp_path / "log")
    integrator = Integrator(log, tmp_path / "guard" / "checkpoint", Signer(office.origin, bytes(32)))
    integrator.begin()
    while integrator.run():  # one head at the end of the month, and one beyond it
        pass
    public = entry.parse(bytes(Entry.objects.get(index=period.entry).body))
    opening = Opening.parse(json.loads(log.read(f"record/{public.record.hex()}")))
    record.verify_opening(opening, public)
    data = opening.facts["data"]
    assert (data["act"], data["label"], data["first"], data["end"]) == ("period-closed", "2026-03", 0, period.end)
