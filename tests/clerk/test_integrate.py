"""Tiles, guard and checkpoint survive a crash between any two steps; nothing rewritten is signed (REGISTER.md 9.3, 9.4)."""

import fcntl
import os
import shutil
from contextlib import contextmanager

import pytest
from django.db import transaction

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogDamaged, LogFiles
from evenhand.records.models import Entry, Head
from evenhand.records.queries.register import RowsDamaged
from evenhand_register import note, tree
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.keys import Signer
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tiles import StoredHashes
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db


@pytest.fixture
def integrator(office, tmp_path):
    made = Integrator(
        LogFiles(tmp_path / "log"), tmp_path / "guard" / "checkpoint", Signer(office.origin, os.urandom(32))
    )
    made.begin()
    return made


def head(integrator) -> Checkpoint:
    return Checkpoint.parse(note.parse(integrator.files.read("checkpoint")).text)


def test_a_checkpoint_covers_every_entry_and_verifies(office, integrator):
    complain(office)
    signed = integrator.run()
    assert signed.size == Entry.objects.count()
    verified = verify_checkpoint(integrator.files.read("checkpoint"), Policy.of_key(integrator.signer.vkey))
    assert verified.checkpoint == signed
    assert integrator.run() is None


def test_the_opening_of_the_scheme_is_published(integrator):
    integrator.run()
    scheme = Entry.objects.get(index=0)
    assert integrator.files.read(f"record/{bytes(scheme.record).hex()}") is not None


@pytest.mark.parametrize("missing", ["checkpoint", "tile"])
def test_what_a_crash_left_undone_is_done_on_the_next_run(office, integrator, missing):
    complain(office)
    integrator.run()
    complain(office, "two")
    before = head(integrator)
    copy = integrator.files.root.with_name("before")
    shutil.copytree(integrator.files.root, copy)
    after = integrator.run()
    if missing == "checkpoint":  # the crash came after the guard was written and before the checkpoint was published
        integrator.files.replace("checkpoint", (copy / "checkpoint").read_bytes())
        assert head(integrator) == before
    else:  # the crash came after the tiles and before the guard
        (integrator.guard).write_bytes((copy / "checkpoint").read_bytes())
        integrator.files.replace("checkpoint", (copy / "checkpoint").read_bytes())
    again = integrator.run()
    assert again == after == head(integrator)


def test_a_changed_tile_stops_everything(office, integrator):
    complain(office)
    integrator.run()
    tile = next(path for path in (integrator.files.root / "tile" / "0").rglob("*") if path.is_file())
    raw = bytearray(tile.read_bytes())
    raw[0] ^= 1
    tile.write_bytes(raw)
    for path in (integrator.files.root / "tile").rglob("*"):
        if path.is_file() and path.parent.name.startswith("000.p") and path != tile and "entries" not in str(path):
            path.unlink()
    complain(office, "two")
    signed = head(integrator)
    with pytest.raises((RegisterError, LogDamaged, RowsDamaged)):
        integrator.run()
    assert head(integrator) == signed


def test_a_register_set_back_behind_its_guard_is_not_signed(office, integrator):
    complain(office)
    integrator.run()
    ahead = Checkpoint(office.origin, 400, bytes(32))
    integrator.guard.write_bytes(note.sign(ahead.render(), [integrator.signer]))
    with pytest.raises(RowsDamaged, match="400 entries were signed"):
        integrator.run()


def test_a_missing_guard_is_not_begun_again_in_silence(office, integrator):
    complain(office)
    integrator.run()
    integrator.guard.unlink()
    with pytest.raises(LogDamaged, match="put it back"):
        integrator.run()


@contextmanager
def another_signs(integrator):
    """Another process is in the middle of signing, or hangs there."""
    with integrator.guard.with_name("lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_two_never_sign_at_once_and_the_second_goes_on_where_the_first_ended(office, integrator):
    complain(office)
    with another_signs(integrator):
        assert integrator.run() is None
        assert head(integrator).size == 0
    assert integrator.run().size == Entry.objects.count()


def test_a_log_that_was_begun_is_not_begun_again(office, integrator):
    complain(office)
    signed = integrator.run()
    integrator.guard.unlink()
    with pytest.raises(LogDamaged, match="begun before"):
        integrator.begin()
    assert head(integrator) == signed


def test_a_row_beyond_the_head_is_not_signed(office, integrator):
    complain(office)
    integrator.run()
    signed = head(integrator)
    Entry.objects.create(
        index=signed.size, kind="intake", day="2026-03-03", record=bytes(32), body=Entry.objects.get(index=1).body
    )
    with pytest.raises(RowsDamaged, match="behind the program's back"):
        integrator.run()
    assert head(integrator) == signed


def test_an_entry_that_is_gone_is_named_and_nothing_is_signed(office, integrator):
    integrator.run()
    signed = head(integrator)
    complain(office)
    Head.objects.update(size=Entry.objects.count() + 1)
    with pytest.raises(RowsDamaged, match="missing"):
        integrator.run()
    assert head(integrator) == signed


def test_the_tree_over_the_tiles_is_the_tree_over_the_entries(office, integrator):
    for token in range(5):
        complain(office, str(token))
        integrator.run()
    bodies = [bytes(body) for body in Entry.objects.order_by("index").values_list("body", flat=True)]
    stored = StoredHashes(integrator.files, len(bodies))
    assert [tree.leaf_hash(body) for body in bodies] == stored.tile(0, 0)
    assert head(integrator).root == tree.root(stored, len(bodies))


@pytest.mark.parametrize("grown", [0, 1, 2, 3])
def test_an_old_backup_put_back_is_not_signed_however_far_it_has_grown_since(office, integrator, grown):
    """Two entries come with a complaint: the second signed one has others in its place when it has grown as far, or further."""
    integrator.run()
    before = transaction.savepoint_create()
    complain(office, "lost")
    integrator.run()
    signed = integrator.guard.read_bytes()
    transaction.savepoint_rollback(before)
    for token in range(grown):
        complain(office, str(token))
    if grown == 1:
        assert integrator.run() is None, "as many again: nothing is there to be signed, and the doctor says why"
    else:
        with pytest.raises(RowsDamaged, match="older state"):
            integrator.run()
    assert integrator.guard.read_bytes() == integrator.files.read("checkpoint") == signed
