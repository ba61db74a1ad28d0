"""`evenhand people`: accounts and appointments."""

import argparse
from datetime import date

from evenhand.cli.acting import acting, done, whose
from evenhand.cli.commands.people_add import add_account, confirm_account
from evenhand.cli.commands.people_two import end_account, give_email, new_device, new_keys, say_notes, two_people
from evenhand.cli.open_home import Opened, open_home
from evenhand.cli.say import Failure, report, say
from evenhand.process.codes import Background, EndReason, Role

WORDS = "Create and end accounts, make and end appointments, replace lost devices, and list who holds which role."
_EMAIL = "the person's work e-mail address, of which a mark alone is kept; without this it is asked for, or is the next line read"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions and their options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="create an account; the password is asked for, or read from standard input")
    add.add_argument("login", help="the sign-in name")
    add.add_argument("--name", required=True, help="the name that colleagues and parties see")
    add.add_argument("--email", metavar="ADDRESS", help=_EMAIL)
    add.add_argument(
        "--second", help="who confirms it: another administrator or an appointing authority; else it waits"
    )
    confirm = actions.add_parser("confirm", help="confirm an account that an administrator set up")
    confirm.add_argument("login", help="whose account")
    confirm.add_argument("--email", metavar="ADDRESS", help=f"{_EMAIL}. It has to be the one that it was set up with")
    appoint = actions.add_parser("appoint", help="give a role to a person")
    appoint.add_argument("login", help="whom")
    appoint.add_argument("--role", required=True, help="which role, such as case-manager")
    appoint.add_argument("--since", type=date.fromisoformat, help="first day (default today)")
    appoint.add_argument("--until", type=date.fromisoformat, help="first day that it no longer holds")
    appoint.add_argument(
        "--background",
        choices=[code.value for code in Background],
        help="from where they come; only the founding may leave it out",
    )
    appoint.add_argument("--left", type=date.fromisoformat, help="the day on which they left the leadership's office")
    end = actions.add_parser("end", help="end an appointment")
    end.add_argument("appointment", help="its reference, as the list shows it")
    end.add_argument("--until", type=date.fromisoformat, help="first day that it no longer holds (default today)")
    for action in actions.choices.values():
        action.add_argument(
            "--by",
            default="founding",
            help="the sign-in name of whoever does this, whose password is asked for (default: the founding)",
        )
    actions.add_parser("list", help="everyone with their appointments")
    device = actions.add_parser(
        "new-device", help="allow a new second factor in place of a lost one; two people do it"
    )
    device.add_argument("login", help="whose device is lost")
    two_people(device)
    address = actions.add_parser(
        "email", help="give an account a work e-mail address, or another one; two people do it"
    )
    address.add_argument("login", help="whose account")
    address.add_argument("--email", metavar="ADDRESS", help=_EMAIL)
    two_people(address)
    forgetful = actions.add_parser(
        "new-keys", help="give new keys to somebody who forgot their password; two people do it"
    )
    forgetful.add_argument("login", help="whose password is lost; the new one is asked for, or the last line read")
    two_people(forgetful)
    leaver = actions.add_parser("end-account", help="end an account with its appointments; two people do it")
    leaver.add_argument("login", help="whose account")
    leaver.add_argument(
        "--reason", required=True, choices=[reason.value for reason in EndReason], help="why, as the register says it"
    )
    two_people(leaver)
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", help="answer as one JSON object")
        action.add_argument("--yes", action="store_true", help="ask nothing")


def run(options: argparse.Namespace) -> int:
    """Do one action."""
    opened = open_home()
    action = {
        "add": add_account,
        "appoint": _appoint,
        "confirm": confirm_account,
        "email": give_email,
        "end": _end,
        "end-account": end_account,
        "list": _list,
        "new-device": new_device,
        "new-keys": new_keys,
    }[options.action]
    answer = action(opened, options)
    if options.json:
        report(answer)
    return 0


def _appoint(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    from evenhand.office.appoint import appoint
    from evenhand.records.models import Account
    from evenhand.vault.agent.founding import InstanceKeys

    person = whose(options.login)
    with InstanceKeys(opened.home.keys) as keys:
        made = appoint(
            opened.office,
            acting(opened, options.by),
            person,
            options.role,
            since=options.since,
            until=options.until,
            background=options.background,
            left=options.left,
            keys=keys,
        )
    ref = done(made)
    if not options.json:
        name = Account.objects.values_list("name", flat=True).get(ref=person)
        say(f"{name} is {options.role} (appointment {ref}).")
    return {"appointment": ref}


def _end(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    from evenhand.office.appoint import end_appointment
    from evenhand.office.note_reach import stakes_of
    from evenhand.office.sign_in import sign_out_everywhere
    from evenhand.records.models import Appointment
    from evenhand.site.wiring import make_agent

    by, today = acting(opened, options.by), opened.office.today()
    before = Appointment.objects.filter(ref=options.appointment, role=Role.OVERSEER).first()
    notes = stakes_of(before.person_id, today).today if before else 0
    refusal = end_appointment(opened.office, by, options.appointment, options.until)
    if refusal is not None:
        raise Failure(refusal.sentence, 1)
    held = Appointment.objects.get(ref=options.appointment)
    if held.until is not None and held.until <= opened.office.today():
        sign_out_everywhere(make_agent(opened.home), held.person_id)
    if not options.json:
        say(f"Appointment {options.appointment} ended.")
        say_notes(notes)
    return {"ended": options.appointment, "notes": notes}


def _list(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    from evenhand.records.queries.joining import waiting_accounts
    from evenhand.records.queries.people import staff

    found, waiting = staff(opened.office.today()), list(waiting_accounts().values())
    if not options.json:
        for person in found:
            without = "" if person.has_address else "; no work e-mail address"
            say(f"{person.login:20} {person.name:30} {', '.join(person.roles) or 'no role'}{without}")
            for held in person.appointments:
                until = f" until {held.until}" if held.until else ""
                origin = f", {held.background}" if held.background else ""
                say(f"  {held.ref}: {held.role} since {held.since}{until}, by {held.by}{origin}")
        for one in waiting:
            say(f"{one.login:20} {one.name:30} waits to be confirmed since {one.on}, set up by {one.by}")
    return {
        "waiting": [{"by": one.by, "login": one.login, "name": one.name, "ref": one.ref} for one in waiting],
        "people": [
            {
                "has_address": person.has_address,
                "appointments": [
                    {
                        "background": held.background,
                        "by": held.by,
                        "ref": held.ref,
                        "role": held.role,
                        "since": held.since.isoformat(),
                        "until": held.until.isoformat() if held.until else None,
                    }
                    for held in person.appointments
                ],
                "login": person.login,
                "name": person.name,
                "ref": person.ref,
            }
            for person in found
        ],
    }
