"""A backup: the rows of one moment with their files, nothing that opens or signs, and whole or nothing."""

import stat
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS

from evenhand.clerk.backup import BackupFault, check_backup, examine_backup
from evenhand.clerk.backup import write as writing
from evenhand.records.beside import beside, instead, sqlite_file, sqlite_to_read
from evenhand.records.copy_rows import kept_tables
from evenhand.records.models import Complaint, Draft, Entry, Sealed, Session
from tests.clerk.furnished import CLEAR, database_password, furnish, sql
from tests.clerk.kept import NOW, Kept, keep
from tests.office.scenes import submission
from tests.office.team import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(office, clock, tmp_path):
    return keep(Team(office, clock), tmp_path)


def rows(alias: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row that is evidence, without the numbers that a database gives by itself."""
    found = {}
    for model in kept_tables():
        names = [
            field.attname for field in model._meta.concrete_fields if field.attname != "id" or "id" in _own(model)
        ]
        values = model._default_manager.using(alias).order_by("pk").values_list(*names)
        found[model.__name__] = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in values]
    return found


def _own(model) -> set[str]:
    return {field.name for field in model._meta.concrete_fields if field.get_internal_type() != "BigAutoField"}


def files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def test_every_row_that_is_evidence_is_in_it_as_it_was(office, clock, tmp_path):
    kept = Kept(furnish(Team(office, clock), tmp_path), tmp_path)
    backup = kept.back_up()
    with beside(sqlite_to_read(backup / "rows.sqlite3")) as copy:
        there = rows(copy)
    assert there == rows(DEFAULT_DB_ALIAS)
    assert all(there.values()), "The furnished house has a row in every such table."
    manifest = check_backup(backup)
    assert (manifest.entries, manifest.troubles) == (Entry.objects.count(), 0)
    assert examine_backup(backup).clean


def test_it_opens_nothing_signs_nothing_and_belongs_to_its_owner(kept):
    Session.objects.create(digest="d", account="a", slot="s", started=NOW, expires=NOW)
    Draft.objects.create(digest="d", sealed=b"draft", expires=NOW)
    backup = kept.back_up()
    bytes_of_it = b"".join(path.read_bytes() for path in files(backup))
    integrator = kept.house.integrator
    for secret in (integrator.signer.secret_text.encode(), integrator.signer.private_key, CLEAR[:20]):
        assert secret not in bytes_of_it
    assert submission().narrative.encode() not in bytes_of_it
    assert not any("key" in path.name and path.name != "vkey" for path in files(backup))
    assert not list(backup.rglob("guard"))
    with beside(sqlite_to_read(backup / "rows.sqlite3")) as copy:
        assert not Session.objects.using(copy).exists()
        assert not Draft.objects.using(copy).exists()
    for path in (backup, *backup.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_what_comes_while_files_are_copied_is_left_to_the_next_one(kept, monkeypatch):
    before = Entry.objects.count()
    copy = writing._copy_blobs

    def copy_and_more(blobs, folder):
        kept.house.team.receive("meanwhile")
        kept.house.integrate()
        copy(blobs, folder)

    monkeypatch.setattr(writing, "_copy_blobs", copy_and_more)
    backup = kept.back_up()
    assert check_backup(backup).entries == before < Entry.objects.count()
    assert examine_backup(backup).clean


@pytest.mark.parametrize("step", ["_copy_rows", "_sync"])
def test_one_that_breaks_off_is_no_backup_and_can_be_gone_on_with(kept, monkeypatch, step):
    with monkeypatch.context() as broken:
        broken.setattr(writing, step, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            kept.back_up()
    with pytest.raises(BackupFault, match="broke off"):
        check_backup(kept.folder / "backup")
    assert check_backup(kept.back_up()).troubles == 0
    assert not (kept.folder / "backup" / "unfinished").exists()


def test_a_whole_one_is_never_written_over_nor_anything_else(kept, tmp_path):
    backup = kept.back_up()
    before = {path: path.read_bytes() for path in files(backup)}
    with pytest.raises(BackupFault, match="holds a backup already"):
        kept.back_up()
    assert before == {path: path.read_bytes() for path in files(backup)}
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "letter.txt").write_text("mine")
    with pytest.raises(BackupFault, match="holds other things"):
        kept.back_up("else")


def test_each_changed_missing_or_added_byte_of_it_is_named(kept):
    backup = kept.back_up()
    for path in files(backup):
        name, raw = path.relative_to(backup).as_posix(), path.read_bytes()
        path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
        with pytest.raises(BackupFault, match="damaged" if name != "manifest.json" else "damaged|not whole|manifest"):
            check_backup(backup)
        path.unlink()
        with pytest.raises(BackupFault, match="is missing" if name != "manifest.json" else "is no backup"):
            check_backup(backup)
        path.write_bytes(raw)
    (backup / "blobs" / "extra").write_bytes(b"x")
    with pytest.raises(BackupFault, match="was not in the backup"):
        check_backup(backup)
    for manifest in (b"", b"{}", b"[]", b'{"v": 1}', b'{"v": "evenhand.backup/v1", "files": {"a": 1}}', b"\xff"):
        (backup / "manifest.json").write_bytes(manifest)
        with pytest.raises(BackupFault):
            check_backup(backup)


def test_what_is_wrong_is_copied_as_it_is_and_said(kept):
    address = Sealed.objects.filter(what="file").values_list("address", flat=True)[0]
    blob = kept.house.team.office.blobs.path(address)
    blob.chmod(0o600)
    blob.write_bytes(b"overwritten")
    with database_password():
        sql("UPDATE records_complaint SET stage = 'closed'")
        manifest, examined = kept.back_up_examined("backup")
    tables = {trouble.table for trouble in examined.troubles}
    assert {"complaint", "blob"} <= tables
    assert manifest.troubles == len(examined.troubles)
    blob.unlink()
    manifest, examined = kept.back_up_examined("another")
    assert [trouble.table for trouble in examined.troubles] == ["blob"]


def test_without_a_signed_head_nothing_is_backed_up(kept):
    (kept.house.integrator.files.root / "checkpoint").write_bytes(b"no head")
    with pytest.raises(BackupFault, match="run `evenhand doctor`"):
        kept.back_up()


@pytest.mark.slow
def test_one_from_an_older_version_of_the_program_is_examined_with_todays_tables(kept):
    backup = kept.back_up()
    with beside(sqlite_file(backup / "rows.sqlite3")), instead():
        call_command(
            "migrate", "records", "0018", verbosity=0
        )  # no further: what acts hold the hashes of would be lost
        Complaint.objects.update(category="other-than-it-was")
    before = (backup / "rows.sqlite3").read_bytes()
    examined = examine_backup(backup)
    assert examined.clean
    assert any("complaint, category" in note for note in examined.notes)  # mended, and said
    assert (backup / "rows.sqlite3").read_bytes() == before
    assert kept.restore(backup, kept.second_path(), kept.guard()).restored.entries == Entry.objects.count()
