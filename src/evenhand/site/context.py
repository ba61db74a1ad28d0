"""What every page may say about the organisation."""

from functools import cache
from typing import Any

from django.http import HttpRequest

from evenhand.site.home import Home, Settings


@cache
def _settings() -> Settings:
    return Home.from_environment().settings()


def organisation(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001  (the shape of a context processor)
    """The organisation's name, whether this is a demonstration, and where quick exit leads."""
    settings = _settings()
    return {
        "organisation_name": settings.name,
        "demonstration": settings.demonstration,
        "quick_exit_url": settings.quick_exit,
    }
