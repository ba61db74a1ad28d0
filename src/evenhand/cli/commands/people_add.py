"""Set up an account, and confirm one: after the founding it takes two people, each of whom gives their own password."""

import argparse

from evenhand.cli.acting import acting, done, email_of, new_password, whose
from evenhand.cli.open_home import Opened
from evenhand.cli.say import Failure, say
from evenhand.process.appointing import FOUNDING


def add_account(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    """Set up an account. Without a second person, and after the founding, it waits until somebody confirms it."""
    from evenhand.office.confirm_account import confirm_account as confirm
    from evenhand.office.set_up_account import set_up_account
    from evenhand.office.work_address import address_fault

    by = acting(opened, options.by)
    second = acting(opened, options.second) if options.second else None
    email = email_of(options.login, options.email)
    fault = address_fault(email)
    if fault is not None:  # before anybody types a new password twice for nothing
        raise Failure(fault.sentence, 1)
    password = new_password(options.login)
    made = done(set_up_account(opened.office, by, options.login, options.name, email, password, opened.settings.name))
    refusal = confirm(opened.office, second, made.ref, email) if second and by != FOUNDING else None
    waits = by != FOUNDING and (second is None or refusal is not None)
    if not options.json:
        say(f"Account {options.login} ({made.ref}). Give the person this second factor, which is shown only now:")
        say(f"  {made.secret.base32}\n  {made.uri}")
        if waits:
            why = f"{refusal.sentence} " if refusal else ""
            say(f"{why}Nobody can use the account before a second person has confirmed it, here or at the desk.")
    return {"account": made.ref, "totp": made.secret.base32, "totp_uri": made.uri, "waits": waits}


def confirm_account(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    """Confirm an account that an administrator set up."""
    from evenhand.office.confirm_account import confirm_account as confirm

    second, ref = acting(opened, options.by), whose(options.login)
    refusal = confirm(opened.office, second, ref, email_of(options.login, options.email))
    if refusal is not None:
        raise Failure(refusal.sentence, 1)
    if not options.json:
        say(f"The account {options.login} is confirmed. It has no role until somebody appoints the person.")
    return {"confirmed": options.login}
