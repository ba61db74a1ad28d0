"""Who may do what and see what: the tables that the desk runs on, for auditors and for whoever works under them (DESIGN 7)."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from evenhand.doors.desk import words
from evenhand.doors.desk.pages import page
from evenhand.doors.requests import Request
from evenhand.process.printing import permissions_page
from evenhand.process.visibility import VISIBILITY


@require_safe
def rules_page(request: Request) -> HttpResponse:
    """The permission table and the visibility table. Everybody at the desk can read both."""
    seen = [
        (words.ROLE[rule.role], words.YES_NO[rule.apart], words.CONDITION[rule.condition], words.SIGHT[rule.sight])
        for rule in VISIBILITY
    ]
    return page(request, "rules", {"permissions": permissions_page(), "visibility": seen})
