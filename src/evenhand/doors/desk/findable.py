"""Looking for a party, and making parties findable who are not yet. A name that is typed here stands in no address and no log."""

from contextlib import suppress
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evenhand.doors.desk.forms.base import say_what_is_missing
from evenhand.doors.desk.opening import keyring
from evenhand.doors.desk.pages import page
from evenhand.doors.requests import Request
from evenhand.office.make_findable import make_findable
from evenhand.office.party_search import NOT_YOURS, begin_search
from evenhand.process.facts import Refusal
from evenhand.process.findable import may_look_for_parties
from evenhand.process.visibility import seeing_roles
from evenhand.records.queries.asked import ANY, Asked
from evenhand.records.queries.worklist import worklist
from evenhand.vault.errors import AgentBusy, AgentError, AgentUnavailable

MOST_AT_ONCE = 25
"""How many complaints one press of the button makes findable: about a second of work."""
QUEUE = "find"
AGENT_DOWN = _("Nobody can be looked for at the moment, because the key agent is not running. Tell an administrator.")


class SearchForm(forms.Form):
    """Whom to look for. It is sent in the body of a request, and never in an address."""

    party = forms.CharField(
        label=_("Name, e-mail address, telephone or membership number"),
        help_text=_(
            "Order of names, titles, capital letters and accents do not matter. Other spellings, nicknames and other scripts are "
            "not found."
        ),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    near = forms.BooleanField(
        label=_("Similar names too: an initial, a middle name left out"),
        required=False,
        help_text=_("Many people share those."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)


def may_look(request: Request) -> bool:
    """Whether whoever is signed in may look for a party."""
    return may_look_for_parties(seeing_roles(request.signed_in.person, request.office.today()))


@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: Request) -> HttpResponse:
    """Ask whom to look for; then the list, under a reference. Filters of the list that stand in the address are kept."""
    if not may_look(request):
        return page(request, "search", {"refused": NOT_YOURS.sentence}, status=403)
    if request.method != "POST":
        return page(request, "search", {"form": SearchForm()})
    form = SearchForm(request.POST)
    if not form.is_valid():
        return page(request, "search", {"form": form}, status=422)
    answer = _begin(request, form)
    if isinstance(answer, Refusal):
        form.add_error("party", answer.sentence)
        return page(request, "search", {"form": form}, status=422)
    kept = request.GET.copy()
    for name in ("page", "party"):
        kept.pop(name, None)
    kept["party"] = answer
    kept.setdefault("stage", ANY)
    return HttpResponseRedirect(f"{reverse('desk:worklist')}?{kept.urlencode()}")


def _begin(request: Request, form: SearchForm) -> str | Refusal:
    said = form.cleaned_data
    try:
        return begin_search(request.office, request.signed_in, keyring(request), said["party"], near=said["near"])
    except (AgentUnavailable, AgentBusy):
        return Refusal("agent", str(AGENT_DOWN), "party")


@require_http_methods(["GET", "HEAD", "POST"])
def make_findable_page(request: Request) -> HttpResponse:
    """Make the parties of complaints findable that are not yet, as far as the keys of whoever is signed in open them."""
    if not may_look(request):
        return page(request, "search", {"refused": NOT_YOURS.sentence}, status=403)
    waiting = f"{reverse('desk:worklist')}?queue={QUEUE}&stage={ANY}"
    if request.method != "POST":
        return HttpResponseRedirect(waiting)
    who = request.signed_in
    asked = Asked(stage=ANY, queue=QUEUE, sort="number")
    with suppress(AgentUnavailable, AgentBusy):  # what is left waits, and the list says so
        for line in worklist(who.person, request.office.today(), asked)[:MOST_AT_ONCE]:
            make_findable(request.office, who.person, line.index, keyring(request))
    return HttpResponseRedirect(waiting)


def make_findable_at_once(request: Request, index: int) -> None:
    """Make the parties of one complaint findable, if that can be done now. What cannot waits in the list."""
    with suppress(AgentError):
        make_findable(request.office, request.signed_in.person, index, keyring(request))
