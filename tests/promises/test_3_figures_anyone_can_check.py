"""Promise 3: figures anyone can check.

Totals of closed periods are proved equal to the sum over all entries, by statements that anybody can check and that show no single
entry. Every other figure is marked "computed, not proved"; of these what holds is that they equal a recount.
"""

import json

import pytest

from evenhand.figures.definitions import Mark
from evenhand.figures.periods import RECEIVED_BRIDGE, RECEIVED_BY_CATEGORY
from evenhand.figures.report import figures_json
from evenhand.office.close_period import close_period
from evenhand.office.figures_now import figures_now
from evenhand.office.published import published_totals
from evenhand.office.stated import published_figures
from evenhand.records.models import Entry, Sum
from evenhand.records.queries.register import root_at, size
from evenhand_register import statement
from evenhand_register.errors import RegisterError
from tests.clerk.stating import Clerk
from tests.office.recount import recount
from tests.office.test_figures_recount import Choices, as_counted, play

MARK = "computed, not proved"


@pytest.mark.django_db
def test_the_figures_equal_a_recount_over_the_facts_that_shares_no_code_with_them(team):
    play(team, Choices(11))
    assert as_counted(figures_json(figures_now(team.office, root_at))) == recount(team.office.today(), size())


@pytest.fixture
def published(team):
    """A month with many complaints of one kind and few of others, closed."""
    for category, n in {"har": 9, "fin": 8, "ele": 2}.items():
        for one in range(n):
            team.receive(f"{category} {one}", category=category)
    close_period(team.office, "2026-03")
    (totals,) = published_totals()
    return totals


@pytest.mark.django_db
def test_small_cells_are_hidden_and_cannot_be_found_by_subtraction(published):
    received = published.period.received_by_category
    shown = {cell.label: cell.value for cell in received.cells}
    assert (received.total, shown["har"]) == (19, 9)
    hidden = [label for label, value in shown.items() if value is None]
    assert "ele" in hidden
    assert len([label for label in hidden if label in ("fin", "ele")]) == 2, (
        "one hidden cell alone is a subtraction away"
    )


@pytest.mark.django_db
def test_a_published_total_is_the_number_of_public_entries_that_anyone_can_count(published):
    entries = Entry.objects.filter(index__lt=published.period.b, kind="intake").count()
    assert published.period.received_by_category.total == entries


@pytest.fixture
def clerk(team, tmp_path):
    """The clerk of a month that an outsider will have to judge by the public files alone."""
    for category, n in {"har": 9, "fin": 8, "ele": 2}.items():
        for one in range(n):
            team.receive(f"{category} {one}", category=category)
    return Clerk(team, tmp_path)


@pytest.mark.django_db
def test_what_is_published_is_what_an_outsider_finds_proved(clerk):
    clerk.next_month()
    (stated,) = clerk.audit().statements
    claim = stated.statement.claim
    (shown,) = published_figures("demo.invalid/tests").periods
    assert (claim.totals["received"], claim.totals["received/har"]) == (19, 9)
    assert "received/ele" in claim.hidden
    marks = {table.name: shown.of_table(table.name) for table in shown.totals.period.tables}
    assert marks[RECEIVED_BY_CATEGORY] == Mark.PROVED
    assert marks.pop(RECEIVED_BRIDGE) == Mark.COMPUTED, (
        "what had happened before the month is not in any entry's count"
    )
    assert set(marks.values()) <= {Mark.PROVED, None}


@pytest.mark.django_db
def test_a_total_that_is_one_too_low_is_refused_by_whoever_checks_it(clerk, monkeypatch):
    """The organisation would like a better month. It has key and database, and took its own check out of the program."""
    row = Sum.objects.get()
    totals = json.loads(row.totals)
    Sum.objects.update(totals=json.dumps(totals | {one: totals[one] - 1 for one in ("received", "received/har")}))
    monkeypatch.setattr(statement, "check", lambda *given: statement.examine(*given)[0])
    clerk.next_month()
    with pytest.raises(RegisterError) as refused:
        clerk.audit()
    assert refused.value.code == "E_TOTAL"


def test_the_command_and_the_page_say_what_is_not_proved(served, played):
    assert MARK in json.dumps(served.run_json("figures"))
    assert "those of any other day are computed" in played.browsers["case-manager"].get("/register/")
