"""`evenhand publish`: the public register as static files."""

import argparse
from pathlib import Path

from evenhand.cli.open_home import open_home
from evenhand.cli.say import Failure, report, say
from evenhand.site.keys import load_signing_key, load_vkey

WORDS = "Write checkpoint, tiles, entries, records, key, policy and figures as static files for any web server."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="where to write; published again, it is brought up to date"
    )
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")
    parser.add_argument("--yes", action="store_true", help="ask nothing")


def run(options: argparse.Namespace) -> int:
    """Publish."""
    opened = open_home()
    from evenhand.clerk.integrate import Integrator
    from evenhand.clerk.leader import Leadership
    from evenhand.clerk.log_files import LogDamaged, LogFiles
    from evenhand.clerk.publish import NotPublishable, publish
    from evenhand.office.published import published_totals
    from evenhand_register.errors import RegisterError

    log = LogFiles(opened.home.log)
    leadership = Leadership()
    try:
        if leadership.hold(opened.office.now()):  # else a running clerk integrates by itself
            integrator = Integrator(log, opened.home.guard, load_signing_key(opened.home))
            while integrator.run() is not None:
                pass
            leadership.give_up(opened.office.now())
        head = publish(log, load_vkey(opened.home), published_totals(), options.folder)
    except (LogDamaged, NotPublishable) as error:
        raise Failure(str(error), 1) from None
    except RegisterError as error:
        raise Failure(f"{error.sentence} [{error.code}]", 1) from None
    if options.json:
        report({"folder": str(options.folder), "origin": head.origin, "size": head.size})
    else:
        say(f"Published {head.size:,} entries of {head.origin} in {options.folder}.")
        say(f"Anyone can check it: evenhand-verify {options.folder} --vkey '{load_vkey(opened.home)}'")
    return 0
