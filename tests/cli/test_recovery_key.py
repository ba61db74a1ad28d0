"""The recovery key: made by `init` and by `upgrade`, asked to be carried away, and never missed in silence."""

import shutil
import stat
from datetime import UTC, datetime, timedelta

import pytest

from evenhand.clerk.reminding import Reminding
from evenhand.site.clock import entropy
from evenhand.site.home import Home, HomeError, write_settings
from evenhand.site.recovery_key import (
    PRIVATE_NAME,
    PUBLIC_NAME,
    create_recovery_key,
    load_recovery_key,
    load_recovery_public,
    what_is_missing,
)
from tests.conftest import Served


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path / "home")
    made.keys.mkdir(parents=True)
    write_settings(made, name="A body", origin="register.example/body", timezone="Europe/London")
    return made


def test_it_is_made_once_and_both_halves_belong_together(home):
    assert create_recovery_key(home, entropy)
    before = (home.keys / PRIVATE_NAME).read_bytes()
    assert not create_recovery_key(home, entropy)
    assert (home.keys / PRIVATE_NAME).read_bytes() == before
    assert load_recovery_key(home.keys / PRIVATE_NAME).public == load_recovery_public(home)
    assert stat.S_IMODE((home.keys / PRIVATE_NAME).stat().st_mode) == 0o600


def test_one_whose_private_half_was_carried_away_is_not_made_again(home):
    create_recovery_key(home, entropy)
    (home.keys / PRIVATE_NAME).unlink()
    assert not create_recovery_key(home, entropy)
    assert not (home.keys / PRIVATE_NAME).exists()


def test_what_is_missing_is_said_until_it_is_carried_away(home):
    settings = home.settings()
    assert "There is no recovery key" in what_is_missing(home, settings)
    create_recovery_key(home, entropy)
    assert "still lies on this machine" in what_is_missing(home, settings)
    (home.keys / PRIVATE_NAME).unlink()
    assert what_is_missing(home, settings) is None


@pytest.mark.parametrize(
    "text", ["", "evenhand recovery key v1\n", "evenhand recovery key v1\nAAAA\n", "\u00e9", "x\n" * 5]
)
def test_a_damaged_file_is_named(home, text):
    file = home.keys / PRIVATE_NAME
    file.write_text(text, encoding="utf-8")
    with pytest.raises(HomeError, match=f"{PRIVATE_NAME} is damaged, or another file"):
        load_recovery_key(file)
    with pytest.raises(HomeError, match="There is no file"):
        load_recovery_key(home.keys / "none")


def test_the_clerk_says_it_once_a_day():
    said, now = ["carry it away"], datetime(2026, 3, 1, tzinfo=UTC)
    reminding = Reminding(lambda: said[0] if said else None)
    told = [bool(reminding.tend(now + timedelta(hours=hour))) for hour in range(49)]
    assert [hour for hour, once in enumerate(told) if once] == [0, 24, 48]
    said.clear()
    assert not reminding.tend(now + timedelta(days=9))


@pytest.mark.slow
def notes(served) -> list[str]:
    """What the doctor notes, but for teams to which nobody belongs yet."""
    return [note for note in served.run_json("doctor")["notes"] if "Nobody belongs to this team" not in note]


def test_init_and_upgrade_make_it_and_the_doctor_says_what_is_missing(tmp_path):
    served = Served.at(tmp_path / "home")
    second = tmp_path / "second"
    begun = served.run_json(
        "init", "--name", "A body", "--origin", "register.example/body", "--log-copy", str(second)
    )
    keys = served.home / "keys"
    assert begun["recovery_key"] == str(keys / PRIVATE_NAME)
    (one,), (other,) = (tuple(folder.iterdir()) for folder in (served.home / "log.sums", tmp_path / "second.sums"))
    assert one.read_bytes() == other.read_bytes()
    for folder in (second, tmp_path / "second.sums"):
        shutil.rmtree(folder)
    served.run("publish", str(second))
    assert [path.name for path in (tmp_path / "second.sums").iterdir()] == [one.name], (
        "a second path that is begun anew"
    )
    for name in (PRIVATE_NAME, PUBLIC_NAME):
        (keys / name).unlink()
    (note,) = notes(served)
    assert "There is no recovery key" in note
    (tmp_path / "second.sums").rename(tmp_path / "away")
    (tmp_path / "second.sums").write_text("in the way")
    refused = served.run_json("upgrade")["recovery_key"]
    assert not refused["made"]
    assert "No recovery key was made. The sealed sums cannot be kept in" in refused["said"]
    (tmp_path / "second.sums").unlink()
    assert served.run_json("upgrade")["recovery_key"]["made"]
    unsealed, key = notes(served)
    assert unsealed.startswith(f"sealed sums {tmp_path / 'second.sums'}: No sealed sums of the ")
    assert "still lies on this machine" in key
