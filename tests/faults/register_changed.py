"""Somebody changes the register itself."""

from collections.abc import Callable

import pytest
from django.db import transaction

from evenhand.clerk.log_files import LogDamaged
from evenhand.records.models import Entry, Head, Record
from evenhand.records.queries.register import RowsDamaged
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.keys import Signer
from tests.clerk.furnished import database_password, sql
from tests.faults.house import House
from tests.faults.scenario import Told, plain, scenario

DOCTOR = "whoever runs `evenhand doctor`"
EVERYONE = f"{DOCTOR}; the clerk, who signs nothing more; everyone with a receipt or an older head"
READERS = f"everyone who reads the published files with `evenhand-verify`; {DOCTOR}"
NOTHING = "nothing: the published files hold every line as it was"

type Verify = Callable[..., str]


def clerk(house: House, *complaints: str) -> str:
    """What the clerk says instead of signing, at once or when more complaints have come."""
    for token in complaints:
        house.team.receive(token)
    with pytest.raises((RegisterError, LogDamaged, RowsDamaged)) as stopped:
        house.integrate()
    return f"clerk: ALARM: nothing is signed. {stopped.value}"


def spoken(**said: str) -> str:
    """What several programs say, each line with its speaker."""
    return plain("\n".join(f"{who}: {line}" for who, text in said.items() for line in text.splitlines()))


@scenario("The public bytes of an entry changed in the database")
def entry_bytes_changed(house: House) -> Told:
    """Every byte is under the signed head."""
    with database_password():
        body = bytes(Entry.objects.get(index=5).body)
        sql('UPDATE records_entry SET body = %s WHERE "index" = 5', bytes([*body[:-2], body[-2] ^ 1, body[-1]]))
        return Told(plain(house.doctor()), NOTHING, DOCTOR)


@scenario("The day of an entry changed in the database, in all places that agree")
def an_entrys_day_changed(house: House) -> Told:
    """The day is part of the bytes that were signed."""
    with database_password():
        body = bytes(Entry.objects.get(index=5).body).replace(b"2026-03-03", b"2026-02-03")
        sql("UPDATE records_entry SET body = %s, day = '2026-02-03' WHERE \"index\" = 5", body)
        return Told(plain(house.doctor()), NOTHING, DOCTOR)


@scenario("Two entries exchanged in the database, with their records")
def entries_swapped(house: House) -> Told:
    """The order of the register is signed too."""
    with database_password():
        for table in ("records_entry", "records_record"):
            for old, new in ((5, -5), (6, 5), (-5, 6)):
                sql(f'UPDATE {table} SET "index" = %s WHERE "index" = %s', new, old)
        return Told(plain(house.doctor()), NOTHING, DOCTOR)


@scenario("An entry taken out of the middle of the register")
def an_entry_taken_out(house: House) -> Told:
    """Numbers have no gap."""
    with database_password():
        for table in ("records_record", "records_entry"):
            sql(f'DELETE FROM {table} WHERE "index" = 7')
        return Told(plain(house.doctor()), "the record behind it, unless a backup has it", DOCTOR)


@scenario("The newest entries cut off, and the head set back to match")
def the_tail_cut(house: House) -> Told:
    """What was signed is known to the guard, to the published files, and to everyone who holds a head."""
    with database_password():
        size = Head.objects.get().size - 1
        for table in ("records_record", "records_entry"):
            sql(f'DELETE FROM {table} WHERE "index" = %s', size)
        newest = Entry.objects.order_by("-index").first()
        office = Record.objects.filter(complaint=None).order_by("-entry_id").first().entry_id
        Head.objects.update(size=size, day=newest.day, office_index=office)
        return Told(plain(house.doctor()), "the record behind it, unless a backup has it", EVERYONE)


@scenario("An old backup of the database put in the place of the newest")
def an_old_backup_put_back(house: House) -> Told:
    """Nothing is signed: a second history would begin."""
    before = transaction.savepoint_create()
    house.team.receive("four")
    house.integrate()
    transaction.savepoint_rollback(before)
    doctor = house.doctor()
    at_once, grown = clerk(house), clerk(house, "five", "six")
    said = plain(f"{doctor}\n{at_once}\n{grown}")
    return Told(said, "what stood behind the newest entries; their public lines come back from the files", EVERYONE)


@scenario("A byte changed in a published file of hashes")
def a_tile_flipped(house: House, verify: Verify) -> Told:
    """Readers check every file against the signed head."""
    flip(house, "tile/0/000.p/*")
    return Told(spoken(doctor=house.doctor(), verify=verify(house)), NOTHING, READERS)


