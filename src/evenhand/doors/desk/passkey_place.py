"""What pages with passkeys share: where they are (a passkey works at one host name alone), and the field that brings the answer."""

import ipaddress
from typing import Any

from django import forms
from django.http.request import split_domain_port

from evenhand.doors.requests import Request
from evenhand.vault.agent.passkeys import PasskeyAnswer
from evenhand.vault.agent.wire import LONGEST_ANSWER

ASKED_FOR = 2 * 60 * 1_000
"""Milliseconds for which a browser asks for a passkey; the challenge holds longer (`vault.agent.passkeys`)."""
USER_VERIFICATION = "preferred"
"""The device asks who holds it where it can; the password has shown it already, so a key that cannot ask will do (ADR 0025)."""


class AnswerInput(forms.HiddenInput):
    """What the browser sent of a passkey; never given back, since it counts once."""

    def format_value(self, value: Any) -> str | None:  # noqa: ARG002  (Django's signature)
        """Always empty."""
        return None


def answer_field() -> forms.CharField:
    """The hidden field that the script fills."""
    return forms.CharField(required=False, max_length=LONGEST_ANSWER, widget=AnswerInput)


def given(request: Request, answer: str) -> PasskeyAnswer:
    """What the browser sent of a passkey, and from which page."""
    return PasskeyAnswer(answer, f"{request.scheme}://{request.get_host()}")


def host(request: Request) -> str:
    """The host name, without a port."""
    return split_domain_port(request.get_host())[0]


def has_passkeys(request: Request) -> bool:
    """Whether there can be passkeys at this address: at no bare number, and at a name over HTTPS or on this machine alone."""
    name = host(request)
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return request.scheme == "https" or name == "localhost"
    return False
