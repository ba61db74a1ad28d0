"""The organisation's answers to what overseers recommend, by an appointing authority. For others this page does not exist (K5)."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.doors.desk.affiliations import appoints
from evenhand.doors.desk.forms.base import say_what_is_missing
from evenhand.doors.desk.pages import page
from evenhand.doors.oversight_words import ANSWER, standing, summed
from evenhand.doors.requests import Request
from evenhand.office.publish_finding import answer_recommendation
from evenhand.process.systemic import LONGEST_ANSWER, Said
from evenhand.records.queries.oversight_findings import one_published, published, tracker


class AnswerForm(forms.Form):
    """What the organisation says of one recommendation from now on."""

    answer = forms.ChoiceField(
        label=_("What do you answer?"),
        widget=forms.RadioSelect,
        choices=[(answer.value, words) for answer, words in ANSWER.items()],
    )
    words = forms.CharField(
        label=_("In your own words"),
        help_text=_("Needed for what is done and for what is refused. Everybody can read it, for ever: name nobody."),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea({"rows": 6}),
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        say_what_is_missing(self)


@require_safe
def recommendations_page(request: Request) -> HttpResponse:
    """Every recommendation, and how it stands."""
    if not appoints(request):
        raise Http404
    found, today = published(), request.office.today()
    rows = [
        (one, [(each, standing(one, each.newest, today)) for each in one.recommendations])
        for one in found
        if one.recommendations
    ]
    return page(request, "recommendations", {"findings": rows, "summed": summed(tracker(found), today)})


@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: Request, finding: int, recommendation: int) -> HttpResponse:
    """Answer one of them. What was answered before stays beside it."""
    one = one_published(finding) if appoints(request) else None
    asked = next((each for each in one.recommendations if each.number == recommendation), None) if one else None
    if one is None or asked is None:
        raise Http404
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm()
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"].replace("\r\n", "\n").strip()
        said = Said(finding, recommendation, form.cleaned_data["answer"], words)
        refusal = answer_recommendation(request.office, request.signed_in.person.ref, said)
        if refusal is None:
            return HttpResponseRedirect(reverse("desk:recommendations"))
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
    context = {
        "form": form,
        "finding": one,
        "recommendation": asked,
        "answers": [(said, ANSWER[said.answer]) for said in asked.answers],
    }
    return page(request, "answer", context, status=422 if form.errors else 200)
