"""Getting an organisation ready for a command: home, settings, database, office."""

import os
from dataclasses import dataclass

from evenhand.cli.say import Failure
from evenhand.office.context import Clock, Office
from evenhand.site.home import Home, HomeError, Settings


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


def open_home(clock: Clock | None = None) -> Opened:
    """The organisation in `$EVENHAND_HOME`. Raises Failure with a sentence if there is none."""
    home = Home.from_environment()
    try:
        home.gather()
        settings = home.settings()
    except HomeError as error:
        raise Failure(str(error)) from None
    set_up_django()
    from evenhand.site.wiring import make_office

    return Opened(home, settings, make_office(home, settings, clock))
