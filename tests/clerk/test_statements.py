"""Each closed period is stated: its numbers are proved to be the sums over the public entries, and the small ones stay hidden."""

from dataclasses import replace

import pytest

from evenhand.clerk import statements
from evenhand.clerk.doctor.projections import check_projections
from evenhand.clerk.edges import edge_path
from evenhand.clerk.publish import publish
from evenhand.clerk.statements import NotStated, hidden_in, state_periods
from evenhand.office import lay_scheme
from evenhand.office.adopt_rulebook import adopt_rulebook
from evenhand.office.begin_counting import begin_counting
from evenhand.office.close_months import close_months
from evenhand.office.close_period import close_period
from evenhand.office.found_organisation import found_organisation
from evenhand.office.published import published_totals
from evenhand.office.schemes import scheme_of
from evenhand.process.acts import KIND_WORDS
from evenhand.process.facts import Refusal
from evenhand.records.append import Moved
from evenhand.records.blobs import FileBlobs
from evenhand.records.models import Complaint, Entry, Period, Sum
from evenhand.records.queries.register import entry_bodies
from evenhand.site.home import Home
from evenhand.site.shipped import shipped_rulebook
from evenhand.site.wiring import make_office
from evenhand_register import entry
from evenhand_register.errors import RegisterError
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tools import verify as verifier
from tests.clerk.stating import SIGNER, Clerk, claims
from tests.office.lots import Lots
from tests.office.team import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(office, clock):
    made = Team(office, clock)
    made.hire()
    return made


@pytest.fixture
def clerk(team, tmp_path):
    return Clerk(team, tmp_path)


def test_a_month_that_is_over_is_stated_and_an_outsider_finds_its_numbers_true(team, clerk):
    for n in range(7):
        team.receive(f"{n}", category="har")
    team.receive("one alone", category="fin")
    assert clerk.next_month() == ["2026-03"]
    (claim,) = claims()
    assert claim["totals"]["received"] == 8
    assert "received/fin" in claim["hidden"]
    assert {cell["below"] for cell in claim["hidden"].values()} <= {5, 256}
    assert claim["entries"]["intake"] == 8
    found = clerk.audit()
    assert len(found.statements) == 1


def test_statements_follow_each_other_without_gap_or_overlap(team, clerk):
    for month in range(3):
        for n in range(6):
            team.decline(team.receive(f"{n} of {month}", category="har"))
        clerk.next_month()
    stated = claims()
    assert [claim["sequence"] for claim in stated] == [0, 1, 2]
    assert [claim["from"]["size"] for claim in stated] == [0, *(claim["to"]["size"] for claim in stated[:2])]
    assert [claim["to"]["size"] for claim in stated] == list(
        Period.objects.order_by("end").values_list("end", flat=True)
    )
    for claim in stated:
        complaints = Entry.objects.filter(
            kind="intake", index__gte=claim["from"]["size"], index__lt=claim["to"]["size"]
        )
        assert claim["totals"]["received"] == claim["entries"]["intake"] == complaints.count() >= 6
    assert len(clerk.audit().statements) == 3


def test_the_sums_are_destroyed_with_the_statement_and_those_of_the_open_month_stay(team, clerk):
    team.receive("one")
    clerk.next_month()
    (claim,) = claims()
    assert [row.first >= claim["to"]["size"] for row in Sum.objects.all()] == [True]


def test_no_head_is_signed_across_the_end_of_a_period(team, clerk):
    team.receive("in the first month")
    today = team.office.today()
    team.go_to(today.replace(month=today.month + 1, day=3))
    team.receive("in the second")
    clerk.sign()
    edge = Entry.objects.filter(day__startswith="2026-04").order_by("index").first().index
    kept = verify_checkpoint(clerk.files.read(edge_path(edge)), Policy.of_key(SIGNER.vkey))
    assert kept.checkpoint.size == edge


