"""What one overseer asked to open, as another finds it on the first page of this door: to confirm, or to decline."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from evenhand.doors.oversight.pages import page
from evenhand.doors.requests import Request
from evenhand.doors.staff.words import DECLINING_REASON, OPENING_REASON, Words
from evenhand.office.act import Done
from evenhand.office.declining import declined, declined_of
from evenhand.office.notes import confirm_reading
from evenhand.office.openings import confirm_opening, unsure_of
from evenhand.office.together import NOT_ASKED, Asked, What, find_asked, take_back, waiting_together
from evenhand.process.codes import OpeningReason
from evenhand.process.decide.conflicted import CANNOT_TELL
from evenhand.process.facts import Refusal
from evenhand.process.numbers import number as number_of
from evenhand.records.queries.openings import OpenNow, openings_now, times_opened
from evenhand.records.queries.people import names
from evenhand.vault.errors import AgentError, SlotGone

type No = tuple[str, Words, datetime]
"""Who declined (a name), why, and when."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that one overseer asked to open, as another finds it. `hours` are left, rounded up. `noes`: who declined it;
    `times`: how often overseers opened it before.
    """

    asked: str
    label: str
    url: str
    reason: str | Lazy
    by: str
    hours: int
    own: bool
    noes: tuple[No, ...]
    times: int


@dataclass(frozen=True, slots=True)
class Open:
    """A complaint that is open to two overseers."""

    label: str
    url: str
    to: str
    until: date


@require_POST
def confirm_page(request: Request, asked: str) -> HttpResponse:
    """Confirm what another overseer asked for: a complaint or a note is open to both from then on."""
    try:
        wanted = find_asked(request.agent, request.signed_in, asked)
        found = NOT_ASKED if wanted is None else _confirm(request, wanted)
    except SlotGone:
        raise
    except AgentError as error:
        return refused(request, str(error))
    if isinstance(found, Refusal):
        if found.code == CANNOT_TELL and wanted is not None:
            said, mark = unsure_of(request.office, request.signed_in.person, wanted.index)
            return refused(request, said or found.sentence, mark)
        first, _, rest = found.sentence.partition(" ")  # where it begins with a reference, people read the name
        return refused(request, f"{names().get(first, first)} {rest}")
    if isinstance(found, Done):
        return HttpResponseRedirect(reverse("desk:complaint", args=(number_of(found.state.index),)))
    return HttpResponseRedirect(reverse("oversight:note", args=(found,)))


@require_POST
def forget_page(request: Request, asked: str) -> HttpResponse:
    """Take back what one asked for."""
    try:
        refusal = take_back(request.agent, request.signed_in, asked)
    except SlotGone:
        raise
    except AgentError as error:
        return refused(request, str(error))
    return refused(request, refusal.sentence) if refusal else HttpResponseRedirect(reverse("oversight:home"))


def waiting(request: Request) -> list[Waits]:
    """Everything that waits for a second overseer. Raises AgentError."""
    known, before = names(), declined(request.office)
    found, waits = [], waiting_together(request.agent, request.signed_in)
    times = times_opened([one.index for one in waits if one.what is What.COMPLAINT])
    for one in waits:
        against = declined_of(one, before)
        noes = [(known.get(no.by, no.by), DECLINING_REASON[no.reason], no.at) for no in against]
        often = times.get(one.index, 0) if one.what is What.COMPLAINT else 0
        found.append(_waits(request, one, known.get(one.by, one.by), tuple(noes), often))
    return found


def open_now() -> list[Open]:
    """Every complaint that is open to overseers at this moment."""
    known = names()
    return [_open(one, [known.get(ref, ref) for ref in one.people]) for one in openings_now()]


def refused(request: Request, sentence: str, mark: str = "", *, status: int = 422) -> HttpResponse:
    """That nothing was opened, and why. With a mark whoever confirms can say that they know of no conflict of interest."""
    return page(request, "refused", {"sentence": sentence, "mark": mark}, status=status)


def what_it_is(what: What, index: int) -> tuple[str, str]:
    """A complaint or a note as the pages call it, and its address."""
    if what is What.COMPLAINT:
        return number_of(index), reverse("desk:complaint", args=(number_of(index),))
    return str(_("Note %(entry)s")) % {"entry": index}, reverse("oversight:note", args=(index,))


def _confirm(request: Request, wanted: Asked) -> Done | int | Refusal:
    who = (request.office, request.agent, request.signed_in, wanted.asked)
    if wanted.what is What.NOTE:
        return confirm_reading(*who)
    return confirm_opening(*who, request.POST.get("sure", ""))


def _waits(request: Request, one: Asked, by: str, noes: tuple[No, ...], times: int) -> Waits:
    label, url = what_it_is(one.what, one.index)
    reason = OPENING_REASON[OpeningReason(one.reason)] if one.what is What.COMPLAINT else _("To read it")
    own = one.by == request.signed_in.person.ref
    return Waits(one.asked, label, url, reason, by, -(-one.left // 3600), own, noes, times)


def _open(one: OpenNow, people: list[str]) -> Open:
    label = number_of(one.complaint)
    return Open(label, reverse("desk:complaint", args=(label,)), ", ".join(sorted(people)), one.until)
