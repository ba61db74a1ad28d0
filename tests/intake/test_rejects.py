"""The rejects file can be opened in a spreadsheet program without running anything, and by nobody but its owner."""

import csv
import stat

import pytest

from evenhand.intake.errors import IntakeError
from evenhand.intake.rejects import Reject, harmless, write_rejects
from tests.intake.tables import read_club


def test_each_reject_has_row_column_value_and_reason(tmp_path):
    write_rejects(tmp_path / "rejects.csv", [Reject("a.csv", 7, "found", "MAYBE", "Not in the list.")])
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["row", "column", "value", "reason", "file"],
            ["7", "found", "MAYBE", "Not in the list.", "a.csv"],
        ]
    assert stat.S_IMODE((tmp_path / "rejects.csv").stat().st_mode) == 0o600


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1+2", "@SUM(1)", "\t=1", "\r=1", "  =1", "＝1", "\n@x"])
def test_a_formula_in_a_rejected_cell_stays_text(value):
    assert harmless(value) == f"'{value}"


def test_an_attack_through_a_table_arrives_as_text(tmp_path):
    attack = '=HYPERLINK("http://attacker.example","see")'
    reading = read_club(tmp_path, [("7", attack, "", "Money", "")])
    write_rejects(tmp_path / "rejects.csv", reading.rejects)
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert f"'{attack}" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_an_existing_file_is_never_overwritten(tmp_path):
    path = tmp_path / "rejects.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(IntakeError, match="name another one"):
        write_rejects(path, [])
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_very_long_value_is_cut(tmp_path):
    write_rejects(tmp_path / "rejects.csv", [Reject("a.csv", 7, "x", "y" * 90_000, "Too long.")])
    assert (tmp_path / "rejects.csv").stat().st_size < 1_000
