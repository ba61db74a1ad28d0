"""`evenhand bench` measures what it says. How fast anything is, is asserted nowhere."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INSTEAD = Path(__file__).parent / "instead"


def run(*arguments: str, path: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command, with a folder first on Python's path."""
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    ways = [str(path)] if path else []
    ways += [str(ROOT), *filter(None, [kept.get("PYTHONPATH")])]
    return subprocess.run(
        [sys.executable, "-m", "evenhand", "bench", *arguments],
        env={**kept, "PYTHONPATH": os.pathsep.join(ways), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def bench(*arguments: str, path: Path | None = None) -> dict:
    """What the command answers with."""
    done = run(*arguments, "--json", path=path)
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
def test_what_sealing_costs_is_measured_within_each_request():
    found = bench("sealing", "--times", "80")["sealing"]
    assert found.keys() == {"list", "case", "file", "submit", "upload"}
    assert all(line["n"] == 20 and 0 < line["without_p50_ms"] <= line["p50_ms"] for line in found.values())
    assert {name for name, line in found.items() if "key agent_p50_ms" in line} == {"list", "case", "file"}
    assert {name for name, line in found.items() if "sealing_p50_ms" in line} == {"case", "file", "submit", "upload"}


OURS = {"proof", "proof_checked", "growth", "receipt", "receipt_checked", "audit", "sum", "append"}
THEIRS = {"proof", "proof_checked", "growth", "audit", "append"}


def test_the_register_is_measured_against_pymerkle_where_that_is_installed():
    found = bench("register", "--times", "40", "--size", "300", path=INSTEAD)["register"]
    assert found["compared_with"] == "pymerkle 7.0.0-instead"
    (lines,) = found["at_entries"].values()
    for place in ("in_a_file", "in_memory"):
        assert lines[f"pymerkle_{place}"].keys() == lines[f"ratio_to_pymerkle_{place}"].keys() == THEIRS
    assert lines.keys() >= OURS
    assert (lines["proof"]["n"], lines["append"]["n"], lines["audit"]["n"]) == (40, 2, 1)
    assert all(lines[name].keys() == {"n", "p50_ms", "p95_ms", "rate_per_s", "cpu_ms_each"} for name in OURS)


def test_without_pymerkle_the_register_is_measured_alone_and_a_sentence_says_so(tmp_path):
    (tmp_path / "pymerkle.py").write_text('raise ModuleNotFoundError("none here", name="pymerkle")\n')
    done = run("register", "--times", "40", "--size", "300", path=tmp_path)
    assert done.returncode == 0, done.stderr
    library, *said = done.stdout.splitlines()
    assert library in {f"The group's sums are calculated by {name}." for name in ("libdecaf", "libsodium")}
    assert said[0].startswith("register: left_out The comparison is left out: pymerkle is not installed.")
    assert {line.split()[3].removesuffix(":") for line in said[1:]} == OURS


def test_a_library_that_has_another_root_is_not_compared_with():
    done = run("register", "--times", "40", "--size", "300", path=INSTEAD, PYMERKLE_LIES="1")
    assert done.returncode == 1
    assert done.stderr == "pymerkle has another root for the same entries, so there is nothing to compare.\n"


@pytest.mark.slow
def test_everything_can_be_measured_on_a_small_register():
    found = bench("--times", "16", "--size", "1200")
    assert found["desk"]["complaints"] > 1000
    assert set(found["desk"]["pages"]) == {
        "list",
        "late-page-of-list",
        "filtered-list",
        "list-of-handler",
        "party-search",
        "party-list",
        "party-list-filtered",
        "case",
        "figures",
        "figures-first",
        "figures-after-a-complaint",
    }
    assert found["receipt"]["size"] == found["audit"]["size"] == 1200
    assert {"tree", "sums", "proofs", "again"} < found["audit"].keys()
    assert set(found["curve"]["at_entries"]) == {"1000"}
    assert set(found["register"]["at_entries"]) == {"1200"}
    assert found["memory"]["own_mb"] <= found["memory"]["resident_mb"]
