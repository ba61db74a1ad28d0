"""Register a complaint that came by post, telephone or another way: the same act as through the portal, done by an officer (A1).

The phrase is on paper before the complaint is sent, so nobody is acknowledged without having it (DESIGN 5.4). Sent twice, the same
page registers the complaint once and shows the same slip.
"""

import hashlib
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evenhand.doors.desk import words
from evenhand.doors.desk.forms.base import LONGEST_TEXT, Files, say_what_is_missing, text
from evenhand.doors.desk.forms.files import Kept, carried, files_field, files_of
from evenhand.doors.desk.pages import page
from evenhand.doors.look.dates import DatePartsField
from evenhand.doors.look.parts import Row
from evenhand.doors.look.templatetags.look import day
from evenhand.doors.requests import Request
from evenhand.office.submit_complaint import Submitted, submit_complaint
from evenhand.process.codes import Channel, NonceBy
from evenhand.process.commands import Submit
from evenhand.process.facts import FileRef, Refusal
from evenhand.process.permissions import may
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import Around
from evenhand.records.load import rulebook_in_force
from evenhand.records.queries.tracking import holder
from evenhand.vault.phrase import Phrase, PhraseFault, lookup_ref, new_phrase, parse, phrase_keys

CHANNELS = [channel for channel in Channel if channel is not Channel.WEB]
YES, NO = "yes", "no"
SEND, CHANGE = "send", "change"
"""The buttons of the page that shows the phrase."""


