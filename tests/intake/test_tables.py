"""Files become rows: whatever their encoding, separator or program; broken rows are named and never shift the others."""

import stat
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.intake.errors import TableError
from evenhand.intake.limits import LIMITS, Limits
from evenhand.intake.rows import BrokenRow, Row
from evenhand.intake.tables import Layout, open_table
from tests.intake.tables import need, text_cell, write_csv, write_xlsx

ANYWHERE = Layout()


def read(path: Path, layout: Layout = ANYWHERE, limits: Limits = LIMITS) -> list[Row | BrokenRow]:
    return list(open_table(path, layout, limits).rows())


def write(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def cells(rows: list[Row | BrokenRow]) -> list[tuple[object, ...]]:
    return [row.cells for row in rows if isinstance(row, Row)]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("a,b\n1,é\n".encode(), "UTF-8, cells separated by commas"),
        ("\ufeffa;b\r\n1;é\r\n".encode(), "UTF-8 with a mark, cells separated by semicolons"),
        ("a\tb\n1\té\n".encode("utf-16"), "UTF-16, cells separated by tabs"),
        (b"a,b\n1,\xe9\n", "Windows-1252, cells separated by commas"),
    ],
)
def test_encoding_and_separator_are_found_and_said(tmp_path, raw, said):
    table = open_table(write(tmp_path / "t.csv", raw), Layout())
    assert said in table.notes[0]
    assert table.columns == ("a", "b")
    assert cells(list(table.rows())) == [("1", "é")]


def test_rows_carry_the_line_they_begin_on(tmp_path):
    rows = read(write(tmp_path / "t.csv", b'a,b\n1,"two\nlines"\n\n2,x\n'))
    assert [(row.number, row.cells) for row in rows] == [(2, ("1", "two\nlines")), (5, ("2", "x"))]


def test_an_unclosed_quotation_mark_spoils_one_row_and_not_the_rest(tmp_path):
    rows = read(write(tmp_path / "t.csv", b'a,b\n1,x\n"2,y\n3,z\n4,w\n'))
    assert cells(rows) == [("1", "x"), ("3", "z"), ("4", "w")]
    [broken] = [row for row in rows if isinstance(row, BrokenRow)]
    assert (broken.number, broken.value) == (3, '"2,y')
    assert "never closed" in broken.reason


def test_a_short_or_a_long_row_is_broken_since_its_cells_may_have_slipped(tmp_path):
    rows = read(write(tmp_path / "t.csv", b"a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3,\n"))
    assert cells(rows) == [("1", "2", "3"), ("1", "2", "3")]
    assert [row.number for row in rows if isinstance(row, BrokenRow)] == [2, 4]


def test_a_value_under_an_empty_heading_breaks_its_row(tmp_path):
    rows = read(write(tmp_path / "t.csv", b"a,,b\n1,,2\n1,x,2\n"))
    assert cells(rows) == [("1", "2")]
    assert isinstance(rows[1], BrokenRow)


def test_a_heading_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(TableError, match="'a' more than once: rename"):
        open_table(write(tmp_path / "t.csv", b"a,b,a\n1,2,3\n"), Layout())


def test_a_file_that_is_not_text_is_refused(tmp_path):
    with pytest.raises(TableError, match="zero bytes"):
        open_table(write(tmp_path / "t.csv", b"a,b\n1,\x00\n"), Layout())
    with pytest.raises(TableError, match="encoding that is not known"):
        open_table(write(tmp_path / "t.csv", b"a,b\n1,\xff\x81\n"), Layout())


@pytest.mark.parametrize("raw", [b"", b"\n", b",,\n1,2,3\n"])
def test_a_file_without_headings_is_refused(tmp_path, raw):
    with pytest.raises(TableError, match=r"no headings on row 1|has no row 1"):
        open_table(write(tmp_path / "t.csv", raw), Layout())


def test_a_folder_or_a_missing_file_is_refused(tmp_path):
    with pytest.raises(TableError, match="There is no file"):
        open_table(tmp_path, Layout())


def test_limits_are_sentences(tmp_path):
    path = write(tmp_path / "t.csv", b"a,b\n" + b"1,2\n" * 5)
    with pytest.raises(TableError, match="more than 4 rows"):
        read(path, limits=Limits(rows=4))
    with pytest.raises(TableError, match="more than 1 are not read"):
        read(path, limits=Limits(columns=1))
    with pytest.raises(TableError, match="is larger than 0 MB"):
        read(path, limits=Limits(file_size=10))
    with pytest.raises(TableError, match="more than 2 broken rows"):
        read(write(tmp_path / "u.csv", b"a,b\n" + b"1\n" * 5), limits=Limits(broken_rows=2))


def test_a_cell_that_is_too_long_breaks_its_row_only(tmp_path):
    path = write_csv(tmp_path / "t.csv", ("a", "b"), [("1", "x" * 200_000), ("2", "y" * 101), ("3", "z")])
    rows = read(path, limits=Limits(cell_length=100))
    assert cells(rows) == [("3", "z")]
    assert [row.number for row in rows] == [2, 3, 4]


def test_many_unclosed_quotation_marks_cost_little(tmp_path):
    raw = b"a,b\n" + b'"x,y\n1,"z\n' * 5_000
    assert all(isinstance(row, BrokenRow) for row in read(write(tmp_path / "t.csv", raw)))


