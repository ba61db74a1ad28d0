"""Visitors who keep a connection open, as every browser does, keep nobody else out."""

import json
import socket
import urllib.request
from urllib.parse import urlsplit

IDLE = 40


def test_idle_connections_keep_nobody_out(served):
    where = urlsplit(served.url)
    idle = []
    try:
        for _ in range(IDLE):
            connection = socket.create_connection((where.hostname, where.port), timeout=30)
            idle.append(connection)
            connection.sendall(b"GET /complain/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert connection.recv(12) == b"HTTP/1.1 200"
        with urllib.request.urlopen(served.url + "/", timeout=30) as answer:
            assert answer.status == 200
    finally:
        for connection in idle:
            connection.close()


def test_the_service_starts_without_a_warning(served):
    said = (served.home.parent / "serve.log").read_text().splitlines()
    lines = [json.loads(line) for line in said if line.startswith("{")]
    assert [line for line in lines if line["logger"] in ("_granian", "py.warnings")] == []
    assert "Warning" not in "".join(said)
