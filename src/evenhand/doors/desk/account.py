"""A member of staff's own sign-in: another password. A new second factor has a page of its own, which needs no session."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evenhand.doors.desk.devices import caller
from evenhand.doors.desk.forms.base import say_what_is_missing
from evenhand.doors.desk.pages import page
from evenhand.doors.desk.sign_in import STATUS, code_field, password_field
from evenhand.doors.requests import Request, told_to_wait
from evenhand.office.credentials import change_password
from evenhand.process.facts import Refusal
from evenhand.records.queries.leaving import asked_ends
from evenhand.records.queries.people import login_of
from evenhand.vault.password_policy import SHORTEST


class PasswordForm(forms.Form):
    """The password in use with a code, and the new one twice."""

    password = password_field(_("Password in use"))
    code = code_field(_("Code"), _("Six digits from your authenticator. Each code works once."))
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least %(count)s characters: a few words in a row, say.") % {"count": SHORTEST},
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)

    def clean(self) -> dict[str, Any]:
        """Refuses two that differ."""
        cleaned: dict[str, Any] = super().clean() or {}
        if {"new", "again"} <= cleaned.keys() and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _("The two new passwords differ. Type the new one twice."))
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def account_page(request: Request) -> HttpResponse:
    """The page; sent, it changes the password of whoever is signed in."""
    if request.method != "POST":
        ends = request.signed_in.person.ref in asked_ends(request.office.today())
        return page(request, "account", {"form": PasswordForm(), "changed": "changed" in request.GET, "ends": ends})
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return page(request, "account", {"form": form}, status=422)
    typed, who = form.cleaned_data, request.signed_in
    asking = caller(request, login_of(who.person.ref))
    refusal = change_password(
        request.office, request.agent, who, asking, typed["password"], typed["code"], typed["new"]
    )
    if isinstance(refusal, Refusal):
        form.add_error(refusal.field, refusal.sentence)
        response = page(request, "account", {"form": form}, status=STATUS.get(refusal.code, 422))
        return told_to_wait(response, refusal)
    return HttpResponseRedirect(reverse("desk:account") + "?changed=1")
