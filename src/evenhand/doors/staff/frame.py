"""The frame of every page of the staff: the way to the other pages, and who is signed in."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from evenhand.doors.look.parts import Link
from evenhand.doors.requests import Request
from evenhand.doors.staff import words
from evenhand.process.codes import Role
from evenhand.process.visibility import seeing_roles

REGISTERS = Role.INTAKE_OFFICER
OVERSIGHT = "oversight:home"


def framed(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page for whoever is signed in."""
    roles = request.signed_in.person.roles(request.office.today())
    frame = {
        "navigation": _navigation(request, roles),
        "signed_in": request.signed_in,
        "roles": [words.ROLE[role] for role in sorted(roles)],
    }
    return render(request, template, {**frame, **context}, status=status)


def oversees(request: Request) -> bool:
    """Whether whoever is signed in looks as an overseer. Nobody who is kept out does, whatever else they hold."""
    return seeing_roles(request.signed_in.person, request.office.today()) == {Role.OVERSEER}


def _navigation(request: Request, roles: frozenset[str]) -> list[Link]:
    pages = [("desk:worklist", gettext("Complaints"))]
    if oversees(request):
        pages.append((OVERSIGHT, gettext("Oversight")))
    if REGISTERS in roles:
        pages.append(("desk:register", gettext("Register a complaint")))
    pages += [
        ("desk:figures", gettext("Figures")),
        ("desk:people", gettext("People and acts of the office")),
        ("desk:rules", gettext("Who may do what")),
        ("desk:affiliations", gettext("Your affiliations")),
    ]
    if Role.APPOINTING_AUTHORITY in roles:
        pages.append(("desk:recommendations", gettext("Recommendations")))
    if Role.ADMINISTRATOR in roles:
        pages.append(("desk:health", gettext("How the service is")))
    return [Link(label, reverse(name), current=_is_here(request, name)) for name, label in pages]


def _is_here(request: Request, name: str) -> bool:
    """Whether this is the page, or one of the overseers' door for the way to that door."""
    where = reverse(name)
    return request.path.startswith(where) if name == OVERSIGHT else request.path == where
