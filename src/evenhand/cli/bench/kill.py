"""`evenhand bench kill`: people complain while the service is killed again and again, and every one who was told so is counted.

What is measured is promise 9: of the complaints that were acknowledged none is lost and none is registered twice. Each person
presses the button again until there is an answer, as people do.
"""

import secrets
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.cli.bench.complainant import Acknowledged, Complainant
from evenhand.cli.bench.killing import Killer
from evenhand.cli.bench.service import Service

ATTACHMENT = b"What somebody has kept of it. " * 100


@dataclass(frozen=True, slots=True)
class Plan:
    """At least so many kills and so many complaints, by so many people at once."""

    rounds: int
    complaints: int
    clients: int


def measure(plan: Plan, database: str = "", over: threading.Event | None = None) -> dict[str, Any]:
    """Found an organisation, play the plan on it, and throw it away; `database` is a PostgreSQL server's address or empty.

    When `over` is set the kills end, and what there is by then is counted. See `figures` for what is returned.
    Raises Failure, NoAnswer.
    """
    with (
        tempfile.TemporaryDirectory(prefix="evenhand-bench-", ignore_cleanup_errors=True) as folder,
        made_for_it(database) as address,
    ):
        service = Service.begin(Path(folder) / "home", address)
        service.start()
        try:
            return {
                **play(service, plan, over or threading.Event()),
                "database": "PostgreSQL" if database else "SQLite",
            }
        finally:
            service.stop()


def play(service: Service, plan: Plan, over: threading.Event) -> dict[str, Any]:
    """Play the plan on a running service, until it is `over`, and count."""
    began = time.monotonic()
    acknowledged, kills = complain_while_it_is_killed(service, plan, over)
    return {**figures(service, acknowledged, plan.clients), "kills": kills, "seconds": _since(began)}


def complain_while_it_is_killed(
    service: Service, plan: Plan, over: threading.Event
) -> tuple[list[Acknowledged], int]:
    """Complain until there are enough complaints and enough kills; what the complainants hold then, and how many kills."""
    acknowledged: list[Acknowledged] = []
    lock = threading.Lock()
    killer = Killer(service, plan.rounds, lambda kills: len(acknowledged) * plan.rounds >= kills * plan.complaints)

    def one_after_another() -> None:
        while not over.is_set() and killer.error is None and (len(acknowledged) < plan.complaints or not killer.done):
            made = Complainant(service.url, patient=True).complain("What happened, in some words.", ATTACHMENT)
            with lock:
                acknowledged.append(made)

    killer.start()
    try:
        with ThreadPoolExecutor(plan.clients) as pool:
            working = [pool.submit(one_after_another) for _ in range(plan.clients)]
            try:
                for one in working:
                    one.result()
            finally:
                over.set()  # if one fails, or we are told to end, the others need not go on
    finally:
        killer.stop()
    return acknowledged, killer.kills


def figures(service: Service, acknowledged: list[Acknowledged], clients: int) -> dict[str, Any]:
    """How many complaints were acknowledged, lost (no phrase opens them) and doubled (registered more than once).

    Beside them: how many the register counts, how often the last button was pressed, and whether `doctor` finds all in order.
    """

    def is_there(one: Acknowledged) -> bool:
        return one.number in Complainant(service.url).follow(one.phrase)

    with ThreadPoolExecutor(clients) as pool:
        opened = {
            one.number for one, there in zip(acknowledged, pool.map(is_there, acknowledged), strict=True) if there
        }
    received = service.answer("figures")["complaints"]["received"]
    return {
        "acknowledged": len(acknowledged),
        "lost": len(acknowledged) - len(opened),
        "doubled": max(0, received - len(acknowledged)),
        "received": received,
        "tries": sum(one.tries for one in acknowledged),
        "clean": service.answer("doctor")["clean"],
    }


@contextmanager
def made_for_it(server: str) -> Iterator[str]:
    """The address of a new database on a PostgreSQL server, dropped afterwards; empty (SQLite) for an empty address."""
    if not server:
        yield ""
        return
    import psycopg
    from psycopg import sql
    from psycopg.conninfo import make_conninfo

    name = f"evenhand_bench_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield make_conninfo(server, dbname=name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _since(began: float) -> float:
    return round(time.monotonic() - began, 1)
