"""What sealing costs: whole requests to a demonstration, and how much of each goes into the vault.

Nothing can turn sealing off, so there is no request without it to compare with. What is measured in its place is, within each
single request, the time spent in what only sealing needs (`cli.bench.vault_time`): the rest is what would be left without it. So
whatever else the machine does hits both alike.
"""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from evenhand.cli.bench.complainant import Complainant
from evenhand.cli.bench.large_desk import signed_in
from evenhand.cli.bench.service import Service
from evenhand.cli.open_home import Opened
from evenhand.cli.say import Failure

PLAYED, DAYS = 60, 120
FILE = 1_000_000
"""Bytes of the file that is uploaded and downloaded."""
_CHILD = "evenhand.cli.bench.sealing_inside"


def sealing(opened: Opened, times: int, _size: int) -> dict[str, Any]:
    """Each request's median in all and without the vault, the ratio of the two, and what part of the vault took how long."""
    service = Service.at(opened.home.root / "sealing")
    size = ("--complaints", str(PLAYED), "--days", str(DAYS))
    logins = json.loads(service.command("demo", "--no-serve", "--json", "--yes", *size))
    person = next(one for one in logins["logins"] if "case-manager" in one["roles"])
    service.start()
    try:
        browser = signed_in(service.url, person)
        made = Complainant(service.url).complain("A complaint with a large file.", b"x" * FILE)
        held = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)
        long = _longest(browser.get("/desk/?stage=any&sort=number"), browser.get)
        asked = {
            "list": "/desk/?stage=any",
            "case": f"/desk/complaints/{long}/",
            "file": _found(r'href="([^"]+/files/[0-9a-f]+/)"', browser.get(f"/desk/complaints/{made.number}/")),
        }
        return _inside(service, {"cookies": held, "pages": asked, "times": max(20, times // 4), "file": FILE})
    finally:
        service.stop()


def _inside(service: Service, told: dict[str, Any]) -> dict[str, Any]:
    """What is found by a process that answers these requests itself, beside the running service and with its key agent."""
    done = subprocess.run(
        [sys.executable, "-m", _CHILD, base64.b64encode(json.dumps(told).encode()).decode()],
        env={**service.environment, "DJANGO_SETTINGS_MODULE": "evenhand.site.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failure(f"Sealing could not be measured: {done.stderr.strip()}", 1)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _longest(listed: str, get: Callable[[str], str]) -> str:
    """The complaint, of the first fifty, whose page says most."""
    numbers: list[str] = list(dict.fromkeys(re.findall(r"/desk/complaints/(EH-[0-9A-Z]+-[0-9A-Z])/", listed)))
    return max(numbers, key=lambda number: len(get(f"/desk/complaints/{number}/")))


def _found(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    if found is None:
        raise Failure("The page of a complaint with a file leads to no file.", 1)
    return found[1]
