"""Opening the words of a complaint for whoever is signed in: through the key agent, in one question, and only what they may read.

The desk itself holds no key. With the agent stopped there is not one word to show, and the page says so.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from evenhand.doors.desk.history import has_content
from evenhand.doors.desk.words import Words
from evenhand.doors.requests import Request
from evenhand.office.keyring import Keyring, SlotKeys
from evenhand.office.reading import Contents, read_contents
from evenhand.office.settle import settle
from evenhand.process.codes import CASE_ROLES
from evenhand.process.facts import Recorded
from evenhand.process.visibility import Sight
from evenhand.vault.errors import AgentBusy, AgentUnavailable, VaultError

IDENTITY = "complainant-recorded"
"""The act whose content says who the complainant is. It is opened on a page of its own, so that each look at it is recorded."""
AGENT_DOWN = _(
    "The words of this complaint cannot be shown at the moment, because the key agent is not running. "
    "Tell an administrator."
)
CODES_ONLY = _("Your role sees the steps, dates and codes of this complaint, and none of its words.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be opened, and, where something was not, the sentence that says why."""

    contents: Contents
    sentence: Words = ""


def keyring(request: Request) -> Keyring:
    """The keys of whoever is signed in, in the key agent. Its methods raise AgentUnavailable, SlotGone."""
    who = request.signed_in
    return SlotKeys(request.agent, who.slot, who.cookie_half, who.key)


def pass_keys_on(request: Request) -> None:
    """Grant what waits for a key that whoever is signed in has. What cannot be granted now waits on, and what they did stands."""
    if not request.signed_in.person.roles(request.office.today()) & CASE_ROLES:
        return  # their key opens nothing that could be passed on
    with suppress(VaultError, DatabaseError):
        settle(request.office, keyring(request))


def read(request: Request, facts: Sequence[Recorded], sight: Sight) -> Reading:
    """The contents of these acts, leaving out who the complainant is. Raises SlotGone when the session is over."""
    if sight < Sight.WORDS:
        return Reading(Contents({}, 0), CODES_ONLY)
    entries = [recorded.index for recorded in facts if recorded.act != IDENTITY and has_content(recorded)]
    return _open(request, entries)


def read_one(request: Request, entry: int) -> Reading:
    """The content of one act. Raises SlotGone when the session is over."""
    return _open(request, [entry])


def _open(request: Request, entries: Sequence[int]) -> Reading:
    try:
        contents = read_contents(entries, keyring(request))
    except (AgentUnavailable, AgentBusy):
        return Reading(Contents({}, len(entries)), AGENT_DOWN)
    return Reading(contents, _unopened(contents.closed))


def _unopened(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "The words of %(count)d act cannot be opened with your key yet: you get it when a colleague who has the key signs in. "
        "If it stays so, ask a case manager.",
        "The words of %(count)d acts cannot be opened with your key yet: you get it when a colleague who has the key signs in. "
        "If it stays so, ask a case manager.",
        count,
    ) % {"count": count}
