"""The one place where real things are chosen: clock, chance, blob store, keys, key agent (DESIGN section 3)."""

from functools import partial
from pathlib import Path

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.clerk.twin_log import TwinLog
from evenhand.office.context import Clock, Office
from evenhand.office.schemes import counting_in_force
from evenhand.records.blobs import FileBlobs
from evenhand.site.clock import SystemClock, entropy
from evenhand.site.home import Home, Settings
from evenhand.site.keys import key_folder, load_signing_key, load_vkeys
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.instance_key import load_instance_public


def make_office(home: Home, settings: Settings, clock: Clock | None = None) -> Office:
    """The office of the organisation in `home`. Another clock than the system's is for demonstrations and tests."""
    return Office(
        clock=clock or SystemClock(),
        timezone=settings.timezone,
        entropy=entropy,
        blobs=FileBlobs(home.blobs),
        origin=settings.origin,
        scheme=partial(counting_in_force, settings.origin),
        staff_keys=(load_instance_public(home.keys),),
    )


def make_log(home: Home, settings: Settings) -> LogFiles:
    """The public log for whoever writes it: in the home, and on a second path where one is named."""
    return TwinLog(home.log, Path(settings.log_copy), load_vkeys(home)) if settings.log_copy else LogFiles(home.log)


def make_integrator(home: Home, log: LogFiles) -> Integrator:
    """Whoever signs. Raises HomeError if there is no key."""
    return Integrator(log, home.guard, load_signing_key(home), key_folder(home))


def make_agent(home: Home) -> AgentClient:
    """The client of the key agent that `evenhand serve` starts."""
    return AgentClient(home.agent_socket)
