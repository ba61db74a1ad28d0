"""`python -m tests.outside.scan [--seconds N] [--each N]`: outside scanners against a demonstration, as nobody and as four people.

Prints one JSON object: what each found, how often it asked, how it was answered. docs/reference/scanned.md tells what was found.
"""

import argparse
import base64
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from evenhand.cli.bench.browser import Browser
from evenhand.cli.bench.service import Service
from evenhand.vault.totp import TotpSecret, totp_code
from tests.outside.between import Between, between

COMPLAINTS, DAYS = 40, 120
MODULES = (
    *("cookieflags", "csp", "http_headers", "csrf"),
    *("xss", "permanentxss", "sql", "timesql", "exec", "file", "crlf", "redirect", "upload", "ldap", "shellshock"),
)
"""Of wapiti's modules those that need nothing from other machines: no list of words or products, no address that calls back."""
BEGINNINGS = {
    "nobody": (
        "/",
        "/complain/",
        "/follow/",
        "/register/",
        "/register/entries/",
        "/register/figures/",
        "/desk/sign-in/",
    ),
    "complainant": ("/follow/complaint/", "/follow/write/"),
    "case-manager": ("/desk/", "/desk/?stage=any&sort=number", "/desk/search/", "/desk/register/", "/desk/figures/"),
    "investigator": ("/desk/", "/desk/?mine=on&stage=any"),
    "administrator": ("/desk/", "/desk/people/", "/desk/health/"),
}
"""As whom, and where each begins; what else there is, a scanner finds by its links."""
NEVER = ("/desk/sign-out/", "/follow/leave/", "/leave/")
"""What would end what the scanner is signed in to."""


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
    """One scanner as one person."""

    who: str
    scanner: str
    seconds: int = 0
    requests: int = 0
    addresses: int = 0
    answers: dict[int, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    """Kinds of attack that time ended."""
    said: str = ""


KNOWN = {
    (
        "Secure Flag cookie",
        "GET /",
    ): "It asks without HTTPS. Behind HTTPS cookies say so: tests/deploy/test_caddy.py.",
    (
        "Cross Site Request Forgery",
        "POST /register/check/",
    ): "That form changes nothing and knows nobody: it answers.",
    (
        "Cross Site Request Forgery",
        "is not properly checked",
    ): "Its first try was refused too: tests/doors/portal/test_home.py.",
}
"""What a scanner says again and again, by its own name for it and a part of where or of what it said; and why it is none."""
COOKIES = ("evenhand-desk", "evenhand-follow")
"""What somebody is signed in by."""


def is_known(finding: Finding) -> bool:
    """Whether somebody looked at it before, and it was none."""
    said = f"{finding.where} {finding.said}"
    return any(finding.what == what and part in said for what, part in KNOWN)


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


def demonstration(home: Path) -> tuple[Service, dict[str, Any]]:
    """An invented organisation in that folder, and its logins. It does not run yet."""
    service = Service.at(home)
    size = ("--complaints", str(COMPLAINTS), "--days", str(DAYS))
    return service, json.loads(service.command("demo", "--no-serve", "--json", "--yes", *size))


def browser_of(url: str, who: str, logins: dict[str, Any]) -> Browser:
    """A browser in which that person is signed in."""
    browser = Browser(url)
    if who == "complainant":
        browser.fill("/follow/", {"phrase": logins["phrases"][0]["phrase"]})
    elif who != "nobody":
        person = next(one for one in logins["logins"] if who in one["roles"])
        code = totp_code(TotpSecret(base64.b32decode(person["totp"])), int(time.time()))  # noqa: TID251  (a telephone has its own clock)
        page = browser.fill(
            "/desk/sign-in/", {"login": person["login"], "password": person["password"], "code": code}
        )
        if "Sign out" not in page:
            raise LookupError(f"Nobody could be signed in as {who}.")
    return browser


def wapiti(front: Between, who: str, browser: Browser, folder: Path, limits: tuple[int, int]) -> Scan:
    """Crawl and attack as that person; `limits` are the seconds for all and for each kind of attack."""
    store, report, cookies = folder / f"wapiti-{who}", folder / f"{who}.json", folder / f"{who}.cookies"
    cookies.write_text(json.dumps(_cookies(browser)))
    command = [str(program("wapiti")), "-u", f"{front.url}/", "--scope", "domain", "-m", ",".join(MODULES)]
    command += [part for path in BEGINNINGS[who] for part in ("-s", front.url + path)]
    command += [part for path in NEVER for part in ("-x", front.url + path)]
    command += ["-c", str(cookies), "-f", "json", "-o", str(report), "--store-session", str(store), "--no-bugreport"]
    command += ["-l", "2", "-S", "normal", "--max-files-per-dir", "8", "--tasks", "4", "-t", "30", "-v", "1"]
    command += ["--max-scan-time", str(limits[0]), "--max-attack-time", str(limits[1])]
    before, began = _state(front), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    scan = _counted(Scan(who, "wapiti", int(time.monotonic() - began)), front, before)
    scan.cut = re.findall(r"Max attack time was reached for module (\w+)", done.stdout + done.stderr)
    scan.said = "" if report.exists() else (done.stdout + done.stderr)[-2000:]
    scan.findings = list(_wapiti_findings(report)) if report.exists() else []
    return scan


def _wapiti_findings(report: Path) -> Iterator[Finding]:
    found = json.loads(report.read_text())
    for kind in ("vulnerabilities", "anomalies", "additionals"):
        for what, every in found[kind].items():
            for one in every:
                where = f"{one['method']} {plain(one['path'])}"
                yield Finding("wapiti", what, where, one.get("parameter") or "", one["info"])


def sqlmap(front: Between, who: str, browser: Browser, folder: Path, addresses: Iterable[str]) -> Scan:
    """Try every parameter of these addresses and of the forms there."""
    scan, before, began = Scan(who, "sqlmap"), _state(front), time.monotonic()
    held = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)
    for address in addresses:
        command = [str(program("sqlmap")), "-u", front.url + address, "--cookie", held, "--batch", "--flush-session"]
        command += ["--level", "1", "--risk", "2", "--technique", "BEUST", "--output-dir", str(folder / "sqlmap")]
        command += ["--disable-coloring", "--threads", "2", "--timeout", "30", "--skip", "csrfmiddlewaretoken"]
        command += [] if "?" in address else ["--forms"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        scan.cut += [] if "do not appear to be injectable" in done.stdout else [f"no word on {plain(address)}"]
        if "is vulnerable" in done.stdout or "injection point" in done.stdout:
            scan.findings.append(Finding("sqlmap", "SQL injection", f"GET {plain(address)}", "", done.stdout[-2000:]))
    scan.seconds = int(time.monotonic() - began)
    return _counted(scan, front, before)


def _state(front: Between) -> tuple[dict[int, int], int, int]:
    return dict(front.answers), len(front.asked), len(front.broken)


def _counted(scan: Scan, front: Between, before: tuple[dict[int, int], int, int]) -> Scan:
    answers, addresses, broken = before
    scan.answers = {status: count - answers.get(status, 0) for status, count in sorted(front.answers.items())}
    scan.requests, scan.addresses = sum(scan.answers.values()), len(front.asked) - addresses
    scan.broken = front.broken[broken:]
    return scan


def _cookies(browser: Browser) -> dict[str, Any]:
    """A jar as wapiti reads it."""
    held: dict[str, Any] = {}
    for one in browser.cookies:
        said = {"value": one.value, "expires": one.expires, "secure": one.secure, "port": None, "version": 0}
        held.setdefault(one.path, {})[one.name] = said
    return {"127.0.0.1": held}


def plain(path: str) -> str:
    """A path without its query, with one number of a complaint in the place of each."""
    parts = ["NUMBER" if part.startswith("EH-") else part for part in path.partition("?")[0].split("/")]
    return "/".join("0" if part.isdigit() else part for part in parts)


def scan_all(folder: Path, limits: tuple[int, int], persons: Iterable[str] = tuple(BEGINNINGS)) -> dict[str, Any]:
    """Build, serve, scan with whatever scanner is there, and ask the doctor afterwards."""
    service, logins = demonstration(folder / "home")
    service.start()
    try:
        with between(service.url, COOKIES) as front:
            scans = list(_scans(front, logins, folder, limits, persons))
            served = Browser(front.url).status("/")[0]
    finally:
        service.stop()
    log = (folder / "serve.log").read_text()
    return {
        "versions": {name: version(name) for name in ("wapiti", "sqlmap")},
        "scans": [asdict(scan) for scan in scans],
        "answers_afterwards": served,
        "errors_in_log": [line for line in log.splitlines() if '"level": "error"' in line or '"critical"' in line],
        "doctor": service.answer("doctor"),
    }


def _scans(
    front: Between, logins: dict[str, Any], folder: Path, limits: tuple[int, int], persons: Iterable[str]
) -> Iterator[Scan]:
    for who in persons:
        browser = browser_of(front.url, who, logins)
        if program("wapiti"):
            yield wapiti(front, who, browser, folder, limits)
        if program("sqlmap") and who in INJECTED:
            yield sqlmap(front, who, browser_of(front.url, who, logins), folder, INJECTED[who])


INJECTED = {
    "nobody": ("/register/entries/?find=1", "/register/figures/?period=1", "/register/check/"),
    "case-manager": (
        "/desk/?stage=any&category=har&number=EH-1&handler=s-1&since=2026-01-01",
        "/desk/?until=2026-12-31&queue=find&sort=due&page=1&party=a",
    ),
}
"""Where sqlmap tries: addresses with their parameters, or pages with forms."""


def main() -> int:
    """Scan and print. Exit 1 when nothing could be scanned."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=900, help="for crawling, as each person")
    parser.add_argument("--each", type=int, default=120, help="for each kind of attack")
    parser.add_argument("--who", nargs="*", choices=list(BEGINNINGS), default=list(BEGINNINGS))
    options = parser.parse_args()
    if program("wapiti") is None:
        sys.exit("This needs wapiti (Debian: apt install wapiti; or pip install wapiti3 into a folder of its own).")
    with tempfile.TemporaryDirectory(prefix="evenhand-scan-", ignore_cleanup_errors=True) as folder:
        print(json.dumps(scan_all(Path(folder), (options.seconds, options.each), options.who), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
