"""Going on after a loss: nothing that was signed is left out or written anew, and what is lost is said."""

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evenhand.clerk.doctor import examine
from evenhand.clerk.duties import do_what_is_due
from evenhand.clerk.log_files import sums_folder
from evenhand.clerk.restore.fault import GuardMissing, RestoreFault
from evenhand.office.follow import Possession, find, read
from evenhand.office.receipts import make_receipt
from evenhand.records.models import Complaint, Entry, Head, Period, Record
from evenhand.records.queries.tracking import steps
from evenhand_register import audit, canonical, note, receipt
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.keys import Signer
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.record import Opening
from evenhand_register.tiles import record_path
from tests.clerk.furnished import database_password, sql
from tests.clerk.kept import keep
from tests.office.keys import opens
from tests.office.scenes import complain, submission
from tests.office.team import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(office, clock, tmp_path):
    return keep(Team(office, clock), tmp_path)


def head_of(raw: bytes) -> Checkpoint:
    return Checkpoint.parse(note.parse(raw).text)


def grows_on(after, old: bytes) -> int:
    """Go on: receive a complaint, sign, and show by an audit that the old head is contained. Returns the new size."""
    with after.at_work():
        team = replace(after.kept.house.team, office=after.office)
        team.receive("after")
        while after.integrator.run() is not None:
            pass
        policy = Policy.of_key(after.integrator.signer.vkey)
        head = verify_checkpoint((after.folder / "log" / "checkpoint").read_bytes(), policy)
        audit.audit(after.integrator.files, head, [head_of(old)])
        assert head.checkpoint.size == Entry.objects.count() == Head.objects.get(id=1).size
        return head.checkpoint.size


def test_a_fresh_backup_loses_nothing_and_nothing_need_be_said(kept):
    after = kept.restore(kept.back_up(), kept.second_path(), kept.guard())
    assert after.restored.examined.clean
    assert not after.restored.lost
    assert after.restored.entries == Entry.objects.count()
    with after.at_work():
        assert not Record.objects.filter(act__in=("notice", "restored")).exists()
    assert grows_on(after, kept.guard()) == Entry.objects.count() + 2


def test_what_the_backup_is_too_old_for_comes_back_as_public_lines_and_the_register_says_so(kept):
    backup = kept.back_up()
    before = Entry.objects.count()
    lost = kept.house.team.receive("lost")
    kept.house.integrate()
    bodies = list(Entry.objects.order_by("index").values_list("body", flat=True))
    after = kept.restore(backup, kept.second_path(), kept.guard())
    restored = after.restored
    assert (restored.lost.start, restored.lost.stop) == (before, len(bodies))
    assert restored.kinds["intake"] == 1
    assert restored.examined.clean
    assert any("without its record" in line for line in restored.examined.notes)
    assert any("Complaints among them, at most: 1." in line for line in restored.lines())
    with after.at_work():
        there = list(Entry.objects.order_by("index").values_list("body", flat=True))
        assert [bytes(body) for body in there[: len(bodies)]] == [bytes(body) for body in bodies]
        assert not Complaint.objects.filter(index=lost).exists()
        assert not Record.objects.filter(entry_id__gte=before, entry_id__lt=len(bodies)).exists()
        assert list(Record.objects.order_by("entry_id").values_list("act", flat=True))[-2:] == ["notice", "restored"]
        notice = Entry.objects.get(index=len(bodies))
    assert grows_on(after, kept.guard()) == len(bodies) + 4
    opening = Opening.parse(canonical.loads(after.integrator.files.read(record_path(bytes(notice.record)))))
    assert f"the entries {before} to {len(bodies) - 1}" in opening.facts["data"]["words"]


def test_a_month_that_was_closed_after_the_backup_stays_closed_where_it_was(kept, clock):
    kept.house.team.receive("april")
    backup = kept.back_up()
    clock.go_to(datetime(2026, 5, 1, 9, tzinfo=UTC))
    do_what_is_due(kept.house.team.office)
    kept.house.integrate()
    closed = list(Period.objects.order_by("end").values())
    after = kept.restore(backup, kept.second_path(), kept.guard())
    assert after.restored.examined.clean
    with after.at_work():
        assert list(Period.objects.order_by("end").values()) == closed
        do_what_is_due(after.office)
        assert list(Period.objects.order_by("end").values()) == closed


