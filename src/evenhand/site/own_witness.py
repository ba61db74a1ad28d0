"""The witness that a demonstration runs itself, to show what a witness does. It is not independent, and its name says so.

Only a demonstration has one: an organisation that witnesses itself protects nobody and looks as if it did (DESIGN 5.17). It is
the same program that an outside body runs, in a process of its own. A policy file that somebody wrote is left alone, and then
there is no such witness.
"""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from evenhand.records.blobs import sync_folder
from evenhand.site.home import Home, Settings
from evenhand.site.parent import PARENT

MARK = (
    "# Written anew at each start of the demonstration, which is its own witness here: that is not independent, and shows only\n"
    "# how it works. Remove this line to keep the file as you wrote it.\n"
)
LOGINS = "demonstration.json"
PATIENCE = 10.0
"""Seconds in which it has to answer."""


class OwnWitness:
    """That of one home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    @staticmethod
    def is_wanted(home: Home, settings: Settings) -> bool:
        """Whether this is a demonstration as `evenhand demo` makes it, and has no policy of somebody's own."""
        if not settings.demonstration or not (home.root / LOGINS).exists() or not _vkey(home).exists():
            return False
        return not home.policy.exists() or home.policy.read_text("utf-8", "replace").startswith(MARK)

    def launch(self) -> subprocess.Popen[str]:
        """Start it on a free port, and write the policy that names it there."""
        folder, port = self._home.own_witness, _free_port()
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "logs").write_bytes(_vkey(self._home).read_bytes())
        command = [sys.executable, "-P", "-m", "evenhand.site.witness", str(folder), str(port)]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, PARENT: str(os.getpid())},
            text=True,
        )
        self._write_policy(port, process)
        return process

    def _write_policy(self, port: int, process: subprocess.Popen[str]) -> None:
        """Nothing where it does not come up: it is started again, and the register goes on without it."""
        until = time.monotonic() + PATIENCE
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > until:
                return
            time.sleep(0.05)
        logs = "".join(f"log {vkey}\n" for vkey in _vkey(self._home).read_text("utf-8").split())
        key = (self._home.own_witness / "vkey").read_text("utf-8").strip()
        whole = self._home.policy.with_name(".policy.writing")
        whole.write_text(
            f"{MARK}{logs}witness its-own {key} http://127.0.0.1:{port}\nquorum none\n", encoding="utf-8"
        )
        whole.replace(self._home.policy)
        sync_folder(self._home.root)


def _vkey(home: Home) -> Path:
    """The register's verifier keys, read without what reads keys: this process carries it about for as long as it serves."""
    return home.keys / "vkey"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    """A port of this machine that nothing listens on. Should another take it first, the witness ends and gets the next."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
