"""What is done to somebody's account at the command line, and takes two people: each gives their own password."""

import argparse
import sys

from evenhand.cli.acting import acting, done, email_of, new_password, whose
from evenhand.cli.open_home import Opened
from evenhand.cli.say import Failure, say
from evenhand.process.codes import Materials

_MATERIALS = {
    Materials.HELD: "They declared that they still have case materials outside the system: get them back. The overseers see it.",
    Materials.NOT_DECLARED: "They declared nothing about case materials outside the system. The overseers see it.",
    Materials.NOT_ASKED: "They were not asked for case materials outside the system: asking for the end at the desk does that. The "
    "overseers see it.",
}
_LOST = "can be opened by nobody with these new keys: it took the old ones."


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

    by, second = both_known(opened, options)
    code = done(allow_new_device(opened.office, by, second, options.login, partial(permit_for, opened.home.keys)))
    if not options.json:
        say(
            f"For {options.login}, once, within a day, with their own password, at the desk under \u201cSet up a new device\u201d:"
        )
        say(f"  {code}")
        say("It is shown only now. Make sure that it is them, and give it to them in person.")
    return {"account": options.login, "code": code}


def give_email(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    """Give somebody's account a work e-mail address, or another one."""
    from evenhand.office.give_address import give_address

    by, second = both_known(opened, options)
    refusal = give_address(opened.office, by, second, options.login, email_of(options.login, options.email))
    if refusal is not None:
        raise Failure(refusal.sentence, 1)
    if not options.json:
        say(f"The account {options.login} has this e-mail address, and no other account can have it.")
    return {"account": options.login}


def new_keys(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    """Give somebody who forgot their password new keys; what the old ones opened is granted again by colleagues who come by."""
    from evenhand.office.new_keys import give_new_keys
    from evenhand.office.note_reach import stakes_of
    from evenhand.site.wiring import make_agent
    from evenhand.vault.agent.founding import InstanceKeys
    from evenhand.vault.password import enrol
    from evenhand.vault.password_policy import password_faults
    from evenhand.vault.totp import totp_uri

    by, second = both_known(opened, options)
    password = new_password(options.login)
    faults = password_faults(password, options.login)
    if faults:
        raise Failure(" ".join(faults))
    enrolment = enrol(password, opened.office.entropy)
    notes = stakes_of(whose(options.login), opened.office.today()).ever
    _ask_about(notes, options)
    with InstanceKeys(opened.home.keys) as keys:
        agent = make_agent(opened.home)
        refusal = give_new_keys(opened.office, agent, by, second, options.login, enrolment, keys)
    if refusal is not None:
        raise Failure(refusal.sentence, 1)
    uri = totp_uri(enrolment.totp_secret, options.login, opened.settings.name)
    if not options.json:
        say(f"The account {options.login} has new keys. Give the person this second factor, which is shown only now:")
        say(f"  {enrolment.totp_secret.base32}\n  {uri}")
        say("They read again what they may once colleagues who open it have signed in.")
        if notes:
            say(f"{_notes(notes)} {_LOST}")
    return {"account": options.login, "totp": enrolment.totp_secret.base32, "totp_uri": uri, "notes": notes}


def end_account(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    """End an account with all its appointments. While anything waits for the person it is refused, and says how much: which
    complaints these are is nothing that those who run the office may see.
    """
    from evenhand.office.end_account import end_account as end
    from evenhand.office.note_reach import stakes_of
    from evenhand.process.leaving import OPEN_QUESTIONS, EndAccount
    from evenhand.records.queries.leaving import asked_ends
    from evenhand.site.wiring import make_agent

    by, second = both_known(opened, options)
    ref = whose(options.login)
    notes = stakes_of(ref, opened.office.today()).today
    asked = asked_ends(opened.office.today()).get(ref)
    materials = asked.materials if asked else Materials.NOT_ASKED
    refusal = end(opened.office, make_agent(opened.home), EndAccount(ref, options.reason, by, second))
    if refusal is not None:
        raise Failure(refusal.sentence, 1)
    if not options.json:
        say(f"The account {options.login} has ended, with its appointments. They are signed out everywhere.")
        if materials in OPEN_QUESTIONS:
            say(_MATERIALS[Materials(materials)])
        say_notes(notes)
    return {"ended": options.login, "materials": str(materials), "notes": notes}


def say_notes(notes: int) -> None:
    """How many unread notes to the overseers two who oversee cannot open any more without whoever leaves."""
    if notes:
        say(
            f"{_notes(notes)} could be opened only by this person and one other. `evenhand doctor` says whom to appoint again, so "
            "that they are."
        )


def _ask_about(notes: int, options: argparse.Namespace) -> None:
    """The old keys cannot be had back, so a person at a terminal is asked. Raises Failure."""
    if not notes or options.yes or not sys.stdin.isatty():
        return
    print(f"{_notes(notes)} {_LOST} Go on? [y/N] ", end="", file=sys.stderr)
    if input().strip().lower() not in {"y", "yes"}:
        raise Failure("Nothing was changed. If they remember the password, have the notes opened first.", 1)


def _notes(notes: int) -> str:
    return f"{notes} {'note' if notes == 1 else 'notes'} to the overseers that nobody has opened"


def both_known(opened: Opened, options: argparse.Namespace) -> tuple[str, str]:
    """The references of the two, each of whom gives a password. Raises Failure."""
    return acting(opened, options.by), acting(opened, options.second)
