"""`evenhand doctor` on a real organisation: while people complain to it, and when much of it was tampered with."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from evenhand.cli.bench.complainant import Complainant
from evenhand.site.home import Home

CLIENTS = 2


def test_nothing_is_wrong_with_a_service_to_which_people_are_complaining(served):
    """The doctor looks at one moment: what is written while it looks is no trouble, neither in rows nor in files."""
    stop = threading.Event()

    def complain() -> int:
        made = 0
        while not stop.is_set():
            Complainant(served.url).complain("What happened, in a few words.", b"A letter.")
            made += 1
        return made

    with ThreadPoolExecutor(CLIENTS) as pool:
        people = [pool.submit(complain) for _ in range(CLIENTS)]
        try:
            answers = [served.run_json("doctor") for _ in range(2)]
        finally:
            stop.set()
        assert sum(person.result() for person in people) > 0
    assert [answer["troubles"] for answer in answers] == [[], []]
    assert answers[0]["entries"] < answers[-1]["entries"], "Nothing was written meanwhile, so nothing was shown."


@pytest.fixture
def home(tmp_path):
    """An organisation that has just been founded, at rest."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment |= {"EVENHAND_HOME": str(tmp_path / "home")}
    init = [sys.executable, "-m", "evenhand", "init", "--name", "A", "--origin", "demo.invalid/doctor", "--yes"]
    subprocess.run(init, env=environment, check=True, capture_output=True)
    return tmp_path / "home"


def doctor(home, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "evenhand", "doctor", *options],
        env={**os.environ, "EVENHAND_HOME": str(home), "DJANGO_SETTINGS_MODULE": "evenhand.site.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_much_damage_at_once_is_all_named_and_never_ends_in_a_traceback(home):
    database = sqlite3.connect(home / "evenhand.sqlite3")
    for trigger in ("records_entry_no_update", "records_record_no_delete", "records_record_no_update"):
        database.execute(f"DROP TRIGGER {trigger}")
    database.execute("UPDATE records_head SET day = x'00ff'")
    database.execute("UPDATE records_rulebooktext SET text = x'00ff', entry = '\x1b[2J'")
    database.execute('DELETE FROM records_record WHERE "index" = 0')
    database.execute("""UPDATE records_record SET facts = '[' WHERE "index" = 1""")
    database.commit()
    database.close()
    Home(home).guard.write_bytes(b"\xff")
    (Home(home).keys / "vkey").unlink()
    answer = doctor(home, "--json")
    assert answer.returncode == 1, answer.stderr
    named = {trouble["table"] for trouble in json.loads(answer.stdout)["troubles"]}
    assert {"head", "rulebooktext", "record", "keys", "safeguard"} <= named
    said = doctor(home)
    assert said.returncode == 1
    assert "Traceback" not in said.stdout + said.stderr
    assert "\x1b" not in said.stdout, "What is in the database cannot move the cursor."


@pytest.mark.parametrize("damage", [b"This is no database.", pytest.param(b"", marks=pytest.mark.slow)])
def test_a_database_file_that_is_none_is_said_in_a_sentence(home, damage):
    for name in ("evenhand.sqlite3", "evenhand.sqlite3-wal", "evenhand.sqlite3-shm"):
        (home / name).unlink(missing_ok=True)
    (home / "evenhand.sqlite3").write_bytes(damage)
    answer = doctor(home)
    assert answer.returncode in (1, 2)
    assert "Traceback" not in answer.stderr
    assert answer.stdout + answer.stderr
