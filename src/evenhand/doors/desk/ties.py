"""Whom a member of staff is tied to: said by themself, read by nobody else, compared as codes (B5)."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evenhand.doors.desk import words
from evenhand.doors.desk.acts import address
from evenhand.doors.desk.forms.base import say_what_is_missing
from evenhand.doors.desk.opening import keyring
from evenhand.doors.desk.pages import page
from evenhand.doors.look.parts import Link
from evenhand.doors.requests import Request
from evenhand.office.ties import declare_tie, end_tie, own_ties
from evenhand.process.codes import CASE_ROLES
from evenhand.process.facts import Refusal
from evenhand.process.numbers import number
from evenhand.process.ties import TieKind
from evenhand.records.queries.asked import Asked
from evenhand.records.queries.ties import tied_complaints
from evenhand.records.queries.worklist import worklist
from evenhand.vault.errors import AgentBusy, AgentUnavailable

AGENT_DOWN = _(
    "Your ties cannot be read or added at the moment, because the key agent is not running. Tell an administrator."
)
FOR_CASEWORKERS = _("Only those who work on cases say here whom they are tied to. You hold no such role.")
MOST_SHOWN = 200
"""How many of the reader's own open complaints are compared on the page."""


class TieForm(forms.Form):
    """One person, and what the tie is."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    reach = forms.CharField(
        label=_("What else identifies them, as far as you know"),
        help_text=_("E-mail address, telephone, membership number, postal address. Names alone are often shared."),
        max_length=400,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("What is between you?"), widget=forms.RadioSelect, choices=words.choices(words.TIE)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)


@require_http_methods(["GET", "HEAD", "POST"])
def ties_page(request: Request) -> HttpResponse:
    """What whoever is signed in has declared, and a form for more."""
    if not _works_on_cases(request):
        return page(request, "ties", {"refused": FOR_CASEWORKERS}, status=403)
    if request.method != "POST":
        return _show(request, TieForm())
    form = TieForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    said = form.cleaned_data
    try:
        who, kind = request.signed_in.person.ref, TieKind(said["kind"])
        answer = declare_tie(request.office, who, kind, said["name"], said["reach"], keyring(request))
    except (AgentUnavailable, AgentBusy):
        answer = Refusal("agent", str(AGENT_DOWN))
    if isinstance(answer, Refusal):
        form.add_error(answer.field, answer.sentence)
        return _show(request, form)
    return HttpResponseRedirect(reverse("desk:ties") + "?declared=1")


@require_http_methods(["GET", "HEAD", "POST"])
def end_page(request: Request, ref: str) -> HttpResponse:
    """Take one back; a tie that is somebody else's, or none, is the same."""
    if not _works_on_cases(request):
        return page(request, "ties", {"refused": FOR_CASEWORKERS}, status=403)
    if request.method == "POST":
        end_tie(request.office, request.signed_in.person.ref, ref)
    return HttpResponseRedirect(reverse("desk:ties"))


def _works_on_cases(request: Request) -> bool:
    return bool(request.signed_in.person.roles(request.office.today()) & CASE_ROLES)


def _show(request: Request, form: TieForm) -> HttpResponse:
    unread = ""
    try:
        declared = own_ties(request.signed_in.person.ref, keyring(request))
    except (AgentUnavailable, AgentBusy):
        declared, unread = [], str(AGENT_DOWN)
    context = {
        "form": form,
        "ties": [(tie, words.TIE[tie.kind]) for tie in declared],
        "unread": unread,
        "step_down": _step_down(request),
        "declared": "declared" in request.GET,
    }
    return page(request, "ties", context, status=422 if form.errors else 200)


def _step_down(request: Request) -> list[Link]:
    """The reader's own open complaints with a party that agrees with what they declared, each with the way out of it."""
    person = request.signed_in.person
    mine = [line.index for line in worklist(person, request.office.today(), Asked(mine=True))[:MOST_SHOWN]]
    tied = sorted(tied_complaints(person.ref, mine))
    return [Link(number(index), address(number(index), "Recuse", None)) for index in tied]
