"""An organisation in a folder of its own with its running service, as whoever measures it has it: commands and addresses."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from evenhand.cli.bench.processes import children, command_of
from evenhand.cli.say import Failure

_MODULES = {"web": "evenhand.site.web", "clerk": "evenhand.site.clerk", "agent": "evenhand.vault.agent"}


@dataclass
class Service:
    """The home folder, the address, and the running `evenhand serve` (None before `start`)."""

    home: Path
    url: str
    process: subprocess.Popen[str] | None
    environment: dict[str, str]

    @classmethod
    def begin(cls, home: Path, database: str = "") -> Self:
        """Found an organisation in the folder, on SQLite or in that PostgreSQL database. Raises Failure."""
        made = cls.at(home)
        made.command("init", "--name", "Bench", "--origin", "demo.invalid/bench", "--database", database, "--yes")
        return made

    @classmethod
    def at(cls, home: Path) -> Self:
        """The organisation that is, or is to be, in the folder."""
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        return cls(home, f"http://127.0.0.1:{free_port()}", None, {**environment, "EVENHAND_HOME": str(home)})

    def command(self, *arguments: str) -> str:
        """Run an `evenhand` command on it; returns what it printed. Raises Failure if it has no answer."""
        done = subprocess.run(
            [sys.executable, "-m", "evenhand", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, 1) or not done.stdout:
            raise Failure(f"`evenhand {arguments[0]}` failed: {done.stderr.strip()}")
        return done.stdout

    def answer(self, *arguments: str) -> dict[str, Any]:
        """Run a command with --json. Raises Failure."""
        found: dict[str, Any] = json.loads(self.command(*arguments, "--json"))
        return found

    def start(self) -> None:
        """Start (again) and wait until it answers; what it says goes to `serve.log` beside the home. Raises Failure."""
        port = self.url.rsplit(":", 1)[1]
        with (self.home.parent / "serve.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "evenhand", "serve", "--port", port],
                env=self.environment,
                stdout=log,
                stderr=log,
                text=True,
            )
        try:
            wait_for(self.url + "/", self.process, listens=lambda: self.pid_of("web") is not None)
        except BaseException:
            self.stop()
            raise

    def pid_of(self, name: str) -> int | None:
        """The process number of its web server, clerk or key agent (`web`, `clerk`, `agent`), or None."""
        found = (pid for pid in children(self.running.pid) if _MODULES[name] in command_of(pid))
        return next(found, None)

    @property
    def running(self) -> subprocess.Popen[str]:
        """The running service. Raises Failure before `start`."""
        if self.process is None:
            raise Failure("The service was not started.")
        return self.process

    def stop(self) -> None:
        """Stop in good order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)


def wait_for(
    url: str, process: subprocess.Popen[str], seconds: float = 180, listens: Callable[[], bool] = lambda: True
) -> None:
    """Wait until a page answers. Raises Failure if the process ends first, or when the time is over.

    `listens` says whether there is yet who should answer: what a killed service left may do so until it has ended.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Failure("The service ended while it started.")
        if listens():
            try:
                with urllib.request.urlopen(url, timeout=5):  # noqa: S310  (our own address)
                    return
            except OSError:
                pass
        time.sleep(0.1)
    raise Failure(f"{url} did not answer within {seconds:.0f} seconds.")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
