"""`evenhand restore` as a command: an empty folder becomes a home or stays empty, and says why."""

import base64
import io
import json
import os
import shutil
import stat
from pathlib import Path

import pytest

from evenhand.clerk.restore import report
from evenhand.cli import restoring
from evenhand.cli.commands import restore_
from evenhand.cli.main import main
from evenhand.site.home import Home
from evenhand.site.recovery_key import load_recovery_public
from evenhand_register.keys import Signer
from tests.clerk.kept import RECOVERY, keep
from tests.office.team import Team

pytestmark = pytest.mark.django_db
PASSWORDS = {login: f"a lantern over the quiet harbour {login}" for login in ("mona", "dora")}


@pytest.fixture
def kept(office, clock, tmp_path):
    """An organisation whose machine is lost: its backup, its second path, and the folder kept apart."""
    made = keep(Team(office, clock), tmp_path)
    made.back_up()
    made.house.team.receive("later")
    made.house.integrate()
    made.second_path()
    apart = tmp_path / "apart"
    shutil.copytree(Home.from_environment().keys, apart, ignore=shutil.ignore_patterns("django.key", "guard"))
    signer = made.house.integrator.signer
    (apart / "signing.key").write_text(signer.secret_text)
    (apart / "vkey").write_text(signer.vkey)
    for name, half in (("recovery key", RECOVERY.private), ("recovery public key", RECOVERY.public)):
        file = apart / ("recovery.key" if half is RECOVERY.private else "recovery.pub")
        file.write_text(f"evenhand {name} v1\n{base64.b64encode(half).decode()}\n")
    (apart / "guard").mkdir()
    (apart / "guard" / "checkpoint").write_bytes(made.guard())
    return made


@pytest.fixture
def restore(kept, monkeypatch, capsys):
    """The command, into `home`; returns what it said."""
    monkeypatch.setenv("EVENHAND_HOME", str(kept.folder / "home"))

    def run(*arguments: str, code: int = 0, stdin: str = "", **instead: Path) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        paths = {
            "backup": kept.folder / "backup",
            "tiles": kept.folder / "second",
            "apart": kept.folder / "apart",
        } | instead
        given = [str(paths["backup"]), "--tiles", str(paths["tiles"]), "--kept-apart", str(paths["apart"])]
        got = main(["restore", *given, *arguments])
        said = capsys.readouterr()
        assert got == code, said
        return str(said.err if code else said.out)

    return run


@pytest.fixture
def home(kept):
    return Home(kept.folder / "home")


def refused(home: Home, said: str, sentence: str) -> None:
    assert sentence in said
    assert not home.exists()


def test_one_command_makes_a_home_of_an_empty_folder(kept, restore, home):
    answer = json.loads(restore("--json"))
    assert answer["clean"]
    assert answer["lost"]["kinds"]["intake"] == 1
    assert {path.name for path in home.root.iterdir()} == {
        "blobs",
        "log",
        "keys",
        "evenhand.sqlite3",
        "evenhand.toml",
    }
    settings = home.settings()
    assert (settings.name, settings.database, settings.log_copy) == ("A body", "", "")
    assert (home.keys / "signing.key").read_bytes() == (kept.folder / "apart" / "signing.key").read_bytes()
    for path in (
        home.root,
        home.keys,
        home.blobs,
        home.settings_file,
        home.database,
        home.guard,
        *home.keys.glob("*.key"),
    ):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
    assert home.guard.read_bytes() == kept.guard()


def test_it_says_what_was_lost_and_what_is_owed(restore, home):
    said = restore("--log-copy", str(home.root.parent / "second"))
    assert "As public lines only came back: " in said
    assert "Complaints among them, at most: 1." in said
    assert "See that the old machine never starts again" in said
    assert home.settings().log_copy == str(home.root.parent / "second")


def test_what_is_missing_is_named_and_nothing_is_made(kept, restore, home, tmp_path):
    for instead, sentence in (
        ({"backup": tmp_path / "none"}, "is no backup"),
        ({"tiles": tmp_path / "none"}, "holds no log"),
        ({"tiles": kept.folder / "backup" / "log"}, "as old as the backup is"),
        ({"apart": tmp_path / "none"}, "lacks signing.key and vkey and instance.key and instance.pub"),
    ):
        refused(home, restore(code=1 if "apart" not in instead else 2, **instead), sentence)
    assert main(["restore", str(kept.folder / "backup"), "--kept-apart", str(kept.folder / "apart")]) == 1
    assert not home.exists()


def test_keys_of_another_register_are_refused(kept, restore, home):
    (kept.folder / "apart" / "signing.key").write_text(Signer("demo.invalid/other", bytes(32)).secret_text)
    refused(home, restore(code=1), "holds the keys of demo.invalid/other, and the backup is of demo.invalid/tests")
    (kept.folder / "apart" / "signing.key").write_text(Signer("demo.invalid/tests", bytes(32)).secret_text)
    refused(home, restore(code=1), "do not belong together")
    (kept.folder / "apart" / "signing.key").write_text("PRIVATE+KEY+")
    refused(home, restore(code=1), "is damaged")


def test_a_home_that_holds_anything_is_left_alone(restore, home):
    home.root.mkdir()
    (home.root / "letter.txt").write_text("mine")
    refused(home, restore(code=2), "holds other things")
    (home.root / "letter.txt").unlink()
    restore()
    before = {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()}
    assert "holds an organisation" in restore(code=2)
    assert before == {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()}


