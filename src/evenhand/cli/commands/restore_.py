"""`evenhand restore`: a backup, the log's second path and the folder kept apart, made into a home that goes on."""

import argparse
import getpass
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.cli import restoring
from evenhand.cli.open_home import set_up_django
from evenhand.cli.restoring import Stage
from evenhand.cli.say import Failure, report, say
from evenhand.site.database import holds_something
from evenhand.site.home import Home, HomeError
from evenhand.site.keys import ensure_vouch_public, load_signing_key, load_vkeys
from evenhand.site.recovery_key import PRIVATE_NAME, PUBLIC_NAME, load_recovery_key, recovery_public_text

if TYPE_CHECKING:
    from evenhand.clerk.restore.report import Restored
    from evenhand.clerk.restore.sums import GivenSums
    from evenhand.office.context import Office

WORDS = (
    "Put an organisation back onto an empty machine. Never forks the register: it says what was lost, and goes on."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="what `evenhand backup` wrote")
    parser.add_argument(
        "--tiles",
        type=Path,
        metavar="PATH",
        help="the log's second path, the old machine's folder log, or a published folder",
    )
    parser.add_argument(
        "--kept-apart", type=Path, required=True, metavar="FOLDER", help="the copy of the folder keys, guard included"
    )
    parser.add_argument(
        "--database", default="", help="an empty PostgreSQL database; without one, SQLite in the home folder"
    )
    parser.add_argument("--log-copy", type=Path, metavar="FOLDER", help="the log's second path from now on")
    parser.add_argument(
        "--without-guard",
        nargs=2,
        metavar="LOGIN",
        help="the guard is lost: two people with a role answer for it, each with their password",
    )
    parser.add_argument(
        "--recovery-key",
        type=Path,
        metavar="FILE",
        help="the recovery key, where it is not in the folder kept apart: it opens the sealed sums",
    )
    parser.add_argument(
        "--sums",
        type=Path,
        metavar="FOLDER",
        help="the sealed sums, where they do not lie beside the tiles, in PATH.sums",
    )
    parser.add_argument(
        "--without-sums",
        action="store_true",
        help="sealed sums or recovery key are lost for good: the open period, and any after it, can never be stated",
    )
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")
    parser.add_argument(
        "--yes", action="store_true", help="ask nothing: passwords are read from standard input, a line each"
    )


def run(options: argparse.Namespace) -> int:
    """Restore; 1 if it cannot be, or if the doctor finds trouble in what was restored."""
    home = Home.from_environment()
    set_up_django(needs_home=False)
    from evenhand.clerk.backup import BackupFault, check_backup
    from evenhand.clerk.log_files import LogDamaged
    from evenhand.clerk.restore.fault import RestoreFault
    from evenhand.records.queries.register import RowsDamaged
    from evenhand_register.errors import RegisterError

    try:
        manifest = check_backup(options.folder)
        backup = hashlib.sha256((options.folder / "manifest.json").read_bytes()).hexdigest()
        stage = Stage(home)
        restored = None
        if not stage.half_moved(backup):
            stage.begin()
            restored = _build(options, stage, manifest.origin)
            stage.declare_ready(backup, options.database)
        _settle(stage)
    except (BackupFault, RestoreFault, HomeError, LogDamaged, RowsDamaged) as error:
        raise Failure(str(error), 1) from None
    except RegisterError as error:
        raise Failure(f"Nothing was restored. {error.sentence}", 1) from None
    except OSError as error:
        raise Failure(
            f"{error.filename or home.root} cannot be used ({error.strerror}): nothing was restored.", 1
        ) from None
    return _tell(home, restored, options)


def _build(options: argparse.Namespace, stage: Stage, origin: str) -> "Restored":
    """Everything into the stage. Raises what `run` tells."""
    from evenhand.clerk.restore.report import Restored, restore
    from evenhand.clerk.restore.tiles import NO_TILES, read_tiles
    from evenhand.clerk.upgrade import is_older, said, upgrade
    from evenhand.records.beside import beside, instead, sqlite_file
    from evenhand.site.wiring import make_office

    if options.tiles is None:
        raise Failure(f"Say with --tiles where the public register was kept as well. {NO_TILES}", 1)
    if options.tiles.resolve().is_relative_to(options.folder.resolve()):
        raise Failure(f"{options.tiles} is the log inside the backup, and as old as the backup is. {NO_TILES}", 1)
    if options.database and holds_something(options.database):
        raise Failure("An organisation lives in this database already: give the address of an empty one.")
    guard = restoring.copy_kept_apart(options.kept_apart, stage.inside)
    signer = load_signing_key(stage.inside)
    if signer.name != origin:
        raise Failure(f"{options.kept_apart} holds the keys of {signer.name}, and the backup is of {origin}.", 1)
    vkeys = load_vkeys(stage.inside)
    if signer.vkey not in vkeys.split():
        raise Failure(
            f"signing.key and vkey in {options.kept_apart} do not belong together: give the copy of the folder keys as it was.",
            1,
        )
    tiles = read_tiles(options.tiles, vkeys)
    given = _sums(options, stage.inside)
    _write_settings(options, stage.inside, vkeys)
    restoring.copy_backup(options.folder, stage.inside)
    settings = stage.inside.settings()
    with beside(sqlite_file(stage.inside.database)) as staged, instead():
        changes = upgrade() if is_older(staged) else []
        ensure_vouch_public(stage.inside)
        office = make_office(stage.inside, settings)
        made: Restored = restore(
            office,
            stage.inside.log,
            stage.inside.guard,
            tiles,
            guard,
            vkeys,
            lambda: _two_people(options, office),
            given,
        )
    return replace(made, examined=replace(made.examined, notes=(*made.examined.notes, *said(changes))))


