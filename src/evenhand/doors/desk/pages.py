"""What every page of the desk has: the frame of the staff's pages, and what the reader does not see beside a complaint."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from evenhand.doors.requests import Request
from evenhand.doors.staff.frame import framed
from evenhand.process.state import ComplaintState
from evenhand.process.visibility import seeing_roles
from evenhand.records.queries.visibility import visible


def page(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the desk for whoever is signed in."""
    return framed(request, f"desk/{template}.html", context, status=status)


def unseen_beside(request: Request, state: ComplaintState) -> frozenset[int]:
    """The indexes of complaints that acts on this one name, and that the person signed in does not see."""
    named = frozenset(state.links) | ({state.duplicate_of} if state.duplicate_of is not None else frozenset())
    if not named:
        return named
    seen = visible(request.signed_in.person, request.office.today()).filter(index__in=named)
    return named.difference(seen.values_list("index", flat=True))


def sees_cases(request: Request) -> bool:
    """Whether the person has any role under which cases are seen at all."""
    return bool(seeing_roles(request.signed_in.person, request.office.today()))
