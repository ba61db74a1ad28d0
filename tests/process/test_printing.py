"""What is published is what runs: the page holds the tables of the engine (H1)."""

from pathlib import Path

from evenhand.process.acts import ACTS
from evenhand.process.printing import ACTS_OF, fill, permissions_page, state_chart
from evenhand.process.rules import RULES
from evenhand.process.stages import CASE_MOVES, COMPLAINT_MOVES
from tests.process.world import RULEBOOK

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "process.md"


def test_the_page_holds_the_tables_that_the_engine_runs_on():
    text = PAGE.read_text(encoding="utf-8")
    how = "Write it again: python -m evenhand.process.printing docs/reference/process.md"
    assert fill(text) == text, how
    assert state_chart() in text


def test_filling_replaces_what_was_there():
    assert "moth-eaten" not in fill("<!-- begin: state-chart -->\nmoth-eaten\n<!-- end -->\n")


def test_the_chart_has_every_move():
    chart = state_chart()
    assert chart.count("-->") == len(COMPLAINT_MOVES) + len(CASE_MOVES) + 2
    for move in (*COMPLAINT_MOVES, *CASE_MOVES):
        assert ACTS[move.act].words in chart


def test_the_permission_page_has_every_row_in_words():
    page = permissions_page()
    assert len(page) == len(RULES)
    assert all(row.what and row.roles and row.acts for row in page)


def test_wherever_an_act_moves_something_somebody_may_do_it():
    """The state table and the permission table agree: no move without a row, no stage without a way on."""
    for move in (*COMPLAINT_MOVES, *CASE_MOVES):
        if move.before is not None:
            able = [
                rule
                for rule in RULES
                if move.act in ACTS_OF[rule.command]
                and (move.before in rule.stages or move.act in {"complaint-closed", "reopened", "set-apart"})
            ]
            assert able, move


def test_every_act_named_is_on_the_closed_list():
    assert {act for acts in ACTS_OF.values() for act in acts} <= set(ACTS)


def test_the_page_describes_every_member_of_the_rulebook():
    text = PAGE.read_text(encoding="utf-8")
    for name in RULEBOOK.__dataclass_fields__:
        assert name in text or name == "hash", name
