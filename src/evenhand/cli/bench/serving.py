"""A service started for a measurement, and stopped after it."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from evenhand.cli.say import Failure
from evenhand.site.home import Home

HOST = "127.0.0.1"
PATIENCE = 60
"""Seconds to wait for the first answer."""


@contextmanager
def served(home: Home) -> Iterator[int]:
    """`evenhand serve` for this home; answers with its port. Raises Failure if it does not start."""
    port = _free_port()
    command = [sys.executable, "-m", "evenhand", "serve", "--port", str(port), "--json"]
    environment = {**os.environ, "EVENHAND_HOME": str(home.root)}
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment)
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    pause, until = threading.Event(), time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            pause.wait(0.1)
        else:
            return
        finally:
            connection.close()
    raise Failure("The service that was to be measured did not start: run `evenhand serve` to see why.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
