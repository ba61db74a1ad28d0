"""`evenhand clerk`: the clerk alone, for a user of its own who alone can read the signing key (REGISTER.md 9.5)."""

import argparse

from evenhand.cli.say import Failure
from evenhand.site.home import Home, HomeError
from evenhand.site.tables import check_tables

WORDS = "Run the clerk alone, beside `evenhand serve --without-clerk`, as the one user who can read the signing key."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--yes", action="store_true", help="ask nothing")


def run(options: argparse.Namespace) -> int:  # noqa: ARG001  (there is nothing to choose)
    """Work until told to stop."""
    from evenhand.site.clerk import main

    home = Home.from_environment()
    try:
        check_tables(home, home.settings())
        return main()
    except HomeError as error:
        raise Failure(str(error)) from None
