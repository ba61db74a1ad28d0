"""A database is lost in mid-period: its sums come back from a sealed file, and its totals are proved as if nothing had been."""

import json
import os
import shutil
from dataclasses import replace
from datetime import date

import pytest

from evenhand.clerk.doctor import examine
from evenhand.clerk.log_files import LogFiles, sums_folder
from evenhand.clerk.publish import publish
from evenhand.clerk.restore.fault import SumsMissing
from evenhand.clerk.restore.sums import GivenSums
from evenhand.clerk.sealed_sums import document
from evenhand.clerk.statements import NotStated, state_periods
from evenhand.office.close_months import close_months
from evenhand.office.published import published_and_not
from evenhand.records import append
from evenhand.records.models import Entry, Record, Sum
from evenhand.records.queries.sums import stretches
from evenhand.vault.keys import new_key_pair
from evenhand.vault.recovery import seal_to
from evenhand_register.audit import audit
from evenhand_register.policy import Policy, verify_checkpoint
from evenhand_register.tiles import CHECKPOINT
from tests.clerk.kept import RECOVERY, keep
from tests.office.team import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(office, clock, tmp_path):
    return keep(Team(office, clock), tmp_path)


def receive(team, many):
    for n in range(many):
        team.receive(f"{n} of {many}", category="har")


@pytest.fixture
def lost(kept, monkeypatch):
    """The machine is gone in the middle of April: two complaints are in the backup, three came after it."""
    monkeypatch.setattr(append, "STRETCH", 4)  # so that the month is made of several
    receive(kept.house.team, 2)
    kept.house.integrate()
    backup = kept.back_up()
    receive(kept.house.team, 3)
    kept.house.integrate()
    return kept, backup, kept.second_path()


def sign(after):
    while after.integrator.run() is not None:
        pass


def state(after):
    found = list(state_periods(after.office, after.integrator.files, after.integrator.signer.vkey))
    sign(after)
    return found


def in_may(after):
    """What is left of April, a first complaint in May, and April is closed."""
    team = replace(after.kept.house.team, office=after.office)
    receive(team, 1)
    team.go_to(date(2026, 5, 4))
    team.receive("in May")
    sign(after)
    list(close_months(after.office))
    sign(after)


def claims():
    rows = Record.objects.filter(act="statement").order_by("entry_id").values_list("facts", flat=True)
    return [json.loads(bytes(facts))["data"]["claim"] for facts in rows]


def test_the_period_of_the_loss_is_stated_and_an_outsider_finds_its_totals_true(lost):
    kept, backup, tiles = lost
    after = kept.restore(backup, tiles, kept.guard())
    assert after.restored.examined.clean
    assert after.restored.sums.size == after.restored.lost.stop
    assert len(stretches()) > 3
    assert any("totals can be proved" in line for line in after.restored.lines())
    with after.at_work():
        in_may(after)
        assert state(after) == ["2026-03", "2026-04"]
        march, april = claims()
        assert "received" in march["hidden"], "two complaints are a small number"
        assert april["totals"]["received"] == 2 + 3 + 1, "those whose words are lost are counted as well"
        folder, vkey = after.folder / "public", after.integrator.signer.vkey
        publish(after.integrator.files, vkey, folder)
        shown, without = published_and_not()
        assert [one.period.label for one in shown] == ["2026-03"]
        assert without == ["2026-04"], "beside the statement tables would tell what exactly was lost"
    log = LogFiles(folder)
    found = audit(log, verify_checkpoint(log.read(CHECKPOINT), Policy.of_key(vkey))).findings
    assert len(found.statements) == 2
    assert not [path for path in folder.rglob("*") if "sums" in path.name], "they are never published"


def refused(kept, backup, tiles, sentence, sums=None):
    with pytest.raises(SumsMissing, match=sentence) as said:
        kept.restore(backup, tiles, kept.guard(), sums=sums)
    shutil.rmtree(kept.folder / f"restored-{backup.name}-{tiles.name}")
    assert "say --without-sums. What follows then: No statement can be made of the period" in str(said.value)


def the_file(tiles):
    (file,) = sums_folder(tiles).iterdir()
    return file


