"""Promise 6, for those who left: after the end of an account no request of theirs succeeds, whichever worker it comes to."""

import base64
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError

import pytest

from evenhand.cli.bench.browser import Browser
from evenhand.vault.totp import TotpSecret
from tests.journeys.people import PASSWORD, Colleague
from tests.promises.casework import sign_in

REQUESTS = 20
"""Each on a connection of its own, which the kernel gives to one of the workers: that all come to the same does not happen."""


def asked_often(browser: Browser) -> set[bool]:
    """Whether the desk was open, over all requests."""
    with ThreadPoolExecutor(8) as pool:
        return set(pool.map(lambda _: "Sign out" in browser.get("/desk/people/"), range(REQUESTS)))


def test_after_the_end_of_an_account_no_request_succeeds_in_any_worker(served, colleagues):
    """DOMAIN E4: two people end it; nothing is left of its sessions, and its password opens nothing."""
    administrator, authority = colleagues["administrator"].login, colleagues["appointing-authority"].login
    two = ("--by", administrator, "--second", authority)
    made = served.run_json(
        "people",
        "add",
        "leaver",
        "--name",
        "Leaver",
        "--email",
        "leaver@example.org",
        *two,
        stdin=f"{PASSWORD}\n" * 3,
    )
    appointed = (
        "people",
        "appoint",
        "leaver",
        "--role",
        "intake-officer",
        "--background",
        "from-outside",
        "--by",
        authority,
    )
    served.run(*appointed, stdin=f"{PASSWORD}\n")
    leaver = Colleague("leaver", "Leaver", made["account"], TotpSecret(base64.b32decode(made["totp"])))
    browsers = [sign_in(served, leaver), sign_in(served, leaver)]
    assert [asked_often(one) for one in browsers] == [{True}, {True}]
    served.run("people", "end-account", "leaver", "--reason", "left", *two, stdin=f"{PASSWORD}\n" * 2)
    assert [asked_often(one) for one in browsers] == [{False}, {False}]
    leaver.used = 0
    with pytest.raises(HTTPError) as refused:
        Browser(served.url).fill(
            "/desk/sign-in/", {"login": leaver.login, "password": PASSWORD, "code": leaver.code()}
        )
    with refused.value as answer:
        assert answer.code == 422
    assert "leaver" not in served.run("people", "list")
