"""Whether the service runs: for a monitor that wants one answer. The web server is asked over HTTP, by whoever can reach it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from evenhand.clerk.doctor.finding import Trouble
from evenhand.records.log_folder import LogFolder
from evenhand.records.queries.health import service
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.errors import AgentError

LOOKS = 20
"""How often the head is looked at before entries that wait count as waiting too long."""
PAUSE = 0.5
"""Seconds between two looks: the clerk signs within two."""
ROOM = 500 * 1024 * 1024
"""Bytes that should be free: ten of the largest files."""
NO_CLERK = (
    "No clerk is at work, so nothing is signed and no time limit is kept. Start the service, or look at its log."
)
UNSIGNED = "Entries wait for a signed head, and none comes. Look at the log of the service."
NO_AGENT = "It does not answer, so nobody at the desk can sign in or read. Start the service, or look at its log."
FULL = "Hardly any room is left on it. Make room before uploads and complaints are turned away."


def check_running(
    log: LogFolder, agent: AgentClient | None, home: Path, now: Callable[[], datetime], wait: Callable[[float], None]
) -> Iterator[Trouble]:
    """What keeps the service from running well. Waits some seconds for entries that were just written to be signed.

    `agent` is None where whoever asks is another user than the service's: it answers nobody else.
    """
    first = service(log)
    if first.leads_until is None or first.leads_until <= now():
        yield Trouble("the clerk", "", "", NO_CLERK)
    elif not _signed(log, first.entries, wait):
        yield Trouble("the clerk", "", "", UNSIGNED)
    try:
        if agent is not None:
            agent.status()
    except AgentError:
        yield Trouble("the key agent", "", "", NO_AGENT)
    if shutil.disk_usage(home).free < ROOM:
        yield Trouble("the disk", "", "", FULL)


def _signed(log: LogFolder, entries: int, wait: Callable[[float], None]) -> bool:
    for _ in range(LOOKS):
        if (service(log).signed or 0) >= entries:
            return True
        wait(PAUSE)
    return False
