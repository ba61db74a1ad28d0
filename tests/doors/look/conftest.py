"""The gallery in place of the product's pages, and a real server and browser for the tests that want them."""

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client, override_settings
from django.test.testcases import LiveServerThread

from tests.doors.look.browser import chromium
from tests.doors.look.gallery import GALLERY


@pytest.fixture(autouse=True, scope="module")
def gallery():
    with override_settings(**GALLERY):
        yield


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.fixture(scope="module")
def gallery_url():
    """The address of a server without a database, which is why pytest-django's `live_server` is not used here."""
    server = LiveServerThread("localhost", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://{server.host}:{server.port}"
    server.terminate()


@pytest.fixture(scope="module")
def browser(gallery_url):  # noqa: ARG001  opened after the server, so that it is closed before it
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def window(browser, gallery_url):
    """One for all tests: the gallery keeps nothing in a browser, and to open another takes longer than most tests."""
    with browser.new_context(base_url=gallery_url, reduced_motion="reduce") as context:
        yield context


@pytest.fixture
def page(window):
    with window.new_page() as opened:
        yield opened


@pytest.fixture
def scriptless(browser, gallery_url):
    with browser.new_context(base_url=gallery_url, java_script_enabled=False) as context:
        yield context.new_page()
