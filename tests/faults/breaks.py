"""Something breaks while people complain.

Each is played on a service of its own on a small disk; the database is SQLite unless the title says PostgreSQL.
"""

import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import urllib.error
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from evenhand.clerk.doctor import examine
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.log_files import LogFiles
from evenhand.clerk.loop import Clerk
from evenhand.clerk.pace import CALM, EVERY
from evenhand.cli.bench.browser import Browser
from evenhand.cli.bench.complainant import Complainant
from evenhand.cli.bench.kill import made_for_it
from evenhand.cli.bench.processes import kill
from evenhand.cli.bench.service import Service
from evenhand.office.context import Office
from evenhand.site.clock import SimulatedClock
from evenhand.site.home import Home
from evenhand_register.keys import Signer
from tests.faults.people import People, page_words, running
from tests.faults.scenario import Told, scenario
from tests.faults.small_disk import SmallDisk
from tests.office.scenes import complain

LONG = "What happened, in very many words. " * 400
CLIENTS = 4


@scenario("The disk is full")
def the_disk_is_full(people: People, small_disk: SmallDisk) -> Told:
    """Whoever complains is told to come back, and can; what was acknowledged before is there."""
    before = people.complain()
    small_disk.fill()
    person = Browser(people.service.url)
    said = turned_away(lambda: person.fill("/complain/happened/", {"narrative": LONG}))
    assert before.number in Complainant(people.service.url).follow(before.phrase)
    small_disk.make_room()
    person.fill("/complain/happened/", {"narrative": LONG})
    people.complain()
    people.have_lost_nothing()
    return Told(f"On every page: {said}", "nothing", "whoever complains; the clerk says so in the log once a minute")


@scenario("The disk can only be read", slow=True)
def the_disk_can_only_be_read(people: People, small_disk: SmallDisk) -> Told:
    """Nothing starts, and commands say why; when it can be written to again, all is there."""
    people.complain()
    people.service.stop()
    small_disk.lock()
    port = people.service.url.rsplit(":", 1)[1]
    said = [command_fails(people.service, *command) for command in (("serve", "--port", port), ("figures",))]
    small_disk.unlock()
    people.service.start()
    people.have_lost_nothing()
    return Told("\n".join(said), "nothing", "the administrator")


@scenario("The clerk hangs, and comes back")
def the_clerk_hangs(people: People) -> Told:
    """Complaints are registered all the same; their receipts are signed when it is back."""
    with hanging(people.service) as go_on:
        made = people.complain()
        person = Complainant(people.service.url)
        person.follow(made.phrase)
        said = page_words(person.page(f"/follow/receipt/{made.index}/file/"))
        go_on()
        assert person.receipt(made.index)
    people.have_lost_nothing()
    return Told(said, "nothing; receipts come later", "whoever complained")


@scenario("Two clerks run at once, and the one that leads hangs", slow=True)
def two_clerks_at_once(people: People) -> Told:
    """The second takes over; when the first comes back, it does not sign anything that was signed already, and nothing forks."""
    with another_clerk(people.service), hanging(people.service) as go_on:
        made = people.complain()
        person = Complainant(people.service.url)
        person.follow(made.phrase)
        assert person.receipt(made.index), "the second has not taken over"
        go_on()
        for _ in range(5):
            people.complain()
    people.have_lost_nothing()
    return Told("Nothing: the second goes on where the first stopped.", "nothing", "nobody needs to")


