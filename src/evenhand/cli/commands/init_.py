"""`evenhand init`: a new organisation."""

import argparse
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evenhand.cli.say import Failure, report, say
from evenhand.office.context import Clock
from evenhand.site.clock import entropy
from evenhand.site.found import prepare_home
from evenhand.site.home import Home, HomeError
from evenhand.site.keys import load_signing_key

WORDS = "Begin a new organisation: keys, database, scheme and rulebook. Prints the register's verifier key."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--name", default="An organisation", help="the organisation's name, as pages show it")
    parser.add_argument(
        "--origin",
        default="",
        help="the register's name for ever, such as register.example/evenhand (a URL without scheme)",
    )
    parser.add_argument(
        "--rulebook", type=Path, help="a rulebook in TOML; without one the membership body's is adopted"
    )
    parser.add_argument(
        "--timezone", default="Europe/London", help="the organisation's time zone (default Europe/London)"
    )
    parser.add_argument("--database", default="", help="a PostgreSQL address; without one, SQLite in the home folder")
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")
    parser.add_argument("--yes", action="store_true", help="ask nothing")


def run(options: argparse.Namespace) -> int:
    """Found the organisation."""
    home = Home.from_environment()
    text = _rulebook_text(options.rulebook)
    _check_timezone(options.timezone)
    origin = options.origin or f"{_slug(options.name)}.invalid/evenhand"
    try:
        prepare_home(
            home,
            name=options.name,
            origin=origin,
            timezone=options.timezone,
            database=options.database,
            entropy=entropy,
        )
    except HomeError as error:
        raise Failure(str(error)) from None
    begin_register(options.name, text)
    vkey = load_signing_key(home).vkey
    if options.json:
        report({"home": str(home.root), "origin": origin, "vkey": vkey})
        return 0
    say(f"{options.name} begins in {home.root}.")
    say(f"Verifier key of the register (print it on paper, publish it, give it to your members):\n  {vkey}")
    say(f"Keep a copy of {home.keys} and {home.guard.parent} apart from all backups: they are in none.")
    say("Next: add people with `evenhand people add`, then start with `evenhand serve`.")
    return 0


def begin_register(name: str, rulebook_text: str, clock: Clock | None = None) -> None:
    """Make the database, sign the empty tree, log scheme and rulebook. Raises Failure if the rulebook cannot be used.

    Another clock than the system's is for demonstrations.
    """
    from evenhand.cli.open_home import open_home, set_up_django

    set_up_django()
    from django.core.management import call_command

    from evenhand.clerk.integrate import Integrator
    from evenhand.clerk.log_files import LogFiles
    from evenhand.office.found_organisation import found_organisation
    from evenhand.process.facts import Refusal

    call_command("migrate", verbosity=0)
    opened = open_home(clock)
    integrator = Integrator(LogFiles(opened.home.log), opened.home.guard, load_signing_key(opened.home))
    integrator.begin()
    founded = found_organisation(opened.office, name, rulebook_text)
    if isinstance(founded, Refusal):
        raise Failure(founded.sentence)
    integrator.run()


def _rulebook_text(path: Path | None) -> str:
    from evenhand.process.rulebook import RulebookError, parse
    from evenhand.site.shipped import shipped_rulebook

    try:
        text = path.read_text(encoding="utf-8") if path else shipped_rulebook()
        parse(text)
    except FileNotFoundError:
        raise Failure(f"There is no file {path}: name a rulebook that exists.") from None
    except (RulebookError, UnicodeDecodeError) as error:
        raise Failure(f"{path or 'The rulebook'} cannot be used: {error}") from None
    return text


def _check_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise Failure(f"There is no time zone {name}: write one such as Europe/London.") from None


def _slug(name: str) -> str:
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower())
    return "-".join(part for part in letters.split("-") if part) or "organisation"
