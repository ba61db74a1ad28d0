"""What every page of the public door has: its navigation, a short life in caches, and no cookie."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from evenhand.doors.look.parts import Link
from evenhand.doors.public.log import Log, NoHeadError, open_log
from evenhand.doors.requests import Request
from evenhand_register.errors import RegisterError

SECONDS_KEPT = 10
"""How long a cache may show a page: the head changes within seconds of each entry."""


def page(request: Request, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page that anybody, any cache and any search engine may have; an answer to what somebody sent, nobody else."""
    frame = {
        "nav": _navigation(request),
        "vkey": request.own().vkey,
        "address": request.build_absolute_uri(reverse("public:register")),
    }
    response = render(request, f"public/{template}.html", {**frame, **context}, status=status)
    asked = request.method in ("GET", "HEAD") and status == HttpResponse.status_code
    return public(response, SECONDS_KEPT) if asked else response


def public(response: HttpResponse, seconds: int, *, for_ever: bool = False) -> HttpResponse:
    """Let caches keep an answer, and search engines list it."""
    response.headers["Cache-Control"] = f"public, max-age={seconds}{', immutable' if for_ever else ''}"
    response.headers["X-Robots-Tag"] = "all"
    return response


def with_log[**P](
    view: Callable[Concatenate[Request, Log, P], HttpResponse],
) -> Callable[Concatenate[Request, P], HttpResponse]:
    """Open the log for a view. Without a signed head, or with files that do not fit it, a page says so instead."""

    @wraps(view)
    def opened(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, open_log(request.log_folder, request.own().policy.keys), *args, **kwargs)
        except NoHeadError:
            return page(request, "no_head", {}, status=503)
        except RegisterError as error:
            return page(request, "damaged", {"error": error}, status=503)

    return opened


def _navigation(request: Request) -> list[Link]:
    pages = [
        ("public:register", _("The register")),
        ("public:entries", _("Entries")),
        ("public:figures", _("Figures")),
        ("public:oversight", _("Oversight")),
        ("public:check", _("Check a receipt")),
    ]
    here = [name for name, _label in pages if request.path.startswith(reverse(name))][-1:]
    return [Link(label, reverse(name), current=name in here) for name, label in pages]