@scenario("A byte changed in a published file of entries")
def a_bundle_flipped(house: House, verify: Verify) -> Told:
    """The same for entries."""
    flip(house, "tile/entries/000.p/*")
    return Told(spoken(doctor=house.doctor(), verify=verify(house)), NOTHING, READERS)


@scenario("A published file removed")
def a_tile_removed(house: House, verify: Verify) -> Told:
    """The head says which files there must be."""
    newest(house, "tile/entries/000.p/*").unlink()
    return Told(spoken(doctor=house.doctor(), verify=verify(house)), NOTHING, READERS)


@scenario("The published scheme of the register overwritten")
def a_published_record_overwritten(house: House, verify: Verify) -> Told:
    """What must be public opens its entry."""
    scheme = house.integrator.files.root / "record" / house.team.office.scheme().scheme.hex()
    scheme.write_bytes(b"{}")
    return Told(spoken(doctor=house.doctor(), verify=verify(house)), NOTHING, READERS)


@scenario("The head signed again with another key")
def a_head_of_another_key(house: House, verify: Verify) -> Told:
    """Only the key that was printed when the register was begun counts."""
    signed = note.parse(house.integrator.files.read("checkpoint"))
    forged = note.sign(signed.text, [Signer(house.team.office.origin, bytes(range(32)))])
    house.integrator.files.replace("checkpoint", forged)
    house.integrator.guard.write_bytes(forged)
    return Told(spoken(doctor=house.doctor(), verify=verify(house)), NOTHING, READERS)


@scenario("The guard file removed")
def the_guard_removed(house: House) -> Told:
    """Without it nobody can know that nothing older is signed, so nothing is."""
    house.integrator.guard.unlink()
    said = plain(f"{house.doctor()}\n{clerk(house)}", {house.integrator.guard: "guard/checkpoint"})
    return Told(said, "nothing", f"{DOCTOR}; the clerk, who signs nothing more")


@scenario("The guard file replaced by an older one")
def an_older_guard(house: House) -> Told:
    """It is compared with what is published."""
    older = house.integrator.guard.read_bytes()
    house.team.receive("four")
    house.integrate()
    house.integrator.guard.write_bytes(older)
    return Told(plain(house.doctor()), "nothing", DOCTOR)


@scenario("Database, guard and published files all set back together to an older state")
def all_set_back_together(house: House, verify: Verify, tmp_path) -> Told:
    """Nothing on the machine contradicts it. Whoever holds a newer head does."""
    root = house.integrator.files.root
    older = house.integrator.guard.read_bytes()
    before = transaction.savepoint_create()
    house.team.receive("four")
    house.integrate()
    kept = tmp_path / "head-of-yesterday"
    kept.write_bytes((root / "checkpoint").read_bytes())
    transaction.savepoint_rollback(before)
    (root / "checkpoint").write_bytes(older)
    house.integrator.guard.write_bytes(older)
    assert house.examine().clean
    said = spoken(doctor="Nothing is wrong.", verify=verify(house, kept))
    return Told(
        plain(said, {kept: "head-of-yesterday"}),
        "every entry since; a receipt of one proves that there was one",
        "only who has a newer head or receipt: keep heads elsewhere",
    )


@scenario("History rewritten by somebody who has the signing key too")
def history_rewritten_with_the_key(house: House, verify: Verify, tmp_path) -> Told:
    """Nothing on the machine contradicts it. Whoever holds an older head does."""
    root, files = house.integrator.files.root, house.integrator.files
    kept = tmp_path / "head-of-yesterday"
    before = transaction.savepoint_create()
    house.team.receive("four")
    house.integrate()
    kept.write_bytes((root / "checkpoint").read_bytes())
    transaction.savepoint_rollback(before)
    for path in sorted(root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    house.integrator.guard.unlink()
    house.team.receive("another in its place")
    house.integrator.begin()
    house.integrate()
    assert Checkpoint.parse(note.parse(files.read("checkpoint")).text).size
    assert house.examine().clean
    said = spoken(doctor="Nothing is wrong.", verify=verify(house, kept))
    return Told(
        plain(said, {kept: "head-of-yesterday"}),
        "what was taken out; a receipt of it proves that it was there",
        "only who has an older head or receipt: keep heads elsewhere",
    )


def newest(house: House, pattern: str):
    """The widest file of a partial tile."""
    return max(house.integrator.files.root.glob(pattern), key=lambda path: int(path.name))


def flip(house: House, pattern: str) -> None:
    """Change one bit of a published file."""
    path = newest(house, pattern)
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(bytes(content))
