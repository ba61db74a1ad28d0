"""The one page of the look itself: where a quick exit leads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def exit_page(request: HttpRequest) -> HttpResponse:
    """A harmless page that names no organisation and no complaint, for whoever looks at the screen next."""
    return render(request, "look/exit.html")
