"""A table that has changed since it was imported: each row that differs is named, with what stood there and what stands there."""

import csv
import json

import pytest

from evenhand.cli.main import main
from evenhand.intake.changes import CellMarks, Comparison
from evenhand.office.import_marks import Marks
from evenhand.process.imported import ImportedAct, Source, case_fact, complaint_fact
from evenhand.records.models import Entry, Record
from evenhand.site.home import Home
from tests.intake.tables import CASES, COMPLAINTS, club, read_club, write_csv, write_map

pytestmark = pytest.mark.usefixtures("office")

BOOK = [
    ("7", "2018-11-05", "2019-02-01", "Money", "Ann said that Bob took it"),
    ("8", "2019-01-05", "", "Conduct", "He shouted"),
]
RESPONDENTS = [
    ("7", "bob", "4.1", "YES", "YES", "expelled", "warned"),
    ("7", "bob", "4.2", "NO", "NO", "none", "none"),
    ("7", "eve", "4.2", "NO", "NO", "none", "none"),
    ("8", "dan", "4.1", "", "", "", ""),
]


@pytest.fixture
def book(tmp_path):
    key = Home.from_environment().keys / "import.key"
    key.unlink(missing_ok=True)
    made = Book(tmp_path)
    made.write(BOOK, RESPONDENTS)
    assert main(made.typed) == 0
    yield made
    key.unlink(missing_ok=True)


class Book:
    def __init__(self, folder) -> None:
        self.folder = folder
        self.files = [folder / "complaints.csv", folder / "cases.csv"]
        self.typed = ["import", "table", *map(str, self.files), "--map", str(write_map(folder)), "--yes"]

    def write(self, complaints, respondents) -> None:
        write_csv(self.files[0], COMPLAINTS, complaints)
        write_csv(self.files[1], CASES, respondents)


def changed(row: int, column: str, value: str, complaints=BOOK, respondents=RESPONDENTS):
    """The book with one other cell; rows count from 2, as in the file."""
    rows = [list(complaint) for complaint in complaints], [list(respondent) for respondent in respondents]
    table, columns = (rows[0], COMPLAINTS) if column in COMPLAINTS[1:] else (rows[1], CASES)
    table[row - 2][columns.index(column)] = value
    return rows


def said(book, capsys, rows) -> list[str]:
    """The lines about what differs; asserts that nothing was added or removed."""
    before = list(Entry.objects.order_by("index").values_list("index", "body"))
    book.write(*rows)
    capsys.readouterr()
    assert main(book.typed) == 0
    assert list(Entry.objects.order_by("index").values_list("index", "body")) == before
    return [line.strip() for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]


@pytest.mark.parametrize(
    ("row", "column", "value", "line"),
    [
        (2, "closed", "2019-03-01", "complaints.csv, row 2, closed: it was 2019-02-01, and is 2019-03-01."),
        (2, "closed", "", "complaints.csv, row 2, closed: it was 2019-02-01, and is blank."),
        (3, "closed", "2019-02-02", "complaints.csv, row 3, closed: it was blank, and is 2019-02-02."),
        (2, "came", "2018-11-06", "complaints.csv, row 2, came: it was 2018-11-05, and is 2018-11-06."),
        (3, "about", "Money", "complaints.csv, row 3, about: it was conduct, and is money."),
        (
            3,
            "about",
            " Conduct",
            "complaints.csv, row 3, about: it is written in another way now, and means the same: conduct.",
        ),
        (
            3,
            "text",
            "She shouted",
            "complaints.csv, row 3, text: it says something else now; what it said is sealed.",
        ),
        (2, "found", "NO", "cases.csv, row 2, found: it was yes (proved), and is no (not-proved)."),
        (3, "given", "warned", "cases.csv, row 3, given: it was none (rung 0), and is warned (rung 3)."),
        (4, "rule", "4.1", "cases.csv, row 4, rule: it was 4-2, and is 4-1."),
        (5, "found", "YES", "cases.csv, row 5, found: it was blank, and is yes (proved)."),
    ],
)
def test_a_cell_that_changed_is_named_with_what_it_was_and_what_it_is(book, capsys, row, column, value, line):
    assert said(book, capsys, changed(row, column, value)) == [line]


def test_another_respondent_is_a_row_that_went_and_a_row_that_came(book, capsys):
    came, went = said(book, capsys, changed(4, "who", "gus"))
    assert came == "cases.csv, row 4: a row about a respondent who was not in this complaint."
    assert went.startswith("cases.csv, a row that is gone: clause 4-2, final finding no (not-proved); ")
    assert went.endswith("its respondent is not in this complaint any more.")


