"""Older records are imported."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from evenhand.cli.main import main
from evenhand.records.models import Entry
from evenhand.site.home import Home as SettingsHome
from tests.faults.scenario import Told, plain, scenario
from tests.intake.killed_imports import FOUND, Done, Home, long_book
from tests.intake.tables import CASES, COMPLAINTS, text_cell, write_csv, write_map, write_xlsx

IMPORTER = "whoever runs the import"
BOOK = [
    ("7", "2018-11-05", "2019-02-01", "Money", "Ann said that Bob took it"),
    ("8", "2019-01-05", "", "Conduct", ""),
]
RESPONDENTS = [("7", "bob", "4.1", "YES", "YES", "expelled", "warned"), ("8", "dan", "4.2", "", "", "", "")]


@contextmanager
def importing(folder: Path) -> Iterator[list[str]]:
    """The command for a small book; what it has marked is forgotten afterwards, as the database is."""
    key = SettingsHome.from_environment().keys / "import.key"
    key.unlink(missing_ok=True)
    files = [
        write_csv(folder / "complaints.csv", COMPLAINTS, BOOK),
        write_csv(folder / "cases.csv", CASES, RESPONDENTS),
    ]
    try:
        yield ["import", "table", *map(str, files), "--map", str(write_map(folder)), "--yes"]
    finally:
        key.unlink(missing_ok=True)


def says(capsys: pytest.CaptureFixture[str], typed: list[str], code: int = 0) -> str:
    """What the command says; asserts its exit code."""
    capsys.readouterr()
    assert main(typed) == code
    answer = capsys.readouterr()
    return answer.out if code == 0 else answer.err


def register() -> list[tuple[int, bytes]]:
    """Every entry."""
    return [(index, bytes(body)) for index, body in Entry.objects.order_by("index").values_list("index", "body")]


@scenario("An import is killed three times, at moments that nobody chose", slow=True)
def an_import_is_killed(tmp_path: Path) -> Told:
    """The register becomes what it would have become without the kills: the same entries in the same order."""
    home = Home(tmp_path / "home")
    home.run(*FOUND)
    arguments = long_book(tmp_path, 80)
    unbroken = home.copy(tmp_path / "unbroken")
    writes = unbroken.run_and_count(arguments)
    with suppress(Done):
        for _ in range(3):
            home.run_and_kill(arguments, max(1, writes // 3))
    home.run(*arguments)
    assert home.rows() == unbroken.rows()
    said = home.run(*arguments).splitlines()
    return Told("\n".join(said[:2]), "nothing: run again, it goes on from where it was", IMPORTER)


@scenario("The same table is imported twice")
def the_same_twice(office: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:  # noqa: ARG001
    """Nothing is added a second time."""
    with importing(tmp_path) as typed:
        says(capsys, typed)
        before = register()
        said = says(capsys, typed)
    assert register() == before
    return Told(said, "nothing", IMPORTER)


@scenario("A table that was imported has been changed since: a finding, a sealed text, a respondent more")
def a_changed_table(office: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:  # noqa: ARG001
    """The register stays as it is, and every cell that differs is named."""
    with importing(tmp_path) as typed:
        says(capsys, typed)
        before = register()
        write_csv(tmp_path / "complaints.csv", COMPLAINTS, [(*BOOK[0][:-1], "Bob gave it"), BOOK[1]])
        bob = ("7", "bob", "4.1", "YES", "NO", "expelled", "none")
        write_csv(tmp_path / "cases.csv", CASES, [bob, RESPONDENTS[1], ("8", "eve", "4.2", "", "", "", "")])
        said = says(capsys, typed)
    assert register() == before
    return Told(said, "nothing", IMPORTER)


@scenario("The key is lost by which imports recognise what they have taken in")
def the_import_key_is_lost(office: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:  # noqa: ARG001
    """A new one would make every complaint new; so none is drawn in silence."""
    with importing(tmp_path) as typed:
        says(capsys, typed)
        home = SettingsHome.from_environment()
        (home.keys / "import.key").unlink()
        said = says(capsys, typed, 2)
    return Told(plain(said, {home.root: "HOME"}), "nothing", IMPORTER)


@scenario("A workbook of one kilobyte that claims the last corner of a sheet")
def a_workbook_that_fills_the_memory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """It is read in a process of its own, with limits on memory and time."""
    path = write_xlsx(
        tmp_path / "book.xlsx",
        f'<row r="1">{text_cell("A1", "no")}</row><row r="1048576">{text_cell("XFD1048576", "x")}</row>',
    )
    typed = ["import", "table", str(path), str(path), "--map", str(write_map(tmp_path)), "--dry-run"]
    return Told(says(capsys, typed, 2), "nothing", IMPORTER)


@scenario("A table whose headings and cells are commands for a terminal and for a spreadsheet program")
def a_table_of_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """They are shown as what they are, and the file of rejects runs nothing."""
    write_csv(tmp_path / "complaints.csv", COMPLAINTS, [("=cmd|'/C calc'!A0", "\x1b]0;mine\x07", "", "Money", "")])
    write_csv(tmp_path / "cases.csv", CASES, [])
    files = [str(tmp_path / name) for name in ("complaints.csv", "cases.csv")]
    rejects = tmp_path / "rejects.csv"
    typed = ["import", "table", *files, "--map", str(write_map(tmp_path)), "--dry-run", "--rejects", str(rejects)]
    said = says(capsys, typed)
    write_csv(tmp_path / "complaints.csv", ["\x1b[2J", "=1+1"], [])
    refused = says(capsys, typed[:-2], 2)
    assert "\x1b" not in said + refused
    assert ",=" not in rejects.read_text(encoding="utf-8-sig")
    (shown,) = [line for line in refused.splitlines() if "1b[2J" in line and "says nothing" in line]
    (reject,) = [line for line in said.splitlines() if "row 2" in line]
    return Told(f"{reject.strip()}\n{shown}", "nothing", IMPORTER)
