"""The process in which the clerk has everything examined: `python -m evenhand.site.examine`. It steps back behind all others."""

import os
import sys

import django

from evenhand.site.logs import set_up_logging
from evenhand.site.parent import end_with_parent


def main() -> int:
    """Examine everything and keep what was found."""
    end_with_parent()
    os.nice(19)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.site.settings")
    django.setup()
    set_up_logging("doctor")
    from evenhand.clerk.doctor import examine
    from evenhand.clerk.doctor.words import MEANING
    from evenhand.office.examination import finish
    from evenhand.records.log_folder import LogFolder
    from evenhand.site.home import Home
    from evenhand.site.keys import vkeys_or_none
    from evenhand.site.wiring import make_office

    home = Home.from_environment()
    office = make_office(home, home.settings())
    found = examine(LogFolder(home.log), home.guard, office.blobs, vkeys_or_none(home))
    finish(office.now(), found.entries, found.complaints, (trouble.table for trouble in found.troubles), MEANING)
    return 0


if __name__ == "__main__":
    sys.exit(main())
