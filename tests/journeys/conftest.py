"""What both journeys are walked in."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.conftest import Served
from tests.doors.look.browser import chromium


@pytest.fixture(scope="module")
def browser(served: Served) -> Iterator[Browser]:  # noqa: ARG001  opened after the service, so that it is closed before it
    """A real Chromium."""
    with chromium() as opened:
        yield opened
