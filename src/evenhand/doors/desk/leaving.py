"""The end of somebody's account, for an administrator who asks for it and a second person who confirms it; absent for others."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evenhand.doors.desk import words
from evenhand.doors.desk.forms.base import say_what_is_missing
from evenhand.doors.desk.pages import page
from evenhand.doors.look.parts import Link
from evenhand.doors.requests import Request
from evenhand.office.end_account import ask_to_end_account, confirm_end_of_account
from evenhand.office.note_reach import stakes_of
from evenhand.process.appointing import may_confirm, may_set_up
from evenhand.process.codes import EndReason, Materials, Role
from evenhand.process.facts import Refusal
from evenhand.process.leaving import OPEN_QUESTIONS, OUTSIDE_HOLDS, Held
from evenhand.records.load import people
from evenhand.records.queries.leaving import AskedEnd, asked_ends, held_by
from evenhand.records.queries.people import names
from evenhand.records.queries.visibility import is_visible

ENDS = frozenset({Role.ADMINISTRATOR, Role.APPOINTING_AUTHORITY})
"""Who ends accounts, two of them together."""


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.ChoiceField(
        label=_("Reason"), widget=forms.RadioSelect, choices=[(code, words.END_REASON[code]) for code in EndReason]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody whose account is to end, as the page of people shows it: with what the reader may see that waits for them."""

    name: str
    reason: words.Words
    by: str
    on: date
    materials: words.Words
    held: tuple[Link, ...]


@require_http_methods(["GET", "HEAD", "POST"])
def end_page(request: Request, ref: str) -> HttpResponse:
    """Ask for the end of an account, or confirm it where somebody else has asked."""
    who, today, everybody = request.signed_in.person, request.office.today(), people(waiting=True)
    if not who.roles(today) & ENDS or ref not in everybody:
        raise Http404
    asked = asked_ends(today).get(ref)
    form = ReasonForm(request.POST if request.method == "POST" and asked is None else None)
    refusal = None
    if request.method == "POST":
        if asked is None and not form.is_valid():
            return _page(request, ref, asked, form, None)
        refusal = _do(request, ref, asked, form)
        if refusal is None:
            return HttpResponseRedirect(reverse("desk:people") if asked else request.path)
    return _page(request, ref, asked, form, refusal)


def leavers(request: Request) -> list[Leaver]:
    """Everybody whose account is to end."""
    known, today = names(), request.office.today()
    return [
        Leaver(
            known[one.account],
            words.END_REASON[EndReason(one.reason)],
            known.get(one.by, one.by),
            one.on,
            words.MATERIALS[Materials(one.materials)],
            tuple(_links(request, held_by(one.account))),
        )
        for one in asked_ends(today).values()
    ]


def _do(request: Request, ref: str, asked: AskedEnd | None, form: ReasonForm) -> Refusal | None:
    who = request.signed_in.person.ref
    if asked is None:
        return ask_to_end_account(request.office, who, ref, form.cleaned_data["reason"])
    return confirm_end_of_account(request.office, request.agent, who, ref)


def _page(
    request: Request, ref: str, asked: AskedEnd | None, form: ReasonForm, refusal: Refusal | None
) -> HttpResponse:
    who, today, everybody, known = request.signed_in.person.ref, request.office.today(), people(), names()
    held, stakes = held_by(ref), stakes_of(ref, today)
    outside = any(one.apart for one in held)
    context = {
        "name": known[ref],
        "asked": asked,
        "asked_by": known.get(asked.by, asked.by) if asked else "",
        "reason": words.END_REASON[EndReason(asked.reason)] if asked else "",
        "materials": words.MATERIALS[Materials(asked.materials)] if asked else "",
        "has_open_question": asked is not None and asked.materials in OPEN_QUESTIONS,
        "may_ask": may_set_up(who, everybody, today) is None and who != ref,
        "may_confirm": asked is not None and may_confirm(who, asked.by, ref, everybody, today) is None,
        "notes": stakes.ever or stakes.today,
        "held": 0 if outside else len(held),
        "held_outside": OUTSIDE_HOLDS if outside else "",
        "form": form,
        "refusal": refusal,
    }
    return page(request, "end_account", context, status=422 if refusal or form.errors else 200)


def _links(request: Request, held: Iterable[Held]) -> Iterable[Link]:
    """To what the reader may see of it; nobody else learns a number."""
    person, today = request.signed_in.person, request.office.today()
    for one in held:
        if is_visible(one.complaint, person, today):
            duty = words.HELD[one.duty]
            yield Link(f"{one.number} – {duty}", reverse("desk:complaint", args=[one.number]))
