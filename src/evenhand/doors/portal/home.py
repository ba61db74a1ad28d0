"""The first page, and the quick way out of every page."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from evenhand.doors.portal.cookies import forget
from evenhand.doors.requests import Request

_OUR_OWN = (None, "same-origin", "none")


@require_safe
def home(request: Request) -> HttpResponse:
    """What one can do here, and what a receipt proves."""
    return render(request, "portal/home.html")


@require_safe
def leave_quickly(request: Request) -> HttpResponse:
    """Forget both cookies and go to a harmless page. Nothing is asked of the database, so that nothing can hold it up.

    Without its key the draft cannot be opened any more, and expires. Another site's link must not throw drafts away, so for
    that the cookies stay.
    """
    organisation = settings.ORGANISATION
    response = HttpResponseRedirect(organisation.quick_exit if organisation else reverse("look-exit"))
    if request.headers.get("Sec-Fetch-Site") in _OUR_OWN:
        forget(response)
    return response
