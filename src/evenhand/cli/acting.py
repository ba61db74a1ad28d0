"""Acts of the office at the command line: who does them, and what becomes of a refusal."""

import getpass
import sys

from evenhand.cli.open_home import Opened
from evenhand.cli.say import Failure
from evenhand.process.appointing import FOUNDING
from evenhand.process.facts import Refusal


def whose(login: str) -> str:
    """The staff reference of the account that something is done to; empty where there is none.

    The office answers to that once it has seen that the person who asks may do this at all, and to others as if it were there.
    """
    from evenhand.records.models import Account  # which cannot be imported before the home is open

    return Account.objects.filter(login=login, ended_entry=None).values_list("ref", flat=True).first() or ""


def acting(opened: Opened, login: str) -> str:
    """The reference of whoever acts and gives their password, or the founding, for which there is nobody to ask. Raises Failure."""
    from evenhand.office.known_person import known_person
    from evenhand.site.wiring import make_agent

    if login == FOUNDING:
        return FOUNDING
    return done(known_person(opened.office, login, password_of(login), make_agent(opened.home)))


def password_of(login: str) -> str:
    """Asked for, or the next line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass(f"Password of {login}: ")
    line = sys.stdin.readline()
    if not line:
        raise Failure(
            f"The password of {login} is missing: give each password as a line of standard input, in the order in which the "
            "command asks for them."
        )
    return line.rstrip("\n")


def email_of(login: str, said: str | None) -> str:
    """What was said as somebody's work address; otherwise asked for, or the next line of standard input."""
    if said is not None:
        return said
    if sys.stdin.isatty():
        print(f"Work e-mail address of {login}: ", end="", file=sys.stderr, flush=True)
        return input()
    line = sys.stdin.readline()
    if not line:
        raise Failure(
            f"The work e-mail address of {login} is missing: give it with --email, or as a line of standard input after the "
            "passwords of those who do this, and before the new one."
        )
    return line.rstrip("\n")


def new_password(login: str) -> str:
    """Asked for twice, or the next line of standard input. Raises Failure."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(f"New password of {login}: ")
    if first != getpass.getpass("Again: "):
        raise Failure("The two passwords differ. Nothing was changed: try again.")
    return first


def done[T](made: T | Refusal) -> T:
    """What was made. Raises Failure with the sentence of a refusal."""
    if isinstance(made, Refusal):
        raise Failure(made.sentence, 1)
    return made