def sealed(size, sums, origin="demo.invalid/tests"):
    return seal_to(RECOVERY.public, document(origin, size, sums), os.urandom)


def with_one(**change):
    one, *rest = stretches()
    return [replace(one, **change), *rest]


def one_less():
    totals = stretches()[0].totals
    return with_one(totals={**totals, "received": totals["received"] - 1})


def a_byte_changed(raw):
    return raw[:-40] + bytes([raw[-40] ^ 1]) + raw[-39:]


FORGED = [
    (
        lambda size, _: sealed(size - 3, stretches()),
        r"It is too old: it was sealed at \d+ entries, and entry \d+ was counted",
    ),
    (lambda size, _: sealed(size + 1, stretches()), r"It was sealed at \d+ entries, and there are \d+ here"),
    (lambda size, _: sealed(size, stretches(), "demo.invalid/other"), r"of another register, demo\.invalid/other"),
    (lambda size, _: sealed(size, one_less()), "Its numbers are not those of the entries that are here"),
    (lambda size, _: sealed(size, with_one(blinding=bytes(32))), "Its numbers are not those of the entries"),
    (lambda size, _: sealed(size, stretches()[1:]), "It lacks the sums of the first entries that are not stated yet"),
    (lambda _, raw: a_byte_changed(raw), "It was changed since it was sealed"),
    (
        lambda *_: seal_to(RECOVERY.public, b'{"v":"evenhand.sums/v1"}', os.urandom),
        "It opens, and does not hold sums",
    ),
    (lambda *_: b"", "It is not a file that was sealed to a recovery key"),
]


def test_a_file_that_was_put_in_place_of_the_right_one_is_refused(lost):
    kept, backup, tiles = lost
    (backup / "sums.sealed").unlink()
    file, size = the_file(tiles), Entry.objects.count()
    raw = file.read_bytes()
    for forge, sentence in FORGED:
        file.write_bytes(forge(size, raw))
        refused(kept, backup, tiles, rf"/{file.name} was refused\. .*{sentence}")


def test_a_file_that_was_kept_from_before_is_too_old(lost):
    """The true file of an older head, as it lies in the backup."""
    kept, backup, tiles = lost
    shutil.copyfile(backup / "sums.sealed", the_file(tiles))
    refused(kept, backup, tiles, "It is too old")


def test_without_key_or_file_and_with_another_key_it_stops_and_says_so(lost):
    kept, backup, tiles = lost
    there = kept.sums(backup, tiles)
    for given, sentence in (
        (replace(there, key=None), "The recovery key is not in the folder kept apart"),
        (replace(there, key=new_key_pair(os.urandom)), "The recovery key is another one than it was sealed to"),
        (replace(there, files=()), "There are no sealed sums: neither beside the tiles"),
    ):
        refused(kept, backup, tiles, sentence, given)


def test_gone_on_with_without_them_everybody_is_told_that_the_period_is_never_stated(lost):
    kept, backup, tiles = lost
    after = kept.restore(backup, tiles, kept.guard(), sums=GivenSums(without=True))
    assert after.restored.sums.lost.stop == after.restored.lost.stop
    assert any("No statement can be made of the period that holds them" in line for line in after.restored.lines())
    with after.at_work():
        in_may(after)
        with pytest.raises(NotStated, match=r"The totals of 2026-03 cannot be stated\. The sums of what the entries"):
            state(after)
        found = examine(after.integrator.files, after.folder / "guard", after.office.blobs, None)
        assert [trouble.table for trouble in found.troubles if trouble.table == "sum"] == ["sum"]


def test_what_was_never_under_a_head_has_its_sums_in_the_backup(kept):
    """The backup's rows go further than the tiles; so do the sums that it holds."""
    kept.house.team.receive("unsigned")
    after = kept.restore(kept.back_up(), kept.second_path(), kept.guard())
    assert after.restored.sums.size == Entry.objects.count() > after.restored.signed
    assert after.restored.examined.clean


def test_no_backup_holds_them_in_the_clear(kept):
    backup = kept.back_up()
    blindings = [bytes(row.blinding) for row in Sum.objects.all()]
    assert blindings
    for path in backup.rglob("*"):
        assert path.is_dir() or not any(blinding in path.read_bytes() for blinding in blindings), path
