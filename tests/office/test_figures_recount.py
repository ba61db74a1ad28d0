"""Whatever the office did, in whatever order it was recorded: the figures equal a recount over the facts."""

from datetime import date, timedelta
from hashlib import sha256

import pytest

from evenhand.figures.report import figures_json
from evenhand.figures.summary import Basis, summarise
from evenhand.office.figure_cells import FigureCells, counted
from evenhand.office.figure_rows import Cut, figure_rows
from evenhand.office.figures_now import figures_now
from evenhand.process import commands as c
from evenhand.process.codes import CaseStage, ComplaintStage
from evenhand.records.load import state_of
from evenhand.records.models import Record
from evenhand.records.queries.register import root_at, size
from tests.office.recount import recount
from tests.office.team import NOTICE, REASONS, SERVED

pytestmark = pytest.mark.django_db

COMPLAINTS, ROUNDS = 7, 150


class Choices:
    """Choices that look random and are the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._seed, self._asked = seed, 0

    def below(self, most: int) -> int:
        self._asked += 1
        return int.from_bytes(sha256(f"{self._seed}/{self._asked}".encode()).digest()[:8]) % most

    def one_of(self, options):
        return options[self.below(len(options))]


def play(team, choose: Choices) -> list[int]:
    """Complaints come in, and somebody takes a next step on one of them; some complaints are recorded later than they came."""
    complaints: list[int] = []
    for turn in range(ROUNDS):
        team.wait(choose.below(3))
        if len(complaints) < COMPLAINTS and choose.below(5) == 0:
            category = choose.one_of(["har", "fin", "ele"])
            back = team.office.today() - timedelta(days=choose.below(9))
            late = choose.below(3) == 0
            complaints.append(team.enter(f"{turn}", on=back) if late else team.receive(f"{turn}", category=category))
        elif complaints:
            step(team, choose, choose.one_of(complaints))
    return complaints


def step(team, choose: Choices, index: int) -> None:
    """One thing that could come next; a refusal is as good an answer as any."""
    state = state_of(index)
    match state.stage:
        case ComplaintStage.RECEIVED:
            asked = [("ines", c.Acknowledge(officer=team.refs["ines"]))]
        case ComplaintStage.ACKNOWLEDGED if choose.below(4) == 0:
            asked = [("tara", c.Assess(result="out-of-scope", rule="no-clause", reasons=REASONS))]
        case ComplaintStage.ACKNOWLEDGED:
            asked = [("tara", c.Assess(result="accepted", reasons=REASONS))]
        case ComplaintStage.DECLINED:
            asked = [("mona", team.letters(None)), ("mona", c.Close())]
        case ComplaintStage.CLOSED:
            ground = choose.one_of(["fresh-evidence", "external-judgment"])
            cases = tuple(case.number for case in state.cases)[: 1 + choose.below(2)]
            asked = [("olga", c.Reopen(cases=cases, ground=ground, reasons=REASONS))]
        case _ if len(state.cases) < 1 + (choose.below(6) == 0):
            asked = [("mona", team.a_case(choose.one_of([("2.1",), ("2.1", "2.3")])))]
        case _:
            asked = on_case(team, choose, choose.one_of(state.cases))
    for login, command in asked:
        team.ask(login, index, command)


def on_case(team, choose: Choices, case) -> list[tuple[str, c.Command]]:
    number, findings = case.number, dict.fromkeys(range(1, len(case.allegations) + 1), "proved")
    rung = 3 + choose.below(5)
    reply_by = team.office.today() + timedelta(days=7)
    evidence = ("mona", c.AddEvidence(case=number, description="A letter."))
    who = next((login for login, ref in team.refs.items() if ref == case.investigator), "ivan")
    decider = next((login for login, ref in team.refs.items() if ref == case.decision_maker), "dora")
    departs = {"override_reason": "disproportionate", "power": "Rule 9"} if rung != case.recommended_sanction else {}
    decision = c.Decide(case=number, findings=findings, sanction=rung, reasons=REASONS, **departs)
    return {
        CaseStage.OPENED: [
            (
                "mona",
                c.Assign(case=number, duty="investigate", person=team.refs[choose.one_of(["ivan", "irma"])]),
            ),
            ("mona", c.Assign(case=number, duty="decide", person=team.refs[choose.one_of(["dora", "dirk"])])),
        ],
        CaseStage.ASSIGNED: [evidence, (who, c.StartInvestigation(case=number, plan="Ask."))],
        CaseStage.INVESTIGATING: [(who, c.GiveNotice(case=number, text=NOTICE, served=SERVED, reply_by=reply_by))],
        CaseStage.NOTICE_GIVEN: [("mona", c.RecordReply(case=number, how="recorded", text="No.", complete=SERVED))],
        CaseStage.ANSWERED: [(who, c.Recommend(case=number, findings=findings, sanction=rung, reasons=REASONS))],
        CaseStage.RECOMMENDED: [(decider, decision)],
        CaseStage.HELD: [("rosa", c.ReviewOverride(case=number, verify=choose.below(2) == 0, reasons=REASONS))],
        CaseStage.DECIDED: [("mona", team.letters(number)), ("mona", c.Close(case=number))],
        CaseStage.CLOSED: [],
    }[case.stage]


def as_counted(report) -> dict[str, object]:
    complaints = {key: report["complaints"][key] for key in ("received", "closed", "outstanding")}
    parts = {key: report["complaints"][key] for key in ("by_year", "by_category", "by_outcome")}
    overrides = {key: report["overrides"][key] for key in ("comparable", "same", "up", "down", "held")}
    assert report["overrides"]["not_comparable"] == 0
    assert (report["flow"]["unexplained"], report["flow"]["closing"]) == (0, complaints["outstanding"])
    return {
        "complaints": complaints | parts,
        "by_finding": report["allegations"]["by_finding"],
        "overrides": overrides,
    }


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_the_figures_equal_a_recount_over_the_facts_as_at_and_as_known_at_any_time(team, seed):
    choose = Choices(seed)
    play(team, choose)
    today, whole = team.office.today(), size()
    now = figures_json(figures_now(team.office, root_at))
    assert as_counted(now) == recount(today, whole)
    for _ in range(60):
        as_at = today - timedelta(days=choose.below((today - date(2026, 2, 20)).days))
        edge = choose.below(whole + 1)
        basis = Basis(as_at, edge, edge, "")
        since = min(as_at, date(2026, 3, 10))
        found = figures_json(summarise(basis, counted(Cut(as_at, edge, today)), since))
        assert as_counted(found) == recount(as_at, edge)
    acts = set(Record.objects.values_list("act", flat=True))
    assert acts >= {"complaint-closed", "reopened", "case-decided", "overridden"}, "The scenario tests too little."


@pytest.mark.parametrize("seed", [5, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (6, 7))])
def test_what_was_counted_before_and_brought_up_to_date_is_what_a_whole_count_says(team, seed):
    choose, kept = Choices(seed), FigureCells()
    play(team, choose)
    today, whole = team.office.today(), size()
    edge = brought_forward = 0
    while edge < whole:
        cut = Cut(today, edge, today)
        brought_forward += kept._brought_forward(cut, root_at) is not None
        assert kept.at(cut, root_at) == counted(cut)
        edge += 1 + choose.below(8)
    assert brought_forward > 20
    assert kept.at(Cut(today, whole, today), root_at) == counted(Cut(today, whole, today))
    assert kept.at(Cut(today, whole // 2, today), root_at) == counted(Cut(today, whole // 2, today)), (
        "and looking back"
    )
    assert kept.at(Cut(today, whole, today), lambda _: "another register") == counted(Cut(today, whole, today))


def test_figures_follow_a_complaint_from_act_to_act_and_from_day_to_day(team):
    kept = FigureCells()

    def now():
        today = team.office.today()
        cut = Cut(today, size(), today)
        cells = kept.at(cut, root_at)
        assert cells == counted(cut)
        return summarise(Basis(today, size(), size(), ""), cells, today)

    assert now().complaints.received == 0
    index, other = team.receive("one"), team.receive("two")
    assert (now().complaints.received, now().flow.closing) == (2, 2)
    team.decline(index)
    assert (now().complaints.closed, now().complaints.by_outcome) == (1, {"out-of-scope": 1})
    team.wait(40)
    assert now().ages.bands[1].count == 1
    team.ask("olga", index, c.Reopen(cases=(), ground="fresh-evidence", reasons=REASONS))
    team.accept(other)
    assert (now().allegations.total, now().flow.reopened, now().complaints.closed) == (1, 1, 0)


def test_when_the_clock_was_ahead_and_is_set_right_everything_is_counted_again(team):
    kept, right = FigureCells(), team.office.today()
    team.wait(3)
    team.receive("dated in what turns out to be the future")
    ahead = team.office.today()
    assert kept.at(Cut(ahead, size(), ahead), root_at).complaints.total() == 1
    for today, received in ((right, 0), (right + timedelta(days=1), 0), (ahead, 1)):
        cells = kept.at(Cut(today, size(), today), root_at)
        assert cells == counted(Cut(today, size(), today))
        assert cells.complaints.total() == received


@pytest.mark.parametrize("seed", [3, pytest.param(4, marks=pytest.mark.slow)])
def test_what_is_read_from_cut_histories_is_what_the_tables_say_where_nothing_is_cut(team, seed):
    play(team, Choices(seed))
    today, whole = team.office.today(), size()
    from_tables = figure_rows(Cut(today, whole, today))
    read_again = figure_rows(Cut(today, whole, today + timedelta(days=1)))
    assert sorted(map(repr, from_tables.allegations)) == sorted(map(repr, read_again.allegations))
    assert sorted(repr(row._replace(on=None)) for row in from_tables.overrides) == sorted(
        repr(row._replace(on=None)) for row in read_again.overrides
    )
    assert from_tables.spans == read_again.spans
