"""The published folder: the same bytes each time, checked by a stranger, and never written over another history."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from evenhand.clerk.duties import do_what_is_due
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogDamaged, LogFiles
from evenhand.clerk.publish import NotPublishable, publish
from evenhand.office.published_files import figure_files
from evenhand.office.stated import published_figures
from evenhand.records.models import Entry
from evenhand_register import note
from evenhand_register.keys import Signer
from tests.office.scenes import complain

pytestmark = pytest.mark.django_db


@pytest.fixture
def integrator(office, tmp_path):
    signer = Signer(office.origin, os.urandom(32))
    made = Integrator(LogFiles(tmp_path / "log"), tmp_path / "guard" / "checkpoint", signer)
    made.begin()
    return made


@pytest.fixture
def log(office, clock, integrator):
    """A log with a closed month in it."""
    for n in range(7):
        complain(office, f"complaint {n}")
    clock.go_to(datetime(2026, 4, 1, 9, tzinfo=UTC))
    do_what_is_due(office)
    while integrator.run():  # one head at the end of the month, and one beyond it
        pass
    return integrator.files


@pytest.fixture
def folder(log, integrator, tmp_path):
    publish(log, integrator.signer.vkey, tmp_path / "public")
    return tmp_path / "public"


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def check(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`evenhand-verify`, as a stranger runs it: in a folder of their own, with no memory of this register."""
    stranger = tmp_path / "stranger"
    stranger.mkdir(exist_ok=True)
    environment = {**os.environ, "XDG_STATE_HOME": str(stranger / "state")}
    command = [sys.executable, "-m", "evenhand_register.tools.verify", *arguments]
    return subprocess.run(command, cwd=stranger, env=environment, capture_output=True, text=True, check=False)


def test_published_twice_the_bytes_are_the_same(log, integrator, folder):
    before = digests(folder)
    assert {"checkpoint", "vkey", "policy", "figures/periods.csv", "figures/periods.json"} <= before.keys()
    publish(log, integrator.signer.vkey, folder)
    assert digests(folder) == before


def test_a_stranger_finds_the_folder_whole(integrator, folder, tmp_path):
    moved = shutil.copytree(folder, tmp_path / "downloaded")
    done = check(tmp_path, str(moved), "--vkey", integrator.signer.vkey)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("VERIFIED")


@pytest.mark.parametrize("part", ["checkpoint", "tile/0/000", "tile/entries/000", "record"])
def test_a_flipped_byte_anywhere_in_the_log_is_refused(integrator, folder, tmp_path, part):
    paths = [path for path in sorted(folder.rglob("*")) if path.relative_to(folder).as_posix().startswith(part)]
    path = [path for path in paths if path.is_file()][-1]
    if part == "record":  # the scheme's; openings of other entries prove nothing that the tree does not
        (path,) = [path for path in paths if path.is_file() and b"evenhand.scheme/v1" in path.read_bytes()]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    done = check(tmp_path, str(folder), "--vkey", integrator.signer.vkey)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.startswith("NOT VERIFIED")


