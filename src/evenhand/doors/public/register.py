"""What the register is, what it proves and what it does not, and how to check it oneself."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from evenhand.doors.public.log import Log
from evenhand.doors.public.pages import page, with_log
from evenhand.doors.requests import Request


@require_safe
@with_log
def about(request: Request, log: Log) -> HttpResponse:
    """The page for a distrustful member, or a journalist."""
    newest = log.entry(log.size - 1) if log.size else None
    scheme = newest.parsed.scheme if newest else None
    context = {"log": log, "newest": newest, "scheme": scheme.hex() if scheme else ""}
    return page(request, "register", context)
