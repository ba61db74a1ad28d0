"""Declining what another overseer asked to open: with a reason, which they and all others read on the first page of this door."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evenhand.doors.oversight.openings import refused, what_it_is
from evenhand.doors.oversight.pages import page
from evenhand.doors.requests import Request
from evenhand.doors.staff.words import DECLINING_REASON, Words
from evenhand.office.declining import decline, declined
from evenhand.office.together import NOT_ASKED, find_asked
from evenhand.process.codes import DecliningReason
from evenhand.records.queries.people import names
from evenhand.vault.errors import AgentError, SlotGone


class DeclineForm(forms.Form):
    """Why not."""

    reason = forms.ChoiceField(
        label=_("Why do you not open it?"),
        help_text=_("All overseers read it, with your name."),
        widget=forms.RadioSelect,
        choices=[(code, DECLINING_REASON[code]) for code in DecliningReason],
        error_messages={"required": _("“Why do you not open it?” is missing: choose one of the reasons.")},
    )


@dataclass(frozen=True, slots=True)
class DeclinedLine:
    """Something that was asked for and declined. People by their names."""

    label: str
    url: str
    asked_by: str
    by: str
    at: datetime
    reason: Words


@require_http_methods(["GET", "HEAD", "POST"])
def decline_page(request: Request, asked: str) -> HttpResponse:
    """Decline what another overseer asked for. It goes on waiting for others."""
    form = DeclineForm(request.POST if request.method == "POST" else None)
    try:
        wanted = find_asked(request.agent, request.signed_in, asked)
        if wanted is None:
            return refused(request, NOT_ASKED.sentence, status=422 if request.method == "POST" else 200)
        if request.method == "POST" and form.is_valid():
            who = (request.office, request.agent, request.signed_in)
            refusal = decline(*who, asked, form.cleaned_data["reason"])
            if refusal is not None:
                return refused(request, refusal.sentence)
            return HttpResponseRedirect(reverse("oversight:home"))
    except SlotGone:
        raise
    except AgentError as error:
        return refused(request, str(error))
    label, _url = what_it_is(wanted.what, wanted.index)
    context = {"form": form, "label": label, "by": names().get(wanted.by, wanted.by)}
    return page(request, "decline", context, status=422 if form.errors else 200)


def declined_lines(request: Request) -> list[DeclinedLine]:
    """What overseers declined lately, newest first."""
    known = names()
    return [
        DeclinedLine(
            *what_it_is(one.what, one.index),
            asked_by=known.get(one.asked_by, one.asked_by),
            by=known.get(one.by, one.by),
            at=one.at,
            reason=DECLINING_REASON[one.reason],
        )
        for one in declined(request.office)
    ]