def ask_the_other(command: str, folder: Path, key: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """What `aics-tlog`, which others wrote, says of the folder; it shares no code with us."""
    whole = [sys.executable, "-m", "aics_tlog", command, "--tiles", str(folder), "--vkey-file", str(key), *arguments]
    done = subprocess.run(whole, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


def test_other_peoples_software_finds_every_entry_in_the_folder_and_a_head_that_grew(
    office, log, integrator, folder, tmp_path
):
    key, old = tmp_path / "known.key", tmp_path / "seen.note"
    key.write_text(integrator.signer.vkey + "\n")
    code, found = ask_the_other("verify-checkpoint", folder, key, "--save-checkpoint", str(old))
    assert (code, found["origin"], found["tiles_ok"]) == (0, office.origin, True)
    last = found["size"] - 1
    for index in (0, last):
        entry = tmp_path / f"entry-{index}"
        code, _ = ask_the_other("verify-inclusion", folder, key, "--index", str(index), "--entry-out", str(entry))
        assert code == 0
        assert entry.read_bytes() == bytes(Entry.objects.get(index=index).body)
    complain(office, "one more")
    integrator.run()
    publish(log, integrator.signer.vkey, folder)
    assert ask_the_other("verify-consistency", folder, key, "--old-checkpoint", str(old))[0] == 0
    tile = max(
        (path for path in (folder / "tile" / "0").rglob("*") if path.is_file()), key=lambda path: int(path.name)
    )
    tile.write_bytes(tile.read_bytes()[::-1])
    assert ask_the_other("verify-inclusion", folder, key, "--index", "0")[0] == 1


def test_a_folder_signed_again_with_another_key_is_refused_by_whoever_has_the_right_one(integrator, folder, tmp_path):
    forger = Signer(integrator.signer.name, os.urandom(32))
    text = note.parse((folder / "checkpoint").read_bytes()).text
    (folder / "checkpoint").write_bytes(note.sign(text, [forger]))
    (folder / "vkey").write_text(forger.vkey + "\n")
    (folder / "policy").write_text(f"log {forger.vkey}\nquorum none\n")
    refused = check(tmp_path, str(folder), "--vkey", integrator.signer.vkey)
    assert refused.returncode == 1
    assert "E_NOTE_UNSIGNED" in refused.stdout
    trusting = check(tmp_path, str(folder))
    assert trusting.stdout.splitlines()[0] == (
        "The key came from what is being checked: this shows only that it agrees with itself."
    )


def test_the_figures_are_those_of_the_closed_periods(folder):
    found = published_figures("demo.invalid/tests")
    assert [one.totals.period.label for one in found.periods] == ["2026-03"]
    for name, content in figure_files(found).items():
        assert (folder / name).read_bytes() == content
    assert [path.name for path in (folder / "edge").iterdir()] == [str(found.periods[0].totals.period.b)]
    text = (folder / "figures" / "periods.csv").read_text()
    assert "2026-03,0," in text
    assert "proved" not in text.replace("not proved", "")  # nothing is stated yet


def test_a_period_that_the_head_does_not_cover_yet_is_not_published(office, integrator, clock, tmp_path):
    complain(office)
    integrator.run()
    clock.go_to(datetime(2026, 4, 1, 9, tzinfo=UTC))
    do_what_is_due(office)
    publish(integrator.files, integrator.signer.vkey, tmp_path / "public")
    assert "2026-03" not in (tmp_path / "public" / "figures" / "periods.csv").read_text()


def test_it_is_brought_up_to_date_with_what_came_since(office, log, integrator, folder, tmp_path):
    complain(office, "one more")
    integrator.run()
    head = publish(log, integrator.signer.vkey, folder)
    done = check(tmp_path, str(folder), "--vkey", integrator.signer.vkey)
    assert done.returncode == 0
    assert str(head.size) in done.stdout


def test_a_folder_with_other_things_in_it_is_left_alone(log, integrator, tmp_path):
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "keys").write_text("secret")
    with pytest.raises(NotPublishable, match="holds other things: name an empty folder"):
        publish(log, integrator.signer.vkey, precious)
    with pytest.raises(NotPublishable, match="holds other things"):
        publish(log, integrator.signer.vkey, precious / "keys")
    assert [path.name for path in precious.iterdir()] == ["keys"]


def test_another_register_is_not_published_over_this_one(folder, office):
    before = digests(folder)
    other = Integrator(LogFiles(folder.parent / "other"), folder.parent / "g" / "c", Signer(office.origin, bytes(32)))
    other.begin()
    with pytest.raises(NotPublishable, match="holds another register"):
        publish(other.files, other.signer.vkey, folder)
    assert digests(folder) == before


def test_a_register_that_was_set_back_is_not_published_over_its_later_state(office, log, integrator, folder):
    older = shutil.copytree(log.root, log.root.with_name("older"))
    complain(office, "one more")
    integrator.run()
    publish(log, integrator.signer.vkey, folder)
    before = digests(folder)
    with pytest.raises(NotPublishable, match="a head that this register does not contain"):
        publish(LogFiles(older), integrator.signer.vkey, folder)
    assert digests(folder) == before


def test_a_published_tile_that_somebody_changed_stops_everything(log, integrator, folder):
    tile = next(path for path in (folder / "tile" / "0").rglob("*") if path.is_file())
    tile.write_bytes(tile.read_bytes()[::-1])
    with pytest.raises(LogDamaged, match="was changed on disk"):
        publish(log, integrator.signer.vkey, folder)


def test_what_an_interrupted_run_left_is_completed(log, integrator, folder):
    whole = digests(folder)
    (folder / "checkpoint").unlink()
    shutil.rmtree(folder / "figures")
    (folder / "tile" / "entries").rename(folder.parent / "lost")
    publish(log, integrator.signer.vkey, folder)
    assert digests(folder) == whole


def test_nothing_is_published_before_there_is_a_head(integrator, tmp_path):
    with pytest.raises(NotPublishable, match="no checkpoint yet"):
        publish(LogFiles(tmp_path / "empty"), integrator.signer.vkey, tmp_path / "public")
    assert not (tmp_path / "public").exists()
