"""The clerk's loop: integrate and sign within two seconds of every entry, and do what the calendar asks once a minute.

Nothing ends it but being told to. What stands in its way (a database that is away, a full disk, a register that must not be
signed) is said, and tried again until it is over; while nothing may be signed, nothing is written either.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from evenhand.clerk.duties import do_what_is_due
from evenhand.clerk.integrate import MOST_AT_ONCE, Integrator
from evenhand.clerk.leader import Leadership
from evenhand.clerk.log_files import LogDamaged
from evenhand.clerk.pace import Pace
from evenhand.clerk.statements import NotStated, state_periods
from evenhand.clerk.stopping import Stop
from evenhand.clerk.witnesses import Witnesses
from evenhand.office.context import Office
from evenhand.office.witness_policy import PolicyFile
from evenhand.records.append import Moved
from evenhand.records.queries.register import RowsDamaged
from evenhand_register.errors import RegisterError

PAUSE = 0.3
"""Seconds between two looks."""
WHILE_ASKING = 0.05
"""The same while the next head waits for a witness that answers as a rule."""
AFTER_TROUBLE = 5.0
"""Seconds until what failed is tried again."""
SAY_AGAIN = 60.0
"""Seconds after which trouble that goes on is said again."""

type Say = Callable[[str], None]
type Beside = Callable[[datetime], Sequence[str]]
"""What goes on beside the clerk's own work: looked after once a minute, answers with what there is to say."""
_log = logging.getLogger(__name__)


def nothing_beside(_now: datetime) -> Sequence[str]:
    """Nothing."""
    return ()


class Clerk:
    """Who works: `turn` does once what there is to do. `steady` tells seconds that pass evenly, whatever the clock says."""

    def __init__(
        self,
        office: Office,
        integrator: Integrator,
        say: Say,
        steady: Callable[[], float] = time.monotonic,
        beside: Beside = nothing_beside,
        policy: PolicyFile | None = None,
    ) -> None:
        self._office, self._integrator, self._say, self._steady = office, integrator, say, steady
        self._beside = beside
        self._witnesses = Witnesses(integrator, policy, say, steady, office.now) if policy is not None else None
        self._leadership = Leadership(steady)
        self._pace = Pace(steady, say)
        self._size = 0
        """How many entries were signed when this clerk last looked."""
        self._trouble = ("", 0.0)
        """What was said last, and when."""
        self._witness_trouble = ""

    def turn(self, stop: Stop) -> float:
        """Do once what there is to do, unless another clerk leads. Returns the seconds to wait. Never raises."""
        try:
            pause = self._work(stop)
        except (RegisterError, LogDamaged, RowsDamaged) as error:
            return self._say_trouble(f"ALARM: nothing is signed. {error}")
        except DatabaseError as error:
            _start_afresh()
            return self._say_trouble(f"The database does not answer ({_reason(error)}); trying again.")
        except OSError as error:
            return self._say_trouble(f"The disk cannot be used ({error.strerror}); trying again.")
        except Exception as error:  # noqa: BLE001  (logged, and said; a clerk that has ended would sign nothing any more)
            _log.exception("the clerk met what it does not know")
            return self._say_trouble(f"Something failed that should not ({type(error).__name__}); trying again.")
        if self._trouble[0]:
            self._trouble = ("", 0.0)
            self._say("It works again.")
        return pause

    def end(self) -> None:
        """Let another clerk take over at once."""
        try:
            self._leadership.give_up()
        except DatabaseError:
            _start_afresh()  # then the lease runs out by itself

    def _work(self, stop: Stop) -> float:
        while leads := self._leadership.hold(self._office.now()):
            if self._tend_witnesses():
                return WHILE_ASKING
            if not self._leaves_some() or stop.is_set():
                break
        if leads:
            pause = WHILE_ASKING if self._tend_witnesses() else PAUSE  # they are shown the new head at once
            if self._pace.is_due(self._office.now()):
                for line in (*do_what_is_due(self._office), *self._beside(self._office.now())):
                    self._say(line)
                for line in self._state_periods():
                    self._say(line)
            return pause
        return PAUSE

    def _state_periods(self) -> list[str]:
        """State what was counted in one period that is over, in words for the log. More would keep heads waiting for long."""
        try:
            labels = list(islice(state_periods(self._office, self._integrator.files, self._integrator.vkeys), 1))
        except Moved:
            return []  # somebody was quicker: the next round goes on
        except (NotStated, RegisterError, LogDamaged, RowsDamaged, ObjectDoesNotExist) as error:
            return [f"ALARM: what was counted is not stated, and signing goes on. {error}"]
        return [f"stated and proved the totals of {label}" for label in labels]

    def _tend_witnesses(self) -> bool:
        """Whether to put the next head off for a moment. Nothing that a witness does keeps us from signing."""
        if self._witnesses is None:
            return False
        try:
            puts_off = self._witnesses.tend()
        except (DatabaseError, OSError, LogDamaged):
            raise
        except Exception as error:  # noqa: BLE001  (logged, and said)
            said = f"Asking the witnesses failed ({type(error).__name__}); signing goes on."
            if said != self._witness_trouble:
                _log.exception("the clerk's witnesses brought about what it does not know")
                self._say(said)
            self._witness_trouble = said
            return False
        self._witness_trouble = ""
        return puts_off

    def _leaves_some(self) -> bool:
        """Integrate once; whether there may be more than one checkpoint takes.

        What comes meanwhile waits for the next turn: in a rush a checkpoint for every few entries would take from those
        who complain half a core, and would show everybody the very moment at which each of them did.
        """
        signed = self._integrator.run()
        before, self._size = self._size, self._size if signed is None else signed.size
        return self._size - before >= MOST_AT_ONCE

    def _say_trouble(self, line: str) -> float:
        said, when = self._trouble
        now = self._steady()
        if line != said or now - when >= SAY_AGAIN:
            self._trouble = (line, now)
            self._say(line)
        return AFTER_TROUBLE


def work(
    office: Office,
    integrator: Integrator,
    stop: Stop,
    say: Say,
    beside: Beside = nothing_beside,
    policy: PolicyFile | None = None,
) -> None:
    """Work until `stop` is set. `policy` names the witnesses to ask."""
    clerk = Clerk(office, integrator, say, beside=beside, policy=policy)
    pause = PAUSE
    while not stop.wait(pause):
        pause = clerk.turn(stop)
    clerk.end()


def _start_afresh() -> None:
    """Leave a connection that failed: SQLite's stays as it was opened, also when the disk can be written to again."""
    if not connection.in_atomic_block:
        connection.close()


def _reason(error: DatabaseError) -> str:
    """What the database says in one line, where that is about itself and not about what it was given."""
    said = str(error).strip().partition("\n")[0] if isinstance(error, OperationalError | InterfaceError) else ""
    return said or type(error).__name__
