"""What is done to somebody's account at the command line, and takes two people: each gives their own password."""

import argparse
import getpass
import sys

from evenhand.cli.acting import done
from evenhand.cli.open_home import Opened
from evenhand.cli.say import Failure, say


def two_people(action: argparse.ArgumentParser) -> None:
    """Declare who they are."""
    action.add_argument("--by", required=True, help="the sign-in name of the administrator who does this")
    action.add_argument(
        "--second", required=True, help="that of another administrator or an appointing authority, who confirms it"
    )


def new_device(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    """Allow somebody whose second factor is lost to set up another."""
    from functools import partial

    from evenhand.office.new_device import allow_new_device
    from evenhand.vault.agent.vouch import permit_for

    by, second = _both(opened, options)
    code = done(allow_new_device(opened.office, by, second, options.login, partial(permit_for, opened.home.keys)))
    if not options.json:
        say(
            f"For {options.login}, once, within a day, with their own password, at the desk under \u201cSet up a new device\u201d:"
        )
        say(f"  {code}")
        say("It is shown only now. Make sure that it is them, and give it to them in person.")
    return {"account": options.login, "code": code}


def _both(opened: Opened, options: argparse.Namespace) -> tuple[str, str]:
    """The references of the two, each of whom gives a password. Raises Failure."""
    from evenhand.office.known_person import known_person

    by, second = (
        done(known_person(opened.office, login, _password_of(login))) for login in (options.by, options.second)
    )
    return by, second


def _password_of(login: str) -> str:
    """Asked for, or the next line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass(f"Password of {login}: ")
    line = sys.stdin.readline()
    if not line:
        raise Failure(
            f"The password of {login} is missing: give two lines on standard input, the administrator's first."
        )
    return line.rstrip("\n")
