"""A note to the overseers, by anybody on the staff, on leaving or at any time (DOMAIN E4)."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evenhand.doors.desk.forms.base import say_what_is_missing
from evenhand.doors.desk.pages import page
from evenhand.doors.requests import Request
from evenhand.office.notes import write_note
from evenhand.process.facts import Refusal
from evenhand.process.oversight import LONGEST_NOTE


class NoteForm(forms.Form):
    """What the overseers should know."""

    text = forms.CharField(
        label=_("What should the overseers know?"),
        help_text=_(
            "Say what you saw, when, and where it can be found. Write a complaint\u2019s number rather than names."
        ),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 14}),
        error_messages={
            "max_length": _(
                "A note has at most %(limit_value)s characters, and this has %(show_value)s. Shorten it, or write two."
            )
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)


@require_http_methods(["GET", "HEAD", "POST"])
def note_page(request: Request) -> HttpResponse:
    """Write one; sent, it is sealed and gone: nobody but two overseers reads it, its writer neither."""
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "note", {"form": form}, status=422 if form.errors else 200)
    who = request.signed_in
    entry = write_note(request.office, who.person.ref, who.name, form.cleaned_data["text"])
    if isinstance(entry, Refusal):
        form.add_error("text", entry.sentence)
        return page(request, "note", {"form": form}, status=422)
    return page(request, "note", {"entry": entry})