def test_without_the_guard_it_stops_until_two_people_answer_for_it(kept, restore, home):
    (kept.folder / "apart" / "guard" / "checkpoint").unlink()
    refused(home, restore("--yes", code=1), "Two people who hold a role here must look for a later one")
    both = ("--yes", "--without-guard", "mona", "dora")
    refused(home, restore(*both, code=2), "The password of mona is missing")
    refused(home, restore(*both, code=2, stdin=f"{PASSWORDS['mona']}\n"), "The password of dora is missing")
    refused(
        home,
        restore(*both, code=1, stdin=f"{PASSWORDS['mona']}\nguess\n"),
        "has the sign-in name dora and this password",
    )
    same = ("--yes", "--without-guard", "mona", "mona")
    refused(home, restore(*same, code=2, stdin=f"{PASSWORDS['mona']}\n" * 2), "this is one: name two sign-in names")
    nobody = ("--yes", "--without-guard", "mona", "nobody")
    refused(
        home,
        restore(*nobody, code=1, stdin=f"{PASSWORDS['mona']}\n" * 2),
        "has the sign-in name nobody and this password",
    )
    answer = json.loads(restore(*both, "--json", stdin="".join(f"{one}\n" for one in PASSWORDS.values())))
    assert answer["without_guard"] == [kept.house.team.refs[login] for login in ("mona", "dora")]
    assert answer["clean"]


BROKEN = [
    (restoring, "copy_kept_apart"),
    pytest.param(restoring, "copy_backup", marks=pytest.mark.slow),
    pytest.param(report, "rebuild_log", marks=pytest.mark.slow),
    pytest.param(restore_.Stage, "declare_ready", marks=pytest.mark.slow),
    (restore_, "_settle"),
]


@pytest.mark.parametrize(("where", "step"), BROKEN)
def test_one_that_breaks_off_leaves_no_home_and_is_repeated(restore, home, monkeypatch, where, step):
    with monkeypatch.context() as broken:
        broken.setattr(where, step, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            restore()
    assert not home.exists()
    restore()
    assert home.exists()
    assert not (home.root / "restoring").exists()


def test_one_that_breaks_off_between_any_two_moves_is_ended_by_repeating_it(restore, home, monkeypatch):
    done = 0
    rename = Path.rename
    for stop in range(1, 6):

        def move(path: Path, target: Path, stop: int = stop) -> Path:
            nonlocal done
            if path.parent.name == "restoring":
                done += 1
                if done == stop:
                    raise ZeroDivisionError
            return rename(path, target)

        shutil.rmtree(home.root, ignore_errors=True)
        done = 0
        with monkeypatch.context() as broken:
            broken.setattr(Path, "rename", move)
            with pytest.raises(ZeroDivisionError):
                restore()
        assert not home.exists()
        assert "it is whole now" in restore()
        assert {path.name for path in home.root.iterdir()} == {
            "blobs",
            "log",
            "keys",
            "evenhand.sqlite3",
            "evenhand.toml",
        }
    with pytest.raises(AssertionError, match="holds an organisation"):
        restore()


@pytest.mark.postgres
def test_the_rows_go_into_an_empty_postgresql_whatever_they_came_from(restore, home):
    import psycopg
    from psycopg import sql

    server = os.environ.get("EVENHAND_TEST_POSTGRES", "")
    if not server:
        pytest.skip("No PostgreSQL server is named in EVENHAND_TEST_POSTGRES.")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS restored")
        connection.execute(sql.SQL("CREATE DATABASE restored"))
    address = server.replace("/postgres?", "/restored?")
    assert json.loads(restore("--json", "--database", address))["clean"]
    assert home.settings().database == address
    assert not home.database.exists()
    with psycopg.connect(address) as connection:
        entries = connection.execute("SELECT count(*), max(index) FROM records_entry").fetchone()
        head = connection.execute("SELECT size FROM records_head").fetchone()
        assert connection.execute("SELECT count(*) FROM records_sum").fetchone() > (0,), "the sums that were put back"
        with pytest.raises(psycopg.Error, match="append-only"):
            connection.execute("DELETE FROM records_entry")
    assert entries == (head[0], head[0] - 1)
    shutil.rmtree(home.root)
    refused(home, restore("--database", address, code=2), "An organisation lives in this database already")


def test_the_recovery_key_may_come_from_anywhere_and_is_not_left_on_the_machine(kept, restore, home, tmp_path):
    elsewhere = (kept.folder / "apart" / "recovery.key").rename(tmp_path / "stick")
    (kept.folder / "apart" / "recovery.pub").unlink()
    refused(
        home, restore(code=1), "The recovery key is not in the folder kept apart: give it with --recovery-key FILE."
    )
    refused(home, restore("--recovery-key", str(tmp_path / "none"), code=1), "There is no file")
    answer = json.loads(restore("--json", "--recovery-key", str(elsewhere)))
    assert answer["sums"] == {"lost": None, "size": answer["signed"]}
    assert not (home.keys / "recovery.key").exists()
    assert load_recovery_public(home) == RECOVERY.public


def test_sealed_sums_are_looked_for_beside_the_tiles_or_where_it_is_said(kept, restore, home, tmp_path):
    sums = (kept.folder / "second.sums").rename(tmp_path / "moved")
    refused(home, restore(code=1), "sums.sealed was refused. It is too old")
    answer = json.loads(restore("--json", "--sums", str(sums)))
    assert answer["clean"]
    assert answer["sums"]["size"] == answer["signed"]


def test_without_them_it_goes_on_only_if_somebody_says_so(kept, restore, home):
    shutil.rmtree(kept.folder / "second.sums")
    refused(home, restore(code=1), "say --without-sums. What follows then: No statement can be made")
    answer = restore("--without-sums", "--json", code=1)
    assert answer == ""
    assert home.exists()
