"""The published folder of a register that the program made, read by an attacker with a solver."""

import json
from collections import Counter

import pytest

from evenhand.clerk.publish import publish
from evenhand.records.log_folder import LogFolder
from evenhand_register import entry, scheme, statement
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tiles import CHECKPOINT, TILE_WIDTH, StoredHashes, read_entries
from tests.clerk.test_statements import SIGNER, Clerk
from tests.figures.attack import Stretch, pinned
from tests.office.team import Team

pytestmark = pytest.mark.django_db
FAMILIES = {
    "received by category": "received",
    "received, by when it happened": "received bridge",
    "closed by outcome": "closed",
    "closed, by when it happened": "closed bridge",
    "departures from the recommendation": "override",
    "reopened": "reopened",
}


@pytest.fixture
def folder(office, clock, tmp_path):
    """Two months, with small numbers, as `evenhand publish` writes them."""
    team = Team(office, clock)
    team.hire()
    clerk = Clerk(team, tmp_path)
    for n in range(6):
        team.decline(team.receive(f"{n}", category="har"))
    team.receive("one alone", category="fin")
    clerk.next_month()
    clerk.next_month()
    publish(clerk.files, SIGNER.vkey, tmp_path / "published")
    return LogFolder(tmp_path / "published")


def opened(folder, record):
    return json.loads(folder.read(f"record/{record.hex()}"))["facts"]["data"]


def kinds_by_day(entries):
    """How many of each kind, day by day: as if a head had been published each day."""
    days = {one.day: Counter() for one in entries}
    for one in entries:
        days[one.day][one.kind] += 1
    return list(days.values())


def stretches(folder):
    """The scheme, and what is public of each stated period."""
    head = verify_checkpoint(folder.read(CHECKPOINT), Policy.of_key(SIGNER.vkey)).checkpoint
    hashes = StoredHashes(folder, head.size)
    bundles = range(-(-head.size // TILE_WIDTH))
    entries = [entry.parse(body) for bundle in bundles for body in read_entries(hashes, bundle)]
    (laid,) = [one.record for one in entries if one.kind == "scheme"]
    tables = {
        one["first"]: {
            FAMILIES[table["name"]]: ([(cell["label"], cell["value"]) for cell in table["cells"]], table["total"])
            for table in one["tables"]
        }
        for one in json.loads(folder.read("figures/periods.json"))["periods"]
    }
    claims = [statement.parse(opened(folder, one.record)).claim for one in entries if one.kind == "statement"]
    found = [
        Stretch(
            kinds_by_day(entries[claim.start.size : claim.end.size]),
            claim.totals,
            {label: cell.below for label, cell in claim.hidden.items()},
            tables[claim.start.size],
        )
        for claim in claims
    ]
    return scheme.parse(opened(folder, laid), head.origin), found


def test_a_solver_with_the_whole_published_folder_pins_no_hidden_number(folder):
    read, found = stretches(folder)
    assert [len(stretch.hidden) > 10 for stretch in found] == [True, True]
    assert list(pinned(read, found)) == []
    check_that_no_other_numbers_are_published(folder)


def check_that_no_other_numbers_are_published(folder):
    """No median, no curve, nothing added up over periods, and the tables have no other members than those that were attacked."""
    assert sorted(path.name for path in (folder.root / "figures").iterdir()) == ["periods.csv", "periods.json"]
    document = json.loads(folder.read("figures/periods.json"))
    assert document.keys() == {"definitions", "mark", "note", "periods", "v"}
    for one in document["periods"]:
        assert {"label", "first", "end", "tables", "words", "rule", "older_records", "edges_logged_by"} == one.keys()
        for table in one["tables"]:
            assert table.keys() == {"name", "cells", "total", "withheld"}
            assert table["name"] in FAMILIES
