"""`evenhand bench` measures what it says. How fast anything is, is asserted nowhere."""

import json
import os
import subprocess
import sys

import pytest


def bench(*arguments: str) -> dict:
    """What the command answers with."""
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-m", "evenhand", "bench", *arguments, "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_complaints_sent_by_eight_clients_at_once_are_all_acknowledged_and_all_there():
    found = bench("http-submit", "--times", "24")["http-submit"]
    assert (found["acknowledged"], found["lost"], found["errors_5xx"]) == (24, 0, 0)
    assert found["rate_per_s"] > 0


def test_an_act_of_sixteen_entries_counts_as_sixteen():
    found = bench("append", "--times", "64")["append"]
    assert (found["n"], found["unit"]) == (4, "entries")


@pytest.mark.slow
def test_everything_can_be_measured_on_a_small_register():
    found = bench("--times", "16", "--size", "1200")
    assert found["desk"]["complaints"] > 1000
    assert set(found["desk"]["pages"]) == {"list", "late-page-of-list", "filtered-list", "figures", "case"}
    assert found["receipt"]["size"] == found["audit"]["size"] == 1200
    assert {"tree", "sums", "proofs", "again"} < found["audit"].keys()
    assert set(found["curve"]["at_entries"]) == {"1000"}
    assert found["memory"]["own_mb"] <= found["memory"]["resident_mb"]