def test_a_workbook_keeps_dates_and_writes_whole_numbers_without_a_point(tmp_path):
    sheet = (
        f"<row r='1'>{text_cell('A1', 'no')}{text_cell('B1', 'n')}{text_cell('C1', 'f')}{text_cell('D1', 'yes')}</row>"
        "<row r='3'><c r='A3'><v>832</v></c><c r='B3'><v>0.5</v></c>"
        "<c r='C3' t='str'><f>1+1</f><v>two</v></c><c r='D3' t='b'><v>1</v></c></row>"
    )
    [row] = read(write_xlsx(tmp_path / "t.xlsx", sheet))
    assert (row.number, row.cells) == (3, ("832", "0.5", "two", "TRUE"))


def test_a_formula_is_never_evaluated(tmp_path):
    sheet = (
        f"<row r='1'>{text_cell('A1', 'a')}{text_cell('B1', 'b')}</row>"
        "<row r='2'><c r='A2'><v>1</v></c><c r='B2'><f>6*7</f></c></row>"
    )
    assert cells(read(write_xlsx(tmp_path / "t.xlsx", sheet))) == [("1", "")]


def test_cells_with_a_spreadsheet_error_are_said_aloud(tmp_path):
    sheet = f'<row r="1">{text_cell("A1", "a")}</row><row r="2"><c r="A2" t="e"><v>#VALUE!</v></c></row>'
    table = open_table(write_xlsx(tmp_path / "t.xlsx", sheet), Layout())
    assert any("1 cells hold an error such as #VALUE!" in note for note in table.notes)


def test_a_sheet_is_chosen_by_name_and_a_wrong_name_is_answered_with_the_right_ones(tmp_path):
    path = write_xlsx(tmp_path / "t.xlsx", f'<row r="1">{text_cell("A1", "a")}</row>')
    assert open_table(path, Layout(sheet="Book")).columns == ("a",)
    with pytest.raises(TableError, match="no sheet named 'Buch'; its sheets are: Book"):
        open_table(path, Layout(sheet="Buch"))


def test_the_kind_of_a_file_is_told_by_its_bytes_and_not_by_its_name(tmp_path):
    path = write_xlsx(tmp_path / "t.csv", f'<row r="1">{text_cell("A1", "a")}</row>')
    assert open_table(path, Layout()).columns == ("a",)


def test_a_value_alone_on_its_row_is_carried_down_where_the_map_says_so(tmp_path):
    path = write_csv(tmp_path / "t.csv", ("no", "who"), [("1", ""), ("", "a"), ("", "b"), ("2", "c")])
    rows = read(path, Layout(grouped_by="no"))
    assert [(row.number, row.cells) for row in rows] == [(3, ("1", "a")), (4, ("1", "b")), (5, ("2", "c"))]


@pytest.mark.parametrize("name", ["xxe.xlsx", "laughs.xlsx", "far_cell.xlsx", "not_a_zip.xlsx", "bomb_100mb.zip"])
def test_a_hostile_workbook_is_refused_with_a_sentence(name):
    path = need("hostile") / "files" / name
    with pytest.raises(TableError, match=r"workbook that can be read|within the limits"):
        read(path)


def test_a_workbook_that_unpacks_without_end_is_stopped(tmp_path):
    cell = text_cell("A1", "x" * 60_000_000)
    path = write_xlsx(tmp_path / "t.xlsx", f'<row r="1">{cell}</row>')
    assert path.stat().st_size < 1_000_000
    with pytest.raises(TableError, match="within the limits of memory and time"):
        read(path, limits=Limits(workbook_memory=200 * 1024 * 1024))


def test_the_report_with_letterhead_and_grouped_rows_is_read_whole():
    path = need("messy_spreadsheet") / "report_complainants.xls"
    rows = cells(read(path, Layout(heading_row=11, grouped_by="Number")))
    assert len(rows) == 15_224
    assert len({row[0] for row in rows}) == 14_981
    genders = [row[1] for row in rows]
    assert (genders.count("M"), genders.count("F"), genders.count("X")) == (8436, 6693, 95)


def test_dates_of_a_spreadsheet_arrive_as_dates():
    path = need("chicago_complaints") / "flat_2010_2016.xlsx"
    table = open_table(path, Layout())
    first = next(table.rows())
    assert isinstance(first, Row)
    assert first.cells[table.columns.index("Complaint Date")] == date(2015, 1, 6)


@given(
    st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)] * 3).filter(any), max_size=8
    )
)
def test_whatever_is_written_as_csv_is_read_back(tmp_path_factory, rows):
    path = write_csv(tmp_path_factory.mktemp("csv") / "t.csv", ("a", "b", "c"), rows)
    assert cells(read(path, Layout(separator=",", encoding="utf-8"))) == rows


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_sentence(tmp_path_factory, raw):
    path = write(tmp_path_factory.mktemp("raw") / "t.csv", b"a,b\n" + raw)
    refused = ""
    try:
        read(path)
    except TableError as error:
        refused = str(error)
    assert refused == "" or refused.endswith(".")


def test_reading_leaves_nothing_in_the_folder(tmp_path):
    path = write_csv(tmp_path / "t.csv", ("a",), [("1",)])
    path.chmod(stat.S_IRUSR)
    read(path)
    assert [one.name for one in tmp_path.iterdir()] == ["t.csv"]
