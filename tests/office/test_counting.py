"""Every entry that the office writes proves that it counts as something lawful, and the sums are those of the tallies."""

import json
from collections import Counter

import pytest

from evenhand.clerk.doctor.sums import check_sums
from evenhand.clerk.self_check import check_entries
from evenhand.figures.report import figures_json
from evenhand.office.adopt_rulebook import adopt_rulebook
from evenhand.office.close_period import close_period
from evenhand.office.envelope import Setting, prepare
from evenhand.office.figures_now import figures_now
from evenhand.office.schemes import counting_of
from evenhand.office.submit_complaint import Submitted
from evenhand.process.facts import Fact, Refusal
from evenhand.records.append import Moved
from evenhand.records.models import Entry, Period, Record, Sum
from evenhand.records.queries.register import RowsDamaged, entry_bodies, root_at, size
from evenhand.site.shipped import shipped_rulebook
from evenhand_register import entry
from tests.office.scenes import complain
from tests.office.test_figures_recount import Choices, play

pytestmark = pytest.mark.django_db


def sums():
    """What the open stretch and those before it add up to, by the index where each begins."""
    return {row.first: json.loads(row.totals) for row in Sum.objects.order_by("first")}


def test_every_entry_that_is_not_reserved_is_counted_and_passes_the_outside_check(team):
    team.accept(team.receive("one"))
    bodies = entry_bodies(0, 1000)
    assert {entry.parse(body).tally is None for body in bodies if entry.parse(body).kind != "scheme"} == {False}
    check_entries(team.office.origin, 0, bodies)


@pytest.mark.parametrize("complaints", [1, 4])
def test_the_outside_check_reads_a_scheme_once_however_many_entries_cite_it(
    team, complaints, django_assert_max_num_queries
):
    for place in range(complaints):
        team.receive(f"number {place}")
    bodies = entry_bodies(0, 1000)
    counting_of(team.office.origin, team.office.scheme().scheme)  # kept from here on
    with django_assert_max_num_queries(1):
        check_entries(team.office.origin, 0, bodies)


def test_what_the_scheme_in_force_cannot_count_is_decided_again_and_not_written(team):
    """Another rulebook, and with it another scheme, came between what was decided and this."""
    setting = Setting(None, None, None, team.office.today(), 0)
    with pytest.raises(Moved):
        prepare(team.office, setting, [Fact("received", {"by": "portal", "category": "gone-with-it"})], {}, {})


def test_the_sums_are_what_figures_count_by_themselves(team):
    play(team, Choices(11))
    found = sum(map(Counter, sums().values()), Counter())
    said = figures_json(figures_now(team.office, root_at))
    assert found["received"] == said["complaints"]["received"]
    for category, counts in said["complaints"]["by_category"].items():
        assert found[f"received/{category}"] == counts["received"]
    assert found["received"] + found["reopened"] - found["closed"] == said["complaints"]["outstanding"]
    assert list(check_sums()) == []


def test_a_stretch_begins_with_a_month_and_where_a_period_is_closed_at_the_head(team):
    team.receive("in the first month")
    founding = min(sums())
    team.go_to(team.office.today().replace(month=team.office.today().month + 1, day=3))
    began = size()
    team.receive("in the second")
    assert list(sums()) == [founding, began]
    period = close_period(team.office, "an import")
    team.receive("after it")
    assert list(sums()) == [founding, began, period.end]
    assert [found.get("received", 0) for found in sums().values()] == [1, 1, 1]
    assert list(check_sums()) == []


CHANGES = [{"totals": '{"received":2}'}, {"totals": "no JSON"}, {"blinding": bytes(32)}, {"blinding": b"\xff" * 32}]


@pytest.mark.parametrize("change", CHANGES)
def test_sums_that_somebody_changed_are_named(team, change):
    team.receive("one")
    Sum.objects.update(**change)
    (trouble,) = check_sums()
    assert (trouble.table, trouble.key) == ("sum", str(min(sums_begin())))


def sums_begin():
    return Sum.objects.values_list("first", flat=True)


def test_an_entry_that_an_outsider_would_refuse_is_never_signed(team):
    team.receive("one")
    bodies = entry_bodies(0, 1000)
    for index, body in enumerate(bodies):
        parsed = entry.parse(body)
        if parsed.kind == "intake":
            other = next(entry.parse(each) for each in bodies if entry.parse(each).kind == "event")
            forged = entry.Entry(
                parsed.kind, parsed.day, parsed.record, parsed.scheme, other.tally, parsed.proof
            ).render()
            with pytest.raises(
                RowsDamaged, match=f"Entry {index} would be refused by whoever checks the register .E_ENTRY_PROOF"
            ):
                check_entries(team.office.origin, index, [forged])
            return
    raise AssertionError("no complaint was found")


def test_a_rulebook_with_the_same_categories_keeps_the_scheme(team):
    before = team.office.scheme().scheme
    text = shipped_rulebook().replace('version = "1"', 'version = "2"')
    assert not isinstance(adopt_rulebook(team.office, "founding", text), Refusal)
    assert team.office.scheme().scheme == before
    assert not Period.objects.exists()


def test_a_rulebook_with_another_category_lays_a_scheme_and_closes_the_period_there(team):
    team.receive("before")
    before, end = team.office.scheme().scheme, size()
    text = (
        shipped_rulebook()
        .replace('version = "1"', 'version = "2"')
        .replace('dis-race = "', 'zeal = "Zeal"\ndis-race = "')
    )
    text = text.replace('vio = "Threats or violence"\n', "")
    assert not isinstance(adopt_rulebook(team.office, "founding", text), Refusal)
    laid = Entry.objects.get(index=end)
    assert (laid.kind, bytes(laid.record)) == ("scheme", team.office.scheme().scheme)
    assert json.loads(bytes(Record.objects.get(entry_id=end).facts))["data"]["previous"] is not None
    assert [(period.first, period.end) for period in Period.objects.all()] == [(0, end)]
    team.receive("after", category="zeal")
    cited = {entry.parse(body).scheme for body in entry_bodies(end + 1, 100)}
    assert cited == {team.office.scheme().scheme} != {before}
    assert [found.get("received", 0) for found in sums().values()] == [1, 1]
    assert list(check_sums()) == []
    check_entries(team.office.origin, 0, entry_bodies(0, 1000))


def test_what_was_counted_under_a_scheme_that_is_no_longer_in_force_is_counted_again(team):
    """Another process adopts a rulebook between the sealing and the writing of a complaint."""
    old = team.office.scheme()
    text = shipped_rulebook().replace('version = "1"', 'version = "2"').replace('fin = "Money or fraud"\n', "")
    assert not isinstance(adopt_rulebook(team.office, "founding", text), Refusal)
    schemes = [old, team.office.scheme()]
    office = type(team.office)(
        **{
            **{name: getattr(team.office, name) for name in team.office.__slots__},
            "scheme": lambda: schemes.pop(0) if len(schemes) > 1 else schemes[0],
        }
    )
    made, _ = complain(office)
    assert isinstance(made, Submitted)
    assert entry.parse(entry_bodies(made.index, 1)[0]).scheme == team.office.scheme().scheme
