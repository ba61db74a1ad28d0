"""Witnesses that serve on this machine: in a thread with a clock set by hand, or as the real command in a process."""

import asyncio
import http.client
import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from evenhand_register import tree
from evenhand_register.cosignature import Cosigner
from evenhand_register.tools.witness_folder import WitnessFolder
from evenhand_register.tools.witness_http import HttpServer, Limits
from evenhand_register.tools.witness_journal import Journal
from evenhand_register.tools.witness_service import WitnessService
from evenhand_register.witness import AddCheckpoint
from tests.register.support import Leaves, Log, counted

COSIGNER = Cosigner("w.example/1", counted(7001))
PATIENT = 60.0  # seconds; nothing here should take one, but the machine may be busy


def folder(path: Path, vkeys=(), cosigner: Cosigner = COSIGNER) -> WitnessFolder:
    """A folder of a witness whose key is fixed."""
    made = WitnessFolder.open(path, cosigner.name, lambda _: cosigner.private_key)
    for vkey in vkeys:
        made.trust(vkey)
    return made


def submission(log: Log, old: int, size: int) -> bytes:
    proof = tree.prove_consistency(Leaves(log.entries), old, size)
    return AddCheckpoint(old, tuple(proof), log.head(size)).render()


@dataclass(frozen=True)
class Answered:
    status: int
    body: bytes
    headers: dict[str, str]


def ask(port: int, method: str, path: str, body: bytes | None = None) -> Answered:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENT)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return Answered(answer.status, answer.read(), dict(answer.getheaders()))
    finally:
        connection.close()


def post(port: int, body: bytes) -> Answered:
    return ask(port, "POST", "/add-checkpoint", body)


@dataclass
class Threaded:
    """A witness in a thread. `now` is its clock, `journal` what it wrote."""

    folder: WitnessFolder
    limits: Limits = field(default_factory=Limits)
    now: int = 1_774_225_600
    port: int = 0
    journal: list[str] = field(default_factory=list)

    def __enter__(self) -> "Threaded":
        ready = threading.Event()
        self._service = WitnessService(self.folder, lambda: self.now, Journal(self.journal.append, lambda: self.now))

        def started(port: int) -> None:
            self.port = port
            ready.set()

        async def run() -> None:
            self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
            server = HttpServer(self._service, lambda: self.now, self.limits)
            await server.run("127.0.0.1", 0, started, self._stop)

        self._thread = threading.Thread(target=asyncio.run, args=(run(),))
        self._thread.start()
        assert ready.wait(PATIENT)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._service.close()


class Process:
    """The real command, in a process that can be killed."""

    def __init__(self, path: Path) -> None:
        command = [
            sys.executable,
            "-m",
            "evenhand_register.tools.witness",
            "serve",
            str(path),
            "--port",
            "0",
            "--json",
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.said = []
        for line in self._process.stdout:
            self.said.append(json.loads(line))
            if self.said[-1]["event"] == "listening":
                break
        self.port = self.said[-1]["port"]

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()

    def end(self) -> tuple[int, str, str]:
        """Ask it to end, and return its exit code and what else it wrote."""
        self._process.terminate()
        out, err = self._process.communicate(timeout=PATIENT)
        return self._process.returncode, out, err
