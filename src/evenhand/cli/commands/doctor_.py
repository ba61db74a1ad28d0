"""`evenhand doctor`: everything that could be wrong."""

import argparse
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.cli.open_home import Opened, open_home
from evenhand.cli.say import report, say
from evenhand.site.home import HomeError
from evenhand.site.keys import vkeys_or_none
from evenhand.site.recovery_key import PUBLIC_NAME, what_is_missing

if TYPE_CHECKING:
    from evenhand.clerk.doctor.finding import Trouble

WORDS = "Fold every act again, compare every hash, and name whatever was changed, added or removed. Needs no key."

NOT_ASKED = "The key agent was not asked whether it is there: it answers the user of the service alone, and this is the clerk's."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--running",
        action="store_true",
        help="also that the service runs: a clerk at work, everything signed, witnesses too, the key agent there, room on the disk",
    )
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")


def run(options: argparse.Namespace) -> int:
    """Examine; 1 if anything is wrong."""
    opened = open_home()
    from evenhand.clerk.doctor import examine
    from evenhand.clerk.doctor.running import check_running
    from evenhand.clerk.doctor.witnesses import check_asked, check_witnesses, note_of
    from evenhand.office.witness_policy import PolicyFile
    from evenhand.records.log_folder import LogFolder
    from evenhand.site.wiring import make_agent

    home, log = opened.home, LogFolder(opened.home.log)
    found = examine(log, home.guard, opened.office.blobs, vkeys_or_none(home))
    more: list[Trouble] = []
    unsealed, missing = _unsealed(opened), what_is_missing(home, opened.settings)
    more += unsealed if options.running else []  # where nothing runs, nothing is wrong because of it
    told = [] if options.running else [trouble.line() for trouble in unsealed]
    found = replace(found, notes=(*found.notes, *told, *filter(None, [missing])))
    if (vkeys := vkeys_or_none(home)) is not None:
        own, now = PolicyFile(home.policy, vkeys).read(), opened.office.now()
        more += check_witnesses(log, home.guard, own, now)
        more += check_asked(log, own, now) if options.running else []
        found = replace(found, notes=(*found.notes, *filter(None, [note_of(log, own, now)])))
    more += _trustees(opened)
    found = replace(found, notes=(*found.notes, *_teams(opened)))
    if options.running:
        agent = None if home.apart else make_agent(home)
        more += check_running(log, agent, home.root, opened.office.now, time.sleep)
        if agent is None:
            found = replace(found, notes=(*found.notes, NOT_ASKED))
    found = replace(found, troubles=(*found.troubles, *more))
    if options.json:
        report(
            {
                "clean": found.clean,
                "complaints": found.complaints,
                "entries": found.entries,
                "notes": found.notes,
                "troubles": [asdict(trouble) for trouble in found.troubles],
            }
        )
    else:
        for trouble in found.troubles:
            say(trouble.line())
        for note in found.notes:
            say(note)
        verdict = "Nothing is wrong." if found.clean else f"{len(found.troubles)} things are not as the acts say."
        say(f"{found.entries:,} entries of {found.complaints:,} complaints examined. {verdict}")
    return 0 if found.clean else 1


def _trustees(opened: Opened) -> "list[Trouble]":
    """The trustees' key on file, beside the newest act about it."""
    from evenhand.clerk.doctor.examine import part
    from evenhand.clerk.doctor.finding import Trouble
    from evenhand.clerk.doctor.trustees import check_trustees
    from evenhand.site.trustees_key import load_trustees_public

    try:
        return list(part("the trustees", check_trustees(load_trustees_public(opened.home))))
    except HomeError as error:
        return [Trouble("keys", "trustees.pub", "", str(error))]


def _teams(opened: Opened) -> "list[str]":
    """What is worth knowing of who could open the teams' keys, of notes to the overseers, accounts without an address, stale keys.

    Where database or key files are away, that is told already.
    """
    from django.db import DatabaseError

    from evenhand.clerk.doctor.addresses import address_notes
    from evenhand.clerk.doctor.stale import stale_notes
    from evenhand.clerk.doctor.teams import team_notes
    from evenhand.clerk.doctor.unread import unread_notes
    from evenhand.vault.errors import VaultError
    from evenhand.vault.keys import key_id

    office = opened.office
    try:
        trustees = office.trustees()
        today = office.today()
        of_teams = team_notes(key_id(office.instance), key_id(trustees) if trustees else None, today)
        return [*of_teams, *unread_notes(today), *address_notes(), *stale_notes()]
    except (DatabaseError, VaultError, ValueError, LookupError, TypeError):
        return []


def _unsealed(opened: Opened) -> "list[Trouble]":
    """The copies of the log without sealed sums, where there is a key to seal them to."""
    from evenhand.clerk.doctor.sealed import check_sealed
    from evenhand.records.log_folder import LogFolder

    home, second = opened.home, opened.settings.log_copy
    if not (home.keys / PUBLIC_NAME).exists():
        return []
    return list(check_sealed(LogFolder(home.log), [home.log, *([Path(second)] if second else [])]))
