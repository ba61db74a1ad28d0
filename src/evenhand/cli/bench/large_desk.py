"""The desk's pages with very many complaints: a small demonstration whose rows are copied until there are so many.

Copies are rows without acts, which `doctor` would name one by one; whoever only reads cannot tell them from others. They
lie before the register's first entry, so that they are known like what was recorded long ago.
"""

import base64
import html
import json
import re
import sqlite3
import time
from pathlib import Path
from typing import Any

from evenhand.cli.bench.browser import Browser
from evenhand.cli.bench.complainant import Complainant
from evenhand.cli.bench.service import Service
from evenhand.cli.bench.timing import measure, spread
from evenhand.cli.open_home import Opened
from evenhand.vault.totp import TotpSecret, totp_code

PLAYED, DAYS = 60, 120
"""The demonstration that is copied: complaints, and days that they take."""
FIGURES = "/desk/figures/"
SEARCH = "/desk/search/"
PAGES = {
    "list": "/desk/?stage=any",
    "late-page-of-list": "/desk/?stage=any&sort=-received&page=200",
    "filtered-list": "/desk/?stage=any&late=1&category=har&sort=due",
    "list-of-handler": "/desk/?stage=any&handler={handler}&since=2020-01-01",
    "case": "/desk/complaints/{number}/",
    "figures-first": FIGURES,
    "figures": FIGURES,
}
_SHIFTED = {"index", "complaint", "complaint_id", "last_index"}
_TABLES = ("complaint", "case", "allegation", "hand", "step", "partytoken")


def desk(opened: Opened, times: int, size: int) -> dict[str, Any]:
    """Each page of the desk, over HTTP, for a case manager who sees `size` complaints."""
    home = opened.home.root / "desk"
    service = Service.at(home)
    logins = json.loads(
        service.command("demo", "--no-serve", "--json", "--yes", "--complaints", str(PLAYED), "--days", str(DAYS))
    )
    there, number = copy_rows(home / "evenhand.sqlite3", size)
    person = next(one for one in logins["logins"] if "case-manager" in one["roles"])
    service.start()
    try:
        browser, times = signed_in(service.url, person), max(20, times // 10)
        found, handler = {}, _a_handler(browser)
        for name, path in PAGES.items():
            where = path.format(number=number, handler=handler)
            found[name] = _asked(browser, where, 1 if name == "figures-first" else times)
        found |= _party_searches(browser, number, times)
        found["figures-after-a-complaint"] = spread(*_figures_after_complaints(service.url, browser, times))
    finally:
        service.stop()
    return {"complaints": there, "pages": found}


def _a_handler(browser: Browser) -> str:
    """The reference of somebody whose complaints can be asked for."""
    found = re.search(r'<option value="(s-[0-9a-f]+)"', browser.get("/desk/"))
    if found is None:
        raise LookupError("The list asks for no handler.")
    return found[1]


def _party_searches(browser: Browser, number: str, times: int) -> dict[str, Any]:
    """Looking for a respondent by name, whose copies are found too: the search with its list, and a later page of that list."""
    named = re.search(r"Case 1: ([^<]+)</h3>|Case 1: ([^<]+) <", browser.get(f"/desk/complaints/{number}/"))
    if named is None:
        raise LookupError(f"The page of {number} names no respondent.")
    name = html.unescape(next(filter(None, named.groups()))).strip()
    begun = browser.fill(SEARCH, {"party": name})
    found = re.search(r'name="party" value="([0-9a-f]+)"', begun)
    if found is None:
        raise LookupError("Looking for a party led to no list.")
    return {
        "party-search": measure(lambda _: browser.fill(SEARCH, {"party": name}), times),
        "party-list": _asked(browser, f"/desk/?stage=any&party={found[1]}&page=2&sort=-received", times),
        "party-list-filtered": _asked(browser, f"/desk/?party={found[1]}&category=har&late=1", times),
    }


def _asked(browser: Browser, path: str, times: int) -> dict[str, Any]:
    return measure(lambda _: browser.get(path), times)


def _figures_after_complaints(url: str, browser: Browser, times: int) -> tuple[list[float], float]:
    """How long the figures take, in milliseconds, each time when one more complaint has come; and all together in seconds."""
    taken = []
    for place in range(times):
        Complainant(url).complain(f"Complaint {place}.", b"A note.")
        began = time.perf_counter()
        browser.get(FIGURES)
        taken.append((time.perf_counter() - began) * 1000)
    return taken, sum(taken) / 1000


def copy_rows(database: Path, size: int) -> tuple[int, str]:
    """Copy every complaint with its cases, allegations, hands and steps until there are `size`.

    Answers with how many there are, and the number of one that has its acts and a case.
    """
    connection = sqlite3.connect(database)
    (have, base, number), *_ = connection.execute(
        "SELECT COUNT(*), (SELECT size FROM records_head), MIN(number) FILTER (WHERE EXISTS (SELECT 1 FROM records_case "
        'WHERE complaint_id = "index")) FROM records_complaint'
    ).fetchall()
    copies = max(0, size // max(1, have) - 1)
    for table in _TABLES:
        names = [row[1] for row in connection.execute(f"PRAGMA table_info(records_{table})") if row[1] != "id"]
        values = ", ".join(_copied(table, name, base) for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        connection.execute(
            f"WITH RECURSIVE copy(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < ?) "  # noqa: S608  (our own names)
            f"INSERT INTO records_{table} ({columns}) SELECT {values} FROM records_{table}, copy WHERE copy.k <= ?",
            (copies, copies),
        )
    connection.commit()
    connection.close()
    return int(have * (copies + 1)), str(number)


def _copied(table: str, name: str, base: int) -> str:
    if name in _SHIFTED:
        return f'"{name}" - copy.k * {base}'
    again = name in ("ref", "digest") or (table, name) == ("complaint", "number")
    return f"\"{name}\" || '-' || copy.k" if again else f'"{name}"'


def signed_in(url: str, person: dict[str, Any]) -> Browser:
    """A browser in which somebody of a demonstration's logins is signed in."""
    browser = Browser(url)
    secret = TotpSecret(base64.b32decode(person["totp"]))
    code = totp_code(secret, int(time.time()))  # noqa: TID251  (a person's telephone has its own clock)
    browser.fill("/desk/sign-in/", {"login": person["login"], "password": person["password"], "code": code})
    return browser
