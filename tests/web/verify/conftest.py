"""The page that checks a receipt, opened from the disk in a browser that reaches no network."""

import base64
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from evenhand.office import published_files
from tests.doors.look.browser import chromium

VECTORS = Path(__file__).parents[2] / "vectors"
WITHOUT_WEBCRYPTO = 'Object.defineProperty(globalThis.crypto, "subtle", { value: undefined });'

TOOLS = """
globalThis.bytes = (spelt) => evenhand.bytes.decode64(spelt);
globalThis.codeOf = async (run) => {
  try {
    await run();
    return null;
  } catch (error) {
    return error.code ?? String(error);
  }
};
"""
"""What the tests' own scripts use beside the page's parts."""


class Opened:
    """The page, and every address that it asked for."""

    def __init__(self, browser: Browser, path: Path, *scripts: str) -> None:
        self.context = browser.new_context(offline=True, reduced_motion="reduce", accept_downloads=True)
        for script in scripts:
            self.context.add_init_script(script)
        self.page: Page = self.context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(path.as_uri())
        self.page.evaluate(TOOLS)

    def codes(self, cases: Sequence[dict[str, Any]]) -> list[str | None]:
        """The code of each check, or None where it verifies. A case is receipt and mark in base64 and a policy's text."""
        return self.page.evaluate(
            """async (cases) => {
              const found = [];
              for (const { raw, policy, nonce } of cases) {
                found.push(await codeOf(() => evenhand.receipt.verifyReceipt(
                  bytes(raw), evenhand.policy.readTrust(policy), nonce === null ? null : bytes(nonce))));
              }
              return found;
            }""",
            list(cases),
        )

    def ask(self, raw: bytes, key: str, mark: str = "") -> str:
        """Fill in the form with a file, and return the answer as it is read."""
        page = self.page
        page.get_by_role("button", name="Empty the form").click()
        file = {"name": "receipt.json", "mimeType": "application/json", "buffer": raw}
        page.get_by_label("The file of your receipt").set_input_files(file)
        page.get_by_label("The register’s key, or a policy").fill(key)
        page.get_by_label("Your own mark").fill(mark)
        page.get_by_role("button", name="Check", exact=True).click()
        page.locator("#answer h2").wait_for()
        return page.locator("#answer").inner_text()


def b64(raw: bytes) -> str:
    """Bytes as they are handed to the page."""
    return base64.b64encode(raw).decode()


def vectors(name: str) -> Any:
    """One file of the published vectors."""
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="package")
def saved(tmp_path_factory) -> Path:
    """The page as somebody saved it."""
    path = tmp_path_factory.mktemp("saved") / "verify.html"
    path.write_bytes(published_files.verify_page())
    return path


@pytest.fixture(scope="package")
def opened(browser, saved) -> Opened:
    return Opened(browser, saved)


@pytest.fixture(scope="package")
def old_browser(browser, saved) -> Opened:
    """The same where the browser has no cryptography of its own."""
    return Opened(browser, saved, WITHOUT_WEBCRYPTO)
