"""`evenhand figures`: what the register says."""

import argparse
from datetime import date

from evenhand.cli.open_home import open_home
from evenhand.cli.say import Failure, report, say

WORDS = "What the register says, as at a date and as known on a date, each figure with its definition."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--as-at", type=_day, metavar="DATE", help="count what had happened by this day")
    parser.add_argument("--as-known", type=_day, metavar="DATE", help="count what was recorded by this day (UTC)")
    parser.add_argument(
        "--since", type=_day, metavar="DATE", help="account for what moved from this day on (else from 1 January)"
    )
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")


def run(options: argparse.Namespace) -> int:
    """Print the figures."""
    opened = open_home()
    from evenhand.figures.report import figures_json, figures_text
    from evenhand.office.figures_now import DatesError, RootFromTiles, figures_now
    from evenhand_register.errors import RegisterError

    try:
        figures = figures_now(
            opened.office, RootFromTiles(opened.home.log), options.as_at, options.as_known, options.since
        )
    except DatesError as error:
        raise Failure(str(error)) from None
    except RegisterError as error:
        raise Failure(
            f"The register’s files are damaged: no figure stands on them. {error.diagnostics()}", 1
        ) from None
    if options.json:
        report(figures_json(figures))
    else:
        say(figures_text(figures).rstrip())
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date: write one such as 2026-03-31.") from None
