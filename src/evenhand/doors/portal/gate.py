"""Who holds the phrase of a complaint. Every page of one complaint goes through `holding`."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from evenhand.doors.portal import cookies
from evenhand.doors.requests import Request
from evenhand.office.follow import Holder, find

type View = Callable[..., HttpResponseBase]


def holding(view: View) -> View:
    """The view for the holder of a phrase, as its second argument; for anybody else the way to type it."""

    @wraps(view)
    def gated(request: Request, *args: object, **kwargs: object) -> HttpResponseBase:
        holder = opened(request)
        if holder is None:
            return HttpResponseRedirect(reverse("portal:follow") + ("?over=1" if was_open(request) else ""))
        return keep_open(request, view(request, holder, *args, **kwargs))

    return gated


def opened(request: Request) -> Holder | None:
    """Whose complaint is open in this browser, if one is."""
    held = cookies.possession(request)
    return find(held) if held else None


def was_open(request: Request) -> bool:
    """Whether a complaint was open here before: its time is over."""
    return cookies.FOLLOW in request.COOKIES


def keep_open(request: Request, response: HttpResponseBase) -> HttpResponseBase:
    """The same answer; the time without a look begins anew."""
    held = cookies.possession(request)
    if held is not None and cookies.FOLLOW not in response.cookies:
        cookies.keep_possession(response, held)
    return response
