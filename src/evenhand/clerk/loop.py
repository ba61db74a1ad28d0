"""The clerk's loop: integrate and sign within two seconds of every entry, and do what the calendar asks once a minute."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections

from evenhand.clerk.duties import do_what_is_due
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.leader import Leadership
from evenhand.clerk.log_files import LogDamaged
from evenhand.office.context import Office
from evenhand_register.errors import RegisterError

PAUSE = 0.3
CALENDAR = timedelta(minutes=1)

type Say = Callable[[str], None]


def work(office: Office, integrator: Integrator, stop: threading.Event, say: Say) -> None:
    """Work until `stop` is set. Trouble is said and tried again; a log that must not be signed is said each minute."""
    leadership = Leadership()
    next_due = datetime.min.replace(tzinfo=office.now().tzinfo)
    while not stop.wait(PAUSE):
        try:
            if not leadership.hold(office.now()):
                continue
            while integrator.run() is not None:
                pass
            if office.now() >= next_due:
                for line in do_what_is_due(office):
                    say(line)
                next_due = office.now() + CALENDAR
        except (RegisterError, LogDamaged, ValueError) as error:
            say(f"ALARM: nothing is signed. {error}")
            stop.wait(CALENDAR.total_seconds())
        except DatabaseError as error:
            say(f"The database does not answer ({type(error).__name__}); trying again.")
            close_old_connections()
    leadership.give_up(office.now())