class RegisterForm(forms.Form):
    """What came in, as it came in. `token` makes a second try the same complaint; `phrase` is the sender's."""

    channel = forms.ChoiceField(label=_("How did it come?"), choices=words.choices(words.CHANNEL, CHANNELS))
    on = DatePartsField(label=_("On which day did it come?"))
    category = forms.ChoiceField(label=_("What is it about, above all?"))
    labels = forms.MultipleChoiceField(label=_("What else?"), required=False, widget=forms.CheckboxSelectMultiple)
    narrative = text(
        _("What happened, in the sender’s own words"),
        _("Word for word, or add the letter as a file."),
        required=False,
        rows=12,
    )
    about = forms.CharField(label=_("Who is it about?"), required=False, max_length=1000)
    happened = forms.CharField(label=_("When and where was it?"), required=False, max_length=1000)
    apart = forms.ChoiceField(
        label=_("Is it about somebody who runs the organisation, or who handles complaints?"),
        help_text=_(
            "If so, it is set apart: only people from outside see it. Once it is registered nobody here does, you neither."
        ),
        widget=forms.RadioSelect,
        choices=[(YES, _("Yes: set it apart")), (NO, _("No"))],
    )
    name = forms.CharField(
        label=_("The sender’s name"),
        required=False,
        max_length=200,
        help_text=_("Leave it empty if they did not give it."),
    )
    reach = forms.CharField(label=_("How to reach the sender"), required=False, max_length=LONGEST_TEXT)
    uploads = files_field()
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    phrase = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    def __init__(
        self,
        rulebook: Rulebook,
        person: str,
        data: QueryDict | None = None,
        files: Files | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.rulebook, self._person = rulebook, person
        for name, pairs in (("category", rulebook.categories), ("labels", rulebook.labels)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = (
                    [("", _("Choose a category")), *pairs.items()] if name == "category" else list(pairs.items())
                )
        say_what_is_missing(self)
        self.refs: tuple[FileRef, ...] = ()
        if data is not None and files is not None:
            self.refs = files_of(data, files.getlist("uploads"), person)

    @property
    def kept(self) -> list[Kept]:
        """The files that the form holds already."""
        return carried(self.refs, self._person)

    def clean_phrase(self) -> Phrase | None:
        """The phrase that the page before showed."""
        typed = self.cleaned_data["phrase"]
        try:
            return parse(typed) if typed else None
        except PhraseFault as fault:
            raise forms.ValidationError(fault.sentence) from None

    def clean(self) -> dict[str, Any]:
        """Words or a file: something must have come."""
        if not self.cleaned_data.get("narrative") and not self.refs and "narrative" not in self.errors:
            self.add_error("narrative", _("Write down what they say, or add the file that holds it."))
        return self.cleaned_data

    def command(self, nonce: bytes) -> Submit:
        """What is registered."""
        said = self.cleaned_data
        return Submit(
            on=said["on"],
            channel=said["channel"],
            category=said["category"],
            labels=tuple(said["labels"]),
            narrative=said["narrative"],
            about=said["about"],
            happened=said["happened"],
            apart=said["apart"] == YES,
            name=said["name"],
            reach=said["reach"],
            files=self.refs,
            nonce=nonce,
            nonce_by=NonceBy.SERVER,
            token=hashlib.sha256(said["token"].encode()).hexdigest(),
        )


@require_http_methods(["GET", "HEAD", "POST"])
def register_page(request: Request) -> HttpResponse:
    """Ask, show what was written with the sender's phrase, then register it and show the slip."""
    person, today = request.signed_in.person, request.office.today()
    refusal = may(None, None, Submit, person, Around(today=today))
    if refusal is not None:
        return page(request, "register_refused", {"sentence": refusal.sentence}, status=403)
    rulebook = rulebook_in_force()
    if request.method != "POST":
        begin = {"on": today, "token": request.office.entropy(32).hex()}
        return page(request, "register", {"form": RegisterForm(rulebook, person.ref, initial=begin)})
    form = RegisterForm(rulebook, person.ref, request.POST, request.FILES)
    if not form.is_valid():
        return page(request, "register", {"form": form}, status=422)
    phrase = form.cleaned_data["phrase"]
    if phrase is not None and SEND in request.POST:
        return _send(request, form, phrase)
    if CHANGE in request.POST:
        return page(request, "register", {"form": form})
    return _check(request, form, phrase or new_phrase(request.office.entropy))


def _check(request: Request, form: RegisterForm, phrase: Phrase) -> HttpResponse:
    context = {"form": form, "rows": _rows(form), "phrase": phrase.text, "typed": _typed(form)}
    return page(request, "register_check", context)


def _send(request: Request, form: RegisterForm, phrase: Phrase) -> HttpResponse:
    command = form.command(request.office.entropy(16))
    made = submit_complaint(request.office, command, phrase, by=request.signed_in.person)
    if isinstance(made, Refusal):
        form.add_error(made.field if made.field in form.fields else None, made.sentence)
        return page(request, "register", {"form": form}, status=422)
    follow = request.build_absolute_uri(reverse("portal:follow"))
    context = {
        "made": made,
        "follow_url": follow,
        "on": form.cleaned_data["on"],
        "apart": form.cleaned_data["apart"] == YES,
        "phrase": phrase.text if _opens(phrase, made) else "",
    }
    return page(request, "slip", context)


def _opens(phrase: Phrase, made: Submitted) -> bool:
    """Whether this is the phrase that the complaint was registered with, also when an earlier try did it."""
    found = holder(lookup_ref(phrase_keys(phrase).lookup))
    return found is not None and found.complaint == made.index


def _typed(form: RegisterForm) -> list[tuple[str, str]]:
    """Everything that was typed, to travel in the page; the phrase and the files go their own way."""
    left_out = {"csrfmiddlewaretoken", "phrase", "kept", SEND, CHANGE}
    sent = form.data
    return [(name, value) for name, values in sent.lists() if name not in left_out for value in values]  # type: ignore[attr-defined]


def _rows(form: RegisterForm) -> list[Row]:
    said, book = form.cleaned_data, form.rulebook
    shown = {
        "channel": words.CHANNEL[said["channel"]],
        "on": day(said["on"]),
        "category": book.categories[said["category"]],
        "labels": "\n".join(book.labels[label] for label in said["labels"]),
        **{name: said[name] for name in ("narrative", "about", "happened")},
        "apart": dict(form.fields["apart"].choices)[said["apart"]],  # type: ignore[attr-defined]
        **{name: said[name] for name in ("name", "reach")},
        "uploads": "\n".join(file.name for file in form.refs),
    }
    return [Row(str(form.fields[name].label), value) for name, value in shown.items() if value]
