"""What holds for every answer, whichever door gives it."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from evenhand.office.room import Room
from evenhand.office.sender import sender
from evenhand.office.uploads import count_attempt
from evenhand.office.witness_policy import OwnFiles, PolicyFile
from evenhand.site.home import Home
from evenhand.site.keys import load_vkeys, vkeys_or_none
from evenhand.site.wiring import make_agent, make_office

type GetResponse = Callable[[HttpRequest], HttpResponse]


class PrivateByDefault:
    """No cache keeps a page, no search engine lists one, no feature of the browser is left open, unless a view says otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers that the view did not set."""
        response = self._get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        response.headers.setdefault("X-Robots-Tag", "noindex")
        response.headers.setdefault(
            "X-Frame-Options", "DENY"
        )  # the policy says so too, which old browsers do not read
        return response


class WithOffice:
    """Gives each request the office that verbs work with, and the client of the key agent. Made once per process."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response
        home = Home.from_environment()
        self._office = make_office(home, home.settings())
        self._agent = make_agent(home)
        self._room = Room(self._office.blobs.disk)
        self._home, self._vkeys = home, load_vkeys(home)
        self._policy = PolicyFile(home.policy, self._vkeys)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach them. What broke off on its way in was an attempt, and is counted."""
        request.office = self._office  # type: ignore[attr-defined]  # see doors.requests.Request
        request.room = self._room  # type: ignore[attr-defined]
        request.sender = sender(request.META, behind_proxy=settings.SECURE_COOKIES)  # type: ignore[attr-defined]
        request.agent = self._agent  # type: ignore[attr-defined]
        request.log_folder = self._home.log  # type: ignore[attr-defined]
        request.own = cache(self._own_files)  # type: ignore[attr-defined]  # read once by a page that asks, and by no other
        response = self._get_response(request)
        if getattr(request.META.get("wsgi.input"), "broken", False):
            count_attempt(self._office, "any", "broken-off")
        return response

    def _own_files(self) -> OwnFiles:
        """Keys and policy as they are now; keys whose file is gone, as they were."""
        self._vkeys = vkeys_or_none(self._home) or self._vkeys  # it changes while we serve when a key is added
        self._policy.follow(self._vkeys)
        return OwnFiles(self._vkeys, self._policy.read())
