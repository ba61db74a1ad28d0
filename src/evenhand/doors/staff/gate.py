"""Who is at the desk, or at the overseers' door beside it. Every page but those for getting in goes through `signed_in`: what
has no gate has no address (see `urls` of each door).

The cookie holds a session token and half of what opens the person's slot in the key agent (DESIGN 5.8). It goes to the desk
only, and no script and no other site's page can use it.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from evenhand.doors.requests import Request
from evenhand.office.sign_in import resume
from evenhand.vault.errors import AgentError, SlotGone

COOKIE = "evenhand-desk"
SECRETS = frozenset({"csrfmiddlewaretoken", "password", "code", "new", "again", "passkey", "made"})

OF_THE_STAFF = frozenset({"desk", "oversight"})
"""The doors whose pages somebody may be led to after signing in."""

type View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """The view for whoever is signed in; for anybody else the way to sign in, with nothing they typed lost.

    While the key agent does not answer nobody can be told from anybody else: no view is shown, and nobody is signed out.
    """

    @wraps(view)
    def gated(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
        cookie = request.COOKIES.get(COOKIE, "")
        try:
            found = resume(request.office, request.agent, cookie) if cookie else None
        except AgentError:
            return _cannot_tell(request)
        if found is None:
            return _turned_back(request, over=bool(cookie))
        request.signed_in = found
        try:
            return view(request, *args, **kwargs)
        except SlotGone:
            return _turned_back(request, over=True)

    gated.is_gated = True  # type: ignore[attr-defined]  # a test asks every address of the staff for it
    return gated


def set_cookie(response: HttpResponse, value: str) -> None:
    """Give the browser its cookie, which ends with the browser; the session ends with `office.sign_in.LASTS` at the latest."""
    response.set_cookie(
        COOKIE, value, path=reverse("desk:worklist"), httponly=True, samesite="Strict", secure=settings.SECURE_COOKIES
    )


def forget_cookie(response: HttpResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, path=reverse("desk:worklist"), samesite="Strict")


def safe_next(address: str) -> str:
    """Where to go after signing in: the address asked for if it is that of a page of the staff, else the worklist."""
    own = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and _is_of_the_staff(address)
    return address if own else reverse("desk:worklist")


def _is_of_the_staff(address: str) -> bool:
    """Whether it leads, as it is written, to one of our pages: what a browser would first make another address of does not."""
    try:
        return resolve(urlsplit(address).path).app_name in OF_THE_STAFF
    except (ValueError, Resolver404):
        return False


def typed(request: Request) -> list[tuple[str, str]]:
    """What came with a form, by field, but for secrets: for a page that gives it back. Such a page shows nothing else."""
    every = ((name, value) for name, values in request.POST.lists() for value in values)
    return [(name, value) for name, value in every if name not in SECRETS]


def _turned_back(request: Request, *, over: bool) -> HttpResponse:
    response = _keep_typed(request) if request.method == "POST" else _to_sign_in(request, over=over)
    forget_cookie(response)
    return response


def _to_sign_in(request: Request, *, over: bool) -> HttpResponse:
    asked = {"next": request.get_full_path()}
    if over:
        asked["over"] = "1"
    return HttpResponseRedirect(f"{reverse('desk:sign-in')}?{urlencode(asked)}")


def _keep_typed(request: Request) -> HttpResponse:
    """The page that gives back what was sent, to be sent again once signed in."""
    return render(request, "staff/signed_out.html", _given_back(request), status=403)


def _cannot_tell(request: Request) -> HttpResponse:
    """The page for as long as the key agent does not answer; what was sent is given back, to be sent again."""
    return render(request, "staff/no_agent.html", _given_back(request), status=503)


def _given_back(request: Request) -> dict[str, object]:
    return {"typed": typed(request), "again": request.get_full_path(), "had_files": bool(request.FILES)}
