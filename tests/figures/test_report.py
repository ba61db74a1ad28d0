import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from evenhand.figures.cells import Cells, count
from evenhand.figures.definitions import DEFINITIONS, PUBLISHED, Mark
from evenhand.figures.model import AllegationCount, ComplaintSpan, Move, OverrideRow
from evenhand.figures.report import figures_json, figures_text
from evenhand.figures.summary import Basis, RecordedLater, summarise

AS_AT = date(2024, 12, 31)
BASIS = Basis(AS_AT, date(2025, 1, 15), 4321, "mZ8b")


MOVES = [
    Move(1, date(2023, 3, 1), "received"),
    Move(1, date(2023, 3, 11), "closed"),
    Move(2, date(2024, 3, 1), "received"),
    Move(2, date(2024, 3, 31), "closed"),
    Move(3, date(2024, 12, 1), "received"),
]


def figures(category="HAR", basis=BASIS):
    spans = [
        ComplaintSpan(1, date(2023, 3, 1), date(2023, 3, 11), category, "upheld", True),
        ComplaintSpan(2, date(2024, 3, 1), date(2024, 3, 31), "FIN", "no case", False),
        ComplaintSpan(3, date(2024, 12, 1), None, "FIN", None, False),
        ComplaintSpan(4, date(2025, 1, 2), None, "FIN", None, False),
    ]
    allegations = [AllegationCount(1, "proved", "4.1"), AllegationCount(2, None, "4.2")]
    decisions = [
        OverrideRow(2, 4, AS_AT),
        OverrideRow(4, 2, AS_AT),
        OverrideRow(1, 9, AS_AT, held=True),
        OverrideRow(1, 2, date(2025, 1, 1)),
    ]
    return summarise(basis, count(spans, allegations, decisions, MOVES, AS_AT), date(2024, 1, 1))


def test_the_object_holds_what_the_contract_promises():
    report = figures_json(figures())
    assert report["as_at"] == "2024-12-31"
    assert report["as_known"] == "2025-01-15"
    assert report["register"] == {"size": 4321, "root": "mZ8b"}
    complaints = report["complaints"]
    assert {key: complaints[key] for key in ("received", "closed", "outstanding")} == {
        "received": 3,
        "closed": 2,
        "outstanding": 1,
    }
    assert complaints["by_year"] == {
        "2023": {"received": 1, "closed": 1, "outstanding": 0},
        "2024": {"received": 2, "closed": 1, "outstanding": 1},
    }
    assert complaints["by_category"]["FIN"] == {"received": 2, "closed": 1, "outstanding": 1}
    assert complaints["by_outcome"] == {"no case": 1, "upheld": 1}
    assert complaints["imported"] == {"received": 1, "closed": 1, "outstanding": 0}
    assert report["allegations"]["total"] == 2
    assert report["allegations"]["by_finding"] == {"not recorded": 1, "proved": 1}
    assert report["overrides"] == {
        "comparable": 2,
        "same": 0,
        "up": 1,
        "down": 1,
        "not_comparable": 0,
        "held": 1,
    }
    assert report["flow"] == {
        "since": "2024-01-01",
        "until": "2024-12-31",
        "opening": 0,
        "received": 2,
        "reopened": 0,
        "closed": 1,
        "closing": 1,
        "unexplained": 0,
    }
    time = report["days_to_close"]
    assert {key: time[key] for key in ("median", "median_closed_only", "closed", "open")} == {
        "median": 30,
        "median_closed_only": 20,
        "closed": 2,
        "open": 1,
    }
    assert report["ages"]["bands"] == {
        "0-28": 0,
        "29-56": 1,
        "57-90": 0,
        "91-180": 0,
        "181-365": 0,
        "over 365": 0,
    }


def test_the_object_is_json_as_it_is():
    report = figures_json(figures())
    assert json.loads(json.dumps(report)) == report


def test_as_known_may_be_an_index_of_the_register():
    made = figures(basis=replace(BASIS, as_known=99))
    assert figures_json(made)["as_known"] == 99
    assert "as known at entry 99." in figures_text(made)


def test_what_was_recorded_later_about_the_date_explains_why_today_gives_other_numbers():
    assert "Nothing that had happened by that date was recorded afterwards." in figures_text(figures())
    later = figures(basis=replace(BASIS, later=RecordedLater(received=1, closed=3, reopened=1)))
    assert "recorded only afterwards: 1 received, 3 closed, 1 reopened." in " ".join(figures_text(later).split())
    assert figures_json(later)["recorded_later"] == {"received": 1, "closed": 3, "reopened": 1}


def test_every_figure_has_a_definition_a_unit_and_a_mark():
    report = figures_json(figures())
    figure_paths = {
        f"{group}.{key}"
        for group in ("complaints", "flow", "allegations", "overrides", "days_to_close", "ages")
        for key in report[group]
        if key not in ("since", "until")
    }
    assert figure_paths == set(DEFINITIONS) == set(report["definitions"])
    for definition in report["definitions"].values():
        assert definition["words"].endswith(".")
        assert definition["unit"] in ("complaints", "acts", "allegations", "decisions", "days")
        assert definition["mark"] == Mark.COMPUTED == "computed, not proved"


def test_the_reference_page_gives_every_definition_word_for_word():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "figures.md").read_text(encoding="utf-8")
    for path, one in (DEFINITIONS | PUBLISHED).items():
        assert f"| `{path}` | {one.label} | {one.words} | {one.unit} |" in page


def test_the_text_gives_each_number_with_its_definition_in_lines_that_fit():
    text = figures_text(figures(), width=80)
    lines = text.splitlines()
    assert lines[0] == "As at 2024-12-31, as known on 2025-01-15."
    assert lines[1] == "Register: 4,321 entries, root mZ8b"
    assert "  Received                                  3" in lines
    assert "        2024            2            1            1" in lines
    assert max(len(line) for line in lines) <= 80
    joined = " ".join(text.split())
    for definition in DEFINITIONS.values():
        assert definition.label in text
        assert definition.words in joined


def test_a_median_that_nobody_can_know_is_not_a_number():
    empty = summarise(BASIS, Cells(), AS_AT)
    assert figures_json(empty)["days_to_close"]["median"] is None
    assert "Median, open ones counted          none yet" in figures_text(empty)
    assert "none yet to none yet" in figures_text(empty)


@pytest.mark.parametrize(
    "label", ["\x1b[2J\x1b]0;owned\x07", "a\nComplaints\n  Received   0", "\u202egnp", "z" * 9000]
)
def test_a_label_cannot_steer_the_terminal_or_add_a_line(label):
    plain, hostile = figures_text(figures()), figures_text(figures(category=label))
    assert len(hostile.splitlines()) == len(plain.splitlines())
    assert all(character.isprintable() or character == "\n" for character in hostile)
    assert max(len(line) for line in hostile.splitlines()) < 130


def test_two_labels_that_look_alike_on_the_terminal_are_both_shown():
    spans = [ComplaintSpan(i, AS_AT, None, label, None, False) for i, label in enumerate(("\x01", "\x02"))]
    assert figures_text(summarise(BASIS, count(spans, [], [], [], AS_AT), AS_AT)).count("\ufffd") == 2
