"""A real Chromium, and what every page must withstand in it. For the tests of all doors.

Playwright's loop runs in the thread that opened it, and Django refuses its database there until it is closed:
prepare rows before `chromium()` is entered, or in another thread.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

SWITCHES = ["--headless", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SWITCHES += ["--disable-sync", "--no-first-run"]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium; the test is skipped with a sentence where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("No Chromium is on PATH: install one (Debian: apt install chromium) to run the browser tests.")
    switches = [*SWITCHES, "--no-sandbox"] if os.geteuid() == 0 else SWITCHES
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=switches)
        try:
            yield browser
        finally:
            browser.close()


def barriers(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line for each element: nothing, on a page that may be shown."""
    found = Axe().run(page, options=AXE)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]


def sideways(page: Page) -> int:
    """By how many CSS pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const inside = document.elementFromPoint(
    Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1),
    Math.min(Math.max(box.top + 8, 1), innerHeight - 1));
  return {
    name: (at.id || at.textContent.trim() || at.getAttribute("aria-label") || at.name || at.tagName).slice(0, 60),
    order: [...document.querySelectorAll("*")].indexOf(at),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight && (at.contains(inside) || inside?.contains(at)),
    body: at === document.body,
  };
}"""


def tabbed(page: Page) -> list[dict]:
    """Every control that Tab reaches, from the head of the page until it leaves it."""
    stops = []
    for _press in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["body"] or (stops and stop["order"] == stops[0]["order"]):
            return stops
        stops.append(stop)
    raise AssertionError("Tab never left the page")
