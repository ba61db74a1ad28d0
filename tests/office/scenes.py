"""Scenes that many tests begin with, played by the office's own verbs."""

import hashlib
from typing import Any

from evenhand.office.context import Office
from evenhand.office.submit_complaint import Submitted, submit_complaint
from evenhand.process.commands import Submit
from evenhand.process.facts import Refusal
from evenhand.vault.phrase import Phrase, new_phrase


def submission(token: str = "one", **changes: Any) -> Submit:
    """A complaint as a door would pass it on."""
    fields: dict[str, Any] = {
        "channel": "web",
        "category": "har",
        "narrative": "At the spring meeting I was shouted at and pushed aside.",
        "about": "The treasurer of the branch",
        "name": "A. Sender",
        "reach": "a.sender@example.org",
        "nonce": b"n" * 16,
        "nonce_by": "typed",
        "token": hashlib.sha256(token.encode()).hexdigest(),
    }
    return Submit(**{**fields, **changes})


def complain(office: Office, token: str = "one", **changes: Any) -> tuple[Submitted, Phrase]:
    """Make a complaint; returns it with its phrase."""
    phrase = new_phrase(office.entropy)
    made = submit_complaint(office, submission(token, **changes), phrase)
    assert not isinstance(made, Refusal), made
    return made, phrase
