"""A machine is lost, and what it takes to go on.

The organisation has a backup, its log on a second path, and a folder kept apart with keys and guard.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest

from evenhand.clerk.backup import BackupFault, check_backup
from evenhand.clerk.backup import write as writing
from evenhand.clerk.backup.manifest import listed
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogDamaged, sums_folder
from evenhand.clerk.restore.fault import RestoreFault
from evenhand.clerk.restore.sums import GivenSums
from evenhand.clerk.twin_log import TwinLog, begin_second_path
from evenhand.records.models import Entry
from tests.clerk.furnished import database_password, sql
from tests.clerk.kept import RECOVERY, Kept
from tests.faults.scenario import Told, plain, scenario

RESTORES = "whoever restores"
EVERYONE = "everyone: a notice in the register says so; holders of receipts; `evenhand doctor`"


def goes_on(kept: Kept) -> None:
    """Something happens after the backup, and is signed."""
    kept.house.team.receive("later")
    kept.house.integrate()


def refusal(kept: Kept, do: Callable[[], object], *kinds: type[Exception]) -> str:
    """What is said when it is refused."""
    with pytest.raises(kinds or (RestoreFault,)) as refused:
        do()
    return plain(str(refused.value), {kept.folder: ""})


@scenario("The machine burns; the backup is as new as the register")
def a_fresh_backup(kept: Kept) -> Told:
    """Nothing need be said of it in the register."""
    after = kept.restore(kept.back_up(), kept.second_path(), kept.guard())
    assert after.restored.examined.clean
    return Told(plain("\n".join(after.restored.lines())), "nothing", "nobody needs to")


@scenario("The machine burns; a complaint came after the backup")
def an_old_backup(kept: Kept) -> Told:
    """Its public lines come back from the second path, so that the receipt that its sender holds stays true."""
    backup = kept.back_up()
    goes_on(kept)
    after = kept.restore(backup, kept.second_path(), kept.guard())
    assert after.restored.examined.clean
    said = plain("\n".join(after.restored.lines()))
    return Told(said, "the words of that complaint; not that it was made", EVERYONE)


@scenario("The machine burns, and the guard is lost")
def no_guard(kept: Kept) -> Told:
    """Two people with their passwords can answer for it; it stands in the register for good."""
    backup, tiles = kept.back_up(), kept.second_path()
    said = refusal(kept, lambda: kept.restore(backup, tiles, None))
    shutil.rmtree(kept.folder / f"restored-{backup.name}-{tiles.name}")
    refs = kept.house.team.refs
    assert kept.restore(backup, tiles, None, (refs["mona"], refs["dora"])).restored.examined.clean
    return Told(said, "nothing, if the two have looked", EVERYONE)


@scenario("The machine burns, and what is left of the second path is as old as the backup")
def second_path_lost(kept: Kept) -> Told:
    """The guard knows of more. Going on would contradict receipts."""
    (
        backup,
        tiles,
    ) = kept.back_up(), kept.second_path()
    goes_on(kept)
    said = refusal(kept, lambda: kept.restore(backup, tiles, kept.guard()))
    return Told(said, "what came after the backup, with its public lines", RESTORES)


@scenario("The machine burns, and the recovery key is lost")
def no_recovery_key(kept: Kept) -> Told:
    """Whoever goes on without it says so, and from then on no totals can be proved."""
    backup, tiles = kept.back_up(), kept.second_path()
    lost = replace(kept.sums(backup, tiles), key=None)
    said = refusal(kept, lambda: kept.restore(backup, tiles, kept.guard(), sums=lost))
    shutil.rmtree(kept.folder / f"restored-{backup.name}-{tiles.name}")
    after = kept.restore(backup, tiles, kept.guard(), sums=GivenSums(without=True))
    assert [trouble.table for trouble in after.restored.examined.troubles] == ["sum"]
    return Told(
        said, "the proof of the period's totals, if it is never found", f"{RESTORES}; `evenhand doctor`; the clerk"
    )


@scenario("Somebody puts older sealed sums in the place of the newest, before the machine burns")
def older_sums(kept: Kept) -> Told:
    """They are of an older size, whatever they are called, and other numbers do not add up to the tallies."""
    backup, before = kept.back_up(), kept.second_path("before")
    goes_on(kept)
    tiles = kept.second_path()
    (old,), (new,) = sums_folder(before).iterdir(), sums_folder(tiles).iterdir()
    shutil.copyfile(old, new)
    said = refusal(kept, lambda: kept.restore(backup, tiles, kept.guard()))
    shutil.rmtree(kept.folder / f"restored-{backup.name}-{tiles.name}")
    true = GivenSums(tuple(sums_folder(kept.house.integrator.files.root).iterdir()), RECOVERY)
    assert kept.restore(backup, tiles, kept.guard(), sums=true).restored.examined.clean
    return Told(said, "nothing, if another copy is whole: beside the old machine's folder log", RESTORES)


@scenario("Somebody rewrites an entry in the backup, and its manifest with it")
def a_rewritten_backup(kept: Kept) -> Told:
    """The manifest agrees with itself; the second path does not."""
    with database_password():
        body = bytes(Entry.objects.get(index=3).body).replace(b"kind event", b"kind intake")
        sql('UPDATE records_entry SET body = %s WHERE "index" = 3', body)
        kept.back_up_examined("rewritten")
    said = refusal(kept, lambda: kept.restore(kept.folder / "rewritten", kept.second_path(), kept.guard()))
    return Told(said, "nothing", RESTORES)


@scenario("A byte of a backup rots, or is changed")
def a_rotten_backup(kept: Kept) -> Told:
    """Every byte is in the manifest."""
    backup = kept.back_up()
    rows = backup / "rows.sqlite3"
    raw = bytearray(rows.read_bytes())
    raw[len(raw) // 2] ^= 1
    rows.write_bytes(raw)
    said = refusal(kept, lambda: check_backup(backup), BackupFault)
    assert json.loads((backup / "manifest.json").read_bytes())["files"]["rows.sqlite3"] != list(
        listed(backup)["rows.sqlite3"]
    )
    return Told(said, "that backup", "whoever restores, or runs `evenhand backup --check`")


@scenario("A backup is killed while it is written")
def a_broken_backup(kept: Kept) -> Told:
    """Nothing takes the half for a whole, and the same command goes on."""
    with pytest.MonkeyPatch.context() as killed:
        killed.setattr(writing, "_copy_log", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            kept.back_up()
    said = refusal(kept, lambda: check_backup(kept.folder / "backup"), BackupFault)
    assert check_backup(kept.back_up()).troubles == 0
    return Told(said, "nothing", "whoever reads the answer of `evenhand backup`")


@scenario("The disk of the log's second path is not mounted")
def second_path_away(kept: Kept) -> Told:
    """Complaints are taken as before. No head is signed whose entries lie in one place only."""
    vkey, second = kept.house.integrator.signer.vkey, kept.folder / "second"
    begin_second_path(second, vkey)
    clerk = Integrator(
        TwinLog(kept.folder / "log", second, vkey), kept.house.integrator.guard, kept.house.integrator.signer
    )
    shutil.rmtree(second)
    kept.house.team.receive("meanwhile")
    before = kept.guard()
    said = refusal(kept, clerk.run, LogDamaged)
    assert kept.guard() == before
    begin_second_path(second, vkey)
    assert clerk.run() is not None
    return Told(said, "nothing; receipts wait", "the clerk, who says so in the log as an alarm")
