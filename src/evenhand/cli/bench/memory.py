"""What a running service takes of the machine's memory."""

import time
from pathlib import Path
from typing import Any

from evenhand.cli.bench.browser import Browser
from evenhand.cli.bench.processes import children
from evenhand.cli.bench.service import Service
from evenhand.cli.open_home import Opened

_SETTLED = 3
"""Seconds after the last request: by then the clerk has done what there was to do."""
_PAGES = ("/", "/complain/", "/complain/about/", "/register/", "/register/figures/", "/desk/sign-in/")


def memory(opened: Opened, _times: int, _size: int) -> dict[str, Any]:
    """All processes of `serve` at rest, after each worker has answered. MB, resident; `own_mb` shares out what is shared."""
    service = Service.at(opened.home.root)
    service.start()
    try:
        for page in _PAGES * 4:
            Browser(service.url).get(page)
        time.sleep(_SETTLED)
        pids = [service.running.pid, *children(service.running.pid)]
        return {
            "processes": len(pids),
            "resident_mb": round(sum(_megabytes(pid, "Rss") for pid in pids)),
            "own_mb": round(sum(_megabytes(pid, "Pss") for pid in pids)),
        }
    finally:
        service.stop()


def _megabytes(pid: int, measure: str) -> float:
    """One line of what Linux says of a process's memory."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{measure}:"):
            return int(line.split()[1]) / 1024
    return 0
