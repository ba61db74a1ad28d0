"""How the service is, for administrators: what the doctor found last, and whether the clerk is at work. Nothing of any case."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evenhand.doors.desk.pages import page
from evenhand.doors.requests import Request
from evenhand.doors.witness_words import standing
from evenhand.office.examination import ask_for_examination
from evenhand.office.witnessed import witnesses_now
from evenhand.process.codes import Role
from evenhand.records.log_folder import LogFolder
from evenhand.records.queries.apart import outside_handlers
from evenhand.records.queries.health import examination_under_way, last_examination, service


@require_http_methods(["GET", "HEAD", "POST"])
def health_page(request: Request) -> HttpResponse:
    """The page; sent, it asks for an examination. For everybody but an administrator it does not exist."""
    if Role.ADMINISTRATOR not in request.signed_in.person.roles(request.office.today()):
        raise Http404
    if request.method == "POST":
        ask_for_examination(request.office)
        return HttpResponseRedirect(reverse("desk:health"))
    log, policy = LogFolder(request.log_folder), request.own().policy
    now, witnesses = service(log), witnesses_now(log, policy, request.office.now())
    context = {
        "last": last_examination(),
        "under_way": examination_under_way(),
        "service": now,
        "policy": policy,
        "standings": [(one, standing(one)) for one in witnesses.all] if witnesses else [],
        "quorum_missing": witnesses is not None and witnesses.quorum_missing,
        "nobody_outside": not outside_handlers(request.office.today()),
        "at_work": now.leads_until is not None and now.leads_until > request.office.now(),
    }
    return page(request, "health", context)
