"""What is typed and what is answered: `evenhand import table`."""

import csv
import fcntl
import io
import json
import sys
from pathlib import Path

import pytest

from evenhand.cli.commands import import_said, import_table
from evenhand.cli.main import main
from evenhand.records.models import Complaint, Entry
from evenhand.site.home import Home
from tests.intake.tables import CASES, COMPLAINTS, write_csv, write_map

BOOK = [("7", "2018-11-05", "2019-02-01", "Money", "x"), ("8", "2019-01-05", "", "Hats", "=1+1")]
founded = pytest.mark.usefixtures("office")
RESPONDENTS = [("7", "bob", "4.1", "YES", "YES", "expelled", "warned"), ("8", "eve", "4.1", "", "", "", "")]


@pytest.fixture
def typed(tmp_path) -> list[str]:
    """The command, on a small book with one unknown category."""
    files = [
        write_csv(tmp_path / "complaints.csv", COMPLAINTS, BOOK),
        write_csv(tmp_path / "cases.csv", CASES, RESPONDENTS),
    ]
    return ["import", "table", *map(str, files), "--map", str(write_map(tmp_path))]


@pytest.fixture(autouse=True)
def no_key_from_another_test():
    """Each test begins with an empty register, so it begins with no import key either."""
    key = Home.from_environment().keys / "import.key"
    key.unlink(missing_ok=True)
    yield
    key.unlink(missing_ok=True)


def test_a_dry_run_needs_no_organisation_and_writes_nothing(typed, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "nowhere"))
    assert main([*typed, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "1 complaints, 1 cases, 1 allegations: 2 entries." in said
    assert "2 rows rejected: the first are" in said
    assert said.endswith("This was a dry run: nothing was written.\n")
    assert not (tmp_path / "nowhere").exists()


@founded
def test_an_import_says_what_it_did_and_a_second_that_it_did_nothing(typed, capsys):
    assert main(typed) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 complaints and 1 cases imported: 2 entries.",
        "Their periods are closed: club 2018, club 2019.",
        "2 rows were not imported: run again with --rejects FILE to have them listed.",
    ]
    size = Entry.objects.count()
    assert main(typed) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "Nothing was added.",
        "1 complaints had been imported before and are as they were.",
    ]
    assert Entry.objects.count() == size


@founded
def test_json_has_the_agreed_members(typed, capsys):
    assert main([*typed, "--json", "--yes"]) == 0
    answer = json.loads(capsys.readouterr().out)
    agreed = {name: answer[name] for name in ("rows", "complaints", "allegations", "entries", "rejected")}
    assert agreed == {"rows": 4, "complaints": 1, "allegations": 1, "entries": 2, "rejected": 2}
    assert answer["periods"] == ["club 2018", "club 2019"]


@founded
def test_rejects_go_to_a_file_and_complaints_changed_since_are_among_them(typed, tmp_path):
    assert main([*typed, "--rejects", str(tmp_path / "one.csv")]) == 0
    write_csv(tmp_path / "cases.csv", CASES, [("7", "bob", "4.1", "YES", "NO", "", "none")])
    assert main([*typed, "--rejects", str(tmp_path / "two.csv")]) == 0
    with (tmp_path / "two.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["column"] == "about"
    assert rows[0]["value"] == "Hats"
    assert "Imported before with another value" in rows[-1]["reason"]


@founded
def test_a_rejects_file_that_is_there_stops_the_import_before_anything_is_written(typed, capsys, tmp_path):
    (tmp_path / "rejects.csv").write_text("mine", encoding="utf-8")
    assert main([*typed, "--rejects", str(tmp_path / "rejects.csv")]) == 2
    assert "name another one" in capsys.readouterr().err
    assert Complaint.objects.count() == 0


@founded
@pytest.mark.parametrize("answer", ["", "n", "no way"])
def test_a_person_at_a_terminal_is_asked_and_may_say_no(typed, capsys, monkeypatch, answer):
    terminal = io.StringIO(f"{answer}\n")
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stdin", terminal)
    assert main(typed) == 1
    said = capsys.readouterr().err
    assert "2 entries will be added to Association of Examples, for good. Go on? [y/N]" in said
    assert Complaint.objects.count() == 0


@founded
def test_a_lost_import_key_is_not_replaced_in_silence(typed, capsys):
    assert main(typed) == 0
    (Home.from_environment().keys / "import.key").unlink()
    assert main(typed) == 2
    assert "import.key is missing: put it back" in capsys.readouterr().err


@founded
def test_two_imports_do_not_run_at_once(typed, capsys):
    with (Home.from_environment().root / "import.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert main(typed) == 1
    assert "Another import is running" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda typed: [*typed[:-1], "nowhere.toml"], "There is no map nowhere.toml."),
        (lambda typed: [*typed[:2], "nowhere.csv", *typed[3:]], "There is no file nowhere.csv."),
        (lambda typed: [*typed[:2], *typed[3:]], "two files, the complaints and the cases, and 1 were given"),
    ],
)
def test_misuse_is_one_sentence_and_exit_2(typed, capsys, change, said):
    assert main(change(typed)) == 2
    answer = capsys.readouterr()
    assert said in answer.err
    assert answer.out == ""


def test_progress_stays_off_the_output_and_out_of_logs(capsys):
    import_said.told_reading("a.csv", 5_000)
    assert capsys.readouterr() == ("", "")


def test_the_map_and_the_files_are_named_by_their_hashes_in_the_register(tmp_path):
    path = Path(tmp_path / "x")
    path.write_bytes(b"abc")
    assert import_table._sha256(path).startswith("ba7816bf")
