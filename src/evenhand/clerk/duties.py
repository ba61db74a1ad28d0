"""What falls due by the calendar: periods that end, days whose looks are sealed, reply windows that pass, drafts that expire."""

import logging
from collections.abc import Callable
from datetime import UTC, timedelta

from django.db import InterfaceError, OperationalError
from django.db.models import Q

from evenhand.clerk.lacking import Lacking
from evenhand.office.act import perform
from evenhand.office.close_months import close_months
from evenhand.office.context import Office
from evenhand.office.looking import seal_looks
from evenhand.office.party_search import forget_searches
from evenhand.office.settle import withdraw
from evenhand.office.teams import settle_teams
from evenhand.process.codes import CaseStage, ComplaintStage, Reply
from evenhand.process.commands import CloseOpening, FollowLead, RecordReply
from evenhand.process.facts import Refusal
from evenhand.process.state import CLERK, Person
from evenhand.process.teams import JOINT, KEY_ROLES, PIECE, TEAM_PURPOSES
from evenhand.records.append import Moved
from evenhand.records.journal import empty_journal
from evenhand.records.load import people, state_of
from evenhand.records.models import (
    Appointment,
    Case,
    Compartment,
    Complaint,
    Draft,
    DraftFile,
    Grant,
    Link,
    Opening,
    Sealed,
    Session,
)
from evenhand.records.queries.periods import looks_to_seal

UNFINISHED = timedelta(days=1)
"""An upload that nobody has written to for so long was broken off by a crash."""
SETTLED = timedelta(minutes=5)
"""How long after its end a day's looks are sealed: longer than any look waits for the database."""
_log = logging.getLogger(__name__)


def do_what_is_due(office: Office) -> list[str]:
    """Do all of it once; returns what was done, in words for the log. Idempotent: doing it again does nothing.

    One duty that fails keeps no other from being done, and is said. Raises OperationalError or InterfaceError when the
    database is away.
    """
    return [line for what, duty in DUTIES.items() for line in _tried(what, duty, office)]


def _tried(what: str, duty: Callable[[Office], list[str]], office: Office) -> list[str]:
    try:
        return duty(office)
    except (OperationalError, InterfaceError):
        raise
    except Moved:
        return []  # somebody was quicker: the next round sees what is left
    except Exception as error:  # noqa: BLE001  (logged, and said; the others are still due)
        _log.exception("a duty of the clerk failed")
        return [f"could not {what} ({type(error).__name__}); it is tried again in a minute"]


def _close_months(office: Office) -> list[str]:
    """Close each calendar month that is over. If somebody acts for the office meanwhile, the next round goes on."""
    done = []
    try:
        for period in close_months(office):
            done.append(f"closed the period {period.label}: entries {period.first} to {period.end - 1}")  # noqa: PERF401
    except Moved:
        pass
    return done


def _seal_days(office: Office) -> list[str]:
    """Seal the looks of each UTC day that has been over for a while: one that was just taken may still be on its way."""
    settled = (office.now() - SETTLED).astimezone(UTC).date()
    return [f"sealed {seal_looks(office, day)} looks of {day}" for day in looks_to_seal(settled)]


def _pass_reply_windows(office: Office) -> list[str]:
    """The clerk records that a reply window has passed; the investigator goes on from there (invariant 1)."""
    done, today = [], office.today()
    # The date to reply by is a promise that runs, so a complaint whose first one is still to come has none that passed.
    waiting = Case.objects.filter(stage=CaseStage.NOTICE_GIVEN, complaint__next_due_on__lt=today)
    for complaint, number in waiting.values_list("complaint_id", "number"):
        state = state_of(complaint)
        case = state.case(number) if state else None
        if case is None or case.reply_by is None or case.reply_by >= today:
            continue
        command = RecordReply(case=number, how=Reply.WINDOW_PASSED)
        if not isinstance(perform(office, Person(CLERK), complaint, command), Refusal):
            done.append(f"recorded that the time to reply has passed in a case of complaint {complaint}")
    return done