@scenario("The machine's clock jumps forward by 40 days, and back")
def the_clock_jumps(office: Office, clock: SimulatedClock, tmp_path: Path) -> Told:
    """What falls due waits for the clock to go evenly; what is registered meanwhile keeps its place."""
    said: list[str] = []
    seconds = 0.0
    signer = Signer(office.origin, os.urandom(32))
    integrator = Integrator(LogFiles(tmp_path / "log"), tmp_path / "guard" / "checkpoint", signer)
    integrator.begin()
    clerk = Clerk(office, integrator, said.append, lambda: seconds)

    def later(passed: timedelta) -> None:
        nonlocal seconds
        seconds += passed.total_seconds()
        clock.moment += passed
        clerk.turn(threading.Event())

    later(EVERY)
    for days in (40, -40):
        clock.moment += timedelta(days=days)
        complain(office, f"after {days} days")
        later(EVERY)
    later(CALM)
    assert examine(integrator.files, integrator.guard, office.blobs, signer.vkey).clean
    return Told(
        "\n".join(said),
        "nothing; entries keep the later day until that day has come",
        "the log; anyone sees the days",
    )


@scenario("PostgreSQL ends connections in the middle of transactions", postgres=True)
def connections_end(tmp_path: Path, postgres_server: str) -> Told:
    """Whoever is told to come back comes back; nothing that was acknowledged is lost or registered twice."""
    with made_for_it(postgres_server) as address, running(tmp_path / "home", address) as service:
        people, told = People(service), []

        def three_complaints(_: int) -> None:
            for _ in range(3):
                told.extend(people.complain_patiently())

        with ThreadPoolExecutor(CLIENTS) as pool:
            working = [pool.submit(three_complaints, place) for place in range(CLIENTS)]
            cut_off(postgres_server, address, lambda: all(one.done() for one in working))
        assert all(one.result() is None for one in working)
        people.have_lost_nothing()
    assert told, "nobody has met the fault"
    return Told("\n".join(sorted(set(told))), "nothing", "whoever complains; the log of the server")


def turned_away(ask: Callable[[], object]) -> str:
    """Ask until somebody says that it cannot be taken; what is said. What fits into what is left is taken first."""

    def ask_often() -> None:
        for _ in range(200):
            ask()

    with pytest.raises(urllib.error.HTTPError) as refused:
        ask_often()
    assert refused.value.code == 503
    return page_words(refused.value.read().decode())


def cut_off(server: str, address: str, until: Callable[[], bool]) -> None:
    """End every connection to a database that is in a transaction, again and again."""
    statement = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND xact_start IS NOT NULL"
    with psycopg.connect(server, autocommit=True) as admin:
        while not until():
            admin.execute(statement, [conninfo_to_dict(address)["dbname"]])
            threading.Event().wait(0.05)


def command_fails(service: Service, *arguments: str) -> str:
    """What a command says that cannot do its work."""
    command = [sys.executable, "-m", "evenhand", *arguments]
    done = subprocess.run(command, env=service.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    return f"`evenhand {arguments[0]}`: {' '.join(done.stderr.split())}"


@contextmanager
def another_clerk(service: Service) -> Iterator[None]:
    """A second clerk of the same organisation, as an administrator might start by mistake."""
    command = [sys.executable, "-m", "evenhand.site.clerk"]
    second = subprocess.Popen(command, env=service.environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        kill(second.pid)
        second.wait()


@contextmanager
def hanging(service: Service) -> Iterator[Callable[[], None]]:
    """The service's clerk hangs between two pieces of work; what is yielded lets it go on."""
    pid = service.pid_of("clerk")
    assert pid is not None
    for _ in range(100):
        os.kill(pid, signal.SIGSTOP)
        if is_idle(service.home):
            break
        os.kill(pid, signal.SIGCONT)
    try:
        yield lambda: os.kill(pid, signal.SIGCONT)
    finally:
        os.kill(pid, signal.SIGCONT)


def is_idle(home: Path) -> bool:
    """Whether nobody signs, and nobody is writing to the database, at this moment."""
    lock = Home(home).guard.with_name("lock")
    with closing(sqlite3.connect(home / "evenhand.sqlite3", timeout=0)) as database, lock.open() as signing:
        try:
            fcntl.flock(signing, fcntl.LOCK_EX | fcntl.LOCK_NB)
            database.execute("BEGIN IMMEDIATE")
        except (BlockingIOError, sqlite3.OperationalError):
            return False
    return True
