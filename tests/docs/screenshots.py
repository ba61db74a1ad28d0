"""Make the README's pictures anew: `python -m tests.docs.screenshots`.

Builds the demonstration in a folder of its own, walks through it in the machine's Chromium and writes docs/images. Every picture
has one size, light colours and no motion. The names, numbers and keys in them are the demonstration's, fresh each time.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from evenhand.cli.bench.service import free_port, wait_for
from tests.docs.pages import ROOT
from tests.doors.look.browser import chromium

IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1200, 900
MOST_BYTES = 200_000
NARRATIVE = (
    "At the spring gathering the steward of our lantern group shouted at me twice in front of everybody, and told the others "
    "not to walk with me. Two people saw it. I wrote to him afterwards and had no answer."
)


class Camera:
    """One person's browser on the demonstration, and the pictures taken in it."""

    def __init__(self, browser: Browser, url: str) -> None:
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", reduced_motion="reduce", locale="en-GB"
        )
        self._url, self.page = url, context.new_page()

    def go(self, path: str) -> Page:
        """Open a page of the demonstration."""
        answer = self.page.goto(self._url + path)
        assert answer is not None, f"{path} does not answer"
        assert answer.ok, f"{path} answers {answer.status}"
        return self.page

    def press(self, name: str) -> None:
        """Press the button of that name and wait for the next page."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def take(self, name: str, heading: str = "") -> None:
        """Keep what the window shows as docs/images/NAME.png: the top of the page, or what stands under a heading."""
        if heading:
            self.page.get_by_role("heading", name=heading, exact=True).evaluate("it => it.scrollIntoView()")
        else:
            self.page.evaluate("scrollTo(0, 0)")
        path = IMAGES / f"{name}.png"
        self.page.screenshot(path=path)
        size = path.stat().st_size
        assert size <= MOST_BYTES, f"{path} has {size} bytes: show less"
        print(f"{path.relative_to(ROOT)}: {size // 1000} kB")


@contextmanager
def demonstration() -> Iterator[tuple[str, dict[str, Any]]]:
    """The address of a demonstration that was just built, and what it tells: `people` and `phrases`."""
    with tempfile.TemporaryDirectory(prefix="evenhand-pictures-") as folder:
        home, port = Path(folder) / "home", free_port()
        environment = {**os.environ, "EVENHAND_HOME": str(home)}
        command = [sys.executable, "-m", "evenhand", "demo", "--complaints", "80", "--port", str(port), "--yes"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, text=True)
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(url + "/", process, seconds=900)
            yield url, json.loads((home / "demonstration.json").read_text(encoding="utf-8"))
        finally:
            process.terminate()
            process.wait(30)


def in_role(people: list[dict[str, Any]], role: str) -> str:
    """The sign-in name of somebody who holds that role."""
    return str(next(one["login"] for one in people if role in one["roles"]))


def complain(camera: Camera) -> None:
    """A complaint of our own, from the first question to its receipt."""
    page = camera.go("/complain/about/")
    page.locator('[name="category"][value="har"]').check()
    camera.press("Continue")
    page.locator('[name="narrative"]').fill(NARRATIVE)
    page.locator('[name="happened"]').fill("On the first Saturday of the month")
    page.locator('[name="about"]').fill("The steward of the lantern group")
    camera.take("complain")
    camera.press("Continue")
    page.locator('[name="apart"][value="no"]').check()
    camera.press("Continue")
    camera.press("Continue")
    page.locator('[name="who"][value="anonymous"]').check()
    camera.press("Continue")
    words = [word.strip() for word in page.locator("ol.words li").all_inner_texts()]
    asked = re.findall(r"Word (\d+) of your phrase", page.locator("main").inner_text())
    for name, place in zip(("first_word", "second_word"), asked, strict=False):
        page.locator(f'[name="{name}"]').fill(words[int(place) - 1])
    page.locator('[name="mark_typed"]').fill("seven green kettles")
    camera.press("Send my complaint")
    page.get_by_role("link", name="Save my receipt").wait_for(timeout=30_000)
    page.reload()
    camera.take("receipt")


def follow(camera: Camera, phrase: str) -> None:
    """A complaint as its sender sees it."""
    camera.go("/follow/").locator('[name="phrase"]').fill(phrase)
    camera.page.locator("main form button").first.click()
    camera.page.get_by_role("heading", name="What has happened").wait_for()
    camera.take("follow")


def sign_in(camera: Camera, login: str) -> None:
    """As the demonstration's own button does it."""
    camera.go(f"/desk/sign-in/?as={login}")
    camera.press("Sign in")


def open_first(camera: Camera, query: str) -> None:
    """The first complaint in the worklist under that query."""
    page = camera.go(f"/desk/?{query}")
    page.locator("table.worklist th[scope=row] a").first.click()
    page.wait_for_load_state()


def main() -> int:
    """Take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with demonstration() as (url, told), chromium() as browser:
        people = told["people"]
        complain(Camera(browser, url))
        follow(Camera(browser, url), told["phrases"][-1]["phrase"])
        manager = Camera(browser, url)
        sign_in(manager, in_role(people, "case-manager"))
        manager.go("/desk/")
        manager.take("worklist")
        open_first(manager, "stage=decided")
        manager.take("case")
        manager.go("/desk/figures/")
        manager.take("figures")
        reviewer = Camera(browser, url)
        sign_in(reviewer, in_role(people, "reviewer"))
        open_first(reviewer, "queue=review")
        reviewer.take("held", "Cases")
        public = Camera(browser, url)
        public.go("/register/")
        public.take("register")
        public.go("/register/figures/")
        public.take("published")
    return 0


if __name__ == "__main__":
    sys.exit(main())