def _follow_leads(office: Office) -> list[str]:
    """A duplicate whose lead is closed goes on, so that its own complainant is told how that ended (DOMAIN 5.1)."""
    closed = Complaint.objects.filter(stage=ComplaintStage.CLOSED)
    led = Q(links__other__in=closed.values("index"))
    led |= Q(index__in=Link.objects.filter(complaint__in=closed).values("other"))
    stages = (ComplaintStage.FOLLOWING, ComplaintStage.DECLINED)
    following = Complaint.objects.filter(led, stage__in=stages).distinct().values_list("index", flat=True)
    return [
        f"noted that what complaint {complaint} follows is closed"
        for complaint in following
        if not isinstance(perform(office, Person(CLERK), complaint, FollowLead()), Refusal)
    ]


def _expire_drafts(office: Office) -> list[str]:
    """Drafts that ran out are deleted with their files, unless an act refers to the file."""
    now = office.now()
    gone, _ = Draft.objects.filter(expires__lt=now).delete()
    files = list(DraftFile.objects.filter(expires__lt=now).values_list("address", flat=True))
    kept = set(Sealed.objects.filter(address__in=files).values_list("address", flat=True))
    for address in set(files) - kept:
        office.blobs.remove(address)
    DraftFile.objects.filter(address__in=files).delete()
    swept = office.blobs.sweep((now - UNFINISHED).timestamp())
    return [f"deleted {gone} expired drafts and {swept} unfinished uploads"] if gone or swept else []


def _take_keys_back(office: Office) -> list[str]:
    """Of appointments that ended by themselves, the keys that came with them are taken back. That takes no key."""
    today = office.today()
    ended = Appointment.objects.filter(until__lte=today).values_list("person_id", "person__key").distinct()
    everyone = people()
    left = [key for ref, key in ended if ref not in everyone or not everyone[ref].roles(today) & KEY_ROLES]
    held = Grant.objects.filter(to__in=left, ended_entry=None).exclude(compartment__purpose=PIECE)
    holding = set(held.values_list("to", flat=True))  # a piece is kept while two who oversee could not do without it
    if holding:
        settle_teams(office, None)
        for key in sorted(holding):
            withdraw(office, key)
    return [f"took keys back from {len(holding)} people whose appointments ended"] if holding else []


def _settle_teams(office: Office) -> list[str]:
    """Who came to a team or left it by the calendar alone: the team has another key at once, not when somebody next signs in.

    It takes no key, and where nobody came or left nothing is written. Before the founding there are no teams.
    """
    keys = Compartment.objects.filter(complaint=None, purpose__in=[*TEAM_PURPOSES, JOINT])
    before = keys.count()
    if before:
        settle_teams(office, None)
    made = keys.count() - before
    return [f"made {made} keys for teams that somebody left or came to"] if made > 0 else []


def _end_openings(office: Office) -> list[str]:
    """What was opened to overseers ends the day after its last, or when one of the two oversees no longer."""
    open_now = Opening.objects.exclude(until=None).order_by("complaint").values_list("complaint_id", flat=True)
    return [
        f"ended what was opened of complaint {complaint} to overseers"
        for complaint in open_now.distinct()
        if not isinstance(perform(office, Person(CLERK), complaint, CloseOpening()), Refusal)
    ]


def _end_sessions(office: Office) -> list[str]:
    """Sessions that ran out are deleted: the row is of no use to anybody but somebody who steals it."""
    Session.objects.filter(expires__lt=office.now()).delete()
    return []


def _forget_searches(office: Office) -> list[str]:
    """Searches for a party that are over are deleted: by them a holder of the key could tell who was looked for."""
    forget_searches(office)
    return []


def _empty_the_journal(office: Office) -> list[str]:  # noqa: ARG001  (the database's own business)
    """What was taken back or expired is gone from the tables, and from here on from the database's journal too."""
    empty_journal()  # while somebody reads or writes, the next round does it
    return []


DUTIES: dict[str, Callable[[Office], list[str]]] = {
    "close a month": _close_months,
    "seal the looks of a day": _seal_days,
    "record that a time to reply has passed": _pass_reply_windows,
    "note that what a complaint follows is closed": _follow_leads,
    "delete what expired": _expire_drafts,
    "take keys back from those whose appointments ended": _take_keys_back,
    "give another key to a team that somebody left": _settle_teams,
    "end what was opened to overseers": _end_openings,
    "note what waits for the overseers' key": Lacking(),
    "end sessions that ran out": _end_sessions,
    "forget searches that are over": _forget_searches,
    "empty the database's journal": _empty_the_journal,
}
"""What there is to do, in this order, by what could not be done if it fails."""
