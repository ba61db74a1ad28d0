"""An organisation served by an older version, brought to this one. Older versions are taken from the history, and run."""

import io
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from evenhand.cli.bench.complainant import Complainant
from evenhand.cli.bench.kill import made_for_it
from evenhand.vault.agent.instance_key import load_instance_key
from evenhand.vault.keys import key_id
from evenhand_register.entry import Entry, parse
from tests.conftest import ROOT, Served

FIRST_WHOLE, SPINE = "409b1fff5d14d2c37524296062136850d1dd80f8", "46610a36e9a472a76880d07990e08ef17b1f34ed"
"""The first commit that did everything from form to figure, before any fault was mended; and the last one of the spine."""
UNCOUNTED = "2d4dcdd86a7129a1fece9bea72c61ec5381f6067"
"""The last commit before anything was counted under proof."""

_STATE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "evenhand.site.settings"
import django
django.setup()
from evenhand.clerk.statements import state_periods
from evenhand.site.home import Home
from evenhand.site.wiring import make_integrator, make_office
home = Home.from_environment()
integrator = make_integrator(home, home.settings())
while integrator.run():
    pass
print(*state_periods(make_office(home, home.settings()), integrator.files, integrator.vkeys), sep="\\n")
while integrator.run():
    pass
"""
"""What the clerk does in its first minutes, without the minutes."""

_ON_POSTGRESQL = """
import sys
import evenhand.cli.demonstration as demonstration
real, address = demonstration.prepare_home, sys.argv.pop()
demonstration.prepare_home = lambda home, **kinds: real(home, **{**kinds, "database": address})
demonstration._hurry, demonstration._settle = lambda: None, lambda home: None
from evenhand.cli.main import main
sys.exit(main())
"""
"""A demonstration was made on SQLite only; what it does on the way is the same."""


class Older:
    """A version of the program as it was at a commit, and the home that it makes."""

    def __init__(self, commit: str, folder: Path, database: str) -> None:
        self.home, self._code, self._database = folder / "home", folder / "older", database
        archive = subprocess.run(
            ["git", "archive", commit, "src", "register", "rulebooks"], cwd=ROOT, capture_output=True, check=False
        )
        if archive.returncode != 0:
            pytest.skip(f"This checkout has no history that reaches back to {commit}: clone it whole.")
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
            files.extractall(self._code, filter="data")
        path = os.pathsep.join(str(self._code / part) for part in ("src", "register/src"))
        self._environment = {**os.environ, "EVENHAND_HOME": str(self.home), "PYTHONPATH": path}
        self._environment.pop("DJANGO_SETTINGS_MODULE", None)

    def demonstrate(self, complaints: int, days: int) -> None:
        """Make a demonstration."""
        what = ("demo", "--no-serve", "--yes", "--complaints", str(complaints), "--days", str(days))
        if self._database:
            self._python("-c", _ON_POSTGRESQL, *what, self._database)
        else:
            self._python("-m", "evenhand", *what)

    def says_clean(self) -> None:
        """Its own doctor finds nothing."""
        self._python("-m", "evenhand", "doctor")

    def _python(self, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, *arguments], env=self._environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{arguments}: exit {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr}"


@pytest.fixture
def database(request):
    """The address of an empty PostgreSQL database, or empty for SQLite."""
    server = os.environ.get("EVENHAND_TEST_POSTGRES", "") if request.param else ""
    if request.param and not server:
        pytest.skip("No PostgreSQL server is named in EVENHAND_TEST_POSTGRES.")
    with made_for_it(server) as address:
        yield address


def upgraded(older: Older) -> dict:
    """What the upgrade says. Before it nothing but the upgrade touches the database, and each command says so."""
    served = Served.at(older.home)
    refused = served.failed("doctor", code=2)
    assert "run `evenhand upgrade`" in refused
    assert served.failed("serve", code=2) == refused
    said = served.run_json("upgrade")
    assert said["upgraded"] is True
    assert said["troubles"] == []
    return said


def somebody_changes_a_list(home: Path) -> None:
    """So that the upgrade, which makes the lists again from the acts, takes the trace away; but not in silence."""
    with closing(sqlite3.connect(home / "evenhand.sqlite3")) as rows, rows:
        rows.execute("UPDATE records_complaint SET category = 'other-than-it-was'")


def assert_goes_on(home: Path) -> None:
    """It is served, takes a complaint, and is clean with it."""
    served = Served.at(home)
    before = served.run_json("doctor")
    assert before["clean"] is True
    try:
        served.start()
        Complainant(served.url, patient=True).complain("What happened, in some words.", b"a note")
    finally:
        served.stop()
    after = served.run_json("doctor")
    assert (after["clean"], after["complaints"]) == (True, before["complaints"] + 1)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    "database",
    [pytest.param("", id="SQLite"), pytest.param("yes", id="PostgreSQL", marks=pytest.mark.postgres)],
    indirect=True,
)
@pytest.mark.parametrize("commit", [FIRST_WHOLE, SPINE])
def test_a_whole_year_of_an_older_version_is_brought_to_this_one(tmp_path, database, commit):
    older = Older(commit, tmp_path, database)
    older.demonstrate(300, 365)
    older.says_clean()
    changed = {one["column"] for one in upgraded(older)["written_again"]}
    assert "findable" in changed  # which neither knew
    assert bool(changed - {"findable"}) == (commit == FIRST_WHOLE)  # by then some clocks were counted otherwise
    assert_goes_on(older.home)


def lengths_of_proofs(home: Path) -> set[int]:
    """How many bytes the proofs of appointments have."""
    with closing(sqlite3.connect(home / "evenhand.sqlite3")) as database:
        rows = database.execute("SELECT length(stand_in) FROM records_appointment WHERE stand_in IS NOT NULL")
        return {length for (length,) in rows}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_first_version_is_brought_to_this_one_even_if_that_breaks_off(tmp_path):
    older = Older(FIRST_WHOLE, tmp_path, "")
    older.demonstrate(4, 12)
    older.says_clean()
    somebody_changes_a_list(older.home)
    assert lengths_of_proofs(older.home) == {32}
    answer = upgraded(older)
    assert {"complaint, category"} <= {f"{one['table']}, {one['column']}" for one in answer["written_again"]}
    assert answer["proofs_renewed"] > 0
    assert lengths_of_proofs(older.home) == {64}  # each says whose the key is
    served = Served.at(older.home)
    (older.home / "upgrade.unfinished").touch()
    assert "broke off" in served.failed("serve", code=2)
    assert served.run_json("upgrade")["upgraded"] is True
    assert served.run_json("upgrade")["upgraded"] is False
    assert_goes_on(older.home)


def test_a_register_begun_before_anything_was_counted_states_that_and_goes_on_counting(tmp_path):
    older = Older(UNCOUNTED, tmp_path, "")
    older.demonstrate(6, 50)
    open_then = upgraded(older)["carried_over"]
    served = Served.at(older.home)
    done = subprocess.run(
        [sys.executable, "-c", _STATE], env=served.environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    public = tmp_path / "public"
    served.run("publish", str(public))
    answer = json.loads(
        subprocess.run(
            [sys.executable, "-m", "evenhand_register.tools.verify", str(public), "--json"],
            env={**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")},
            capture_output=True,
            text=True,
            check=False,
        ).stdout
    )
    assert answer["verdict"] == "verified"
    assert [(one["sequence"], one["totals"], one["hidden"]) for one in answer["statements"]] == [
        (0, {"received": 0}, {})
    ]
    tallied = [one for one in bodies(older.home) if one.tally is not None]
    assert answer["proved"] == len(tallied)
    # The closing of the period before comes with the scheme; then what is open, before anything else.
    begun = ["event", *["intake"] * open_then]
    assert [one.kind for one in tallied[: len(begun)]] == begun
    assert open_then > 0
    # Then what the instance key held is passed on: teams get their keys, and each complaint its holders.
    assert {one.kind for one in tallied[len(begun) :]} == {"event"}
    with closing(sqlite3.connect(older.home / "evenhand.sqlite3")) as rows:
        instance = key_id(load_instance_key(older.home / "keys").public)
        held = "SELECT count(*) FROM records_grant JOIN records_compartment AS c ON c.id = compartment_id WHERE ended_entry IS NULL"
        held += " AND \"to\" = ? AND c.purpose NOT LIKE 'team-%'"
        assert rows.execute(held, [instance]).fetchone() == (0,)
    assert_goes_on(older.home)


def bodies(home: Path) -> list[Entry]:
    """Every entry of a register, read."""
    with closing(sqlite3.connect(home / "evenhand.sqlite3")) as rows:
        return [parse(body) for (body,) in rows.execute('SELECT body FROM records_entry ORDER BY "index"')]


def test_a_database_of_a_newer_version_is_left_alone(tmp_path):
    served = Served.at(tmp_path / "home")
    served.run("init", "--name", "A body", "--origin", "demo.invalid/newer")
    with closing(sqlite3.connect(served.home / "evenhand.sqlite3")) as rows, rows:
        rows.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('records', '0999_later', '2030-01-01')"
        )
    for command in ("doctor", "serve", "upgrade"):
        assert "written by a newer version" in served.failed(command, code=2)


def test_nothing_is_upgraded_while_a_service_runs(tmp_path):
    served = Served.at(tmp_path / "home")
    served.run("init", "--name", "A body", "--origin", "demo.invalid/running")
    try:
        served.start()
        (served.home / "upgrade.unfinished").touch()
        assert "stop it first" in served.failed("upgrade", code=1)
    finally:
        served.stop()
