"""`evenhand bench`: how fast it is on this machine."""

import argparse
import os
import tempfile
from pathlib import Path

from evenhand.cli.bench import kill
from evenhand.cli.bench.browser import NoAnswer
from evenhand.cli.bench.measures import MEASURES
from evenhand.cli.commands.init_ import begin_register
from evenhand.cli.open_home import open_home
from evenhand.cli.say import Failure, report, say
from evenhand.site.clock import entropy
from evenhand.site.found import prepare_home
from evenhand.site.home import Home
from evenhand.site.shipped import shipped_rulebook

WORDS = "Measure on an organisation of its own, in a folder that is thrown away: n, median, 95th percentile, rate."
KILL = "kill"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "name", nargs="?", choices=sorted([*MEASURES, KILL]), help=f"which measurement (default: all but {KILL})"
    )
    parser.add_argument("--times", type=int, default=320, help="how often to repeat (default 320)")
    parser.add_argument("--rounds", type=int, default=20, help=f"{KILL}: how often to kill at least (default 20)")
    parser.add_argument(
        "--complaints", type=int, default=200, help=f"{KILL}: how many complaints at least (default 200)"
    )
    parser.add_argument("--clients", type=int, default=8, help=f"{KILL}: how many people at once (default 8)")
    parser.add_argument(
        "--database", default="", help=f"{KILL}: a PostgreSQL server to make a database on; without one, SQLite"
    )
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")


def run(options: argparse.Namespace) -> int:
    """Measure."""
    if options.name == KILL:
        return _kill(options)
    names = [options.name] if options.name else sorted(MEASURES)
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["EVENHAND_HOME"] = folder
        prepare_home(
            Home(Path(folder)),
            name="Bench",
            origin="demo.invalid/bench",
            timezone="UTC",
            database="",
            entropy=entropy,
        )
        begin_register("Bench", shipped_rulebook())
        opened = open_home()
        figures = {name: MEASURES[name](opened, options.times) for name in names}
    if options.json:
        report(figures)
        return 0
    for name, found in figures.items():
        say(
            f"{name:10} n={found['n']:<6} median {found['p50_ms']} ms, 95th percentile {found['p95_ms']} ms, "
            f"{found['rate_per_s']} {found.get('unit', 'acts')}/s"
        )
    return 0


def _kill(options: argparse.Namespace) -> int:
    """Exit 1 if anything that was acknowledged is lost or doubled, or if `doctor` is not content."""
    try:
        found = kill.measure(kill.Plan(options.rounds, options.complaints, options.clients), options.database)
    except NoAnswer as error:
        raise Failure(f"The service did not come back: {error}.", 1) from None
    if options.json:
        report(found)
    else:
        say(
            f"{found['kills']} kills on {found['database']} in {found['seconds']} s: {found['acknowledged']} complaints "
            f"acknowledged, {found['lost']} lost, {found['doubled']} doubled."
        )
        say("`evenhand doctor` finds all in order." if found["clean"] else "`evenhand doctor` is not content.")
    return 0 if found["clean"] and not found["lost"] and not found["doubled"] else 1
