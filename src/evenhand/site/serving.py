"""The three processes of a running service, started together, watched, and ended together. A demonstration's has a fourth.

All of them end when this process ends, even when it is killed: the kernel sees to it on Linux. If one of them dies, it is
started again; the key agent comes back empty, and people sign in again.
"""

import os
import signal
import socket
import subprocess
import sys
import time

from evenhand.clerk.stopping import Stop
from evenhand.site.home import Home, HomeError
from evenhand.site.logs import speaker
from evenhand.site.own_witness import OwnWitness
from evenhand.site.parent import PARENT
from evenhand.site.tables import check_tables
from evenhand.vault.agent.launch import launch
from evenhand.vault.errors import AgentUnavailable

PATIENCE = 10
"""Seconds that a port may stay taken at the start: by what a killed service left, which is just ending."""


class ServingError(Exception):
    """The service cannot start; the message says why and what to do."""


class Services:
    """Web server, clerk and key agent of one organisation, and in a demonstration a witness of its own."""

    def __init__(self, home: Home, host: str, port: int, *, clerk: bool = True) -> None:
        self._home, self._host, self._port = home, host, port
        self._own_clerk = ["clerk"] if clerk else []
        self._running: dict[str, subprocess.Popen[str]] = {}
        self._stopping = Stop()
        self._say = speaker("serve")

    def start(self) -> None:
        """Start all of them. Raises ServingError, also for a database of another version."""
        try:
            settings = self._home.settings()
            check_tables(self._home, settings)
        except HomeError as error:
            raise ServingError(str(error)) from None
        self._check_port()
        self._home.agent_socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        witness = ["witness"] if OwnWitness.is_wanted(self._home, settings) else []
        for name in ("agent", *self._own_clerk, "web", *witness):
            self._running[name] = self._launch(name)

    def pids(self) -> dict[str, int]:
        """The process numbers, by service."""
        return {name: process.pid for name, process in self._running.items()}

    def wait(self) -> int:
        """Keep them running until this process is told to stop; then stop them."""
        self._stopping.on(signal.SIGTERM, signal.SIGINT)
        while not self._stopping.wait(0.5):
            for name, process in list(self._running.items()):
                if process.poll() is not None:
                    self._say(f"The {name} ended with code {process.returncode}; starting it again.")
                    self._restart(name)
        self.stop()
        return 0

    def stop(self) -> None:
        """End the web server first, so that nothing is accepted that could not be logged."""
        for name in ("web", "clerk", "witness", "agent"):
            process = self._running.pop(name, None)
            if process is None:
                continue
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _restart(self, name: str) -> None:
        self._stopping.wait(0.5)  # a service that cannot start must not spin
        try:
            self._running[name] = self._launch(name)
        except ServingError as error:
            self._say(str(error))  # the next look finds it dead still, and tries again

    def _launch(self, name: str) -> subprocess.Popen[str]:
        if name == "agent":
            try:
                return launch(self._home.agent_socket, self._home.keys)
            except AgentUnavailable as error:
                raise ServingError(str(error)) from None
        if name == "witness":
            return OwnWitness(self._home).launch()
        command = {
            "clerk": [sys.executable, "-P", "-m", "evenhand.site.clerk"],
            "web": [sys.executable, "-P", "-m", "evenhand.site.web", self._host, str(self._port)],
        }[name]
        environment = {**os.environ, "EVENHAND_HOME": str(self._home.root), PARENT: str(os.getpid())}
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment, text=True)

    def _check_port(self) -> None:
        until = time.monotonic() + PATIENCE
        while (error := self._port_error()) is not None:
            if time.monotonic() > until:
                raise ServingError(
                    f"Nothing can listen on {self._host}:{self._port} ({error.strerror}): choose another with --port."
                )
            self._stopping.wait(0.2)

    def _port_error(self) -> OSError | None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self._host, self._port))
            except OSError as error:
                return error
        return None


def is_served(home: Home) -> bool:
    """Whether a service of this home runs on this machine: its key agent answers."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(home.agent_socket))
        except OSError:
            return False
        return True