def test_entries_that_the_tiles_have_unsigned_come_back_too(kept):
    """Another entry in their place would find its own tiles in the way."""
    backup = kept.back_up()
    kept.house.team.receive("lost")
    unsigned = kept.second_path()
    kept.house.integrate()
    log = kept.house.integrator.files.root
    shutil.copytree(log / "tile", unsigned / "tile", dirs_exist_ok=True)
    shutil.copytree(sums_folder(log), sums_folder(unsigned), dirs_exist_ok=True)
    guard = (unsigned / "checkpoint").read_bytes()
    after = kept.restore(backup, unsigned, guard)
    assert after.restored.lost.stop == Entry.objects.count() > head_of(guard).size
    assert after.restored.examined.clean
    grows_on(after, guard)
    for path in (unsigned / "tile").rglob("*"):
        there = after.folder / "log" / path.relative_to(unsigned)
        assert path.is_dir() or not there.exists() or path.read_bytes() == there.read_bytes()


@pytest.mark.slow
def test_entries_that_were_never_signed_are_gone_on_with_from_the_backup(kept):
    tiles, guard = kept.second_path(), kept.guard()
    kept.house.team.receive("unsigned")
    after = kept.restore(kept.back_up(), tiles, guard)
    assert not after.restored.lost
    assert after.restored.entries == Entry.objects.count() > after.restored.signed
    grows_on(after, guard)


def test_a_guard_that_was_copied_long_ago_does_as_long_as_the_tiles_contain_its_head(kept):
    guard = kept.guard()
    kept.house.team.receive("later")
    kept.house.integrate()
    after = kept.restore(kept.back_up(), kept.second_path(), guard)
    assert head_of((after.folder / "guard").read_bytes()) == head_of(kept.guard())


@pytest.mark.slow
def test_a_backup_can_make_up_for_tiles_that_are_older_than_the_guard(kept):
    tiles = kept.second_path()
    kept.house.team.receive("later")
    kept.house.integrate()
    after = kept.restore(kept.back_up(), tiles, kept.guard())
    assert after.restored.examined.clean
    grows_on(after, kept.guard())


def test_where_backup_and_tiles_are_older_than_the_guard_a_new_origin_is_needed(kept):
    backup, tiles = kept.back_up(), kept.second_path()
    kept.house.team.receive("later")
    kept.house.integrate()
    with pytest.raises(RestoreFault, match="Begin a new one with a new origin") as refused:
        kept.restore(backup, tiles, kept.guard())
    assert f"last size, {Entry.objects.count()}," in str(refused.value)


def test_without_a_guard_two_people_answer_for_it_in_the_register(kept):
    backup, tiles = kept.back_up(), kept.second_path()
    with pytest.raises(GuardMissing, match="Two people who hold a role here must look for a later one"):
        kept.restore(backup, tiles, None)
    shutil.rmtree(kept.folder / "restored-backup-second")
    two = (kept.house.team.refs["mona"], kept.house.team.refs["dora"])
    after = kept.restore(backup, tiles, None, two)
    assert after.restored.examined.clean
    with after.at_work():
        notice, act = Record.objects.order_by("entry_id").values_list("act", "facts")[Record.objects.count() - 2 :]
        assert (notice[0], act[0]) == ("notice", "restored")
        assert all(ref.encode() in bytes(facts) for ref in two for _, facts in (notice, act))
    grows_on(after, kept.guard())


def other_history(kept):
    """A guard of the same key over another register."""
    return note.sign(Checkpoint(kept.house.team.office.origin, 7, bytes(32)).render(), [kept.house.integrator.signer])


