"""`evenhand demo`: the demonstration organisation, built once and then served."""

import argparse
import sys

from evenhand.cli.demonstration import Stands, clear, make, what_stands
from evenhand.cli.open_home import open_home
from evenhand.cli.say import Failure, report, say
from evenhand.site.clock import SystemClock
from evenhand.site.home import Home
from evenhand.site.keys import load_vkey
from evenhand.site.serving import Services, ServingError

WORDS = "Build the demonstration organisation, a year of an invented membership body, and serve it with its logins."
_COMPLAINTS, _DAYS, _FEWEST_DAYS = 300, 365, 7


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (default 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    parser.add_argument("--fresh", action="store_true", help="build it again, with new keys; the old one is removed")
    parser.add_argument("--no-serve", action="store_true", help="build it and stop")
    parser.add_argument(
        "--complaints",
        type=int,
        default=_COMPLAINTS,
        help=f"how many complaints, when it is built (default {_COMPLAINTS})",
    )
    parser.add_argument(
        "--days", type=int, default=_DAYS, help=f"over how many days, when it is built (default {_DAYS})"
    )
    parser.add_argument("--json", action="store_true", help="answer as one JSON object, with the TOTP secrets")
    parser.add_argument("--yes", action="store_true", help="ask nothing")


def run(options: argparse.Namespace) -> int:
    """Build if need be; then serve until interrupted."""
    home = Home.from_environment()
    if options.days < _FEWEST_DAYS or options.complaints < 1:
        raise Failure(f"A demonstration has at least {_FEWEST_DAYS} days and one complaint.")
    _build(home, options)
    if options.no_serve:
        _tell(home, None, options)
        return 0
    services = Services(home, options.host, options.port)
    try:
        services.start()
    except ServingError as error:
        raise Failure(str(error)) from None
    _tell(home, f"http://{options.host}:{options.port}", options)
    return services.wait()


def _build(home: Home, options: argparse.Namespace) -> None:
    """Leave a complete demonstration in the home. Raises Failure rather than touch anything else."""
    stands = what_stands(home)
    if options.fresh and stands is not Stands.NOTHING:
        _ask(f"Remove the demonstration in {home.root} and build it again?", options.yes)
    elif stands is Stands.DEMONSTRATION:
        return
    elif stands is Stands.ANOTHER:
        raise Failure(
            f"{home.root} holds an organisation under demo.invalid that `evenhand demo` did not make: "
            "name another folder in EVENHAND_HOME, or give --fresh to replace it."
        )
    clear(home)
    _note(f"Building the demonstration in {home.root} (once; a few minutes) ...")
    try:
        make(home, SystemClock().now(), options.complaints, options.days, _note)
    except KeyboardInterrupt:
        raise Failure(
            "Stopped. What was built so far is of no use: the next start builds it from the beginning.", 1
        ) from None


def _ask(question: str, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise Failure(f"{question} Say so with --yes.")
    if input(f"{question} [y/N] ").strip().lower() not in ("y", "yes"):
        raise Failure("Nothing was changed.", 1)


def _tell(home: Home, address: str | None, options: argparse.Namespace) -> None:
    opened = open_home()
    from evenhand.demo.guide import tries
    from evenhand.demo.logins import as_json, as_text, read_logins

    told = read_logins(home.root)
    if options.json:
        report(as_json(told, address, load_vkey(home)))
        return
    say(f"{opened.settings.name}: a demonstration. Nobody in it is real.\n")
    say(as_text(told, address, tries(opened.office.today())))
    say("\nStop with Ctrl-C." if address else "\nServe it with `evenhand demo`.")


def _note(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
