"""The cookie by which a device is known from which somebody signed in before, and who tries to sign in (see `office.known_device`).

It goes to the pages on which a password is typed and to no other, and no script and no other site's page can use it.
"""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from evenhand.doors.requests import Request
from evenhand.office.known_device import LASTS, mark_of, marked
from evenhand.office.sender import network
from evenhand.vault.agent.wire import Caller

DEVICE = "evenhand-desk-device"


def caller(request: Request, login: str) -> Caller:
    """Who tries to sign in under this name: from where, and whether from a device that is known."""
    return Caller(login, network(request.sender), mark_of(login, request.COOKIES.get(DEVICE, "")))


def keep_device(request: Request, response: HttpResponse, login: str) -> None:
    """Know the device from now on, by this name. It knows one name at a time."""
    response.set_cookie(
        DEVICE,
        marked(request.office, login, request.COOKIES.get(DEVICE, "")),
        max_age=int(LASTS.total_seconds()),
        path=reverse("desk:worklist"),
        httponly=True,
        samesite="Strict",
        secure=settings.SECURE_COOKIES,
    )
