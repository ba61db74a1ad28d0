"""The log on a second path: written there first, never under a signed head in one place only, caught up after being away."""

import os
import shutil
from pathlib import Path

import pytest

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogDamaged
from evenhand.clerk.publish import publish
from evenhand.clerk.twin_log import TwinLog, begin_second_path
from evenhand_register.keys import Signer
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(tmp_path):
    return tmp_path / "second"


@pytest.fixture
def integrator(office, tmp_path, second):
    signer = Signer(office.origin, os.urandom(32))
    begin_second_path(second, signer.vkey)
    return made_again(Integrator(None, tmp_path / "guard" / "checkpoint", signer), tmp_path)


def made_again(integrator: Integrator, folder: Path) -> Integrator:
    """The clerk, started again."""
    twin = TwinLog(folder / "log", folder / "second", integrator.signer.vkey)
    made = Integrator(twin, integrator.guard, integrator.signer)
    if not integrator.guard.exists():
        made.begin()
    return made


def held(folder: Path) -> dict[str, bytes]:
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: raw for name, raw in found.items() if name not in ("vkey", "policy", "verify.html", "index.html")}


def test_both_places_hold_the_same(office, integrator, tmp_path, second):
    for token in ("one", "two"):
        complain(office, token)
        integrator.run()
    assert held(second) == held(tmp_path / "log")
    assert "checkpoint" in held(second)


def test_while_the_second_path_is_away_nothing_is_signed_and_then_it_goes_on(office, integrator, tmp_path, second):
    integrator.run()
    before, guard = held(tmp_path / "log"), integrator.guard.read_bytes()
    complain(office)
    second.rename(tmp_path / "away")
    for empty in (False, True):  # a disk that is not mounted leaves an empty folder, or none
        if empty:
            second.mkdir()
        with pytest.raises(LogDamaged, match="Is its disk mounted"):
            made_again(integrator, tmp_path).run()
    assert (held(tmp_path / "log"), integrator.guard.read_bytes()) == (before, guard)
    second.rmdir()
    (tmp_path / "away").rename(second)
    assert integrator.run() is not None
    assert held(second) == held(tmp_path / "log")


def test_what_the_second_path_missed_is_caught_up_before_the_next_head(office, integrator, tmp_path, second):
    complain(office, "one")
    integrator.run()
    shutil.rmtree(second / "tile")
    shutil.rmtree(second / "record")
    complain(office, "two")
    made_again(integrator, tmp_path).run()
    assert held(second) == held(tmp_path / "log")


def test_whatever_is_signed_lies_on_the_second_path_first(office, integrator, monkeypatch, tmp_path, second):
    complain(office)
    monkeypatch.setattr("evenhand.clerk.integrate.note.sign", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        integrator.run()
    tiles = {name for name in held(tmp_path / "log") if name.startswith("tile/")}
    assert tiles == {name for name in held(second) if name.startswith("tile/")} != set()


def test_another_registers_folder_is_not_written_to(office, integrator, second):
    complain(office)
    (second / "vkey").write_text(Signer(office.origin, bytes(32)).vkey + "\n")
    before = held(second)
    with pytest.raises(LogDamaged, match="does not hold this register"):
        integrator.run()
    assert held(second) == before


def test_other_bytes_on_the_second_path_stop_everything(office, integrator, tmp_path, second):
    """Somebody else went on under the same key: two machines, one restored and the other started again."""
    first = tmp_path / "as-it-was"
    integrator.run()
    shutil.copytree(tmp_path / "log", first)
    guard = integrator.guard.read_bytes()
    complain(office, "here")
    bundle = f"tile/entries/000.p/{integrator.run().size}"
    shutil.rmtree(tmp_path / "log")
    shutil.copytree(first, tmp_path / "log")
    integrator.guard.write_bytes(guard)
    (second / bundle).write_bytes(b"what the other machine wrote")
    with pytest.raises(LogDamaged, match="changed on disk"):
        made_again(integrator, tmp_path).run()
    assert integrator.guard.read_bytes() == guard


def test_a_register_that_has_run_for_a_while_gets_one_by_publishing(office, integrator, tmp_path):
    complain(office, "one")
    integrator.run()
    late = tmp_path / "late"
    publish(integrator.files, integrator.signer.vkey, late)
    complain(office, "two")
    twin = TwinLog(tmp_path / "log", late, integrator.signer.vkey)
    head = Integrator(twin, integrator.guard, integrator.signer).run()
    of_the_log = {name: raw for name, raw in held(late).items() if not name.startswith(("figures/", "index.html"))}
    assert of_the_log == held(tmp_path / "log")
    assert publish(twin, integrator.signer.vkey, late) == head


def test_a_new_policy_is_kept_on_the_second_path_too_but_not_in_a_place_that_is_not_ours(integrator, second):
    integrator.run()
    integrator.files.keep_beside(integrator.vkeys, b"another\n")
    assert (second / "policy").read_bytes() == b"another\n"
    (second / "vkey").write_text("another register's\n")
    integrator.files.keep_beside(integrator.vkeys, b"a third\n")
    assert (second / "policy").read_bytes() == b"another\n"
