"""`evenhand publish`: the public register as static files."""

import argparse
import sys
from pathlib import Path

from evenhand.cli.open_home import Opened, open_home
from evenhand.cli.say import Failure, report, say
from evenhand.site.keys import load_vkeys

WORDS = "Write the register, its key, a policy, figures and the page that checks receipts as static files for any web server."


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
    from evenhand.clerk.log_files import LogDamaged, LogFiles
    from evenhand.clerk.publish import NotPublishable, publish
    from evenhand.office.published_files import VERIFY_PAGE, verify_page_hash
    from evenhand.office.witness_policy import PolicyFile
    from evenhand.records.log_folder import LogFolder
    from evenhand.records.queries.register import RowsDamaged
    from evenhand_register.errors import RegisterError

    try:
        begins = _begins(opened, options.folder)
        _integrate(opened, options.folder)
        vkeys = load_vkeys(opened.home)
        own = PolicyFile(opened.home.policy, vkeys).read()
        # a policy that cannot be read is no reason to take back the one that was published, nor to publish nothing
        text = LogFolder(options.folder).read("policy") if own.fault else own.text
        head = publish(LogFiles(opened.home.log), vkeys, options.folder, text)
        if begins:
            _integrate(opened, options.folder)  # which seals the sums beside it
    except (LogDamaged, NotPublishable, RowsDamaged) as error:
        raise Failure(str(error), 1) from None
    except RegisterError as error:
        raise Failure(f"Nothing was published. {error.diagnostics()}", 1) from None
    if own.fault:
        sys.stderr.write(f"{own.fault}\n")
    vkey = vkeys.split()[0]
    if options.json:
        page = {VERIFY_PAGE: verify_page_hash()}
        report(
            {"folder": str(options.folder), "origin": head.origin, "size": head.size, "vkey": vkey, "sha256": page}
        )
    else:
        say(f"Published {head.size:,} entries of {head.origin} in {options.folder}.")
        say(f"Anyone can check it: evenhand-verify {options.folder} --vkey '{vkey}'")
        say(
            f"A page that checks receipts is beside it. Print its SHA-256 on paper: {verify_page_hash()}  {VERIFY_PAGE}"
        )
    return 0


def _integrate(opened: Opened, folder: Path) -> None:
    """Bring what is new under a signed head, unless a running clerk does so by itself."""
    from evenhand.clerk.leader import Leadership
    from evenhand.clerk.log_files import LogFiles
    from evenhand.site.wiring import make_integrator

    leadership, office = Leadership(), opened.office
    log = LogFiles(opened.home.log) if _begins(opened, folder) else None
    try:
        if leadership.hold(office.now()):
            # Only now: beside a clerk of another user its key cannot be read.
            integrator = make_integrator(opened.home, opened.settings, log)
            while leadership.hold(office.now()) and integrator.run() is not None:
                pass
    finally:
        leadership.give_up()


def _begins(opened: Opened, folder: Path) -> bool:
    """Whether this is the log's second path, and nothing is in it yet: then it cannot be written to before it is published."""
    second = opened.settings.log_copy
    return bool(second) and folder.absolute() == Path(second).absolute() and not (folder / "vkey").exists()
