"""The real tables through the command, into a register of their own: what it then says is what was worked out elsewhere."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.intake.tables import MAPS, need

pytestmark = [pytest.mark.table, pytest.mark.timeout(3600)]


class Organisation:
    """A home folder and the commands on it."""

    def __init__(self, home: Path) -> None:
        self._environment = {**os.environ, "EVENHAND_HOME": str(home)}
        self._environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.run("init", "--name", "Association of Examples", "--origin", "demo.invalid/tables", "--yes")

    def run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "evenhand", *arguments]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def json(self, *arguments: str) -> dict[str, Any]:
        return json.loads(self.run(*arguments, "--json"))

    def import_table(self, name: str, *paths: Path) -> dict[str, Any]:
        return self.json("import", "table", *map(str, paths), "--map", str(MAPS / f"{name}.toml"), "--yes")


@pytest.fixture
def organisation(tmp_path) -> Organisation:
    return Organisation(tmp_path / "home")


def agreed(answer: dict[str, Any]) -> dict[str, int]:
    return {name: answer[name] for name in ("complaints", "allegations", "entries", "rejected")}


def test_chicago(organisation):
    folder = need("chicago_complaints")
    paths = (folder / "accused.csv", folder / "complaints.csv")
    done = organisation.import_table("chicago", *paths)
    assert agreed(done) == {"complaints": 74_183, "allegations": 137_070, "entries": 211_253, "rejected": 0}
    assert len(done["periods"]) == 19
    figures = organisation.json("figures", "--as-at", "2018-03-16")
    counts = {name: figures["complaints"][name] for name in ("received", "closed", "outstanding")}
    assert counts == {"received": 74_183, "closed": 73_008, "outstanding": 1_175}
    assert figures["complaints"]["by_year"]["2008"]["received"] == 4_567
    assert figures["allegations"]["by_finding"]["su"] == 8_761
    overrides = {name: figures["overrides"][name] for name in ("comparable", "up", "down")}
    assert overrides == {"comparable": 116_826, "up": 1_052, "down": 2_902}
    days = {name: figures["days_to_close"][name] for name in ("median", "median_closed_only", "left_out_negative")}
    assert days == {"median": 204, "median_closed_only": 201, "left_out_negative": 10}
    for day, outstanding in (("2002-12-31", 5_739), ("2012-12-31", 3_166), ("2016-12-31", 1_292)):
        assert organisation.json("figures", "--as-at", day)["complaints"]["outstanding"] == outstanding
    again = organisation.import_table("chicago", *paths)
    assert (again["entries"], again["already"]) == (0, 74_183)


def test_philadelphia(organisation):
    folder = need("philadelphia_complaints")
    paths = (folder / "complaints_against_police.csv", folder / "complaints_against_police_findings.csv")
    done = organisation.import_table("philadelphia", *paths)
    assert agreed(done) == {"complaints": 3_388, "allegations": 8_839, "entries": 9_346, "rejected": 0}
    figures = organisation.json("figures", "--as-at", "2021-03-04")
    years = {year: counts["received"] for year, counts in figures["complaints"]["by_year"].items()}
    assert years == {"2016": 683, "2017": 652, "2018": 624, "2019": 682, "2020": 654, "2021": 93}
    assert figures["allegations"]["by_finding"]["sustained-finding"] == 1_925
    assert figures["overrides"]["comparable"] == 0
    assert figures["days_to_close"]["median_closed_only"] is None
    assert figures["days_to_close"]["closed"] == 0
    assert organisation.json("doctor")["clean"] is True
