"""What the register is, what it proves and what it does not, and how to check it oneself."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from evenhand.doors.public.log import Log
from evenhand.doors.public.pages import page, with_log
from evenhand.doors.requests import Request
from evenhand.doors.witness_words import independence, standing
from evenhand.office.own_keys import own_keys
from evenhand.office.witnessed import Witnessed, witnesses_of_head


@dataclass(frozen=True, slots=True)
class Standing:
    """One witness, how it stands to this list, and what its name tells of who runs it."""

    witness: Witnessed
    words: str
    independence: str


@require_safe
@with_log
def about(request: Request, log: Log) -> HttpResponse:
    """The page for a distrustful member, or a journalist."""
    newest = log.entry(log.size - 1) if log.size else None
    scheme = newest.parsed.scheme if newest else None
    found = witnesses_of_head(request.own().policy, log.verified, log.written, request.office.now())
    context = {
        "log": log,
        "newest": newest,
        "scheme": scheme.hex() if scheme else "",
        "own_keys": own_keys(request.own().vkeys, log.size),
        "witnesses": found,
        "standings": [Standing(one, standing(one), independence(independent=one.independent)) for one in found.all],
    }
    return page(request, "register", context)
