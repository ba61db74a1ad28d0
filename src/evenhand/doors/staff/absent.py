"""One way of being absent, for every door of the staff (DESIGN 5.16)."""

from django.http import Http404

from evenhand.doors.requests import Request
from evenhand.process.numbers import NumberError, parse_number
from evenhand.records.queries.visibility import is_visible


def find(request: Request, number: str) -> int:
    """The index of a complaint that the person signed in may see.

    Raises Http404, and in the same way, for text that is no number, for a complaint that is not there, and for one that is
    there but not for this person (DESIGN 5.16).
    """
    try:
        index = parse_number(number)
    except NumberError:
        raise Http404 from None
    if not is_visible(index, request.signed_in.person, request.office.today()):
        raise Http404
    return index
