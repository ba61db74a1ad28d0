"""The file of a draw: with it the complainant, or anybody whom they ask, draws again who decides."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from evenhand.doors.portal.gate import holding
from evenhand.doors.portal.receipt import not_signed_yet
from evenhand.doors.requests import Request
from evenhand.doors.saved import saved_json
from evenhand.office.follow import Holder
from evenhand.office.panel_draw import Lottery, transcript
from evenhand.records.load import state_of
from evenhand.records.log_folder import LogFolder


@require_safe
@holding
def download(request: Request, holder: Holder, case: int) -> HttpResponse:
    """The transcript of the draw on one of their cases."""
    state = state_of(holder.complaint)
    found = state.case(case) if state else None
    if found is None or found.draw is None or found.draw.drawn is None:
        raise Http404
    made = transcript(Lottery(request.policy, LogFolder(request.log_folder)), found)
    if made is None:
        return not_signed_yet(request, reverse("portal:track"))
    return saved_json(made, f"{found.draw.ref}.json")
