"""What every page of the overseers' door has: the frame of the staff's pages, and a wall before it."""

from collections.abc import Mapping
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase

from evenhand.doors.requests import Request
from evenhand.doors.staff.frame import framed, oversees
from evenhand.doors.staff.gate import View


def for_overseers(view: View) -> View:
    """The view for an overseer. For everybody else it does not exist, by whatever method they ask (DESIGN 5.16)."""

    @wraps(view)
    def walled(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
        if not oversees(request):
            raise Http404
        return view(request, *args, **kwargs)

    walled.is_walled = True  # type: ignore[attr-defined]  # a test asks every address of this door for it
    return walled


def page(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of this door for the overseer signed in."""
    return framed(request, f"oversight/{template}.html", context, status=status)
