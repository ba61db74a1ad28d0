"""The sums of the open period lie sealed beside the log before a head of that size is signed, and go when they are stated."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from evenhand.clerk.integrate import MOST_AT_ONCE, up_to_known_sums
from evenhand.clerk.log_files import LogDamaged, LogFiles, begin_sums, sums_folder
from evenhand.clerk.sealed_sums import Sealer, open_sums
from evenhand.clerk.twin_log import TwinLog, begin_second_path
from evenhand.records import append
from evenhand.records.models import Sum
from evenhand.records.queries.sums import Stretch, stretches
from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import new_key_pair
from evenhand_register.tiles import CHECKPOINT
from tests.clerk.kept import RECOVERY
from tests.clerk.test_statements import Clerk
from tests.office.team import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(office, clock):
    made = Team(office, clock)
    made.hire()
    return made


@pytest.fixture
def clerk(team, tmp_path):
    made = Clerk(team, tmp_path)
    made.integrator = replace(made.integrator, sealer=Sealer(team.office.origin, RECOVERY.public, os.urandom))
    return made


def files(clerk):
    return sorted(sums_folder(clerk.files.root).iterdir())


def opened(clerk):
    (file,) = files(clerk)
    return open_sums(file.read_bytes(), RECOVERY)


def test_each_head_replaces_them_and_they_are_of_its_very_size(team, clerk):
    sizes = []
    for n in range(2):
        team.receive(f"{n}", category="har")
        head = clerk.integrator.run()
        sizes.append(head.size)
        assert opened(clerk).size == head.size
        assert opened(clerk).origin == team.office.origin
        assert opened(clerk).stretches == tuple(stretches())
        assert files(clerk)[0].name == str(head.size)
    assert sizes[0] < sizes[1]


def test_only_its_owner_reads_them_and_only_the_recovery_key_opens_them(team, clerk):
    team.receive("one")
    clerk.sign()
    (file,) = files(clerk)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with pytest.raises(CannotOpen, match="another one than it was sealed to"):
        open_sums(file.read_bytes(), new_key_pair(os.urandom))
    blinding = stretches()[0].blinding
    assert blinding not in file.read_bytes()


def test_their_length_does_not_tell_of_the_numbers(team, clerk):
    team.receive("one")
    (one,) = stretches()
    sealer = clerk.integrator.sealer
    many = replace(one, totals=dict.fromkeys((*one.totals, "received/fin", "overrides"), 10**11))
    for other in (many, replace(one, totals={})):
        assert len(sealer.seal(77, [other])) == len(sealer.seal(77, [one]))


def test_they_are_destroyed_with_the_statement(team, clerk):
    team.receive("one")
    clerk.sign()
    before = {stretch.first for stretch in opened(clerk).stretches}
    assert clerk.next_month() == ["2026-03"]
    assert before.isdisjoint(stretch.first for stretch in opened(clerk).stretches)
    assert opened(clerk).stretches == tuple(stretches())


@pytest.mark.parametrize("step", ["add", "replace"])
def test_whatever_tiles_a_crash_leaves_their_sums_are_there(team, clerk, monkeypatch, step):
    """They are written before the tiles, and the ones before them go last."""
    team.receive("one")
    clerk.sign()
    team.receive("two")
    with monkeypatch.context() as killed:
        killed.setattr(LogFiles, step, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            clerk.integrator.run()
    before, after = files(clerk)
    assert open_sums(before.read_bytes(), RECOVERY).size < open_sums(after.read_bytes(), RECOVERY).size
    clerk.sign()
    assert files(clerk) == [after]


def test_where_they_were_taken_away_the_clerk_seals_them_again(team, clerk):
    team.receive("one")
    clerk.sign()
    before = opened(clerk)
    files(clerk)[0].unlink()
    clerk.integrator.run()
    assert opened(clerk) == before


def test_where_they_cannot_be_kept_nothing_is_signed(team, clerk):
    team.receive("one")
    sums_folder(clerk.files.root).write_text("in the way")
    with pytest.raises(LogDamaged, match="The sealed sums cannot be kept in"):
        clerk.integrator.run()
    assert clerk.integrator.guard.read_bytes() == clerk.files.read(CHECKPOINT)
    assert b"\n0\n" in clerk.integrator.guard.read_bytes()


def test_they_lie_beside_the_second_path_as_well_and_never_in_it(team, clerk, tmp_path):
    second = tmp_path / "second"
    begin_second_path(second, clerk.integrator.signer.vkey)
    twin = TwinLog(clerk.files.root, second, clerk.integrator.signer.vkey)
    clerk.integrator = replace(clerk.integrator, files=twin)
    team.receive("one")
    clerk.sign()
    (file,) = files(clerk)
    (copy,) = sums_folder(second).iterdir()
    assert copy.read_bytes() == file.read_bytes()
    assert not [path for root in (second, clerk.files.root) for path in root.rglob("*") if "sums" in path.name]


def test_beside_a_whole_disk_there_is_no_place_on_the_same_one():
    with pytest.raises(LogDamaged, match="/proc is a whole disk"):
        begin_sums(Path("/proc"))
    assert not Path("/proc.sums").exists()


def test_in_a_rush_a_head_is_signed_where_a_stretch_begins(team, clerk, monkeypatch):
    """The sums in between are known to nobody."""
    monkeypatch.setattr(append, "STRETCH", 6)
    monkeypatch.setattr("evenhand.clerk.integrate.MOST_AT_ONCE", 8)
    for n in range(4):
        team.receive(f"{n}", category="har")
    firsts = list(Sum.objects.order_by("first").values_list("first", flat=True))
    assert len(firsts) > 2
    heads = []
    while (head := clerk.integrator.run()) is not None:
        heads.append(head.size)
        assert [stretch.first for stretch in opened(clerk).stretches] == [n for n in firsts if n < head.size]
    assert len(heads) > 2
    assert set(heads[:-1]) <= set(firsts)


@pytest.mark.parametrize(
    ("signed", "there", "firsts", "end"),
    [
        (10, 10, [0], 10),
        (10, 20, [0], 20),
        (10, 20, [0, 15], 20),
        (10, MOST_AT_ONCE + 20, [0, 15], 15),
        (10, MOST_AT_ONCE + 20, [0, 10], MOST_AT_ONCE + 20),
        (10, 5 * MOST_AT_ONCE, [0, 3 * MOST_AT_ONCE], 3 * MOST_AT_ONCE),
        (0, 3, [], 3),
    ],
)
def test_a_head_reaches_as_far_as_one_step_goes_and_the_sums_are_known(signed, there, firsts, end):
    assert up_to_known_sums(signed, there, [Stretch(first, {}, bytes(32)) for first in firsts]) == end
