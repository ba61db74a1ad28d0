"""Tables made for harm, or by accident: a sentence, or rejects with row, column, value and reason. Nothing is run."""

import csv
import json
import re
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from evenhand.clerk.doctor.projections import check_projections
from evenhand.cli.main import main
from evenhand.cli.say import harmless
from evenhand.intake.errors import IntakeError, TableError
from evenhand.intake.join import Reading, read_tables
from evenhand.intake.limits import LIMITS
from evenhand.intake.map_file import load_map
from evenhand.intake.rejects import write_rejects
from evenhand.intake.rows import BrokenRow
from evenhand.intake.tables import Layout, open_table
from evenhand.office.reading import read_contents
from evenhand.records.models import Record
from evenhand.site.home import Home
from tests.intake.tables import CASES, COMPLAINTS, DATA, need, read_club, text_cell, write_csv, write_map, write_xlsx
from tests.office.keys import opens

FORMULA = re.compile(r"[ ]*[=+\-@\t\r\n]")
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

ONE_SHEET = """
    name = "one-sheet"
    title = "A sheet of complaints"
    as_of = 2024-12-31
    time_zone = "Europe/London"
    dates = ["%Y-%m-%d", "%d/%m/%Y"]
    closing_dates = "not-known"

    [complaints]
    id = "Case No"
    received = "Received"
    category = "conduct"
"""


def read_sheet(path: Path, folder: Path, sealed: str = "") -> Reading:
    """One of the hostile files by a map that fits it."""
    text = ONE_SHEET + (f"    sealed = [{sealed!r}]\n" if sealed else "")
    return read_tables(load_map(write_map(folder, text)), [path])


def hostile() -> list[str]:
    folder = DATA / "hostile" / "files"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


@pytest.mark.parametrize("name", hostile())
def test_every_hostile_file_as_a_table_is_one_sentence_and_exit_2(name, tmp_path, capsys):
    path = need("hostile") / "files" / name
    typed = ["import", "table", str(path), "--map", str(write_map(tmp_path, ONE_SHEET)), "--dry-run"]
    fits = name == "mixed_dates.csv"
    assert main(typed) == (0 if fits else 2)
    answer = capsys.readouterr()
    assert "Traceback" not in answer.err
    assert fits or (answer.err.strip() and not answer.out)
    assert not STEERS.search(answer.err + answer.out)


@pytest.mark.parametrize("name", ["far_cell.xlsx", "laughs.xlsx", "xxe.xlsx", "not_a_zip.xlsx"])
def test_a_workbook_made_for_harm_is_refused_and_reads_no_other_file(name):
    with pytest.raises(TableError) as refused:
        list(open_table(need("hostile") / "files" / name, Layout()).rows())
    assert "root:" not in str(refused.value)
    assert name in str(refused.value)


def test_dates_that_clash_or_cannot_be_are_rejected_each_with_its_reason(tmp_path):
    reading = read_sheet(need("hostile") / "files" / "mixed_dates.csv", tmp_path)
    assert [one.source_id for one in reading.complaints] == ["3", "5"]
    rejects = {reject.value: (reject.row, reject.column, reject.reason) for reject in reading.rejects}
    assert len(rejects) == 11
    assert rejects["2024-02-30"][:2] == (2, "Received")
    assert "or there is no such day" in rejects["2024-02-30"][2]
    assert "after the day of the table itself" in rejects["9999-12-31"][2]
    assert "is blank" in rejects[""][2]
    for row in ("12/13/2024", "1 Feb 24", "44927", "0000-00-00", "2024-02-29T23:59:60Z", "29/02/2023", "-1"):
        assert "not a date in the form" in rejects[row][2]
    assert [reject.row for reject in reading.rejects] == [2, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14]


def test_a_day_that_two_forms_read_differently_is_not_read(tmp_path):
    text = ONE_SHEET.replace('"%d/%m/%Y"', '"%d/%m/%Y", "%m/%d/%Y"')
    reading = read_tables(load_map(write_map(tmp_path, text)), [need("hostile") / "files" / "mixed_dates.csv"])
    (clash,) = [reject for reject in reading.rejects if reject.value == "01/02/2024"]
    assert clash.reason == "This date can be read as 2024-01-02 or as 2024-02-01."


