"""The clerk's own examination as a process, and the one answer that a monitor asks for."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

from tests.conftest import Served


def test_the_process_keeps_what_it_found(served):
    done = subprocess.run(
        [sys.executable, "-m", "evenhand.site.examine"], env=served.environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    with closing(sqlite3.connect(f"file:{served.home}/evenhand.sqlite3?mode=ro", uri=True)) as database:
        [(entries, found)] = database.execute(
            "SELECT entries, found FROM records_examination WHERE ended IS NOT NULL"
        )
    assert entries >= 2
    assert json.loads(found) == []


def test_a_service_that_runs_is_clean_and_exits_0(served):
    assert "Nothing is wrong." in served.run("doctor", "--running")


def test_where_there_is_no_organisation_it_exits_2(served, tmp_path):
    nothing = Served(tmp_path, "", None, {**served.environment, "EVENHAND_HOME": str(tmp_path / "none")})
    nothing.run("doctor", "--running", code=2)
