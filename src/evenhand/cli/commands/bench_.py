"""`evenhand bench`: how fast it is on this machine."""

import argparse
import os
import tempfile
from pathlib import Path

from evenhand.cli.bench.measures import MEASURES
from evenhand.cli.commands.init_ import begin_register
from evenhand.cli.open_home import open_home
from evenhand.cli.say import report, say
from evenhand.site.clock import entropy
from evenhand.site.found import prepare_home
from evenhand.site.home import Home
from evenhand.site.shipped import shipped_rulebook

WORDS = "Measure on an organisation of its own, in a folder that is thrown away: n, median, 95th percentile, rate."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("name", nargs="?", choices=sorted(MEASURES), help="which measurement (default: all)")
    parser.add_argument("--times", type=int, default=320, help="how often to repeat (default 320)")
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")


def run(options: argparse.Namespace) -> int:
    """Measure."""
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
