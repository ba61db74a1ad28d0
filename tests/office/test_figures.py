"""The figures as at any date and as known at any date (A3, DESIGN 5.2). Held decisions are in none of them (C2)."""

from datetime import date, timedelta

import pytest

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.figures.report import figures_json, figures_text
from evenhand.figures.summary import RecordedLater
from evenhand.office.figures_now import DatesError, RootFromTiles, figures_now
from evenhand.process import commands as c
from evenhand.records.queries.register import root_at, size
from evenhand_register.keys import Signer
from tests.office.team import REASONS

pytestmark = pytest.mark.django_db

MARCH_20 = date(2026, 3, 20)
MARCH_31 = date(2026, 3, 31)
APRIL_1 = date(2026, 4, 1)


def figures(team, as_at=None, as_known=None):
    return figures_now(team.office, root_at, as_at, as_known)


def counted(found):
    return found.complaints.received, found.complaints.closed, found.complaints.outstanding


def test_a_past_month_before_and_after_late_records_has_two_stated_and_explained_numbers(team):
    closed_before = team.receive("closed before")
    team.decline(closed_before)
    waiting = [team.receive(f"waiting {n}") for n in range(4)]
    team.go_to(APRIL_1)
    assert counted(figures(team, MARCH_31)) == (5, 1, 4)

    team.enter("came by post and lay in a drawer", on=date(2026, 3, 30))
    for index in waiting[:3]:
        team.decline(index)
    team.do("olga", closed_before, c.Reopen(cases=(), ground="fresh-evidence", reasons=REASONS))

    before, after = figures(team, MARCH_31, MARCH_31), figures(team, MARCH_31)
    assert counted(before) == (5, 1, 4)
    assert counted(after) == (6, 1, 5), "what is closed or reopened in April was not so in March"
    assert (before.basis.as_known, after.basis.as_known) == (MARCH_31, APRIL_1)
    assert before.basis.later == RecordedLater(received=1)
    assert after.basis.later == RecordedLater()
    assert (before.basis.size, before.basis.root) != (after.basis.size, after.basis.root)
    said = " ".join(figures_text(before).split())
    assert "As at 2026-03-31, as known on 2026-03-31." in said
    assert "recorded only afterwards: 1 received, 0 closed, 0 reopened." in said


def test_the_parts_by_year_category_and_outcome_are_those_of_the_acts(team):
    team.go_to(date(2026, 12, 30))
    team.decline(team.receive("one", category="fin"))
    team.receive("two", category="har")
    team.go_to(date(2027, 1, 2))
    team.receive("three", category="fin")
    report = figures_json(figures(team))["complaints"]
    assert report["by_year"] == {
        "2026": {"received": 2, "closed": 1, "outstanding": 1},
        "2027": {"received": 1, "closed": 0, "outstanding": 1},
    }
    assert report["by_category"]["fin"] == {"received": 2, "closed": 1, "outstanding": 1}
    assert report["by_outcome"] == {"out-of-scope": 1}
    assert report["imported"] == {"received": 0, "closed": 0, "outstanding": 0}


def test_open_complaints_lift_the_median_time_to_close(team):
    complaints = [team.receive(f"complaint {n}") for n in range(6)]
    team.wait(10)
    for index in complaints[:2]:
        team.decline(index)
    time = figures(team).days_to_close
    assert (time.median_closed_only, time.median) == (10, None)  # most are still open: nobody knows yet
    team.wait(30)
    team.decline(complaints[2])
    time = figures(team).days_to_close
    assert (time.median_closed_only, time.median) == (10, 40)
    assert (time.closed, time.open) == (3, 3)


@pytest.fixture
def held(team):
    """A complaint whose decision, two rungs down, waits for the reviewer."""
    index = team.receive("held")
    team.accept(index)
    team.recommend(index, sanction=6)
    team.decide(index, sanction=4, recommended=6)
    return index


def test_a_decision_that_is_held_is_counted_as_held_and_in_no_figure_as_final(team, held):
    for found in (figures(team), figures(team, as_known=team.office.today())):
        assert (found.overrides.held, found.overrides.comparable, found.overrides.not_comparable) == (1, 0, 0)
        assert found.allegations.by_finding == {"not recorded": 1}
    team.wait(3)
    before = team.office.today() - timedelta(days=1)
    team.do("rosa", held, c.ReviewOverride(case=1, verify=True, reasons=REASONS))
    now = figures(team)
    assert (now.overrides.held, now.overrides.comparable, now.overrides.down) == (0, 1, 1)
    assert now.allegations.by_finding == {"proved": 1}
    then = figures(team, before)
    assert (then.overrides.held, then.overrides.comparable) == (1, 0)
    assert then.allegations.by_finding == {"not recorded": 1}


def test_a_decision_that_was_vetoed_is_in_no_figure(team, held):
    team.do("rosa", held, c.ReviewOverride(case=1, verify=False, reasons=REASONS))
    found = figures(team)
    assert (found.overrides.held, found.overrides.comparable, found.overrides.not_comparable) == (0, 0, 0)
    assert found.allegations.by_finding == {"not recorded": 1}


def test_up_and_down_count_alike(team):
    for n, (recommended, final) in enumerate([(4, 5), (5, 4), (4, 4)]):
        index = team.receive(f"decided {n}")
        team.accept(index)
        team.recommend(index, sanction=recommended)
        team.decide(index, sanction=final, recommended=recommended)
    found = figures(team).overrides
    assert (found.comparable, found.same, found.up, found.down, found.held) == (3, 1, 1, 1, 0)


def test_a_reopened_case_has_no_finding_until_it_is_decided_again(team):
    index = team.receive("reopened")
    team.accept(index)
    team.recommend(index)
    team.decide(index)
    team.close(index)
    team.wait(5)
    team.do("olga", index, c.Reopen(cases=(1,), ground="fresh-evidence", reasons=REASONS))
    now, before = figures(team), figures(team, team.office.today() - timedelta(days=1))
    assert (now.allegations.by_finding, now.overrides.comparable) == ({"not recorded": 1}, 0)
    assert (before.allegations.by_finding, before.overrides.comparable) == ({"proved": 1}, 1)
    assert (counted(before), counted(now)) == ((1, 1, 0), (1, 0, 1))


def test_a_day_that_has_not_come_is_refused_with_a_sentence(team):
    tomorrow = team.office.today() + timedelta(days=1)
    for dates in ({"as_at": tomorrow}, {"as_known": tomorrow}):
        with pytest.raises(DatesError, match="has not come yet: give today or an earlier day"):
            figures_now(team.office, root_at, **dates)


def test_before_there_was_anything_every_figure_is_nought_or_none(team):
    found = figures_json(figures(team, date(1999, 1, 1), date(1999, 1, 1)))
    assert found["register"]["size"] == 0
    assert found["complaints"]["received"] == found["allegations"]["total"] == found["overrides"]["comparable"] == 0
    assert found["days_to_close"]["median"] is None


def test_the_root_read_from_tiles_is_that_of_the_rows_also_where_the_tiles_lag(team, tmp_path):
    log = LogFiles(tmp_path / "log")
    integrator = Integrator(log, tmp_path / "guard" / "checkpoint", Signer(team.office.origin, bytes(32)))
    integrator.begin()
    root_of = RootFromTiles(log.root)
    assert root_of(size()) == root_at(size())
    integrator.run()
    for n in range(3):
        team.receive(f"after the head {n}")
    for edge in range(size() + 1):
        assert root_of(edge) == root_at(edge)
