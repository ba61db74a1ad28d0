"""The first page of the overseers' door: how the work stands, what waits for them, and what they drew and found last."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from evenhand.doors.look.parts import Stat
from evenhand.doors.oversight.declining import declined_lines
from evenhand.doors.oversight.findings import lines
from evenhand.doors.oversight.notes import note_lines
from evenhand.doors.oversight.openings import open_now, waiting
from evenhand.doors.oversight.pages import page
from evenhand.doors.oversight.samples import sample_lines
from evenhand.doors.requests import Request
from evenhand.doors.staff.words import MATERIALS, STAGE, Words
from evenhand.office.declining import SHOWN_DAYS
from evenhand.office.looking import note_look
from evenhand.process.codes import Materials
from evenhand.process.predicates import oversees_only
from evenhand.records.load import people
from evenhand.records.queries.leaving import EndedAccount, left_with_questions
from evenhand.records.queries.overseen import Overseen, overseen
from evenhand.records.queries.oversight_findings import published
from evenhand.records.queries.people import names
from evenhand.vault.errors import AgentError, SlotGone

NEWEST = 5
"""How many samples and oversight findings the first page shows."""
LEFT_DAYS = 365
"""For how long it shows who left with case materials, or without a word about them."""


@require_safe
def home_page(request: Request) -> HttpResponse:
    """The page. Nothing on it is of one complaint."""
    person = request.signed_in.person
    found = overseen(person, request.office.today())
    note_look(request.office, person.ref, None, "oversight")
    context = {
        **_together(request),
        "found": found,
        "stats": _stats(found),
        "complaints": [(STAGE[stage], count) for stage, count in found.complaints],
        "cases": [(STAGE[stage], count) for stage, count in found.cases],
        "leavers": _leavers(request),
        "samples": sample_lines(NEWEST),
        "findings": lines(request, published()[:NEWEST]),
        "worklist": reverse("desk:worklist"),
    }
    return page(request, "home", context)


def _together(request: Request) -> dict[str, object]:
    """What two overseers do together: what waits, what is open, and the notes."""
    try:
        waits = waiting(request)
    except SlotGone:
        raise
    except AgentError as error:
        waits, down = [], str(error)
    else:
        down = ""
    return {
        "agent_down": down,
        "asked": "asked" in request.GET,
        "alone": not has_colleagues(request),
        "waits": waits,
        "declined": declined_lines(request),
        "declined_days": SHOWN_DAYS,
        "open_now": open_now(),
        "notes": note_lines(request),
    }


def _leavers(request: Request) -> list[tuple[str, EndedAccount, Words]]:
    """Whose account ended within a year with a question open about case materials: name, end, what was declared."""
    known, since = names(), request.office.today() - timedelta(days=LEFT_DAYS)
    return [
        (known.get(one.account, one.account), one, MATERIALS[Materials(one.materials)])
        for one in left_with_questions(since)
    ]


def has_colleagues(request: Request) -> bool:
    """Whether anybody else oversees, without whom nothing can be opened."""
    today = request.office.today()
    return sum(oversees_only(person, today) for person in people().values()) > 1


def _stats(found: Overseen) -> list[Stat]:
    return [
        Stat(
            gettext("Complaints"), found.total, gettext("all that the office has, open and closed, but for imports")
        ),
        Stat(gettext("Overdue"), found.overdue, gettext("not closed, and past the next day that was promised")),
        Stat(
            gettext("Held for review"),
            found.held,
            gettext("cases in which the decision departs by two rungs or more"),
        ),
        Stat(gettext("Set apart"), found.apart, gettext("not closed, with people from outside")),
    ]
