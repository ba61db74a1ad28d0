"""Opening a complaint with another overseer: one asks here, another confirms on the first page of this door."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.doors.oversight.pages import page
from evenhand.doors.requests import Request
from evenhand.doors.staff.absent import find
from evenhand.doors.staff.words import OPENING_REASON, STAGE
from evenhand.office.act import Done
from evenhand.office.notes import confirm_reading
from evenhand.office.openings import ask_to_open, confirm_opening
from evenhand.office.together import NOT_ASKED, Asked, What, find_asked, forget_asked, waiting_together
from evenhand.process.codes import OpeningReason
from evenhand.process.decide.conflicted import CANNOT_TELL
from evenhand.process.decide.oversight import OPEN_DAYS
from evenhand.process.facts import Refusal
from evenhand.process.numbers import number as number_of
from evenhand.records.load import state_of
from evenhand.records.queries.openings import OpenNow, openings_now
from evenhand.records.queries.people import names
from evenhand.vault.errors import AgentError, SlotGone


class ReasonForm(forms.Form):
    """Why it is to be opened."""

    reason = forms.ChoiceField(
        label=_("Why is it opened?"),
        help_text=_("It stands in the register, and everybody who works on the complaint reads it."),
        widget=forms.RadioSelect,
        choices=[(code, OPENING_REASON[code]) for code in OpeningReason],
        error_messages={"required": _("“Why is it opened?” is missing: choose one of the reasons.")},
    )


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that one overseer asked to open, as another finds it. `hours` are left, rounded up."""

    asked: str
    label: str
    url: str
    reason: str | Lazy
    by: str
    hours: int
    own: bool


@dataclass(frozen=True, slots=True)
class Open:
    """A complaint that is open to two overseers."""

    label: str
    url: str
    to: str
    until: date


@require_http_methods(["GET", "HEAD", "POST"])
def ask_page(request: Request, number: str) -> HttpResponse:
    """Ask another overseer to open a complaint with one. Nothing is written yet."""
    index = find(request, number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        refusal = _ask(request, index, OpeningReason(form.cleaned_data["reason"]))
        if refusal is None:
            return HttpResponseRedirect(reverse("oversight:home") + "?asked=1")
        form.add_error(None, refusal)
    state = state_of(index)
    context = {
        "form": form,
        "number": number_of(index),
        "stage": STAGE[state.stage] if state else "",
        "days": OPEN_DAYS,
        "open_to": [names().get(ref, ref) for ref in sorted(state.opened_to())] if state else [],
    }
    return page(request, "ask", context, status=422 if form.errors else 200)


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
        first, _, rest = found.sentence.partition(" ")  # where it begins with a reference, people read the name
        return refused(request, f"{names().get(first, first)} {rest}", again=found.code == CANNOT_TELL)
    if isinstance(found, Done):
        return HttpResponseRedirect(reverse("desk:complaint", args=(number_of(found.state.index),)))
    return HttpResponseRedirect(reverse("oversight:note", args=(found,)))


@require_POST
def forget_page(request: Request, asked: str) -> HttpResponse:
    """Take back what one asked for, or decline what another did."""
    try:
        forget_asked(request.agent, request.signed_in, asked)
    except SlotGone:
        raise
    except AgentError as error:
        return refused(request, str(error))
    return HttpResponseRedirect(reverse("oversight:home"))


def waiting(request: Request) -> list[Waits]:
    """Everything that waits for a second overseer. Raises AgentError."""
    known = names()
    return [
        _waits(request, one, known.get(one.by, one.by)) for one in waiting_together(request.agent, request.signed_in)
    ]


def open_now() -> list[Open]:
    """Every complaint that is open to overseers at this moment."""
    known = names()
    return [_open(one, [known.get(ref, ref) for ref in one.people]) for one in openings_now()]


def refused(request: Request, sentence: str, *, again: bool = False) -> HttpResponse:
    """That nothing was opened, and why. `again`: whoever confirms can say that they know of no conflict of interest."""
    return page(request, "refused", {"sentence": sentence, "again": again}, status=422)


def _ask(request: Request, index: int, reason: OpeningReason) -> str | None:
    """The sentence of what stands against it, or None."""
    try:
        asked = ask_to_open(request.office, request.agent, request.signed_in, index, reason)
    except SlotGone:
        raise
    except AgentError as error:
        return str(error)
    return asked.sentence if isinstance(asked, Refusal) else None


def _confirm(request: Request, wanted: Asked) -> Done | int | Refusal:
    who = (request.office, request.agent, request.signed_in, wanted.asked)
    if wanted.what is What.NOTE:
        return confirm_reading(*who)
    return confirm_opening(*who, sure=request.POST.get("sure") == "on")


def _waits(request: Request, one: Asked, by: str) -> Waits:
    of_complaint = one.what is What.COMPLAINT
    label = number_of(one.index) if of_complaint else str(_("Note %(entry)s")) % {"entry": one.index}
    url = reverse("desk:complaint", args=(label,)) if of_complaint else reverse("oversight:note", args=(one.index,))
    reason = OPENING_REASON[OpeningReason(one.reason)] if of_complaint else _("To read it")
    own = one.by == request.signed_in.person.ref
    return Waits(one.asked, label, url, reason, by, -(-one.left // 3600), own)


def _open(one: OpenNow, people: list[str]) -> Open:
    label = number_of(one.complaint)
    return Open(label, reverse("desk:complaint", args=(label,)), ", ".join(sorted(people)), one.until)