def test_short_long_and_unclosed_rows_are_named_by_their_line_and_the_good_row_goes_in(tmp_path):
    reading = read_sheet(need("hostile") / "files" / "ragged.csv", tmp_path, "Summary")
    assert [one.source_id for one in reading.complaints] == ["4"]
    assert [(reject.row, reject.column) for reject in reading.rejects] == [(2, ""), (3, ""), (4, "")]
    assert "2 cells and the headings are 3" in reading.rejects[0].reason
    assert "no heading" in reading.rejects[1].reason
    assert "never closed" in reading.rejects[2].reason


def test_utf_16_with_semicolons_is_read_and_said(tmp_path):
    reading = read_sheet(need("hostile") / "files" / "utf16le.csv", tmp_path, "Summary")
    assert reading.complaints[0].content["cells"]["Summary"].startswith("Żółć")
    assert reading.notes == ["utf16le.csv: text in UTF-16, cells separated by semicolons."]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nul_bytes.csv", "holds zero bytes"),
        ("dup_headers.csv", "the heading 'Date' more than once"),
        ("cp1252.csv", "has no column 'Received'"),
        ("formula.csv", "has no column 'Received'"),
    ],
)
def test_a_text_table_that_cannot_be_used_is_refused_with_the_reason(name, said, tmp_path):
    with pytest.raises(IntakeError, match=re.escape(said)):
        read_sheet(need("hostile") / "files" / name, tmp_path, "Summary")


def naughty() -> list[str]:
    strings: list[str] = json.loads((need("naughty_strings") / "blns.json").read_text(encoding="utf-8"))
    return [string for string in strings if "\0" not in string]


@pytest.mark.parametrize("column", [*COMPLAINTS, *CASES[1:]])
def test_naughty_strings_in_any_column_go_in_as_they_stand_or_are_rejected(tmp_path, column):
    strings = naughty()
    complaints, cases = [], []
    for n, string in enumerate(strings):
        complaint = {"no": str(n), "came": "2019-01-05", "closed": "", "about": "Money", "text": "x", column: string}
        case = {"who": "bob", "rule": "4.1", "advice": "YES", "found": "NO", "advised": "none", "given": "none"}
        case |= {column: string} if column in case else {}
        complaints.append([complaint[name] for name in COMPLAINTS])
        cases.append([complaint["no"], *(case[name] for name in CASES[1:])])
    reading = read_club(tmp_path, complaints, cases)
    rejected = {(reject.file, reject.row) for reject in reading.rejects}
    in_complaints = {row for file, row in rejected if file == "complaints.csv"}
    assert len(reading.complaints) + len(in_complaints) == len(strings)
    assert all(reject.reason and reject.row > 1 for reject in reading.rejects)
    if column == "text":
        assert not rejected
        kept = [complaint.content["cells"].get("text", "") for complaint in reading.complaints]
        assert kept == strings
    write_rejects(tmp_path / "rejects.csv", reading.rejects)
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if FORMULA.match(cell)]


@pytest.mark.django_db
def test_naughty_strings_are_sealed_and_opened_again_word_for_word(office, tmp_path, capsys):  # noqa: ARG001
    strings = naughty()
    files = [
        write_csv(
            tmp_path / "complaints.csv",
            COMPLAINTS,
            [(str(n), "2019-01-05", "", "Money", text) for n, text in enumerate(strings)],
        ),
        write_csv(
            tmp_path / "cases.csv", CASES, [(str(n), text, "4.1", "", "", "", "") for n, text in enumerate(strings)]
        ),
    ]
    key = Home.from_environment().keys / "import.key"
    key.unlink(missing_ok=True)
    try:
        assert main(["import", "table", *map(str, files), "--map", str(write_map(tmp_path)), "--yes"]) == 0
    finally:
        key.unlink(missing_ok=True)
    assert not STEERS.search(capsys.readouterr().out)
    entries = list(
        Record.objects.filter(act="imported-complaint").order_by("entry_id").values_list("entry_id", flat=True)
    )
    contents = read_contents(entries, opens()).by_entry
    assert sorted(contents[entry].words["cells"].get("text", "") for entry in entries) == sorted(strings)
    facts = b"".join(bytes(row) for row in Record.objects.values_list("facts", flat=True))
    assert b"script" not in facts
    assert list(check_projections()) == []