def _sums(options: argparse.Namespace, inside: Home) -> "GivenSums":
    """The sealed sums that there are, and what opens them. Raises HomeError for a key that cannot be read, Failure."""
    from evenhand.clerk.backup.manifest import SUMS
    from evenhand.clerk.log_files import sums_folder
    from evenhand.clerk.restore.sums import GivenSums

    file = options.recovery_key or options.kept_apart / PRIVATE_NAME
    if options.without_sums or not (options.recovery_key or file.exists()):
        return GivenSums(without=options.without_sums)
    key = load_recovery_key(file)
    public = inside.keys / PUBLIC_NAME
    if not public.exists():
        restoring.write_private(public, recovery_public_text(key.public).encode())
    beside = options.sums or sums_folder(options.tiles.absolute())
    found = [path for path in sorted(beside.glob("*")) if path.name.isdigit()]
    kept = options.folder / SUMS
    return GivenSums((*found, *([kept] if kept.is_file() else [])), key)


def _migrate() -> None:
    """This version's tables in an empty database."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _write_settings(options: argparse.Namespace, inside: Home, vkeys: str) -> None:
    """The backup's settings, with this machine's database and second path."""
    from evenhand.office.published_files import key_files_of_old
    from evenhand.records.log_folder import LogFolder

    lines = restoring.settings_of(options.folder)
    old = str(lines.pop("log_copy", ""))
    if options.log_copy:
        lines["log_copy"] = str(options.log_copy.absolute())
    elif old and LogFolder(Path(old)).read("vkey") in key_files_of_old(vkeys):
        lines["log_copy"] = old
    restoring.write_lines(inside, lines | {"database": options.database})


def _two_people(options: argparse.Namespace, office: "Office") -> tuple[str, str] | None:
    """The references of the two who answer for a lost guard; None if none were named. Raises Failure."""
    from evenhand.office.known_person import known_person
    from evenhand.process.facts import Refusal

    logins: Sequence[str] = options.without_guard or ()
    if not logins:
        return None
    if len(set(logins)) != 2:
        raise Failure("Two people have to answer for a lost guard, and this is one: name two sign-in names.")
    refs = []
    for login in logins:
        who = known_person(office, login, _password(login, ask=not options.yes))
        if isinstance(who, Refusal):
            raise Failure(who.sentence, 1)
        refs.append(who)
    return refs[0], refs[1]


def _password(login: str, *, ask: bool) -> str:
    if ask and sys.stdin.isatty():
        return getpass.getpass(f"Password of {login}, who has looked for a later head and found none: ")
    line = sys.stdin.readline()
    if not line:
        raise Failure(f"The password of {login} is missing: both are read from standard input, a line each.")
    return line.rstrip("\n")


def _settle(stage: Stage) -> None:
    """Rows into PostgreSQL if that is where they go, then everything into place."""
    if stage.database and stage.inside.database.exists():
        _fill(stage.database, stage.inside.database)
    stage.move()


def _fill(address: str, rows: Path) -> None:
    from evenhand.clerk.restore.fault import RestoreFault
    from evenhand.records.beside import beside, instead, sqlite_to_read
    from evenhand.records.copy_rows import copy_rows, same_register
    from evenhand.records.models import Sum
    from evenhand.site.settings import database_at

    with beside(sqlite_to_read(rows), "staged") as staged, beside(database_at(address), "filled") as filled:
        with instead(filled):
            _migrate()
        if holds_something(address):
            if not same_register(staged, filled):
                raise RestoreFault("Something else was written into the database meanwhile: give an empty one.")
        else:
            copy_rows(staged, filled, [Sum])  # put back by now


def _tell(home: Home, restored: "Restored | None", options: argparse.Namespace) -> int:
    if restored is None:
        if options.json:
            report({"home": str(home.root), "resumed": True})
        else:
            say(f"The restore into {home.root} had broken off while it was moved into place; it is whole now.")
        return 0
    if options.json:
        report(restored.as_json() | {"home": str(home.root), "log_copy": home.settings().log_copy or None})
    else:
        for line in restored.lines():
            say(line)
        if not home.settings().log_copy:
            say(
                f"Name a second path for the log again: `evenhand publish FOLDER`, then log_copy in {home.settings_file}."
            )
        say(
            "See that the old machine never starts again: two that go on would fork the register. Then: `evenhand serve`."
        )
    return 0 if restored.examined.clean else 1
