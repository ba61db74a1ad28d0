"""Promise 3: figures anyone can check.

What is not there yet is the heart of it: totals proved equal to the sum over all entries. Until then every figure is marked
"computed, not yet proved", and what holds is that figures equal a recount, and that small cells are hidden.
"""

import json

import pytest

from evenhand.figures.report import figures_json
from evenhand.office.close_period import close_period
from evenhand.office.figures_now import figures_now
from evenhand.office.published import published_totals
from evenhand.office.published_files import figure_files
from evenhand.records.models import Entry
from evenhand.records.queries.register import root_at, size
from tests.office.recount import recount
from tests.office.test_figures_recount import Choices, as_counted, play

MARK = "computed, not yet proved"


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


@pytest.mark.django_db
def test_every_published_figure_is_marked_as_computed(published):
    files = figure_files([published])
    lines = files["figures/periods.csv"].decode().splitlines()[1:]
    assert lines
    assert all(MARK in line for line in lines)


def test_the_command_and_the_public_page_say_that_nothing_is_proved_yet(served, played):
    assert MARK in json.dumps(served.run_json("figures"))
    assert "not yet proved" in played.browsers["case-manager"].get("/register/")
