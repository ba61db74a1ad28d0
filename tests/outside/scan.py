"""`python -m tests.outside.scan [--crawl N] [--each N]`: outside scanners against a demonstration, as nobody and as four people.

Prints one JSON object: what each found, how often it asked, how it was answered. docs/reference/scanned.md tells what was found.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from evenhand.cli.bench.browser import Browser
from evenhand.cli.bench.service import Service
from tests.outside.between import between
from tests.outside.persons import BEGINNINGS, COOKIES, browser_of, demonstration, ground, is_signed_in
from tests.outside.scanners import (
    INJECTED,
    Finding,
    Limits,
    Scan,
    injected,
    program,
    reached,
    sqlmap,
    version,
    wapiti,
)

LONG = Limits(crawl=900, each=120, level=2)
ENOUGH = 600
"""Seconds for sqlmap at one address: it ends by itself."""

KNOWN = {
    ("Secure Flag cookie", "GET /", "Secure flag is not set in the cookie"): (
        "It asks without HTTPS. Behind HTTPS cookies say so: tests/deploy/test_caddy.py."
    ),
    ("Cross Site Request Forgery", "POST /register/check/", "Lack of anti CSRF token"): (
        "That form changes nothing and knows nobody: tests/doors/public/test_public_check.py."
    ),
    **{
        ("Cross Site Request Forgery", f"POST {path}", "is not properly checked"): (
            "Its first try was refused too: tests/doors/portal/test_home.py."
        )
        for path in ("/follow/", "/complain/about/")
    },
}
"""What a scanner says again and again: its name for it, how the place begins, a part of what it said; and why it is none."""


@dataclass(slots=True)
class Outcome:
    """What came of one person's scans.

    `missed` are the kinds of pages that the scanner should have been shown and was not. `stays` says whether it was still signed in
    at the end, `errors` are those in the log, `told` the lines there that hold a name, a secret or a number of a complaint,
    and `troubles` is what the doctor found afterwards.
    """

    who: str
    scans: list[Scan] = field(default_factory=list)
    kinds: int = 0
    missed: list[str] = field(default_factory=list)
    stays: bool = False
    serves: int = 0
    errors: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    troubles: list[Any] = field(default_factory=list)


def is_known(finding: Finding) -> bool:
    """Whether somebody looked at it before, and it was none."""
    return any(
        finding.what == what and finding.where.startswith(where) and part in finding.said
        for what, where, part in KNOWN
    )


def scan_as(home: Path, logins: dict[str, Any], who: str, limits: Limits) -> Outcome:
    """Serve that home, scan it as that person with whatever scanner is there, and ask the doctor afterwards."""
    service, folder, outcome = Service.at(home), home.parent, Outcome(who)
    service.start()
    try:
        with between(service.url, COOKIES) as front:
            browser = browser_of(front.url, who, logins)
            own = ground(browser, who)
            if program("wapiti"):
                outcome.scans.append(wapiti(front, own, browser, folder, limits))
                outcome.kinds, outcome.missed = len(own.kinds), sorted(own.kinds - reached(front))
            if program("sqlmap") and who in INJECTED:
                outcome.scans.append(sqlmap(front, own, browser, folder, ENOUGH, injected(browser, who)))
            outcome.stays = is_signed_in(browser, who)
            outcome.serves = Browser(front.url).status("/")[0]
    finally:
        service.stop()
    lines = (folder / "serve.log").read_text().splitlines()
    outcome.errors = [line for line in lines if '"level": "error"' in line or '"critical"' in line]
    outcome.told = [line for line in lines if any(secret in line for secret in _secrets(logins))]
    outcome.troubles = service.answer("doctor")["troubles"]
    return outcome


def _secrets(logins: dict[str, Any]) -> set[str]:
    """What no log may hold."""
    of_staff = {person[what] for person in logins["logins"] for what in ("name", "password", "totp")}
    return of_staff | {one["phrase"] for one in logins["phrases"]} | {"EH-", "<script"}


def scan_all(folder: Path, limits: Limits, persons: list[str]) -> Iterator[Outcome]:
    """Build once, and scan as each on a copy of its own."""
    logins = demonstration(folder / "built" / "home")
    for who in persons:
        shutil.copytree(folder / "built" / "home", folder / who / "home")
        yield scan_as(folder / who / "home", logins, who, limits)


def main() -> int:
    """Scan and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crawl", type=int, default=LONG.crawl, help="seconds for crawling, as each person")
    parser.add_argument("--each", type=int, default=LONG.each, help="seconds for each kind of attack")
    parser.add_argument("--level", type=int, default=LONG.level, help="wapiti's level: 1 or 2")
    parser.add_argument("--who", nargs="*", choices=list(BEGINNINGS), default=list(BEGINNINGS))
    options = parser.parse_args()
    if program("wapiti") is None:
        sys.exit("This needs wapiti (Debian: apt install wapiti; or pip install wapiti3 into a folder of its own).")
    limits = Limits(options.crawl, options.each, options.level)
    with tempfile.TemporaryDirectory(prefix="evenhand-scan-", ignore_cleanup_errors=True) as folder:
        found = [asdict(one) for one in scan_all(Path(folder), limits, options.who)]
    print(
        json.dumps({"versions": {name: version(name) for name in ("wapiti", "sqlmap")}, "persons": found}, indent=1)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
