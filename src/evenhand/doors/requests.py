"""What a request carries into a door, beside what Django gives it: see `site.middleware`."""

from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from evenhand.office.context import Office
from evenhand.office.pauses import Pause
from evenhand.office.room import Room
from evenhand.office.sign_in import SignedIn
from evenhand.office.witness_policy import OwnFiles
from evenhand.process.facts import Refusal
from evenhand.vault.agent.client import AgentClient


class Request(HttpRequest):
    """A request with the office that verbs work with. Only the desk's requests have somebody signed in."""

    office: Office
    room: Room
    agent: AgentClient
    log_folder: Path
    own: Callable[[], OwnFiles]
    """The register's own keys and policy, read when a page first asks for them: few do."""
    sender: str
    """The network address that it came from, or nothing (office.sender). It is written nowhere."""
    signed_in: SignedIn


def told_to_wait(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """The same answer; where whoever asked has to wait, a program reads for how long (RFC 9110 10.2.3)."""
    if isinstance(refusal, Pause):
        response.headers["Retry-After"] = str(refusal.seconds)
    return response
