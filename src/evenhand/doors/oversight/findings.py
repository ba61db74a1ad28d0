"""Oversight findings about the office as a whole: those that were published, and the form for another."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.doors.look.parts import Link
from evenhand.doors.oversight.finding_form import ONE_MORE, FindingForm
from evenhand.doors.oversight.pages import page
from evenhand.doors.oversight.samples import sample_lines
from evenhand.doors.oversight_words import summed
from evenhand.doors.requests import Request
from evenhand.office.publish_finding import publish_finding
from evenhand.process.facts import Refusal
from evenhand.records.queries.oversight_findings import Published, published, tracker
from evenhand.records.queries.people import names


@require_safe
def findings_page(request: Request) -> HttpResponse:
    """Every one, with how far the organisation is."""
    found, today = published(), request.office.today()
    context = {
        "findings": lines(request, found),
        "summed": summed(tracker(found), today),
        "done": "published" in request.GET,
    }
    return page(request, "findings", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_page(request: Request) -> HttpResponse:
    """The form; sent, it publishes."""
    samples = [(line.number, f"{line.number}: {line.frame}, {date_format(line.on)}") for line in sample_lines()]
    earlier = [(one.number, f"{one.number}. {one.title}") for one in published()]
    sent = request.POST if request.method == "POST" else None
    form = FindingForm(samples, earlier, names().values(), sent)
    tested = sent is not None and ONE_MORE not in sent
    if tested and form.is_valid():
        made = publish_finding(request.office, request.signed_in.person.ref, form.draft())
        if not isinstance(made, Refusal):
            return HttpResponseRedirect(reverse("oversight:findings") + "?published=1")
        form.refuse(made)
    context = {
        "form": form,
        "tested": tested,
        "one_more": ONE_MORE,
        "way": [Link(gettext("Oversight findings"), reverse("oversight:findings"))],
    }
    return page(request, "new_finding", context, status=422 if tested else 200)


def lines(request: Request, found: list[Published]) -> list[tuple[Published, str]]:
    """Each with what its tracker sums."""
    today = request.office.today()
    return [(one, summed(tracker([one]), today)) for one in found]
