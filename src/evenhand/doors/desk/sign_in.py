"""Signing in and out: password and six-digit code or passkey, both checked by the key agent (DESIGN 5.8)."""

from contextlib import suppress
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.doors.desk.demonstration import Login, NoDemonstrationError, logins
from evenhand.doors.desk.devices import caller, keep_device
from evenhand.doors.desk.forms.base import say_what_is_missing
from evenhand.doors.desk.opening import pass_keys_on
from evenhand.doors.desk.passkey_place import answer_field, given, has_passkeys
from evenhand.doors.requests import Request, told_to_wait
from evenhand.doors.staff.gate import COOKIE, forget_cookie, safe_next, set_cookie
from evenhand.office.sign_in import resume, sign_in, sign_out
from evenhand.process.facts import Refusal
from evenhand.vault.agent.wire import LONGEST_CODE, LONGEST_NAME
from evenhand.vault.errors import AgentError

STATUS = {
    "not-signed-in": 422,
    "not-vouched": 422,
    "shared-factor": 422,
    "shared-passkey": 422,
    "wait": 429,
    "busy": 503,
    "no-agent": 503,
}
"""What each refusal of `office.sign_in` is in HTTP."""


def login_field() -> forms.CharField:
    """A question for the sign-in name."""
    shown = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=_("Sign-in name"), max_length=LONGEST_NAME, widget=forms.TextInput(shown))


def password_field(label: Any) -> forms.CharField:
    """A question for a password in use."""
    shown = forms.PasswordInput({"autocomplete": "current-password"})
    return forms.CharField(label=label, strip=False, max_length=1024, widget=shown)


def code_field(label: Any, help_text: Any, *, digits: bool = True) -> forms.CharField:
    """A question for a code: of six digits, or where `digits` are not all, the longer one that takes their place."""
    shown = {"autocomplete": "one-time-code", "class": "chars-10"}
    if digits:
        return forms.CharField(
            label=label, help_text=help_text, max_length=12, widget=forms.TextInput({**shown, "inputmode": "numeric"})
        )
    shown = {**shown, "class": "chars-20", "autocapitalize": "characters", "spellcheck": "false"}
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST_CODE, widget=forms.TextInput(shown))


class SignInForm(forms.Form):
    """Name, password, and code or passkey. Nothing is remembered by the browser but what the person allows it to."""

    login = login_field()
    password = password_field(_("Password"))
    code = code_field(_("Code"), _("Six digits from your authenticator. Each code works once."))
    passkey = answer_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)
        if self.data.get("passkey"):
            self.fields["code"].required = False


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: Request) -> HttpResponse:
    """The one page of the desk for people who are not signed in."""
    if request.method != "POST":
        return _page(request, _empty_form(request))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    typed = form.cleaned_data
    shown = given(request, typed["passkey"]) if typed["passkey"] else None
    asking = caller(request, typed["login"])
    answer = sign_in(request.office, request.agent, asking, typed["password"], typed["code"], shown)
    if isinstance(answer, Refusal):
        form.add_error(None, answer.sentence)
        return told_to_wait(_page(request, form, STATUS[answer.code]), answer)
    sign_out(request.agent, request.COOKIES.get(COOKIE, ""))
    response = HttpResponseRedirect(safe_next(request.POST.get("next", "")))
    set_cookie(response, answer)
    _pass_keys_on(request, answer)
    keep_device(request, response, typed["login"])
    return response


def _pass_keys_on(request: Request, cookie: str) -> None:
    """What waited for a key of whoever signs in is granted now. Where the agent is away again, it waits on."""
    with suppress(AgentError):
        found = resume(request.office, request.agent, cookie)
        if found is not None:
            request.signed_in = found
            pass_keys_on(request)


@require_POST
def sign_out_page(request: Request) -> HttpResponse:
    """End the session and forget the unlocked key, then say so on the sign-in page."""
    sign_out(request.agent, request.COOKIES.get(COOKIE, ""))
    response = HttpResponseRedirect("../sign-in/?out=1")
    forget_cookie(response)
    return response


def _page(request: Request, form: SignInForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "can": has_passkeys(request),
        "logins": [(login, login.code(request.office)) for login in _demonstration(request)],
        "next": safe_next(request.POST.get("next", request.GET.get("next", ""))),
        "over": "over" in request.GET,
        "out": "out" in request.GET,
        "device": "device" in request.GET,
    }
    return render(request, "desk/sign_in.html", context, status=status)


def _empty_form(request: Request) -> SignInForm:
    """Empty, or in the demonstration filled for the person whose button was pressed."""
    chosen = next((login for login in _demonstration(request) if login.login == request.GET.get("as")), None)
    if chosen is None:
        return SignInForm()
    form = SignInForm(
        initial={"login": chosen.login, "password": chosen.password, "code": chosen.code(request.office)}
    )
    form.fields["password"].widget = forms.PasswordInput(render_value=True)
    return form


def _demonstration(request: Request) -> tuple[Login, ...]:
    with suppress(NoDemonstrationError):
        return logins(request.office, settings.HOME.root)
    return ()
