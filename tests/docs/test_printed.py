"""The reference says what the program says."""

import re

import pytest

from tests.docs.limits import GROUPS, NOT_FOR_THE_PAGE, constants
from tests.docs.pages import ROOT, between
from tests.docs.printed import PRINTED, REFERENCE, models

AGAIN = "Run `python -m tests.docs.printed`."


@pytest.mark.parametrize(("page", "name"), PRINTED, ids=lambda value: getattr(value, "name", value))
def test_a_printed_part_of_a_page_is_what_the_program_says(page, name):
    assert between(page.read_text(encoding="utf-8"), name) == PRINTED[page, name](), AGAIN


def test_every_working_table_says_why_it_is_not_evidence_and_no_other_does():
    from evenhand.records.models.table import TableClass

    for model in models():
        assert bool(model.not_evidence) == (model.table_class is TableClass.WORKING), model.__name__


def test_every_table_declares_what_its_rows_are_worth():
    from evenhand.records.models.table import TableClass

    assert {type(model.table_class) for model in models()} == {TableClass}


def test_every_constant_that_bounds_something_is_on_the_page_of_limits():
    listed = {limit.where.partition(":")[::2] for group in GROUPS.values() for limit in group}
    assert [one for one in constants() if one not in listed and one not in NOT_FOR_THE_PAGE] == []


def test_every_direct_dependency_has_its_line():
    text = (REFERENCE / "dependencies.md").read_text(encoding="utf-8")
    asked = [line for name in ("requirements.in", "requirements-dev.in") for line in _wanted(name)]
    assert len(asked) > 20
    assert [name for name in asked if f"| {name} |" not in text] == []


def test_the_dependencies_page_names_no_package_that_is_not_asked_for():
    text = _from_locks()
    asked = {*_wanted("requirements.in"), *_wanted("requirements-dev.in")}
    named = {line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")}
    assert named - {"package"} == asked


def test_every_version_on_the_dependencies_page_is_the_locked_one():
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8").lower().replace("_", "-")
    rows = [line.split("|") for line in _from_locks().splitlines()]
    versions = [(row[1].strip(), row[2].strip()) for row in rows if len(row) > 6 and row[2].strip()[:1].isdigit()]
    assert len(versions) > 20
    assert [pair for pair in versions if f"{pair[0].replace('_', '-')}=={pair[1]}" not in lock] == []


def test_the_library_in_the_page_is_listed_with_its_version():
    readme = (ROOT / "web" / "verify" / "README.md").read_text(encoding="utf-8")
    vendored = re.findall(r"^\| (@\S+) \| (\S+) \|", readme, re.M)
    text = (REFERENCE / "dependencies.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (@\S+) \| (\S+) \|", text, re.M) == vendored
    assert len(vendored) == 2


def _from_locks() -> str:
    """The page of dependencies without what stands in the repository itself or comes with the system."""
    text = (REFERENCE / "dependencies.md").read_text(encoding="utf-8")
    return re.sub(r"^## (In the page|Of the system).*?(?=^## )", "", text, flags=re.M | re.S)


def _wanted(name: str) -> list[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    names = [line.split("#")[0].strip() for line in lines]
    return [name.split(">")[0].split("[")[0] for name in names if name and not name.startswith("-r")]
