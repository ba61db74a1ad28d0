"""Small tables made for tests: files as people send them, and a map for them."""

import csv
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import dedent

import pytest

from evenhand.intake.join import Reading, read_tables
from evenhand.intake.map_file import load_map
from evenhand.intake.mapping import TableMap

DATA = Path(__file__).parents[3] / "shared" / "data"
MAPS = Path(__file__).parents[2] / "maps"

COMPLAINTS = ("no", "came", "closed", "about", "text")
CASES = ("no", "who", "rule", "advice", "found", "advised", "given")

MAP = """
    name = "club"
    title = "The club's old book"
    as_of = 2020-12-31
    time_zone = "Europe/London"
    dates = ["%Y-%m-%d"]

    [complaints]
    id = "no"
    received = "came"
    closed = "closed"
    sealed = ["text"]

    [complaints.category]
    column = "about"
    codes = ["Money", "Conduct"]
    unknown = "reject"

    [cases]
    id = "no"
    respondent = "who"
    not_identified = ["?"]
    capacity = "member"

    [cases.clause]
    column = "rule"
    codes = { "4.1" = "4-1", "4.2" = "4-2" }
    unknown = "other"

    [cases.findings]
    recommended = "advice"
    final = "found"
    clean = ["trim", "upper"]
    unknown = "reject"

    [cases.findings.codes]
    YES = "proved"
    NO = "not-proved"
    WAIT = "open"

    [cases.outcomes]
    recommended = "advised"
    final = "given"
    clean = ["trim", "stars", "lower"]
    unknown = "reject"
    off_ladder = ["left"]

    [cases.outcomes.rungs]
    none = 0
    warned = 3
    barred = 20
    expelled = 21
    "365" = 22
"""


def need(folder: str) -> Path:
    """A folder of the reference data, or a skipped test."""
    if not (DATA / folder).is_dir():
        pytest.skip(f"The reference data is not beside the checkout (../shared/data/{folder}).")
    return DATA / folder


def write_map(folder: Path, text: str = MAP, *changes: tuple[str, str]) -> Path:
    for old, new in changes:
        assert dedent(old) in dedent(text) or old in text, old
        text = text.replace(old, new)
    path = folder / "map.toml"
    path.write_text(dedent(text), encoding="utf-8")
    return path


def club(folder: Path, *changes: tuple[str, str]) -> TableMap:
    return load_map(write_map(folder, MAP, *changes))


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def read_club(
    folder: Path,
    complaints: Iterable[Sequence[str]],
    cases: Iterable[Sequence[str]] = (),
    *changes: tuple[str, str],
) -> Reading:
    """Both tables as the map above describes them, read."""
    paths = [
        write_csv(folder / "complaints.csv", COMPLAINTS, complaints),
        write_csv(folder / "cases.csv", CASES, cases),
    ]
    return read_tables(club(folder, *changes), paths)


_PARTS = {
    "[Content_Types].xml": """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Default Extension="xml" ContentType="application/xml"/>
        <Override PartName="/xl/workbook.xml"
          ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
        <Override PartName="/xl/worksheets/sheet1.xml"
          ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>""",
    "_rels/.rels": """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="rId1" Target="xl/workbook.xml"
          Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>""",
    "xl/workbook.xml": """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
        <sheets><sheet name="Book" sheetId="1" r:id="rId1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="rId1" Target="worksheets/sheet1.xml"
          Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>""",
}


def write_xlsx(path: Path, sheet_rows: str) -> Path:
    """A workbook with one sheet, whose rows are given as SpreadsheetML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{sheet_rows}</sheetData></worksheet>",
        )
    return path


def text_cell(ref: str, words: str) -> str:
    """A cell with text in it."""
    return f'<c r="{ref}" t="inlineStr"><is><t>{words}</t></is></c>'
