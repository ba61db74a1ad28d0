"""`evenhand key`: the register's key, and changing it (REGISTER.md 9.8)."""

import argparse
from typing import TYPE_CHECKING

from evenhand.cli.acting import acting, done
from evenhand.cli.open_home import Opened, open_home
from evenhand.cli.say import Failure, report, say
from evenhand.site.keys import key_folder

if TYPE_CHECKING:
    from evenhand_register.key_change import KeyHistory

WORDS = "Change the register's key as a logged act, retire the old one after 90 days, and list which keys sign."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the actions and their options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    rotate = actions.add_parser(
        "rotate", help="draw a new key, log it under the old one, and sign with both from then on"
    )
    retire = actions.add_parser("retire", help="retire the older of two keys; refused before both signed for 90 days")
    for action in (rotate, retire):
        action.add_argument("--reason", required=True, help="why, in a few words; it is published")
        action.add_argument(
            "--by",
            default="founding",
            help="the sign-in name of the administrator who does this, whose password is asked for (default: the founding)",
        )
    actions.add_parser("list", help="every key that the register has or had, since when and until when")
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", help="answer as one JSON object")
        action.add_argument("--yes", action="store_true", help="ask nothing")


def run(options: argparse.Namespace) -> int:
    """Do one action."""
    opened = open_home()
    from evenhand.clerk.key_folder import KeysAmiss
    from evenhand.records.queries.register import RowsDamaged
    from evenhand_register.errors import RegisterError

    action = {"rotate": _rotate, "retire": _retire, "list": _list}[options.action]
    try:
        answer = action(opened, options)
    except (KeysAmiss, RowsDamaged) as error:
        raise Failure(str(error), 1) from None
    except RegisterError as error:
        raise Failure(error.sentence, 1) from None
    if options.json:
        report(answer)
    return 0


def _rotate(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    from evenhand.office.change_key import add_key, may_retire_on, refuses_change

    folder, office, by, before = (
        key_folder(opened.home),
        opened.office,
        acting(opened, options.by),
        _history(opened),
    )
    done(refuses_change(office, by, options.reason))
    if may_retire_on(before) is not None:
        _add_to_policy(opened, before.uses[-1].key.vkey)  # where an earlier call broke off
        raise Failure(
            "Two keys sign at this moment. Retire the old one first, with `evenhand key retire`; `evenhand key list` says from "
            "when on that can be done.",
            1,
        )
    _check_policy(opened)
    new = folder.draw(office.origin, office.entropy).verifier
    made = done(add_key(office, by, new, options.reason, before.named(2**63)))
    _add_to_policy(opened, new.vkey)
    ends = may_retire_on(_history(opened))
    if not options.json:
        say(
            f"The register has a new key, and entry {made.index} says so. From its head on both keys sign:\n  {new.vkey}"
        )
        say(
            "Now: print it, publish it, give it to your witnesses, and tell readers to add its line to their policy. Copy "
            f"the folder {opened.home.keys} anew when the clerk has signed. The old key can be retired from {ends} on."
        )
    return {"entry": made.index, "may_retire_on": str(ends), "vkey": new.vkey}


def _retire(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    from evenhand.office.change_key import retire_key

    by = acting(opened, options.by)
    made = done(retire_key(opened.office, by, options.reason, _history(opened).named(2**63)))
    (old,) = made.change.retire
    if not options.json:
        say(
            f"The old key is retired, and entry {made.index} says so. The clerk destroys it when it has signed that entry:\n"
            f"  {old.vkey}"
        )
        say(
            "Keep its line in the policy: what it signed stays provable by it alone. Witnesses and readers need the new key by now."
            f" Copy the folder {opened.home.keys} anew, and destroy older copies."
        )
    return {"entry": made.index, "vkey": old.vkey}


def _list(opened: Opened, options: argparse.Namespace) -> dict[str, object]:
    from evenhand.office.change_key import may_retire_on

    history = _history(opened)
    ends = may_retire_on(history)
    if not options.json:
        for use in reversed(history.uses):
            since = f"since entry {use.added.index} of {use.added.day}" if use.added else "from the beginning"
            until = f", until entry {use.retired.index} of {use.retired.day}" if use.retired else ""
            say(f"{use.key.vkey}\n  {since}{until}")
        if ends is not None:
            say(f"The older of the two that sign can be retired from {ends} on.")
    return {
        "keys": [
            {
                "added": use.added.index if use.added else None,
                "retired": use.retired.index if use.retired else None,
                "vkey": use.key.vkey,
            }
            for use in reversed(history.uses)
        ],
        "may_retire_on": str(ends) if ends else None,
    }


def _history(opened: Opened) -> "KeyHistory":
    """What files and entries say together. A key that waits for the clerk counts as ours."""
    from evenhand.records.queries.keys import key_changes

    return key_folder(opened.home).history(key_changes(opened.office.origin))


def _check_policy(opened: Opened) -> None:
    """Raises Failure if there is a policy file that could not be added to."""
    from evenhand.office.witness_policy import PolicyFile

    own = PolicyFile(opened.home.policy, key_folder(opened.home).vkeys).read()
    if own.fault:
        raise Failure(f"The new key is announced in the policy, which is wrong, so nothing was changed. {own.fault}")


def _add_to_policy(opened: Opened, vkey: str) -> None:
    """The line of the new key into our policy file, where there is one: without a file the published policy is made of the keys."""
    from evenhand.clerk.log_files import write_durably
    from evenhand.office.witness_policy import with_log_line
    from evenhand.records.blobs import sync_folder

    path = opened.home.policy
    if path.exists():
        write_durably(path, with_log_line(path.read_bytes(), vkey))
        sync_folder(path.parent)
