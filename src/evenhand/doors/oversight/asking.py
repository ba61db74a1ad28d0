"""Asking another overseer to open a complaint with one, from the page of the complaint."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evenhand.doors.oversight.pages import page
from evenhand.doors.requests import Request
from evenhand.doors.staff.absent import find
from evenhand.doors.staff.words import OPENING_REASON, STAGE, Words
from evenhand.office.openings import ask_to_open, unsure_of
from evenhand.process.codes import OpeningReason
from evenhand.process.decide.oversight import OPEN_DAYS
from evenhand.process.facts import Refusal
from evenhand.process.numbers import number as number_of
from evenhand.records.load import state_of
from evenhand.records.queries.openings import Opened, openings_of
from evenhand.records.queries.people import names
from evenhand.vault.errors import AgentError, SlotGone


class ReasonForm(forms.Form):
    """Why it is to be opened; and of what whoever asks is sure, where nobody can tell of a conflict of interest of theirs."""

    reason = forms.ChoiceField(
        label=_("Why is it opened?"),
        help_text=_("It stands in the register, and everybody who works on the complaint reads it."),
        widget=forms.RadioSelect,
        choices=[(code, OPENING_REASON[code]) for code in OpeningReason],
        error_messages={"required": _("“Why is it opened?” is missing: choose one of the reasons.")},
    )

    def __init__(self, unsure: str, mark: str, *args: Any) -> None:
        """`unsure`: what nobody can tell; `mark`: of that, so that it answers nothing else. Both empty where there is nothing."""
        super().__init__(*args)
        if mark:
            self.fields["sure"] = forms.BooleanField(
                label=_("I know of no conflict of interest that matters here, and go on"),
                help_text=unsure,
                required=False,
                widget=forms.CheckboxInput({"value": mark}),
            )


@require_http_methods(["GET", "HEAD", "POST"])
def ask_page(request: Request, number: str) -> HttpResponse:
    """Ask another overseer to open a complaint with one. Nothing is written yet."""
    index = find(request, number)
    unsure, mark = unsure_of(request.office, request.signed_in.person, index)
    form = ReasonForm(unsure, mark, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        refusal = _ask(request, index, OpeningReason(form.cleaned_data["reason"]))
        if refusal is None:
            return HttpResponseRedirect(reverse("oversight:home") + "?asked=1")
        form.add_error(None, refusal)
    state, known = state_of(index), names()
    context = {
        "form": form,
        "number": number_of(index),
        "stage": STAGE[state.stage] if state else "",
        "days": OPEN_DAYS,
        "open_to": [known.get(ref, ref) for ref in sorted(state.opened_to())] if state else [],
        "before": [_before(one, known) for one in openings_of(index)],
    }
    return page(request, "ask", context, status=422 if form.errors else 200)


def _before(one: Opened, known: Mapping[str, str]) -> tuple[date, str, str, Words]:
    """An earlier opening: the day, who asked, who confirmed, and why."""
    return one.on, known.get(one.asked_by, one.asked_by), known.get(one.by, one.by), OPENING_REASON[one.reason]


def _ask(request: Request, index: int, reason: OpeningReason) -> str | None:
    """The sentence of what stands against it, or None."""
    who, mark = (request.office, request.agent, request.signed_in), request.POST.get("sure", "")
    try:
        asked = ask_to_open(*who, index, reason, mark)
    except SlotGone:
        raise
    except AgentError as error:
        return str(error)
    return asked.sentence if isinstance(asked, Refusal) else None
