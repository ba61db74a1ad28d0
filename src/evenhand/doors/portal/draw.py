"""The file of a draw: with it the complainant, or anybody whom they ask, draws again who decides."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from evenhand.doors.portal.gate import holding
from evenhand.doors.portal.receipt import not_signed_yet
from evenhand.doors.requests import Request
from evenhand.doors.saved import saved_json
from evenhand.office.draw_file import drawn, transcript
from evenhand.office.follow import Holder
from evenhand.office.frozen_pool import Lottery
from evenhand.records.load import state_of
from evenhand.records.log_folder import LogFolder
from evenhand.records.queries.register import RowsDamaged
from evenhand_register.errors import RegisterError


@require_safe
@holding
def download(request: Request, holder: Holder, draw: str) -> HttpResponse:
    """The transcript of the draw of that reference, on one of their cases."""
    state = state_of(holder.complaint)
    found = drawn(state, draw) if state else None
    if found is None:
        raise Http404
    try:
        made = transcript(Lottery(request.own().policy, LogFolder(request.log_folder)), found[1])
    except (RegisterError, RowsDamaged):  # the desk's page and the doctor say what is wrong
        made = None
    if made is None:
        return not_signed_yet(request, reverse("portal:track"))
    return saved_json(made, f"{draw}.json")