def test_a_row_more_and_a_row_fewer_are_named(book, capsys):
    one_more = [*RESPONDENTS, ("8", "dan", "4.2", "", "", "", "")]
    assert said(book, capsys, (BOOK, one_more)) == ["cases.csv, row 6: a row that was not there before."]
    assert said(book, capsys, (BOOK, [RESPONDENTS[0], *RESPONDENTS[2:]])) == [
        "cases.csv, a row that is gone: clause 4-2, final finding no (not-proved); it was there before."
    ]


def test_rows_in_another_order_and_a_change_among_them_are_told_apart(book, capsys):
    complaints, respondents = changed(2, "found", "NO")
    line = "cases.csv, row 5, found: it was yes (proved), and is no (not-proved)."
    assert said(book, capsys, (complaints[::-1], respondents[::-1])) == [line]


def test_complaints_that_are_in_the_files_no_longer_stay_and_are_counted(book, capsys):
    book.write(BOOK[1:], RESPONDENTS[3:])
    capsys.readouterr()
    assert main(book.typed) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Nothing was added.",
        "1 complaints had been imported before and are as they were.",
        "1 complaints that were imported by this map were not read from these files: they stay.",
    ]


def test_a_map_that_keeps_another_column_is_said_to_do_so(book, capsys):
    text = (book.folder / "map.toml").read_text()
    (book.folder / "map.toml").write_text(text.replace('sealed = ["text"]', 'left_out = ["text"]'))
    lines = said(book, capsys, (BOOK, RESPONDENTS))
    assert lines == [
        f"complaints.csv, row {row}: other columns were kept of it then, so its cells cannot be compared."
        for row in (2, 3)
    ]


def test_programs_get_the_differences_and_no_sealed_value(book, capsys):
    complaints, respondents = changed(2, "found", "NO")
    complaints[1][-1] = "She shouted"
    book.write(complaints, respondents)
    capsys.readouterr()
    assert main([*book.typed, "--json"]) == 0
    printed = capsys.readouterr().out
    answer = json.loads(printed)
    assert (answer["entries"], answer["changed"], answer["already"]) == (0, 2, 0)
    assert answer["differences"] == [
        {"file": "cases.csv", "row": 2, "column": "found", "before": "yes (proved)", "after": "no (not-proved)"},
        {"file": "complaints.csv", "row": 3, "column": "text", "before": None, "after": None},
    ]
    assert "shouted" not in printed


def test_the_file_of_rejects_has_row_column_and_value_of_each_difference(book):
    complaints, respondents = changed(3, "text", "She shouted")
    book.write(complaints, respondents)
    assert main([*book.typed, "--rejects", str(book.folder / "rejects.csv")]) == 0
    with (book.folder / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["row"], row["column"], row["value"], row["file"]) == ("3", "text", "She shouted", "complaints.csv")
    assert "record the change as an act" in row["reason"]


def test_marks_of_cells_are_equal_in_no_two_complaints_and_for_no_two_respondents(tmp_path):
    same = [(str(n), "2019-01-05", "", "Money", "the same words") for n in range(3)]
    rows = [(str(n), who, "4.1", "YES", "YES", "none", "none") for n in range(3) for who in ("bob", "eve")]
    made = Book(tmp_path)
    made.write(same, rows)
    assert main(made.typed) == 0
    seen = set()
    facts = Record.objects.filter(act__startswith="imported").values_list("facts", flat=True)
    marks = [row for one in facts for row in json.loads(bytes(one))["data"]["source"]["cells"]]
    assert len(marks) == 9
    for row in marks:
        cells = {row[at : at + 8] for at in range(0, len(row), 8)}
        assert not cells & seen
        seen |= cells


def test_a_register_from_before_cells_were_marked_is_compared_without_them(tmp_path):
    table = club(tmp_path)
    (now,) = read_club(tmp_path, BOOK[:1], RESPONDENTS[:1]).complaints
    marks = Marks(b"k" * 32, "club", table.kept())
    before = [
        complaint_fact(now, Source("club", "c" * 64, "d" * 64)).data,
        case_fact(ImportedAct(now.received, now, 1), "r" * 20, Source("club", "c" * 64, "d" * 64)).data,
    ]
    for data in before:
        del data["source"]["cells"]
    comparison = Comparison(table, ["complaints.csv", "cases.csv"])
    found = comparison.differences(now, CellMarks(marks.own_cells(now), (marks.case_cells(now, 1),)), before)
    assert [(one.file, one.row) for one in found] == [("complaints.csv", 2), ("cases.csv", 2)]
    assert all("cannot be compared" in one.what for one in found)
