"""The real table that lies beside the checkout, as rows of `figures`, and the answers worked out elsewhere."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from evenhand.figures.model import AllegationCount, ComplaintSpan, OverrideRow

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "chicago_complaints"
SNAPSHOT = date(2018, 3, 16)


def need_the_table() -> None:
    if not FOLDER.is_dir():
        pytest.skip("The Chicago table is not beside the checkout (../shared/data/chicago_complaints).")


def spans() -> list[ComplaintSpan]:
    return [
        ComplaintSpan(number, day(row["complaint_date"]), _maybe_day(row["closed_date"]), "", None, True)
        for number, row in enumerate(_rows("complaints.csv"))
    ]


def allegations() -> list[AllegationCount]:
    number = {row["cr_id"]: i for i, row in enumerate(_rows("complaints.csv"))}
    return [
        AllegationCount(number[row["cr_id"]], row["final_finding"] or None, row["complaint_code"])
        for row in _rows("accused.csv")
    ]


def overrides() -> list[OverrideRow]:
    rungs = {row["outcome"]: int(row["rank"]) if row["rank"] else None for row in _rows("outcome_scale.csv")}
    return [
        OverrideRow(rungs[row["recc_outcome"]], rungs[row["final_outcome"]], SNAPSHOT) for row in _rows("accused.csv")
    ]


def answers(section: int) -> list[list[str]]:
    """The rows of the table in one numbered section of the reference answers."""
    text = (FOLDER / "ANSWERS.md").read_text(encoding="utf-8")
    part = text.split(f"\n## {section} ")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"]
    return rows[2:]


def day(text: str) -> date:
    return date.fromisoformat(text)


def _maybe_day(text: str) -> date | None:
    return day(text) if text else None


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
