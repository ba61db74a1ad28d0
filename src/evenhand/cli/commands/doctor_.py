"""`evenhand doctor`: everything that could be wrong."""

import argparse
from dataclasses import asdict

from evenhand.cli.open_home import open_home
from evenhand.cli.say import report, say
from evenhand.site.home import Home, HomeError
from evenhand.site.keys import load_vkey

WORDS = "Fold every act again, compare every hash, and name whatever was changed, added or removed. Needs no key."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")


def run(options: argparse.Namespace) -> int:
    """Examine; 1 if anything is wrong."""
    opened = open_home()
    from evenhand.clerk.doctor import examine
    from evenhand.records.log_folder import LogFolder

    home = opened.home
    found = examine(LogFolder(home.log), home.guard, opened.office.blobs, _vkey(home))
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


def _vkey(home: Home) -> str | None:
    try:
        return load_vkey(home)
    except HomeError:
        return None
