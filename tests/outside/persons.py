"""As whom a scanner comes: the demonstration, who signs in to it, and which pages of theirs it is let loose on."""

import base64
import json
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.cli.bench.browser import Browser
from evenhand.cli.bench.service import Service
from evenhand.vault.totp import TotpSecret, totp_code

COMPLAINTS, DAYS = 40, 120
STAFF = ("/desk/", "/desk/account/", "/desk/figures/", "/desk/affiliations/", "/desk/people/", "/desk/rules/")
BEGINNINGS = {
    "nobody": (
        "/",
        "/complain/",
        "/follow/",
        "/register/",
        "/register/entries/",
        "/register/entries/0/",
        "/register/figures/",
        "/desk/sign-in/",
    ),
    "complainant": ("/follow/complaint/", "/follow/write/"),
    "case-manager": (*STAFF, "/desk/?stage=any&sort=number", "/desk/search/", "/desk/ties/"),
    "investigator": (*STAFF, "/desk/?mine=on&stage=any", "/desk/ties/"),
    "administrator": (*STAFF, "/desk/people/new/", "/desk/health/"),
}
"""As whom, and where each begins; what else there is, a scanner finds by its links."""
OWN = {"nobody": "/", "complainant": "/follow/"}
"""Under what each has pages of their own: others the desk. A scanner that is signed in is kept there; the rest is for nobody."""
ELSEWHERE = ("/complain/", "/follow/", "/register/", "/oversight/", "/desk/")
COOKIES = ("evenhand-desk", "evenhand-follow")
"""What somebody is signed in by."""
NEVER = ("/desk/sign-out/", "/follow/leave/", "/leave/", "*/acts/step-down/", "*/acts/set-apart/")
"""What would end what the scanner is signed in to, or take a complaint away from it: whatever came after would find no page."""
NEAR, FAR = 2, 14
"""From each page that somebody begins at: what it links to, and the forms there; what each act adds to a page would be new forms
for ever. Whoever complains goes from form to form: to the last of them it is so far.
"""
DEPARTS = ("step-down", "set-apart")


@dataclass(frozen=True, slots=True)
class Ground:
    """What one person's scanner is let loose on: where it begins, what it leaves alone, which kinds of pages it has to reach, and
    how many links from a beginning it goes.
    """

    who: str
    own: str
    begins: tuple[str, ...]
    leaves: tuple[str, ...]
    kinds: frozenset[str]
    depth: int


def demonstration(home: Path) -> dict[str, Any]:
    """An invented organisation in that folder; returns its logins. It does not run."""
    size = ("--complaints", str(COMPLAINTS), "--days", str(DAYS))
    found: dict[str, Any] = json.loads(Service.at(home).command("demo", "--no-serve", "--json", "--yes", *size))
    return found


def browser_of(url: str, who: str, logins: dict[str, Any]) -> Browser:
    """A browser in which that person is signed in."""
    browser = Browser(url)
    if who == "complainant":
        browser.fill("/follow/", {"phrase": logins["phrases"][0]["phrase"]})
    elif who != "nobody":
        person = next(one for one in logins["logins"] if who in one["roles"])
        code = totp_code(TotpSecret(base64.b32decode(person["totp"])), int(time.time()))  # noqa: TID251  (a telephone has its own clock)
        browser.fill("/desk/sign-in/", {"login": person["login"], "password": person["password"], "code": code})
    if not is_signed_in(browser, who):
        raise LookupError(f"Nobody could be signed in as {who}.")
    return browser


def is_signed_in(browser: Browser, who: str) -> bool:
    """Whether that browser gets what only somebody who is signed in gets. Nobody needs nothing."""
    if who == "nobody":
        return True
    address, page = browser.ask(BEGINNINGS[who][0])
    return address.endswith(BEGINNINGS[who][0]) and ("Sign out" in page or who == "complainant")


def ground(browser: Browser, who: str) -> Ground:
    """Where that person's scanner goes. Of the complaints it gets so many that every page that any of them leads to is among them,
    and of the register's entries one: to try the same form at forty complaints takes the time that other forms need.
    """
    own = OWN.get(who, "/desk/")
    listed = {number for begin in BEGINNINGS[who] for number in _numbers(browser.get(begin))}
    leads = {number: _led_to(browser, number) for number in sorted(listed)}
    chosen = chosen_of(leads)
    leaves = [f"/register/entries/{digit}*" for digit in range(1, 10)] if own == "/" else ["/desk/sign-in/*"]
    leaves += [f"{other}*" for other in ELSEWHERE if own != "/" and other != own]
    leaves += [f"/desk/complaints/{number}/*" for number in leads if number not in chosen]
    kinds = {begin.partition("?")[0] for begin in BEGINNINGS[who]}.union(*(leads[number] for number in chosen))
    begins = (*BEGINNINGS[who], *(f"/desk/complaints/{number}/" for number in chosen))
    return Ground(who, own, begins, (*NEVER, *leaves), frozenset(kinds), FAR if who == "nobody" else NEAR)


def chosen_of(leads: dict[str, frozenset[str]]) -> list[str]:
    """The fewest complaints, or nearly, whose pages are of all kinds: again and again the one with the most that are new."""
    chosen: list[str] = []
    missing = frozenset[str]().union(*leads.values())
    while missing:
        chosen.append(max(leads, key=lambda number: len(leads[number] & missing)))
        missing -= leads[chosen[-1]]
    return chosen


def _numbers(page: str) -> Iterable[str]:
    return re.findall(r'href="/desk/complaints/(EH-[^/"]+)/"', page)


def _led_to(browser: Browser, number: str) -> frozenset[str]:
    """The kinds of pages of that complaint, itself among them."""
    own = f"/desk/complaints/{number}/"
    links = re.findall(rf'href="({own}[^"?#]*)', browser.get(own))
    return frozenset(plain(link) for link in [own, *links] if not link.endswith(tuple(f"/{act}/" for act in DEPARTS)))


def plain(path: str) -> str:
    """A path without its query, with one number of a complaint, of a file or of a person in the place of each."""
    return "/".join(_plain(part) for part in path.partition("?")[0].split("/"))


def _plain(part: str) -> str:
    if part.startswith("EH-"):
        return "NUMBER"
    if re.fullmatch(r"[0-9a-f]{64}|s-[0-9a-f]+", part):
        return "REF"
    return "0" if part.isdigit() else part
