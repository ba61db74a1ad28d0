"""The how-to for writing a map is enough: its example is imported with exactly the map that stands in it, and no key is missing."""

import json
import re
from pathlib import Path

import pytest

from evenhand.clerk.doctor.projections import check_projections
from evenhand.cli.main import main
from evenhand.records.models import Complaint, Record
from evenhand.site.home import Home
from tests.docs.pages import ROOT
from tests.docs.printed import BOOK, MAP_A_TABLE, printed_map

KEYS = re.compile(r'\.(?:text|optional|choice|number|day|texts|raw|part|patterns|has)\(\s*"(\w+)"')


@pytest.fixture
def typed(office, tmp_path):  # noqa: ARG001  (the organisation is asked for, not used by name)
    key = Home.from_environment().keys / "import.key"
    key.unlink(missing_ok=True)
    (tmp_path / "grievance-book.toml").write_text(printed_map(), encoding="utf-8")
    yield ["import", "table", str(BOOK), "--map", str(tmp_path / "grievance-book.toml"), "--yes"]
    key.unlink(missing_ok=True)


def test_the_example_is_imported_with_exactly_the_map_that_stands_in_the_page(typed, capsys, tmp_path):
    assert main([*typed, "--rejects", str(tmp_path / "rejects.csv"), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    agreed = {name: answer[name] for name in ("rows", "complaints", "allegations", "entries", "rejected")}
    assert agreed == {"rows": 12, "complaints": 8, "allegations": 10, "entries": 17, "rejected": 2}
    assert answer["periods"] == ["grievance-book 2019", "grievance-book 2020"]
    outcomes = dict(
        Complaint.objects.order_by("index").values_list("category").distinct().values_list("category", "imported")
    )
    assert outcomes == {"meetings": True, "money": True, "elections": True}
    cases = [
        json.loads(bytes(facts))["data"]
        for facts in Record.objects.filter(act="imported-case").values_list("facts", flat=True)
    ]
    assert sorted(case["direction"] for case in cases if case["direction"]) == ["down", "down", "up"]
    assert sum(case["closed_on"] is None for case in cases) == 2
    assert list(check_projections()) == []
    assert main(typed) == 0
    assert capsys.readouterr().out.startswith("Nothing was added.\n8 complaints had been imported before")


def test_every_key_that_a_map_may_have_is_in_the_page():
    source = Path(ROOT / "src" / "evenhand" / "intake" / "map_file.py").read_text(encoding="utf-8")
    keys = {*KEYS.findall(source)}
    assert len(keys) > 25
    page = MAP_A_TABLE.read_text(encoding="utf-8")
    assert {key for key in keys if not re.search(rf"\b{key}\b", page)} == set()


def test_every_refusal_of_a_map_that_the_page_explains_is_one_that_the_program_makes():
    folder = ROOT / "src" / "evenhand" / "intake"
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    table = MAP_A_TABLE.read_text(encoding="utf-8").partition("## When it does not work")[2]
    said = [line.split(" | ")[0].removeprefix("| ") for line in table.splitlines() if line.startswith("| ")][1:]
    parts = [part.strip() for line in said[:-1] for part in line.split("...")]
    assert len(parts) > 5
    assert [part for part in parts if part not in source] == []
