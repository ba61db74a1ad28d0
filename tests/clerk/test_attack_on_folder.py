"""The published folder of a register that the program made, read by an attacker with a solver."""

import json
from collections import Counter

import pytest

from evenhand.clerk.publish import publish
from evenhand.records.log_folder import LogFolder
from evenhand_register import entry, scheme, statement
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tiles import CHECKPOINT, TILE_WIDTH, StoredHashes, read_entries
from tests.clerk.stating import SIGNER, Clerk
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
    """The scheme, what is public of each stated period, and what its statement says."""
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
    return scheme.parse(opened(folder, laid), head.origin), found, claims


def test_a_solver_with_the_whole_published_folder_pins_no_hidden_number(folder):
    read, found, claims = stretches(folder)
    assert [len(stretch.hidden) > 10 for stretch in found] == [True, True]
    assert list(pinned(read, found)) == []
    check_that_no_other_numbers_are_published(folder)
    check_that_what_runs_on_is_made_of_the_statements(folder, read, claims)


def check_that_what_runs_on_is_made_of_the_statements(folder, read, claims):
    """What anybody can add up gives nothing away."""
    vectors = {
        "received": {"received": 1},
        "closed": {"closed": 1},
        "oversight": {"oversight": 1},
        **{one.label: one.vector for one in read.figures},
    }
    known = [(claim, statement.narrowed(claim, read)) for claim in claims]
    running = json.loads(folder.read("figures/periods.json"))["running"]
    assert {one["label"] for one in running} == vectors.keys()
    for one in running:
        assert (one["low"], one["high"]) == statement.added(vectors[one["label"]], known)


def check_that_no_other_numbers_are_published(folder):
    """No median, no curve, and the tables have no other members than those that were attacked."""
    assert sorted(path.name for path in (folder.root / "figures").iterdir()) == ["periods.csv", "periods.json"]
    document = json.loads(folder.read("figures/periods.json"))
    assert document.keys() == {"definitions", "marks", "note", "periods", "running", "v"}
    for one in document["periods"]:
        beside = {"label", "first", "end", "words", "rule", "older_records", "edges_logged_by", "statement"}
        assert {*beside, "tables"} == one.keys()
        for table in one["tables"]:
            assert table.keys() == {"name", "cells", "total", "total_mark", "withheld"}
            assert table["name"] in FAMILIES
