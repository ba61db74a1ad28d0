"""What the public sees of closed periods: one-way totals, small numbers hidden, nothing that grows old (DESIGN 5.2)."""

from datetime import date

import pytest

from evenhand.figures.periods import COMPARED
from evenhand.office import published
from evenhand.office.adopt_rulebook import adopt_rulebook
from evenhand.office.close_period import close_period
from evenhand.office.published import published_totals, starts_on
from evenhand.process.facts import Refusal
from evenhand.records.models import Entry, Period, Step
from evenhand.records.queries.register import size
from evenhand.site.shipped import shipped_rulebook

pytestmark = pytest.mark.django_db


def values(table):
    return {cell.label: cell.value for cell in table.cells}


def receive(team, **numbers):
    for category, n in numbers.items():
        for one in range(n):
            team.receive(f"{category} {one} {size()}", category=category)


def test_a_closed_period_shows_its_totals_and_hides_what_is_small(team):
    receive(team, har=7, fin=8, ele=2)
    close_period(team.office, "2026-03")
    (one,) = published_totals()
    received = one.period.received_by_category
    assert received.total == 17
    assert values(received)["har"] == 7
    assert values(received)["ele"] is values(received)["fin"] is values(received)["sex"] is None
    assert one.period.closed_by_outcome.withheld
    assert one.period.reviews.withheld
    assert values(one.period.reopened) == {"reopened": None}
    assert not one.imported


def test_every_category_of_the_rulebook_has_a_cell_in_its_order_also_where_nothing_came(team):
    receive(team, har=5)
    close_period(team.office, "2026-03")
    labels = [cell.label for cell in published_totals()[0].period.received_by_category.cells]
    assert labels[:2] == ["dis-race", "dis-religion"]
    assert labels[-1] == "other"
    assert len(labels) == 14


def test_the_total_of_a_table_equals_the_public_entries_of_its_kind(team):
    """Anyone can count the entries of a kind, so a table that is safe has to be safe beside that number."""
    for n in range(6):
        index = team.receive(f"{n}", category="har")
        team.accept(index)
        team.recommend(index, sanction=6)
        team.decide(index, sanction=5 if n % 2 else 8, recommended=6)
    team.decline(team.receive("declined"))
    close_period(team.office, "2026-03")
    (one,) = published_totals()
    kinds = [Entry.objects.filter(index__lt=one.period.b, kind=kind).count() for kind in ("intake", "review")]
    assert [one.period.received_by_category.total, one.period.reviews.total] == kinds == [7, 6]
    assert set(values(one.period.reviews).values()) == {None}


def test_acts_of_an_earlier_month_are_bridged_into_the_month_that_recorded_them(team):
    team.go_to(date(2026, 4, 10))
    receive(team, har=6)
    for n in range(5):
        team.enter(f"late {n}", on=date(2026, 3, 20))
    close_period(team.office, "2026-04")
    bridge = values(published_totals()[0].period.received_bridge)
    assert list(bridge.values()) == [6, 5]


def test_a_period_is_counted_as_it_was_when_it_ended_whatever_rulebook_comes_later(team):
    """Were a later rulebook's order used, another cell would be chosen to protect the small one, and the two
    publications together would give both away."""
    receive(team, har=7, fin=6, ele=2)
    close_period(team.office, "2026-03")
    before = published_totals()
    text = shipped_rulebook().replace('version = "1"', 'version = "2"')
    turned = text.replace('vio = "Threats or violence"\n', "").replace('dis-race = "', 'zeal = "Zeal"\ndis-race = "')
    assert not isinstance(adopt_rulebook(team.office, "founding", turned), Refusal)
    published._published.cache_clear()  # as after a restart
    assert published_totals()[: len(before)] == before
    receive(team, zeal=6)
    close_period(team.office, "2026-04")
    labels = [cell.label for cell in published_totals()[-1].period.received_by_category.cells]
    assert labels[0] == "zeal"
    assert "vio" not in labels  # of the older rulebook: its scheme ended with the period before


def test_a_period_is_not_shown_before_its_closing_stands_under_a_signed_head(team):
    receive(team, har=6)
    period = close_period(team.office, "2026-03")
    assert published_totals(period.entry) == []
    assert len(published_totals(period.entry + 1)) == 1


def step(index, code, on):
    Step.objects.create(index=index, place=0, on=on, complaint=index, case=None, code=code)


def test_older_records_stand_apart_from_the_live_ones_of_the_same_period(team):
    receive(team, har=6)
    first = size()
    for n in range(first, first + 12):
        team.receive(f"filler {n}")
    Step.objects.filter(index__gte=first).delete()
    day = date(2005, 6, 1)
    indexes = iter(Entry.objects.filter(index__gte=first).values_list("index", flat=True))
    for code, n in {"received/conduct": 7, "closed/upheld": 5, "ended/upheld": 2, "override/down": 6}.items():
        for _ in range(n):
            step(next(indexes), f"before/{code}", day)
    Period.objects.create(label="town 2005", first=0, end=size(), entry=0)
    live, older = published_totals()
    assert (live.imported, older.imported) == (False, True)
    assert live.period.received_by_category.total == 6
    assert values(older.period.received_by_category) == {"conduct": 7}
    assert values(older.period.closed_by_outcome) == {"upheld": 7}
    assert older.period.reviews.name == COMPARED
    assert values(older.period.reviews) == {"same": 0, "up": 0, "down": 6}
    assert list(values(older.period.received_bridge).values()) == [7, 0]


@pytest.mark.parametrize(
    ("label", "first_day"),
    [
        ("2026-03", date(2026, 3, 1)),
        ("chicago 2005", date(2005, 1, 1)),
        ("town (2) 1999", date(1999, 1, 1)),
        ("up to entry 2030", date.min),
        ("something else", date.min),
    ],
)
def test_the_label_says_when_a_period_began(label, first_day):
    assert starts_on(label) == first_day
