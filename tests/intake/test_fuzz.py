"""Whatever a file holds, reading it ends in rows or in a sentence. What was found once is kept in tests/assets/fuzz."""

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.intake.errors import IntakeError, MapError
from evenhand.intake.join import read_tables
from evenhand.intake.limits import LIMITS
from evenhand.intake.map_file import load_map
from evenhand.intake.rows import BrokenRow, Row
from evenhand.intake.tables import Layout, open_table
from evenhand.intake.values import Dates, Unreadable
from tests.intake.tables import COMPLAINTS, MAP, write_csv

KEPT = Path(__file__).parents[1] / "assets" / "fuzz"
SMALL = replace(LIMITS, rows=500, cells=5_000, row_length=2_000, cell_length=500, workbook_seconds=20)
settings.register_profile(
    "files", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
files = settings.get_profile("files")


def kept(folder: str) -> list[Path]:
    return sorted((KEPT / folder).iterdir())


def rows_or_sentence(path: Path, layout: Layout = Layout()) -> None:  # noqa: B008  (it never changes)
    """Every row has a cell for each column; the sentence is for a person."""
    try:
        table = open_table(path, layout, SMALL)
        for row in table.rows():
            assert isinstance(row, Row | BrokenRow)
            assert isinstance(row, BrokenRow) or len(row.cells) == len(table.columns)
            assert isinstance(row, Row) or row.reason.endswith(".")
    except IntakeError as error:
        assert_sentence(error)


def map_or_sentence(path: Path, folder: Path) -> None:
    """A map that can be loaded reads a table, or says why not."""
    try:
        loaded = load_map(path)
    except MapError as error:
        assert_sentence(error)
        return
    book = write_csv(folder / "book.csv", COMPLAINTS, [("7", "2019-01-05", "", "Money", "x"), ("8", "", "", "", "")])
    try:
        reading = read_tables(loaded, [book], limits=SMALL)
    except IntakeError as error:
        assert_sentence(error)
        return
    assert len(reading.complaints) + reading.rejected <= 2


def assert_sentence(error: IntakeError) -> None:
    assert re.search(r"[.:]$", str(error).splitlines()[0]), str(error)


@pytest.mark.parametrize("path", kept("text_tables"), ids=lambda path: path.stem)
def test_a_kept_text_table_is_read_or_refused_with_a_sentence(path):
    rows_or_sentence(path)


@pytest.mark.parametrize("path", kept("workbooks"), ids=lambda path: path.stem)
def test_a_kept_workbook_is_read_or_refused_with_a_sentence(path):
    rows_or_sentence(path)


@pytest.mark.parametrize("path", kept("maps"), ids=lambda path: path.stem)
def test_a_kept_map_is_taken_or_refused_with_a_sentence(path, tmp_path):
    map_or_sentence(path, tmp_path)


@given(data=st.binary(max_size=600), heading_row=st.integers(1, 3))
@settings(files, max_examples=60)
def test_any_bytes_are_a_table_or_a_sentence(tmp_path, data, heading_row):
    path = tmp_path / "any.csv"
    path.write_bytes(data)
    rows_or_sentence(path, Layout(heading_row=heading_row))


@given(
    text=st.text(st.sampled_from("\",;|\t\r\n'=ab é\u2028\x85"), max_size=3_000),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    separator=st.sampled_from([None, ",", ";", "\t", "|"]),
)
@settings(files, max_examples=60)
def test_any_heap_of_quotation_marks_and_separators_is_a_table_or_a_sentence(tmp_path, text, encoding, separator):
    path = tmp_path / "any.csv"
    path.write_text(f"a,b\n{text}", encoding=encoding, newline="")
    rows_or_sentence(path, Layout(separator=separator))


@given(
    place=st.integers(0, len(MAP)),
    length=st.integers(0, 30),
    text=st.text(max_size=40)
    | st.sampled_from(["[", '"', "= {", "= []", "9" * 50, "\n[cases]\n", "# ", "true", "0x"]),
)
@settings(files, max_examples=100)
def test_a_map_with_anything_in_it_is_taken_or_refused_with_a_sentence(tmp_path, place, length, text):
    path = tmp_path / "map.toml"
    changed = "\n".join(line.strip() for line in (MAP[:place] + text + MAP[place + length :]).splitlines())
    path.write_text(changed, encoding="utf-8", errors="surrogatepass")
    map_or_sentence(path, tmp_path)


@given(st.binary(max_size=300))
@settings(files, max_examples=50)
def test_any_bytes_are_a_map_or_a_sentence(tmp_path, data):
    path = tmp_path / "map.toml"
    path.write_bytes(data)
    map_or_sentence(path, tmp_path)


ANY_ZONE = st.builds(lambda hours: timezone(timedelta(hours=hours)), st.integers(-23, 23)) | st.none()


@given(
    cell=st.text(max_size=30)
    | st.dates()
    | st.datetimes(timezones=ANY_ZONE)
    | st.from_regex(r"[0-9]{1,5}[-/. ][0-9]{1,2}"),
    formats=st.lists(st.sampled_from(["%Y-%m-%d", "%d/%m/%y", "%m/%d/%Y %H:%M", "%d %b %Y", "%Y-%m-%dT%H:%M:%S%z"])),
)
@settings(files, max_examples=100)
def test_any_cell_is_a_day_or_blank_or_has_a_reason(cell, formats):
    dates = Dates(tuple(formats), ZoneInfo("Pacific/Kiritimati"))
    try:
        read = dates.read(cell)
    except Unreadable:
        return
    assert read is None or (isinstance(read, date) and not isinstance(read, datetime) and read.year >= 1900)


SPLICES = st.tuples(
    st.sampled_from(
        ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]
    ),
    st.integers(0, 900),
    st.integers(0, 20),
    st.binary(max_size=12)
    | st.sampled_from([b"<row>", b"</c>", b'r="A9999999"', b"&#0;", b't="s"', b't="d"', b"<!--"]),
)


def spliced(path: Path, splices) -> None:
    with zipfile.ZipFile(KEPT / "workbooks" / "whole.xlsx") as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    for name, place, length, instead in splices:
        part = parts[name]
        parts[name] = part[:place] + instead + part[place + length :]
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


@pytest.mark.parametrize("examples", [5, pytest.param(400, marks=pytest.mark.slow)])
def test_a_workbook_with_anything_in_it_is_read_or_refused_with_a_sentence(tmp_path, examples):
    path = tmp_path / "any.xlsx"

    @given(st.lists(SPLICES, min_size=1, max_size=3))
    @settings(files, max_examples=examples)
    def any_workbook(splices):
        spliced(path, splices)
        rows_or_sentence(path)

    any_workbook()
