"""Getting an organisation ready for a command: home, settings, database, office."""

import os
from dataclasses import dataclass

from evenhand.cli.say import Failure
from evenhand.office.context import Clock, Office
from evenhand.site.home import Home, HomeError, Settings
from evenhand.site.keys import ensure_vouch_public
from evenhand.site.tables import check_tables


@dataclass(frozen=True, slots=True)
class Opened:
    """An organisation that a command works on."""

    home: Home
    settings: Settings
    office: Office


def set_up_django(*, needs_home: bool = True) -> None:
    """Load Django with the settings of the home folder. Raises Failure if there is no organisation and one is needed."""
    import django
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.site.settings")
    if needs_home and (not settings.configured or settings.ORGANISATION is None):
        try:
            Home.from_environment().settings()
        except HomeError as error:
            raise Failure(str(error)) from None
    django.setup()


def open_home(clock: Clock | None = None, *, older_too: bool = False) -> Opened:
    """The organisation in `$EVENHAND_HOME`. Raises Failure with a sentence if there is none.

    Or if its tables are those of another version, unless older ones will do (`older_too`).
    """
    home = Home.from_environment()
    try:
        home.gather()
        settings = home.settings()
        check_tables(home, settings, older_too=older_too)
        ensure_vouch_public(home)
    except HomeError as error:
        raise Failure(str(error)) from None
    set_up_django()
    from evenhand.site.wiring import make_office

    return Opened(home, settings, make_office(home, settings, clock))
