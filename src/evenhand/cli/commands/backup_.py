"""`evenhand backup`: rows, sealed files and public log of one moment, checked after writing."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from evenhand.cli.open_home import Opened, open_home, set_up_django
from evenhand.cli.say import Failure, report, say
from evenhand.site.home import HomeError, settings_text
from evenhand.site.keys import load_vkeys

if TYPE_CHECKING:
    from evenhand.clerk.backup.write import Source

WORDS = "Write a backup while the service runs, and read it again. It opens nothing: keys and guard are kept apart."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="a new folder; one that a backup broke off in is gone on with"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing: read a backup that is there, and examine it"
    )
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")
    parser.add_argument("--yes", action="store_true", help="ask nothing")


def run(options: argparse.Namespace) -> int:
    """Back up, or check; 1 if the doctor finds trouble in what is backed up."""
    opened = None if options.check else open_home()
    if opened is None:
        set_up_django(needs_home=False)
    from evenhand.clerk.backup import BackupFault, check_backup, examine_backup, write_backup

    try:
        if opened is None:
            manifest, examined = check_backup(options.folder), examine_backup(options.folder)
        else:
            manifest, examined = write_backup(_source(opened), options.folder, opened.office.now())
    except (BackupFault, HomeError) as error:
        raise Failure(str(error), 1) from None
    except OSError as error:
        raise Failure(f"{options.folder} cannot be used ({error.strerror}): the backup is not finished.", 1) from None
    if options.json:
        report(
            {
                "entries": manifest.entries,
                "files": len(manifest.files),
                "folder": str(options.folder),
                "made": manifest.made,
                "origin": manifest.origin,
                "signed": manifest.signed,
                "troubles": [trouble.line() for trouble in examined.troubles],
            }
        )
    else:
        size = sum(length for length, _ in manifest.files.values())
        say(
            f"{manifest.origin}: {manifest.entries:,} entries, {len(manifest.files):,} files, {size:,} bytes, {manifest.made}."
        )
        for trouble in examined.troubles:
            say(trouble.line())
        if examined.clean:
            say(f"{options.folder} is whole: every byte was read again, and nothing is wrong.")
        else:
            say(
                f"{options.folder} is a true copy, and so are the {len(examined.troubles)} things in it that are wrong."
            )
    return 0 if examined.clean else 1


def _source(opened: Opened) -> "Source":
    from evenhand.clerk.backup.write import Source
    from evenhand.records.log_folder import LogFolder
    from evenhand.site.wiring import make_sealer

    settings = opened.settings
    lines: dict[str, str | list[str]] = {
        "name": settings.name,
        "origin": settings.origin,
        "timezone": str(settings.timezone),
        "hosts": list(settings.hosts),
        "quick_exit": settings.quick_exit,
    }
    if settings.log_copy:
        lines["log_copy"] = settings.log_copy
    text = settings_text(lines)  # without the database's address, in which a password stands
    return Source(
        settings.origin,
        load_vkeys(opened.home),
        text,
        LogFolder(opened.home.log),
        opened.office.blobs,
        make_sealer(opened.home, settings),
    )