def test_a_changed_rulebook_ends_a_period_that_is_stated_under_the_old_scheme(team, clerk):
    for n in range(6):
        team.receive(f"{n}", category="har")
    clerk.sign()
    text = shipped_rulebook().replace('version = "1"', 'version = "2"').replace('fin = "Money or fraud"\n', "")
    assert not isinstance(adopt_rulebook(team.office, "founding", text), Refusal)
    clerk.sign()
    assert clerk.state() == [period.label for period in Period.objects.all()]
    team.receive("under the new one", category="har")
    clerk.next_month()
    first, second = claims()
    assert first["scheme"] != second["scheme"]
    assert (first["totals"]["received"], "received/fin" in second["totals"] | second["hidden"]) == (6, False)
    assert len(clerk.audit().statements) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"totals": '{"received":2,"received/har":2}'},
        {"blinding": bytes(32)},
        {
            "totals": '{"before/received":300,"before/case":3}'
        },  # 3 would have to be hidden, and 300 is too large to protect it
    ],
)
def test_sums_that_were_changed_prove_nothing_and_nothing_is_logged(team, clerk, change):
    team.receive("one")
    Sum.objects.update(**change)
    with pytest.raises(NotStated, match="The totals of 2026-03 cannot be proved"):
        clerk.next_month()
    assert claims() == []
    assert Sum.objects.filter(**change).exists()


@pytest.mark.parametrize(
    "came",
    [
        {"har": 7, "fin": 6, "ele": 2},
        pytest.param({"har": 30, "fin": 1}, marks=pytest.mark.slow),
        {"har": 3, "fin": 1},
        pytest.param({"har": 5}, marks=pytest.mark.slow),
        pytest.param({"har": 6, "fin": 5, "ele": 5, "other": 5}, marks=pytest.mark.slow),
    ],
)
def test_a_statement_hides_what_the_tables_of_the_period_hide_and_shows_the_same_numbers(team, clerk, came):
    """Otherwise what one shows would give away what the other hides."""
    for category, many in came.items():
        for n in range(many):
            team.receive(f"{category} {n}", category=category)
    clerk.next_month()
    (claim,), one = claims(), published_totals()[0]
    shown = {cell.label: cell.value for cell in one.period.received_by_category.cells}
    for category, value in shown.items():
        assert claim["totals"].get(f"received/{category}") == value
    assert claim["totals"].get("received") in (one.period.received_by_category.total, sum(came.values()))
    assert one.period.received_by_category.withheld == ("received" in claim["hidden"])
    assert len({cell["below"] for cell in claim["hidden"].values()}) == 1, "all that is hidden looks the same"


OLD = {
    "complement": 0,
    "counters": [{"label": "received", "words": "Complaints received. Not counted under proof in this scheme."}],
    "figures": [],
    "groups": [{"kind": str(kind), "templates": [], "words": words} for kind, words in KIND_WORDS.items()],
    "name": "Association of Examples",
    "previous": None,
    "threshold": 0,
    "v": "evenhand.scheme/v1",
    "verifier": 1,
}
"""The scheme of registers that were begun before anything was counted."""


@pytest.fixture
def old(db, clock, tmp_path, monkeypatch):  # noqa: ARG001  (the database is asked for, not used by name)
    """An office with its people in such a register."""
    monkeypatch.setattr(lay_scheme, "scheme_document", lambda origin, *_: OLD | {"origin": origin})
    home = Home.from_environment()
    office = replace(make_office(home, home.settings(), clock), blobs=FileBlobs(tmp_path / "blobs"))
    assert not isinstance(found_organisation(office, "Association of Examples", shipped_rulebook()), Refusal)
    monkeypatch.undo()
    made = Team(office, clock)
    made.hire()
    return made


def test_a_register_begun_before_anything_was_counted_states_that_and_carries_over_what_is_open(old, tmp_path):
    clerk = Clerk(old, tmp_path)
    over = old.receive("declined")
    old.decline(over)
    still_open = [old.receive("open"), old.receive("open as well")]
    old.accept(still_open[0])
    clerk.next_month()
    assert {entry.parse(body).tally for body in entry_bodies(0, 10_000)} == {None}
    waiting = Complaint.objects.exclude(stage="closed").count()
    assert begin_counting(old.office) == waiting == 3
    assert begin_counting(old.office) is None
    clerk.sign()
    assert len(clerk.state()) == 1
    old.decline(still_open[1])
    for n in range(12):
        old.receive(f"{n} under the new scheme", category="har")
    clerk.next_month()
    before_then = Complaint.objects.filter(index=over)
    stage = before_then.get().stage
    before_then.update(stage="accepted")  # as if it had been reopened since
    assert begin_counting(old.office) is None, "a later upgrade carries nothing over again"
    before_then.update(stage=stage)
    *before, counted = claims()
    assert [(claim["totals"], claim["hidden"]) for claim in before] == [({"received": 0}, {})] * 2
    assert (before[0]["sequence"], before[0]["from"]["size"], counted["from"]) == (0, 0, before[-1]["to"])
    assert counted["totals"]["carried-over"] == 3
    assert len(clerk.audit().statements) == 3
    assert list(check_projections()) == []


