"""`evenhand init`: a new organisation."""

import argparse
import sys
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evenhand.cli.open_home import Opened, open_home, set_up_django
from evenhand.cli.say import Failure, report, say
from evenhand.office.context import Clock
from evenhand.site.clock import entropy
from evenhand.site.database import holds_something
from evenhand.site.found import check_names, prepare_home
from evenhand.site.home import Home, HomeError
from evenhand.site.keys import load_vkey, load_vkeys
from evenhand.site.recovery_key import PRIVATE_NAME, carry_away
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError

WORDS = "Begin a new organisation: keys, database, scheme and rulebook. Prints the register's verifier key."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--name", default="An organisation", help="the organisation's name, as pages show it")
    parser.add_argument(
        "--origin",
        default="",
        help="the register's name for ever, such as register.example/evenhand (a URL without scheme); asked for if it is missing",
    )
    parser.add_argument(
        "--rulebook", type=Path, help="a rulebook in TOML; without one the membership body's is adopted"
    )
    parser.add_argument(
        "--timezone", default="Europe/London", help="the organisation's time zone (default Europe/London)"
    )
    parser.add_argument("--database", default="", help="a PostgreSQL address; without one, SQLite in the home folder")
    parser.add_argument(
        "--log-copy",
        type=Path,
        metavar="FOLDER",
        help="a folder on another disk, in which the public register is kept as well: without it a restore cannot go on honestly",
    )
    parser.add_argument(
        "--goes-on-after",
        type=Path,
        metavar="CHECKPOINT",
        help="the last good signed head of an earlier register whose key was lost or stolen; a notice of it comes first",
    )
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")
    parser.add_argument(
        "--yes", action="store_true", help="ask nothing; without --origin, choose one for trying things out"
    )


def run(options: argparse.Namespace) -> int:
    """Found the organisation. Interrupted, it can be repeated with the same words."""
    home = Home.from_environment()
    text = _rulebook_text(options.rulebook)
    _check_timezone(options.timezone)
    before = _head_of(options.goes_on_after) if options.goes_on_after else None
    origin = options.origin or _chosen_origin(options)
    log_copy = str(options.log_copy.absolute()) if options.log_copy else ""
    try:
        check_names(options.name, origin)
        _check_database(home, options.database)
        prepare_home(
            home,
            name=options.name,
            origin=origin,
            timezone=options.timezone,
            database=options.database,
            entropy=entropy,
            log_copy=log_copy,
        )
        begin_register(options.name, text, goes_on_after=before)
    except HomeError as error:
        raise Failure(str(error)) from None
    _tell(home, options, origin)
    return 0


def _tell(home: Home, options: argparse.Namespace, origin: str) -> None:
    vkey, log_copy = load_vkey(home), home.settings().log_copy
    if options.json:
        answer = {"home": str(home.root), "log_copy": log_copy or None, "origin": origin, "vkey": vkey}
        report(answer | {"origin_chosen": not options.origin, "recovery_key": str(home.keys / PRIVATE_NAME)})
        return
    say(f"{options.name} begins in {home.root}.")
    say(f"Verifier key of the register (print it on paper, publish it, give it to your members):\n  {vkey}")
    say(
        f"Copy the folder {home.keys} now to a place where no backup goes, and again after each planned stop. It is one folder "
        "and in no backup: signing key, instance key, and the guard that keeps an old backup from being signed as if it were new."
    )
    say(carry_away(home))
    if log_copy:
        say(f"The public register is kept in {log_copy} as well: see that it lies on another disk or machine.")
    else:
        say(
            "Keep the public register on a second disk or machine too: `evenhand publish FOLDER` once, then log_copy = "
            f'"FOLDER" in {home.settings_file}. After a loss it alone shows what was registered since the last backup; without '
            "it the register could only go on under a new name."
        )
    say(
        "Next: add people with `evenhand people add`, then start with `evenhand serve`; make backups with `evenhand backup`."
    )


