"""The one place where real things are chosen: clock, chance, blob store, keys, key agent (DESIGN section 3)."""

from functools import partial
from pathlib import Path

from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.clerk.sealed_sums import Sealer
from evenhand.clerk.twin_log import TwinLog
from evenhand.office.context import Clock, Office
from evenhand.office.schemes import counting_in_force
from evenhand.records.blobs import FileBlobs
from evenhand.site.clock import SystemClock, entropy
from evenhand.site.home import Home, HomeError, Settings
from evenhand.site.keys import key_folder, load_signing_key, load_vkeys
from evenhand.site.recovery_key import load_recovery_public
from evenhand.site.trustees_key import load_trustees_public
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.instance_key import load_instance_public, load_vouch_public
from evenhand.vault.agent.vouch import mark_for, vouch_for
from evenhand.vault.errors import VaultError
from evenhand.vault.keys import PublicKey


def make_office(home: Home, settings: Settings, clock: Clock | None = None) -> Office:
    """The office of the organisation in `home`. Another clock than the system's is for demonstrations and tests."""
    return Office(
        clock=clock or SystemClock(),
        timezone=settings.timezone,
        entropy=entropy,
        blobs=FileBlobs(home.blobs),
        origin=settings.origin,
        scheme=partial(counting_in_force, settings.origin),
        instance=load_instance_public(home.keys),
        vouch_public=load_vouch_public(home.keys),
        vouch=partial(vouch_for, home.keys),
        mark_address=partial(mark_for, home.keys),
        trustees=partial(_trustees, home),
    )


def _trustees(home: Home) -> PublicKey | None:
    """The public half of the trustees' key. Raises VaultError for a damaged file, as all that has to do with keys does."""
    try:
        return load_trustees_public(home)
    except HomeError as error:
        raise VaultError(str(error)) from None


def make_log(home: Home, settings: Settings) -> LogFiles:
    """The public log for whoever writes it: in the home, and on a second path where one is named."""
    return TwinLog(home.log, Path(settings.log_copy), load_vkeys(home)) if settings.log_copy else LogFiles(home.log)


def make_sealer(home: Home, settings: Settings) -> Sealer | None:
    """Who seals the sums of what is not stated yet; None where there is no recovery key. Raises HomeError for a damaged one."""
    public = load_recovery_public(home)
    return Sealer(settings.origin, public, entropy) if public is not None else None


def make_integrator(home: Home, settings: Settings, log: LogFiles | None = None) -> Integrator:
    """Whoever signs. `log` instead of the usual one is for a second path that is only being begun. Raises HomeError."""
    files = log or make_log(home, settings)
    return Integrator(files, home.guard, load_signing_key(home), key_folder(home), make_sealer(home, settings))


def make_agent(home: Home) -> AgentClient:
    """The client of the key agent that `evenhand serve` starts."""
    return AgentClient(home.agent_socket)
