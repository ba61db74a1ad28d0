"""Affiliations of the staff: each declares their own, an appointing authority records who manages whom (DOMAIN B4, B5)."""

from datetime import date

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from evenhand.doors.desk.forms.affiliations import ONE_MORE, AffiliationsForm, LineForm
from evenhand.doors.desk.pages import page
from evenhand.doors.requests import Request
from evenhand.office.declare_affiliations import declare_affiliations, record_line
from evenhand.process.affiliations import Affiliations, Declaration
from evenhand.process.codes import ASKED_TO_DECLARE, Role
from evenhand.process.facts import Refusal
from evenhand.records.load import affiliations, people
from evenhand.records.queries.people import names


@require_http_methods(["GET", "HEAD", "POST"])
def affiliations_page(request: Request) -> HttpResponse:
    """Somebody's own affiliations; sent, it declares them."""
    who, today = request.signed_in.person.ref, request.office.today()
    declared = affiliations().declared.get(who)
    known, staff = names(), people()
    # somebody who has left meanwhile can be chosen no more, and what was declared of them stays in the register
    before = [
        affiliation
        for affiliation in (declared.affiliations if declared else ())
        if affiliation.other in staff or affiliation.other not in known
    ]
    others = {ref: known[ref] for ref in staff if ref != who}
    form = AffiliationsForm(others, before, request.POST if request.method == "POST" else None)
    if request.method == "POST" and ONE_MORE not in request.POST and form.is_valid():
        refusal = declare_affiliations(request.office, who, form.affiliations())
        if refusal is None:
            return HttpResponseRedirect(reverse("desk:affiliations") + "?declared=1")
        form.add_error(None, refusal.sentence)
    tested = request.method == "POST" and ONE_MORE not in request.POST
    context = {
        "form": form,
        "tested": tested,
        "one_more": ONE_MORE,
        "standing": standing(declared, today),
        "done": "declared" in request.GET,
    }
    return page(request, "affiliations", context, status=422 if tested else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def line_page(request: Request, ref: str) -> HttpResponse:
    """Record who manages somebody."""
    who, staff, known = request.signed_in.person, people(), names()
    if not appoints(request) or ref not in staff:
        raise Http404
    others = {other: known[other] for other in staff if other != ref}
    form = LineForm(others, affiliations().managers.get(ref), request.POST if request.method == "POST" else None)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        refusal = record_line(request.office, who.ref, ref, form.chosen())
        if refusal is None:
            return HttpResponseRedirect(reverse("desk:people"))
        form.add_error("manager", refusal.sentence)
    status = 422 if request.method == "POST" else 200
    return page(request, "line", {"form": form, "name": known[ref]}, status=status)


def appoints(request: Request) -> bool:
    """Whether whoever is signed in records lines."""
    return Role.APPOINTING_AUTHORITY in request.signed_in.person.roles(request.office.today())


def standing(declaration: Declaration | None, today: date) -> str:
    """What somebody has declared, and whether it is time again, in a line."""
    if declaration is None:
        return gettext("Nothing declared yet")
    said = {"day": formats.date_format(declaration.on, "DATE_FORMAT")}
    if not declaration.is_current(today):
        return gettext("Declared on %(day)s, more than a year ago: to be declared again") % said
    return gettext("Declared on %(day)s") % said


def reminder(request: Request, found: Affiliations) -> str:
    """Why somebody who works on cases should declare their affiliations now; empty where there is no reason."""
    person, today = request.signed_in.person, request.office.today()
    declaration = found.declared.get(person.ref)
    current = declaration is not None and declaration.is_current(today)
    return "" if current or not person.roles(today) & ASKED_TO_DECLARE else standing(declaration, today)
