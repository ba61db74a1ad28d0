"""`evenhand serve`: web server, clerk and key agent."""

import argparse

from evenhand.cli.say import Failure, report, say
from evenhand.site.home import Home, HomeError
from evenhand.site.serving import Services, ServingError

WORDS = "Start the web server, the clerk and the key agent, and keep them running until stopped."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (default 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    parser.add_argument(
        "--without-clerk",
        action="store_true",
        help="start no clerk: it runs as a user of its own, who alone can read the signing key (`evenhand clerk`)",
    )
    parser.add_argument("--json", action="store_true", help="say where it listens as one JSON object")
    parser.add_argument("--yes", action="store_true", help="ask nothing")


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    home = Home.from_environment()  # without Django, which this process would only carry about
    services = Services(home, options.host, options.port, clerk=not options.without_clerk)
    try:
        name = home.settings().name
        services.start()
    except (HomeError, ServingError) as error:
        raise Failure(str(error)) from None
    address = f"http://{options.host}:{options.port}"
    if options.json:
        report({"address": address, "pid": services.pids()})
    else:
        say(f"{name}: {address}/ (staff: {address}/desk/). Stop with Ctrl-C.")
    return services.wait()
