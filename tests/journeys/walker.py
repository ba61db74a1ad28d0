"""A person at a browser, with scripts on or off, who is looked after on every page."""

import re

from playwright.sync_api import Browser, Page

from tests.doors.look.browser import barriers, sideways

_SCRIPT = re.compile(r"<script\b.*?</script>", re.S)
_NOSCRIPT = re.compile(r"(</?)noscript\b")
_RELOAD = re.compile(r'<noscript><meta http-equiv="refresh"[^>]*></noscript>')


class Walker:
    """A page that is looked at wherever it goes: axe finds nothing on it, and it does not scroll sideways.

    Axe is itself a script and never answers where scripts are off, so there it is shown the same page in a second window: the
    page as it stands, without its scripts, and with what it says to those who have none. Only the reload of a page that waits for
    the signature (DESIGN 5.5) is left out, which would take the page away from under axe.
    """

    def __init__(self, browser: Browser, url: str, *, scripts: bool) -> None:
        self.page, self.url = browser.new_context(java_script_enabled=scripts).new_page(), url
        self.page.set_default_timeout(20_000)
        self._second = None if scripts else browser.new_context().new_page()

    def go(self, path: str) -> None:
        """Open an address of the service."""
        self.page.goto(self.url + path)
        self.look()

    def press(self, name: str) -> None:
        """Press a button, and look at what comes."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.look()

    def follow(self, name: str) -> None:
        """Follow a link, and look at what comes."""
        link = self.page.get_by_role("link", name=name)
        assert link.count(), f"no link {name!r} on {self.page.url}: {self.text}"
        link.first.click()
        self.look()

    def fill(self, **fields: str) -> None:
        """Answer questions by their names: texts, radio buttons and lists."""
        for name, value in fields.items():
            found = self.page.locator(f'[name="{name}"]')
            kind = found.first.get_attribute("type")
            if kind == "radio":
                self.page.locator(f'[name="{name}"][value="{value}"]').check()
            elif found.first.locator("option").count():
                found.select_option(value)
            else:
                found.fill(value)

    def look(self) -> None:
        """Nothing on the page may be in anybody's way."""
        self.page.wait_for_load_state()
        assert sideways(self.page) <= 0, self.page.url
        found = barriers(self._for_axe())
        assert found == [], f"{self.page.url} {found}"

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def _for_axe(self) -> Page:
        """The page itself, or its likeness in the second window."""
        if self._second is None:
            return self.page
        likeness = _NOSCRIPT.sub(r"\1div", _RELOAD.sub("", _SCRIPT.sub("", self.page.content())))
        address = self.page.url
        self._second.route(address, lambda route: route.fulfill(body=likeness, content_type="text/html"), times=1)
        self._second.goto(address)
        return self._second