def test_a_guard_of_another_history_or_key_is_refused(kept):
    backup, tiles = kept.back_up(), kept.second_path()
    stranger = Signer(kept.house.team.office.origin, os.urandom(32))
    forged = note.sign(head_of(kept.guard()).render(), [stranger])
    for guard, sentence in (
        (other_history(kept), "not of one history"),
        (forged, "guard file is damaged, or of another register"),
        (b"", "guard file is damaged"),
    ):
        with pytest.raises(RestoreFault, match=sentence):
            kept.restore(backup, tiles, guard)
        shutil.rmtree(kept.folder / "restored-backup-second")


@pytest.mark.slow
def test_rows_that_were_rewritten_before_the_backup_are_refused(kept):
    with database_password():
        other = bytes(Entry.objects.get(index=3).body).replace(b"kind event", b"kind intake")
        sql('UPDATE records_entry SET body = %s WHERE "index" = 3', other)
        kept.back_up_examined("rewritten")
    with pytest.raises(RestoreFault, match="they differ at entry 3"):
        kept.restore(kept.folder / "rewritten", kept.second_path(), kept.guard())


def test_tiles_that_were_changed_cut_or_are_not_there_are_refused(kept):
    backup = kept.back_up()
    kept.house.team.receive("later")
    kept.house.integrate()
    bundle = max(
        (kept.house.integrator.files.root / "tile" / "entries").rglob("*.p/*"), key=lambda path: int(path.name)
    )
    name = bundle.relative_to(kept.house.integrator.files.root)
    raw = bundle.read_bytes()

    def refused(how: str, change: bytes, sentence: str) -> None:
        tiles = kept.second_path(how)
        (tiles / name).write_bytes(change)
        with pytest.raises(RestoreFault, match=sentence):
            kept.restore(backup, tiles, kept.guard())

    refused("changed", raw.replace(b"kind event", b"kind extra"), "not of one history")
    refused("cut", raw[:-3], "is damaged")
    tiles = kept.second_path("none")
    (tiles / "checkpoint").unlink()
    with pytest.raises(RestoreFault, match="begin a new register with a new origin"):
        kept.restore(backup, tiles, kept.guard())


def test_receipts_and_phrases_of_what_is_there_work_as_before_and_of_what_is_lost_as_far_as_they_can(kept):
    office = kept.house.team.office
    made, mine = complain(office, "mine")
    kept.house.integrate()
    backup = kept.back_up()
    lost, theirs = complain(office, "theirs")
    kept.house.integrate()
    vkey = kept.house.integrator.signer.vkey
    old = [
        make_receipt(kept.house.integrator.files.root, Policy.of_key(vkey), index, opens())
        for index in (made.index, lost.index)
    ]
    after = kept.restore(backup, kept.second_path(), kept.guard())
    grows_on(after, kept.guard())
    with after.at_work():
        holder = find(Possession.of(mine))
        first = steps(made.index)[0].index
        assert read(holder, [first]).by_entry[first].text("narrative") == submission().narrative
        assert find(Possession.of(theirs)) is None
        again = make_receipt(after.folder / "log", Policy.of_key(vkey), made.index, opens())
        assert again.report.entry == old[0].report.entry
    for each, index in zip(old, (made.index, lost.index), strict=True):
        assert receipt.verify(each.raw, Policy.of_key(vkey), b"n" * 16).index == index


def test_lost_records_that_no_notice_tells_of_are_still_named(kept):
    """A loss is believed only where the public can read of it: otherwise whoever removes records would say so themselves."""
    backup = kept.back_up()
    kept.house.team.receive("lost")
    kept.house.integrate()
    after = kept.restore(backup, kept.second_path(), kept.guard())
    with after.at_work(), database_password():
        sql('DELETE FROM records_record WHERE "index" = 2')
        found = examine(
            after.integrator.files, after.folder / "guard", after.office.blobs, after.integrator.signer.vkey
        )
        assert [trouble.key for trouble in found.troubles if trouble.table == "record" and trouble.key] == ["2"]
        sql("DELETE FROM records_record WHERE act = 'notice'")
        found = examine(
            after.integrator.files, after.folder / "guard", after.office.blobs, after.integrator.signer.vkey
        )
        assert len([trouble for trouble in found.troubles if trouble.table == "record"]) > 2