def _begin_second_path(opened: Opened) -> None:
    from evenhand.clerk.log_files import LogDamaged, begin_sums
    from evenhand.clerk.twin_log import begin_second_path

    folder = opened.settings.log_copy
    if not folder:
        return
    try:
        begin_second_path(Path(folder), load_vkeys(opened.home))
        begin_sums(Path(folder))
    except LogDamaged as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(
            f"{folder} cannot be written ({error.strerror}): name another folder with --log-copy."
        ) from None


def _chosen_origin(options: argparse.Namespace) -> str:
    """The origin that was left out: asked for, or with --yes one that cannot be mistaken for a real one."""
    invented = f"{_slug(options.name)}.invalid/evenhand"
    if options.yes:
        warning = f"Nothing was said of the origin, so it is {invented} for ever: good for trying things out, and for nothing else."
        print(warning, file=sys.stderr)
        return invented
    if not sys.stdin.isatty():
        raise Failure(
            "Say with --origin what the register is called for ever, such as register.example/evenhand: a name under a web "
            f"address that is yours. (For trying things out, --yes chooses {invented}.)"
        )
    say(
        "The origin is the register's name for ever: a name under a web address that is yours, such as register.example/evenhand."
    )
    answer = input("Origin: ").strip()
    if not answer:
        raise Failure("Nothing was begun: a register needs an origin.")
    return answer


def begin_register(
    name: str, rulebook_text: str, clock: Clock | None = None, goes_on_after: Checkpoint | None = None
) -> None:
    """Make the database, sign the empty tree, log scheme and rulebook. Raises Failure if the rulebook cannot be used.

    `goes_on_after` is the last good head of an earlier register, of which a notice tells. Another clock than the system's is for
    demonstrations. After an interruption it can be repeated.
    """
    set_up_django()
    from django.core.management import call_command

    from evenhand.office.found_organisation import found_organisation, is_founded
    from evenhand.office.notice import goes_on_after as tell_of_earlier
    from evenhand.process.facts import Refusal
    from evenhand.site.wiring import make_integrator

    call_command("migrate", verbosity=0)
    opened = open_home(clock)
    if is_founded():
        raise Failure(f"{opened.home.root} already holds an organisation; a register is begun once.")
    _begin_second_path(opened)
    integrator = make_integrator(opened.home, opened.settings)
    integrator.begin()
    founded = found_organisation(opened.office, name, rulebook_text)
    if isinstance(founded, Refusal):
        raise Failure(founded.sentence)
    if goes_on_after is not None:
        tell_of_earlier(opened.office, goes_on_after)
    integrator.run()


def _head_of(path: Path) -> Checkpoint:
    """The head in a file. Raises Failure if there is none."""
    try:
        return Checkpoint.parse(note.parse(path.read_bytes()).text)
    except OSError as error:
        raise Failure(
            f"{path} cannot be read ({error.strerror}): name the last good checkpoint of the earlier register."
        ) from None
    except RegisterError as error:
        raise Failure(f"{path} is no signed head of a register. {error.sentence}") from None


def _rulebook_text(path: Path | None) -> str:
    from evenhand.process.rulebook import RulebookError, parse_new
    from evenhand.site.shipped import shipped_rulebook

    try:
        text = path.read_text(encoding="utf-8") if path else shipped_rulebook()
        parse_new(text)
    except FileNotFoundError:
        raise Failure(f"There is no file {path}: name a rulebook that exists.") from None
    except OSError as error:
        raise Failure(f"{path} cannot be read ({error.strerror}): name a rulebook that can.") from None
    except (RulebookError, UnicodeDecodeError) as error:
        raise Failure(f"{path or 'The rulebook'} cannot be used: {error}") from None
    return text


def _check_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Failure(f"There is no time zone {name}: write one such as Europe/London.") from None


def _check_database(home: Home, address: str) -> None:
    """Raises HomeError if it cannot be used, and Failure if another organisation lives there."""
    if address and holds_something(address) and not home.exists():
        raise Failure("An organisation lives in this database already: give the address of an empty one.")


def _slug(name: str) -> str:
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower())
    return "-".join(part for part in letters.split("-") if part) or "organisation"
