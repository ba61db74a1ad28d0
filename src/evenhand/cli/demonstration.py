"""The home of a demonstration: what stands there, making it, and clearing it away. Never a real organisation's."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from evenhand.cli.commands.init_ import begin_register
from evenhand.cli.open_home import Opened, open_home
from evenhand.cli.say import Failure
from evenhand.demo.calendar import first_moment
from evenhand.demo.cast import BODY, ORIGIN, TIMEZONE
from evenhand.site.clock import SimulatedClock, entropy
from evenhand.site.found import prepare_home
from evenhand.site.home import Home, HomeError
from evenhand.site.keys import load_vkey
from evenhand.site.serving import is_served
from evenhand.site.shipped import shipped_rulebook
from evenhand.vault.agent.founding import InstanceKeys

_ORIGINS = "demo.invalid/"
FILE, UNFINISHED = "demonstration.json", "demonstration.unfinished"
_OURS = (
    *("evenhand.toml", "evenhand.sqlite3", "evenhand.sqlite3-wal", "evenhand.sqlite3-shm", FILE, UNFINISHED),
    *("demonstration.writing", "blobs", "log", "keys", "guard", "run", "static", "policy", "witness"),
)


class Stands(StrEnum):
    """What a home folder holds."""

    NOTHING = "nothing"
    UNFINISHED = "unfinished"
    DEMONSTRATION = "demonstration"
    ANOTHER = "another"


def what_stands(home: Home) -> Stands:
    """What is there. Raises Failure for an organisation that is no demonstration: it is left alone, whatever was asked."""
    _refuse_any_other(home)
    if (home.root / UNFINISHED).exists():
        return Stands.UNFINISHED
    if home.exists():
        return Stands.DEMONSTRATION if (home.root / FILE).exists() else Stands.ANOTHER
    if home.keys.exists() or home.database.exists():
        raise Failure(
            f"{home.root} holds parts of an organisation, but {home.settings_file.name} is missing. Nothing was touched: "
            "put it back, or name another folder in EVENHAND_HOME."
        )
    return Stands.NOTHING


def _refuse_any_other(home: Home) -> None:
    """Neither the settings nor the verifier key may name a register outside demo.invalid. No mark of ours outweighs that."""
    try:
        origins = [home.settings().origin] if home.exists() else []
        origins += [load_vkey(home)] if (home.keys / "vkey").exists() else []
    except HomeError as error:
        raise Failure(str(error)) from None
    for origin in origins:
        if not origin.startswith(_ORIGINS):
            raise Failure(
                f"{home.root} holds an organisation whose register is {origin.split('+')[0]}, and not a demonstration. "
                "Nothing was touched: name another folder in EVENHAND_HOME."
            )


def clear(home: Home) -> None:
    """Remove what a demonstration made, and nothing else in the folder. Raises Failure while it is being served."""
    if what_stands(home) is Stands.NOTHING:
        return
    if is_served(home):
        raise Failure(f"The demonstration in {home.root} is being served: stop it first, then build it again.")
    _mark(home)  # from here on it can only be built again
    for name in _OURS:
        path = home.root / name
        if name == UNFINISHED:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    (home.root / UNFINISHED).unlink()


def make(home: Home, now: datetime, complaints: int, days: int, say: Callable[[str], None]) -> None:
    """Found the invented body and play its year. Interrupted, it is found unfinished next time and made again."""
    home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    _mark(home)
    clock = SimulatedClock(ORIGIN, first_moment(now, days))
    try:
        prepare_home(home, name=BODY, origin=ORIGIN, timezone=TIMEZONE, database="", entropy=entropy)
    except HomeError as error:
        raise Failure(str(error)) from None
    begin_register(BODY, shipped_rulebook(), clock)
    _play(open_home(clock), clock, now, complaints, days, say)
    (home.root / UNFINISHED).unlink()


def _play(
    opened: Opened, clock: SimulatedClock, now: datetime, complaints: int, days: int, say: Callable[[str], None]
) -> None:
    from evenhand.demo.build import build
    from evenhand.demo.guide import followed
    from evenhand.demo.logins import write_logins
    from evenhand.demo.play import Stuck
    from evenhand.site.wiring import make_integrator

    home = opened.home
    integrator = make_integrator(home, opened.settings)
    _hurry()
    try:
        with InstanceKeys(home.keys) as keys:
            built = build(
                opened.office,
                clock,
                integrator,
                keys,
                now=now,
                complaints=complaints,
                days=days,
                say=say,
            )
    except Stuck as stuck:
        raise Failure(f"The demonstration cannot be built: {stuck} Please report this.", 1) from None
    phrases = followed(built.phrases, opened.office.today())
    _settle(home)
    write_logins(home.root, built.staff, phrases)


def _hurry() -> None:
    """Do not wait for the disk at every commit: what a crash spoils here is built again."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")


def _settle(home: Home) -> None:
    """Everything onto the disk, and the hurried connection closed: the next one waits for the disk again."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    descriptor = os.open(home.database, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _mark(home: Home) -> None:
    (home.root / UNFINISHED).touch(mode=0o600)
