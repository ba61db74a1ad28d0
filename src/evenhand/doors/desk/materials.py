"""What somebody who leaves has of any case outside the system: they are asked once the end of their account is (DOMAIN E4)."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evenhand.doors.desk import words
from evenhand.doors.desk.forms.base import say_what_is_missing
from evenhand.doors.desk.pages import page
from evenhand.doors.requests import Request
from evenhand.office.end_account import declare_materials
from evenhand.process.codes import Materials
from evenhand.process.leaving import DECLARED, NOT_LEAVING
from evenhand.records.queries.leaving import asked_ends


class MaterialsForm(forms.Form):
    """The answer."""

    materials = forms.ChoiceField(
        label=_("What of any case do you have outside this system?"),
        help_text=_(
            "On your own telephone or computer, in a private mailbox or a chat, on a memory stick or on paper. Notes that you "
            "wrote for yourself count, too."
        ),
        widget=forms.RadioSelect,
        choices=words.choices(words.MATERIALS_OF_MINE, DECLARED),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)


@require_http_methods(["GET", "HEAD", "POST"])
def materials_page(request: Request) -> HttpResponse:
    """Declare it, or declare it again: the last answer counts when the account ends."""
    who = request.signed_in.person.ref
    asked = asked_ends(request.office.today()).get(who)
    form = MaterialsForm(request.POST if request.method == "POST" else None)
    refusal = None if asked else NOT_LEAVING
    if request.method == "POST" and refusal is None and form.is_valid():
        refusal = declare_materials(request.office, who, form.cleaned_data["materials"])
        if refusal is None:
            return HttpResponseRedirect(reverse("desk:materials") + "?declared=1")
    declared = words.MATERIALS_OF_MINE.get(asked.materials, "") if asked else ""
    context = {
        "declared": declared if "declared" in request.GET else "",
        "form": form,
        "has_some": asked is not None and asked.materials == Materials.HELD,
        "refusal": refusal,
    }
    return page(request, "materials", context, status=422 if request.method == "POST" else 200)
