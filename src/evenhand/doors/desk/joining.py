"""A new account, for an administrator who sets it up and a second person who confirms it; absent for others (DOMAIN B4)."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evenhand.doors.desk.forms.base import say_what_is_missing
from evenhand.doors.desk.leaving import ENDS
from evenhand.doors.desk.pages import page
from evenhand.doors.desk.sign_in import login_field
from evenhand.doors.look.qr import qr_code
from evenhand.doors.requests import Request
from evenhand.office.confirm_account import confirm_account
from evenhand.office.set_up_account import SetUp, set_up_account
from evenhand.office.work_address import NOT_ONE
from evenhand.process.codes import Role
from evenhand.process.facts import Refusal
from evenhand.process.joining import confirm_account as would_confirm
from evenhand.records.load import people
from evenhand.records.queries.joining import WaitingAccount, waiting_accounts
from evenhand.records.queries.people import names
from evenhand.vault.errors import VaultError
from evenhand.vault.password_policy import SHORTEST
from evenhand.vault.work_address import LONGEST

KEY_AWAY = _(
    "Nothing was done: the key of this installation cannot be used. Whoever runs the machine finds out why with "
    "\u201cevenhand doctor\u201d. Then send this again."
)


def email_field(help_text: Any) -> forms.CharField:
    """A question for somebody's work e-mail address."""
    shown = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "inputmode": "email"}
    return forms.CharField(
        label=_("Work e-mail address"),
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.TextInput(shown),
        error_messages={"max_length": NOT_ONE.sentence},
    )


class NewAccountForm(forms.Form):
    """Whose it is to be, and a first password, which its person changes."""

    login = login_field()
    name = forms.CharField(
        label=_("Name"), help_text=_("As colleagues and parties will see it."), max_length=120, widget=forms.TextInput
    )
    email = email_field(_("Kept as a mark alone, so that nobody is given two accounts. Nothing is sent to it."))
    new = forms.CharField(
        label=_("First password"),
        help_text=_("At least %(count)s characters. The person types it themselves, or changes it at once.")
        % {"count": SHORTEST},
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("First password again"),
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
            self.add_error("again", _("The two passwords differ. Type the same twice."))
        return cleaned


class ConfirmForm(forms.Form):
    """The address as a second person knows it."""

    email = email_field(
        _("As the person told you, and nobody else: whoever set the account up typed it too, and nobody is shown it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)


@require_http_methods(["GET", "HEAD", "POST"])
def new_page(request: Request) -> HttpResponse:
    """Set up an account, and show its second factor, once."""
    if Role.ADMINISTRATOR not in request.signed_in.person.roles(request.office.today()):
        raise Http404
    form = NewAccountForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "new_account", {"form": form}, status=422 if form.errors else 200)
    typed, who = form.cleaned_data, request.signed_in.person.ref
    issuer = settings.ORGANISATION.name if settings.ORGANISATION else ""
    try:
        made = set_up_account(
            request.office, who, typed["login"], typed["name"], typed["email"], typed["new"], issuer
        )
    except VaultError:
        form.add_error(None, KEY_AWAY)
        return page(request, "new_account", {"form": form}, status=503)
    if isinstance(made, Refusal):
        form.add_error(made.field, made.sentence)
        return page(request, "new_account", {"form": form}, status=422)
    return page(request, "new_account", {"form": NewAccountForm(), "made": typed["name"], **_shown(made)})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_page(request: Request, ref: str) -> HttpResponse:
    """Confirm an account that somebody else has set up."""
    who, today = request.signed_in.person, request.office.today()
    waits = waiting_accounts().get(ref)
    if not who.roles(today) & ENDS or waits is None:
        raise Http404
    refusal, form = None, ConfirmForm(request.POST if request.method == "POST" else None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            refusal = confirm_account(request.office, who.ref, ref, form.cleaned_data["email"])
        except VaultError:
            form.add_error(None, KEY_AWAY)
            status = 503
        else:
            if refusal is None:
                return HttpResponseRedirect(reverse("desk:people"))
        if refusal is not None and refusal.field == "email":
            form.add_error("email", refusal.sentence)
            refusal = None
    cannot = would_confirm(ref, waits.by, who.ref, people(), today)
    context = {
        "waits": waits,
        "by": names().get(waits.by, waits.by),
        "refusal": refusal,
        "form": form,
        "cannot": cannot if isinstance(cannot, Refusal) else None,
    }
    return page(request, "confirm_account", context, status=status)


def joiners() -> list[tuple[WaitingAccount, str]]:
    """Every account that waits to be confirmed, with the name of who set it up."""
    known = names()
    return [(one, known.get(one.by, one.by)) for one in waiting_accounts().values()]


def _shown(made: SetUp) -> dict[str, object]:
    letters = made.secret.base32
    return {
        "ref": made.ref,
        "secret": " ".join(letters[place : place + 4] for place in range(0, len(letters), 4)),
        "qr": qr_code(
            made.uri, str(_("A code for the camera of the person\u2019s authenticator. The same stands below it."))
        ),
    }