def test_naughty_strings_in_a_workbook_arrive_as_they_stand(tmp_path):
    forbidden = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x85\ufffe\uffff]")
    strings = [string for string in naughty() if string.strip() and not forbidden.search(string)]
    rows = "".join(
        f'<row r="{n}">{text_cell(f"A{n}", escape(string))}{text_cell(f"B{n}", "x")}</row>'
        for n, string in enumerate(strings, 2)
    )
    heads = f'<row r="1">{text_cell("A1", "words")}{text_cell("B1", "end")}</row>'
    table = open_table(write_xlsx(tmp_path / "n.xlsx", heads + rows), Layout())
    read = [row.cells[0] for row in table.rows()]
    assert [cell.strip() for cell in read] == [string.strip() for string in strings]


def test_headings_cannot_steer_the_terminal(tmp_path, capsys):
    path = write_csv(tmp_path / "\x1b[2Jx\u202e.csv", ["\x1b]0;title\x07", "\x9b2J", "\u202eoN"], [["a", "b", "c"]])
    typed = ["import", "table", str(path), "--map", str(write_map(tmp_path, ONE_SHEET)), "--dry-run"]
    assert main(typed) == 2
    answer = capsys.readouterr().err
    assert not STEERS.search(answer)
    assert "\\u001b]0;title" in answer or "x1b]0;title" in answer


def test_a_file_name_that_is_no_text_is_said_and_not_choked_on():
    assert harmless("no file \udce9.csv").encode() == b"no file \\udce9.csv"


SMALL = replace(LIMITS, rows=50, cells=200, row_length=1_000, cell_length=100)


def test_a_line_without_end_is_one_broken_row(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("a,b\n1,2\n" + "," * 50_000 + "\n3,4\n", encoding="utf-8")
    rows = list(open_table(path, Layout(), SMALL).rows())
    assert [row.number for row in rows] == [2, 3, 4]
    assert rows[1].reason == "The row is longer than 1000 characters."
    assert rows[2].cells == ("3", "4")


def test_a_row_of_very_many_lines_is_one_broken_row_and_its_lines(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + '"x\n","x\n",' * 200 + '"y"\n3,4\n', encoding="utf-8")
    rows = list(open_table(path, Layout(), replace(SMALL, rows=1_000, cells=10_000)).rows())
    assert rows[0].reason == "The row is longer than 1000 characters."
    assert rows[-1].cells == ("3", "4")


def test_headings_longer_than_any_row_are_refused(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("x" * 200_000 + ",b\n1,2\n", encoding="utf-8")
    for limits in (SMALL, LIMITS):
        with pytest.raises(TableError, match="has no headings on row 1"):
            open_table(path, Layout(), limits)


def test_a_table_of_too_many_cells_is_refused_before_it_fills_the_memory(tmp_path):
    path = write_csv(tmp_path / "wide.csv", [f"c{n}" for n in range(100)], [["x"] * 100] * 3)
    with pytest.raises(TableError, match="more than 2 rows: cut it into several files"):
        list(open_table(path, Layout(), SMALL).rows())


def test_a_row_of_a_workbook_that_is_too_long_is_broken_before_it_leaves_the_child(tmp_path):
    rows = "".join(
        f'<row r="{n}">{text_cell(f"A{n}", "x" * length)}{text_cell(f"B{n}", "y")}</row>'
        for n, length in ((1, 1), (2, 5_000), (3, 90))
    )
    read = list(open_table(write_xlsx(tmp_path / "long.xlsx", rows), Layout(), SMALL).rows())
    assert isinstance(read[0], BrokenRow)
    assert (read[0].number, read[0].value, read[0].reason) == (2, "x" * 80, "The row is longer than 1000 characters.")
    assert read[1].cells == ("x" * 90, "y")


READ = """
import sys
from pathlib import Path
from evenhand.intake.errors import IntakeError
from evenhand.intake.tables import Layout, open_table
try:
    print(sum(1 for _ in open_table(Path(sys.argv[1]), Layout()).rows()))
except IntakeError as error:
    print(error)
"""


@pytest.mark.parametrize("kind", ["line", "quotes", "cells"])
def test_fifty_megabytes_of_harm_need_little_memory_and_time(tmp_path, kind):
    """Under a limit of 400 MB and 60 s of processor time, which a reader that takes whole lines exceeds."""
    path = tmp_path / "big.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("a,b\n")
        for _ in range(50):
            file.write({"line": ",", "quotes": '"x\n', "cells": '"\n",'}[kind] * (1_000_000 // len(kind)))

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (400 * 1024 * 1024,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))

    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], preexec_fn=limited, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "1" or "broken rows" in done.stdout
