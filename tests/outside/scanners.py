"""The scanners: how each is called, and what it said."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evenhand.cli.bench.browser import Browser
from tests.outside.between import Between
from tests.outside.persons import Ground, plain

LOOKS = ("cookieflags", "csp", "http_headers", "csrf")
ATTACKS = (
    "xss",
    "permanentxss",
    "sql",
    "timesql",
    "exec",
    "file",
    "crlf",
    "redirect",
    "upload",
    "ldap",
    "shellshock",
)
"""Of wapiti's modules those that need nothing from other machines: no list of words or products, no address that calls back."""
ROUNDS = (LOOKS, *([f"{name}:{method}" for name in ATTACKS] for method in ("get", "post")))
"""Addresses with their parameters and forms have a time each: a list with ten parameters would leave none for any form. (Which of
the two rounds tries which, wapiti's manual and its program say differently.)
"""
INJECTED = {
    "nobody": ("/register/entries/?find=1", "/register/figures/?period=PERIOD", "/register/check/"),
    "case-manager": (
        "/desk/?stage=any&category=har&number=EH-1&handler=s-1&since=2026-01-01",
        "/desk/?until=2026-12-31&queue=find&sort=due&page=1&party=a",
    ),
}
"""Where sqlmap tries: addresses with their parameters, or pages with forms."""
SLACK = 180
"""Seconds in which wapiti has to have come to an end, beyond what it was given."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for crawling, as many for each look at what was found, and those for each kind of attack; and wapiti's level: at 2 it
    also puts queries where there are none.
    """

    crawl: int
    each: int
    level: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What a scanner says. `where` is a method and a path, without numbers of complaints; `parameter` may be empty."""

    scanner: str
    what: str
    where: str
    parameter: str
    said: str


@dataclass(slots=True)
class Scan:
    """One scanner as one person. `answers` counts by status; `own` those at the pages that need this person."""

    who: str
    scanner: str
    seconds: int = 0
    requests: int = 0
    addresses: int = 0
    answers: dict[int, int] = field(default_factory=dict)
    own: dict[int, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    turned_back: list[str] = field(default_factory=list)
    strange: int = 0
    """What it sent without the cookie of this person: shellshock puts its own thing there."""
    findings: list[Finding] = field(default_factory=list)
    cut: dict[str, str] = field(default_factory=dict)
    """Kinds of attack that time ended, and of how many addresses and forms each had done how many by then."""
    said: str = ""
    """What it said when it came to no end."""


def program(name: str) -> str | None:
    """Where a scanner is: in the folder that EVENHAND_SCANNERS names, or where programs are."""
    return shutil.which(name, path=os.environ.get("EVENHAND_SCANNERS")) or shutil.which(name)


def version(name: str) -> str:
    """What a scanner says of its version."""
    found = program(name)
    if found is None:
        return "not there"
    done = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip().splitlines()[-1]


def wapiti(front: Between, ground: Ground, browser: Browser, folder: Path, limits: Limits) -> Scan:
    """Crawl and attack as that person."""
    front.forget()
    scan, began, words = Scan(ground.who, "wapiti"), time.monotonic(), ""
    report, session = folder / "report.json", folder / "session"
    for modules in ROUNDS:
        report.unlink(missing_ok=True)
        command = _wapiti(front.url, ground, browser, folder, limits)
        command += ["--max-attack-time", str(limits.crawl if modules is LOOKS else limits.each)]
        command += ["-m", ",".join(modules), *(["--skip-crawl"] if session.exists() else [])]
        ended, said = _run(command, limits.crawl * (1 + len(LOOKS)) + limits.each * len(modules) + SLACK)
        words += said
        scan.said += "" if ended and report.exists() else said[-2000:]
    (folder / "wapiti.log").write_text(words)
    scan.seconds = int(time.monotonic() - began)
    scan.cut = _cut(words, session)
    scan.findings = list(_wapiti_findings(report)) if report.exists() else []
    return _counted(scan, front, ground)


def _wapiti(url: str, ground: Ground, browser: Browser, folder: Path, limits: Limits) -> list[str]:
    cookies = folder / "cookies.json"
    cookies.write_text(json.dumps(_cookies(browser)))
    command = [str(program("wapiti")), "-u", url + ground.begins[0], "--scope", "domain"]
    command += [part for path in ground.begins[1:] for part in ("-s", url + path)]
    command += [part for path in ground.leaves for part in ("-x", url + path)]
    command += ["-c", str(cookies), "-f", "json", "-o", str(folder / "report.json"), "--no-bugreport", "-v", "1"]
    command += ["--store-session", str(folder / "session"), "--skip", "csrfmiddlewaretoken", "-l", str(limits.level)]
    command += ["-d", str(ground.depth), "--max-files-per-dir", "8", "--tasks", "4", "-t", "30"]
    return [*command, "--max-scan-time", str(limits.crawl)]


def _run(command: list[str], seconds: float) -> tuple[bool, str]:
    """Whether it came to an end in that time, and all that it said."""
    try:
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired as over:
        said = over.stdout.decode(errors="replace") if isinstance(over.stdout, bytes) else over.stdout or ""
        return False, f"{said}\nIt did not end within {seconds:.0f} seconds."
    return True, done.stdout


def _cut(words: str, session: Path) -> dict[str, str]:
    """By what it said, and by what it wrote down of addresses and forms."""
    with closing(sqlite3.connect(next(session.glob("*.db")))) as store:
        every = store.execute("SELECT count(*) FROM paths WHERE evil = 0").fetchone()[0]
        done = dict(store.execute("SELECT module, count(*) FROM attack_logs GROUP BY module").fetchall())
    cut = re.findall(r"Max attack time was reached for module (\w+)", words)
    crawl = {"the crawl": f"{every} found"} if "Max scan time was reached" in words else {}
    return crawl | {module: f"{done.get(module, 0)} of {every}" for module in cut}


def _wapiti_findings(report: Path) -> Iterator[Finding]:
    found = json.loads(report.read_text())
    for kind in ("vulnerabilities", "anomalies", "additionals"):
        for what, every in found[kind].items():
            for one in every:
                where = f"{one['method']} {plain(one['path'])}"
                yield Finding("wapiti", what, where, one.get("parameter") or "", one["info"])


def injected(browser: Browser, who: str) -> list[str]:
    """Where sqlmap tries as that person. A month that has no figures is no address."""
    [month, *_] = re.findall(r'<option value="(\d{4}-\d{2})"', browser.get("/register/figures/"))
    return [address.replace("PERIOD", month) for address in INJECTED.get(who, ())]


def sqlmap(
    front: Between, ground: Ground, browser: Browser, folder: Path, seconds: float, addresses: Iterable[str]
) -> Scan:
    """Try every parameter of these addresses, and of the forms there where they have none; each in so many seconds."""
    scan, began = Scan(ground.who, "sqlmap"), time.monotonic()
    front.forget()
    for address in addresses:
        command = [
            str(program("sqlmap")),
            "-u",
            front.url + address,
            "--cookie",
            held_by(browser),
            "--batch",
            "--flush-session",
        ]
        command += ["--level", "1", "--risk", "2", "--technique", "BEUST", "--output-dir", str(folder / "sqlmap")]
        command += ["--disable-coloring", "--threads", "2", "--timeout", "30", "--skip", "csrfmiddlewaretoken"]
        command += [] if "?" in address else ["--forms"]
        ended, words = _run(command, seconds)
        scan.cut |= {} if ended else {plain(address): "no word"}
        if ended and "do not appear to be injectable" not in words:
            scan.said += f"No word on {plain(address)}: {words[-1000:]}"
        if "is vulnerable" in words or "injection point" in words:
            scan.findings.append(Finding("sqlmap", "SQL injection", f"GET {plain(address)}", "", words[-2000:]))
    scan.seconds = int(time.monotonic() - began)
    return _counted(scan, front, ground)


def held_by(browser: Browser) -> str:
    """The cookies of whoever is signed in there, as a header has them."""
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)


def _counted(scan: Scan, front: Between, ground: Ground) -> Scan:
    scan.answers = _by_status(front, "/")
    scan.own = _by_status(front, ground.own)
    scan.requests, scan.addresses = sum(scan.answers.values()), len({path for _, path, _ in front.answers})
    scan.broken, scan.turned_back, scan.strange = list(front.broken), list(front.turned_back), front.strange
    return scan


def _by_status(front: Between, under: str) -> dict[int, int]:
    found: Counter[int] = Counter()
    for (_, path, status), count in front.answers.items():
        found[status] += count if path.startswith(under) else 0
    return {status: count for status, count in sorted(found.items()) if count}


def reached(front: Between) -> frozenset[str]:
    """The kinds of pages that were shown since it last forgot."""
    return frozenset(plain(path) for method, path, status in front.answers if (method, status) == ("GET", 200))


def _cookies(browser: Browser) -> dict[str, Any]:
    """A jar as wapiti reads it."""
    held: dict[str, Any] = {}
    for one in browser.cookies:
        said = {"value": one.value, "expires": one.expires, "secure": one.secure, "port": None, "version": 0}
        held.setdefault(one.path, {})[one.name] = said
    return {"127.0.0.1": held}
