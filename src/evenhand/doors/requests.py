"""What a request carries into a door, beside what Django gives it: see `site.middleware`."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse

from evenhand.office.context import Office
from evenhand.office.pauses import Pause
from evenhand.office.room import Room
from evenhand.office.sign_in import SignedIn
from evenhand.office.witness_policy import OwnPolicy
from evenhand.process.facts import Refusal
from evenhand.vault.agent.client import AgentClient


class Request(HttpRequest):
    """A request with the office that verbs work with. Only the desk's requests have somebody signed in."""

    office: Office
    room: Room
    agent: AgentClient
    log_folder: Path
    vkeys: str
    """The register's verifier keys, current and retired, the newest first, a line each."""
    vkey: str
    """The newest of them."""
    policy: OwnPolicy
    """Our key and the outside witnesses, as the policy file says at this moment."""
    sender: str
    """The network address that it came from, or nothing (office.sender). It is written nowhere."""
    signed_in: SignedIn


def told_to_wait(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """The same answer; where whoever asked has to wait, a program reads for how long (RFC 9110 10.2.3)."""
    if isinstance(refusal, Pause):
        response.headers["Retry-After"] = str(refusal.seconds)
    return response
