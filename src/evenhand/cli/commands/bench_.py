"""`evenhand bench`: how fast it is on this machine."""

import argparse
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from evenhand.cli.bench import kill
from evenhand.cli.bench.audit import audit
from evenhand.cli.bench.browser import NoAnswer
from evenhand.cli.bench.curve import curve
from evenhand.cli.bench.http_submit import http_submit
from evenhand.cli.bench.large_desk import desk
from evenhand.cli.bench.large_log import receipt
from evenhand.cli.bench.measures import append, integrate, submit
from evenhand.cli.bench.memory import memory
from evenhand.cli.bench.profile import profile
from evenhand.cli.bench.register import register
from evenhand.cli.bench.sealing import sealing
from evenhand.cli.commands.init_ import begin_register
from evenhand.cli.open_home import Opened, open_home
from evenhand.cli.say import Failure, report, say
from evenhand.site.clock import entropy
from evenhand.site.found import prepare_home
from evenhand.site.home import Home
from evenhand.site.shipped import shipped_rulebook
from evenhand_register import group

WORDS = "Measure on an organisation of its own, in a folder that is thrown away: n, median, 95th percentile, rate."
KILL = "kill"
MEASURES: dict[str, Callable[[Opened, int, int], dict[str, Any]]] = {
    "append": append,
    "audit": audit,
    "curve": curve,
    "desk": desk,
    "http-submit": http_submit,
    "integrate": integrate,
    "memory": memory,
    "profile": profile,
    "receipt": receipt,
    "register": register,
    "sealing": sealing,
    "submit": submit,
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "name", nargs="?", choices=sorted([*MEASURES, KILL]), help=f"which measurement (default: all but {KILL})"
    )
    parser.add_argument("--times", type=int, default=320, help="how often to repeat (default 320)")
    parser.add_argument(
        "--size", type=int, default=10_000, help="how many entries or complaints there are first (default 10000)"
    )
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
        home = Path(folder) / "home"
        os.environ["EVENHAND_HOME"] = str(home)
        prepare_home(
            Home(home),
            name="Bench",
            origin="demo.invalid/bench",
            timezone="UTC",
            database="",
            entropy=entropy,
        )
        begin_register("Bench", shipped_rulebook())
        opened = open_home()
        figures = {name: MEASURES[name](opened, options.times, options.size) for name in names}
    if options.json:
        report({**figures, "group_by": group.library()})
        return 0
    say(f"The group's sums are calculated by {group.library()}.")
    for name, found in figures.items():
        for line in _lines(name, found):
            say(line)
    return 0


def _lines(name: str, found: dict[str, Any]) -> Iterator[str]:
    """One line for each thing that was measured; what is measured in several places has one for each."""
    plain = {key: value for key, value in found.items() if not isinstance(value, dict)}
    if plain:
        yield f"{name}: " + ", ".join(f"{key} {value}" for key, value in plain.items())
    for key, value in found.items():
        if isinstance(value, dict):
            yield from _lines(f"{name} {key}", value)


def _kill(options: argparse.Namespace) -> int:
    """Exit 1 if anything that was acknowledged is lost or doubled, or if `doctor` is not content."""
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())  # what there is by then is counted, and the service stopped
    try:
        found = kill.measure(kill.Plan(options.rounds, options.complaints, options.clients), options.database, over)
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