def test_of_two_clerks_that_state_the_same_period_one_gives_way(team, clerk):
    """A lease can run out while a statement is proved: it takes seconds."""
    team.receive("one")
    today = team.office.today()
    team.go_to(today.replace(month=today.month + 1, day=3))
    team.receive("in the next month")
    clerk.sign()
    list(close_months(team.office))
    clerk.sign()
    other = [clerk.state]

    def entropy(size):
        while other:
            assert other.pop()() == ["2026-03"]
        return team.office.entropy(size)

    slow = replace(team.office, entropy=entropy)
    with pytest.raises(Moved):
        list(state_periods(slow, clerk.files, SIGNER.vkey))
    assert [claim["sequence"] for claim in claims()] == [0]
    assert len(clerk.audit().statements) == 1


def test_a_period_is_named_in_letters_that_everybody_can_read(team, clerk):
    for n in range(6):
        team.receive(f"{n}", category="har")
    close_period(team.office, "town (2) 2005")
    clerk.sign()
    assert clerk.state() == ["town (2) 2005"]
    assert [claim["period"] for claim in claims()] == ["town-2-2005"]
    assert len(clerk.audit().statements) == 1


def test_where_the_head_between_two_schemes_is_gone_nothing_false_is_stated(team, clerk):
    for n in range(6):
        team.receive(f"{n}", category="har")
    clerk.sign()
    text = shipped_rulebook().replace('version = "1"', 'version = "2"').replace('fin = "Money or fraud"\n', "")
    assert not isinstance(adopt_rulebook(team.office, "founding", text), Refusal)
    clerk.sign()
    (edge,) = Period.objects.values_list("end", flat=True)
    (clerk.files.root / edge_path(edge)).unlink()
    team.receive("under the new one", category="har")
    with pytest.raises(NotStated, match="E_SCHEME_UNKNOWN"):
        clerk.next_month()
    assert claims() == []


def test_a_month_in_which_nothing_protects_a_small_number_is_stated_with_the_next(team, clerk, monkeypatch):
    team.receive("one")

    def hides(read, values, kinds):
        if values["received"] == 1:
            raise RegisterError("W_EXPOSED", "Nothing can hide it.")
        return hidden_in(read, values, kinds)

    monkeypatch.setattr(statements, "hidden_in", hides)
    assert clerk.next_month() == []
    assert clerk.next_month() == ["2026-04"]
    (claim,) = claims()
    assert (claim["from"]["size"], claim["totals"].get("received", 2)) == (0, 2)
    assert len(clerk.audit().statements) == 1


def test_many_that_were_carried_over_are_shown_where_they_are_too_many_to_be_hidden(team):
    read = scheme_of(team.office.origin, team.office.scheme().scheme)
    values = {label: 256 if label == "carried-over" else 0 for label in read.counters}
    assert "carried-over" not in hidden_in(read, values, {"intake": 256, "event": 5})


def test_what_was_stated_before_there_was_a_witness_stays_true_for_who_asks_for_one(
    team, clerk, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for n in range(7):
        team.receive(f"{n}", category="har")
    clerk.next_month()
    policy = tmp_path / "policy"
    lots = Lots(team.office, team.clock, clerk.integrator, policy)
    lots.sign()
    publish(clerk.integrator.files, SIGNER.vkey, tmp_path / "public", lots.own.text)
    assert verifier.main([str(tmp_path / "public"), "--policy", str(policy)]) == 0
    said = capsys.readouterr().out
    assert (
        "When 2026-03 ended, fewer outside witnesses had signed than your policy asks for (1 of 1 periods)." in said
    )
