"""Passkeys at the desk: what a browser is asked with, at the sign-in and on the page where their owner adds and removes them.

A browser makes and shows a passkey only to a script (`static/desk/passkey.js`). Without one the code is typed, and a passkey can be
removed all the same.
"""

import base64
import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.doors.desk.devices import caller
from evenhand.doors.desk.forms.base import say_what_is_missing
from evenhand.doors.desk.pages import page
from evenhand.doors.desk.passkey_place import ASKED_FOR, USER_VERIFICATION, answer_field, given, has_passkeys, host
from evenhand.doors.desk.sign_in import STATUS, code_field, password_field
from evenhand.doors.requests import Request, told_to_wait
from evenhand.office.passkeys import add_passkey, passkeys_of, remove_passkey
from evenhand.process.facts import Refusal
from evenhand.records.queries.people import login_of
from evenhand.vault.agent.passkeys import Purpose
from evenhand.vault.agent.wire import LONGEST_NAME
from evenhand.vault.errors import AgentError
from evenhand.vault.passkey import ALGORITHMS, LONGEST_LABEL, Passkey


class AddForm(forms.Form):
    """A name for it, and that it is they who add it; the rest comes from the browser."""

    label = forms.CharField(
        label=_("A name for it"),
        help_text=_("By which you will know the device: “Blue key”, say."),
        max_length=LONGEST_LABEL,
    )
    password = password_field(_("Password"))
    code = code_field(_("Code"), _("Six digits from your authenticator. Each code works once."))
    made = answer_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)

    def clean(self) -> dict[str, Any]:
        """Refuses a form that no passkey came with."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("made") and not self.errors:
            self.add_error(
                None,
                _(
                    "Your browser made no passkey. It has to run the script of this page, and the device has to agree. Try again."
                ),
            )
        return cleaned


class RemoveForm(forms.Form):
    """Which one, and that it is they who remove it."""

    mark = forms.ChoiceField(label=_("Which passkey?"), widget=forms.RadioSelect)
    password = password_field(_("Password"))
    code = code_field(_("Code"), _("Six digits from your authenticator. Each code works once."))

    def __init__(self, passkeys: tuple[Passkey, ...], data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="remove_%s")
        choice = self.fields["mark"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(one.mark, one.label) for one in passkeys]
        say_what_is_missing(self)


@require_POST
def sign_in_options(request: Request) -> HttpResponse:
    """What a browser is asked with for whoever says that this is their name: the same for every name, known or not."""
    challenge = _challenge(request, Purpose.SIGN_IN, request.POST.get("login", "")[:LONGEST_NAME])
    if challenge is None:
        return JsonResponse({}, status=503)
    return JsonResponse(
        {
            "challenge": challenge,
            "rpId": host(request),
            "timeout": ASKED_FOR,
            "userVerification": USER_VERIFICATION,
        }
    )


@require_POST
def new_options(request: Request) -> HttpResponse:
    """What a browser is asked with for a new passkey of whoever is signed in."""
    who = request.signed_in
    login = login_of(who.person.ref)
    challenge = _challenge(request, Purpose.ADD, login)
    if challenge is None:
        return JsonResponse({}, status=503)
    handle = hashlib.sha256(b"evenhand.passkey-handle/v1\0" + who.person.ref.encode()).digest()
    return JsonResponse(
        {
            "attestation": "none",
            "authenticatorSelection": {"residentKey": "required", "userVerification": USER_VERIFICATION},
            "challenge": challenge,
            "excludeCredentials": [{"id": _b64(one.id), "type": "public-key"} for one in passkeys_of(who.person.ref)],
            "pubKeyCredParams": [{"alg": alg, "type": "public-key"} for alg in ALGORITHMS],
            "rp": {"id": host(request), "name": settings.ORGANISATION.name if settings.ORGANISATION else "Evenhand"},
            "timeout": ASKED_FOR,
            "user": {"displayName": who.name, "id": _b64(handle), "name": login},
        }
    )


@require_http_methods(["GET", "HEAD", "POST"])
def passkeys_page(request: Request) -> HttpResponse:
    """The passkeys of whoever is signed in; sent, it adds one."""
    if request.method != "POST":
        return _page(request, AddForm())
    form = AddForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    typed, who = form.cleaned_data, request.signed_in
    asking, made = caller(request, login_of(who.person.ref)), given(request, typed["made"])
    refusal = add_passkey(
        request.office, request.agent, who, asking, typed["password"], typed["code"], made, typed["label"]
    )
    if refusal is None:
        return HttpResponseRedirect(reverse("desk:passkeys") + "?added=1")
    return _refused(request, form, refusal, form=form)


@require_POST
def remove_page(request: Request) -> HttpResponse:
    """Take one away."""
    who = request.signed_in
    form = RemoveForm(passkeys_of(who.person.ref), request.POST)
    if not form.is_valid():
        return _page(request, AddForm(), remove=form, status=422)
    typed, asking = form.cleaned_data, caller(request, login_of(who.person.ref))
    refusal = remove_passkey(
        request.office, request.agent, who, asking, typed["password"], typed["code"], typed["mark"]
    )
    if refusal is None:
        return HttpResponseRedirect(reverse("desk:passkeys") + "?removed=1")
    return _refused(request, form, refusal, form=AddForm(), remove=form)


def _challenge(request: Request, purpose: Purpose, name: str) -> str | None:
    try:
        return _b64(request.agent.passkey_challenge(purpose, name))
    except AgentError:
        return None


def _refused(
    request: Request, wrong: forms.Form, refusal: Refusal, form: AddForm, remove: RemoveForm | None = None
) -> HttpResponse:
    wrong.add_error(refusal.field, refusal.sentence)
    return told_to_wait(_page(request, form, remove=remove, status=STATUS.get(refusal.code, 422)), refusal)


def _page(request: Request, form: AddForm, remove: RemoveForm | None = None, status: int = 200) -> HttpResponse:
    passkeys = passkeys_of(request.signed_in.person.ref)
    context = {
        "added": "added" in request.GET,
        "can": has_passkeys(request),
        "form": form,
        "passkeys": passkeys,
        "remove": remove or RemoveForm(passkeys),
        "removed": "removed" in request.GET,
        "wrong": remove if remove is not None else form,
    }
    return page(request, "passkeys", context, status=status)


def _b64(raw: bytes) -> str:
    """URL-safe and without padding, as browsers have it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
