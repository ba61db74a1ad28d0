"""What every page of the desk has: the frame of the staff's pages, and one way of being absent."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse

from evenhand.doors.requests import Request
from evenhand.doors.staff.frame import framed
from evenhand.process.numbers import NumberError, parse_number
from evenhand.process.state import ComplaintState
from evenhand.process.visibility import seeing_roles
from evenhand.records.queries.visibility import is_visible, visible


def page(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the desk for whoever is signed in."""
    return framed(request, f"desk/{template}.html", context, status=status)


def find(request: Request, number: str) -> int:
    """The index of a complaint that the person signed in may see.

    Raises Http404, and in the same way, for text that is no number, for a complaint that is not there, and for one that is
    there but not for this person (DESIGN 5.16).
    """
    try:
        index = parse_number(number)
    except NumberError:
        raise Http404 from None
    if not is_visible(index, request.signed_in.person, request.office.today()):
        raise Http404
    return index


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
