"""Setting up another authenticator, in two pages and without a session: who has lost the old one cannot sign in."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.doors.desk.devices import caller
from evenhand.doors.desk.forms.base import say_what_is_missing
from evenhand.doors.desk.sign_in import STATUS, code_field, login_field, password_field
from evenhand.doors.look.qr import qr_code
from evenhand.doors.requests import Request, told_to_wait
from evenhand.office.new_device import ShownDevice, begin_device, finish_device
from evenhand.process.facts import Refusal
from evenhand.vault.agent.wire import LONGEST_NAME


class BeginForm(forms.Form):
    """Who it is, and that they are it."""

    login = login_field()
    password = password_field(_("Password"))
    code = code_field(
        _("Code of the present device, or the code that you were given because it is lost"),
        _("Six digits, or sixteen letters and digits in fours."),
        digits=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)


class FinishForm(forms.Form):
    """A code of the new device; the rest comes from the page before."""

    login = forms.CharField(max_length=LONGEST_NAME, widget=forms.HiddenInput)
    pending = forms.CharField(max_length=32, widget=forms.HiddenInput)
    code = code_field(_("Code of the new device"), _("The six digits that it shows now."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_missing(self)


@require_http_methods(["GET", "HEAD", "POST"])
def begin_page(request: Request) -> HttpResponse:
    """Ask who it is; then show the new second factor, once."""
    if request.method != "POST":
        return _begin(request, BeginForm())
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _begin(request, form, 422)
    typed = form.cleaned_data
    issuer = settings.ORGANISATION.name if settings.ORGANISATION else ""
    asking = caller(request, typed["login"])
    shown = begin_device(request.office, request.agent, asking, typed["password"], typed["code"], issuer)
    if isinstance(shown, Refusal):
        form.add_error(None, shown.sentence)
        return told_to_wait(_begin(request, form, STATUS.get(shown.code, 422)), shown)
    return _finish(request, FinishForm(initial={"login": typed["login"], "pending": shown.pending}), shown)


@require_POST
def finish_page(request: Request) -> HttpResponse:
    """Take the code that confirms it, and lead to the sign-in."""
    form = FinishForm(request.POST)
    if not form.is_valid():
        return _finish(request, form, status=422)
    typed = form.cleaned_data
    refusal = finish_device(request.office, request.agent, typed["login"], typed["pending"], typed["code"])
    if isinstance(refusal, Refusal):
        form.add_error(refusal.field, refusal.sentence)
        return _finish(request, form, status=STATUS.get(refusal.code, 422))
    return HttpResponseRedirect(reverse("desk:sign-in") + "?device=1")


def _begin(request: Request, form: BeginForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/new_device.html", {"form": form}, status=status)


def _finish(request: Request, form: FinishForm, shown: ShownDevice | None = None, status: int = 200) -> HttpResponse:
    """The second page. After a wrong code the second factor itself is not shown again: the device has it already."""
    context: dict[str, object] = {"form": form}
    if shown is not None:
        letters = shown.secret.base32
        context["secret"] = " ".join(letters[place : place + 4] for place in range(0, len(letters), 4))
        context["qr"] = qr_code(
            shown.uri, str(_("A code for the camera of your authenticator. The same stands below it."))
        )
    return render(request, "desk/new_device_confirm.html", context, status=status)
