"""`evenhand upgrade`: an organisation that an older version served, brought to this one."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.cli.acting import done
from evenhand.cli.open_home import Opened, open_home
from evenhand.cli.say import Failure, report, say
from evenhand.site.clock import entropy
from evenhand.site.keys import vkeys_or_none
from evenhand.site.recovery_key import carry_away, create_recovery_key, load_recovery_public
from evenhand.site.serving import is_served
from evenhand.vault.agent.founding import InstanceKeys
from evenhand.vault.agent.vouch import renew_for

if TYPE_CHECKING:
    from evenhand.clerk.doctor import Examined
    from evenhand.clerk.upgrade import Change

WORDS = "Bring the database of an older version to this one: its tables, its lists, and what it counts. No act is changed."
_RUNS = "The service runs, perhaps with the older version: stop it first, then run `evenhand upgrade` again."
_ASK = "Is there a backup, made and kept by the older version? [y/N] "


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")
    parser.add_argument("--yes", action="store_true", help="ask nothing")


def run(options: argparse.Namespace) -> int:
    """Upgrade, then examine everything; 1 if the doctor finds trouble afterwards."""
    opened = open_home(older_too=True)
    from evenhand.clerk.doctor import examine
    from evenhand.clerk.doctor.addresses import address_notes
    from evenhand.clerk.upgrade import is_older, upgrade
    from evenhand.office.begin_counting import begin_counting, count_as_now, counts
    from evenhand.office.hand_over import hand_over
    from evenhand.office.renew_proofs import first_proofs, renew_proofs
    from evenhand.records.log_folder import LogFolder

    home = opened.home
    older = home.upgrading.exists() or is_older() or not counts(opened.office)
    if is_served(home) and (older or load_recovery_public(home) is None):
        raise Failure(_RUNS, 1)
    changes: Sequence[Change] = []
    carried: int | None = None
    if older:
        _ask(options)
        home.upgrading.touch(mode=0o600)
        changes = upgrade()
        carried = begin_counting(opened.office)
        count_as_now(opened.office)
        home.upgrading.unlink()
    renewed = done(renew_proofs(opened.office, partial(renew_for, home.keys)))
    done(first_proofs(opened.office))
    with InstanceKeys(home.keys) as keys:  # also what was sealed to it because a team's key had been tampered with
        hand_over(opened.office, keys)
    key = _recovery_key(opened)
    found = examine(LogFolder(home.log), home.guard, opened.office.blobs, vkeys_or_none(home))
    _tell(options, found, changes, carried, key, renewed, older=older)
    if not options.json:
        for note in address_notes():
            say(note)
    return 0 if found.clean else 1


def _recovery_key(opened: Opened) -> tuple[bool, str]:
    """Make the recovery key of an organisation that has none, if sealed sums can be kept; whether it was made, and what to say."""
    from evenhand.clerk.log_files import LogDamaged, begin_sums

    home, copy = opened.home, opened.settings.log_copy
    if load_recovery_public(home) is not None:
        return False, ""
    try:
        for log in (home.log, *([Path(copy)] if copy else [])):
            begin_sums(log)
        create_recovery_key(home, entropy)
    except LogDamaged as error:
        return False, f"No recovery key was made. {error} Then run `evenhand upgrade` again."
    return True, carry_away(home)


def _ask(options: argparse.Namespace) -> None:
    """The older version can't read what this one has written, so only its own backup leads back to it."""
    if options.yes or not sys.stdin.isatty():
        return
    print(_ASK, end="", file=sys.stderr)
    if input().strip().lower() not in {"y", "yes"}:
        raise Failure("Nothing was changed. Make one with the older version: `evenhand backup FOLDER`.", 1)


def _tell(
    options: argparse.Namespace,
    found: "Examined",
    changes: Sequence["Change"],
    carried: int | None,
    key: tuple[bool, str],
    renewed: int,
    *,
    older: bool,
) -> None:
    from evenhand.clerk.upgrade import said

    if options.json:
        report(
            {
                "clean": found.clean,
                "upgraded": older,
                "carried_over": carried,
                "proofs_renewed": renewed,
                "recovery_key": {"made": key[0], "said": key[1]},
                "written_again": [asdict(change) for change in changes],
                "troubles": [asdict(trouble) for trouble in found.troubles],
            }
        )
        return
    if not older:
        say("The database is of this version already: no table was changed.")
    for line in said(changes):
        say(line)
    if carried is not None:
        say(
            f"From now on every entry is counted under proof. {carried:,} complaints that are open were carried over."
        )
    if renewed:
        say(f"{renewed} proofs of whose a key is were of an older kind, and were made anew.")
    if key[1]:
        say(f"The recovery key was made. {key[1]}" if key[0] else key[1])
    for trouble in found.troubles:
        say(trouble.line())
    verdict = "Nothing is wrong." if found.clean else f"{len(found.troubles)} things are not as the acts say."
    say(f"{found.entries:,} entries of {found.complaints:,} complaints examined. {verdict}")
    if older and found.clean:
        say("Start the service again with `evenhand serve`.")
