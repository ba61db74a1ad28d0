"""Attacks on the sign-in: guessing one name from everywhere, locking somebody out, finding out who has an account.

That all web workers count together is tried on a running service, in `tests/promises/test_6_guessing.py`.
"""

import re

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenhand.doors.desk.devices import DEVICE
from evenhand.office.known_device import LASTS, mark_of, marked
from evenhand.office.sender import network
from evenhand.vault.agent.throttle import FIRST_PAUSE, Kind
from tests.doors.desk.house import PASSWORD

pytestmark = pytest.mark.django_db

PAGE = "/desk/sign-in/"
WRONG = {"password": "a guess at a password", "code": "000000"}
VARIES = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|Wait \d+ seconds?')
"""What is another one with every page: the form's token, and a second that has passed."""


@pytest.fixture
def fresh(own_agent):
    """An agent that has counted nothing yet."""
    return own_agent


def guess(login, place=0, client=None):
    """A wrong try from an address of its own."""
    asked = {"login": login, **WRONG}
    return (client or Client()).post(PAGE, asked, REMOTE_ADDR=f"198.51.{place // 250}.{place % 250 + 1}")


def besiege(login, tries=Kind.NAME.free, first=0):
    """Wrong tries at one name, each from another network, until the name has a pause."""
    return [guess(login, first + place).status_code for place in range(tries)]


def runs(agent):
    return agent.status()["argon2"]["runs"]


def test_a_name_guessed_at_from_many_networks_has_growing_pauses_and_costs_nothing_meanwhile(house, fresh):
    assert house.refs["mona"]
    assert besiege("mona") == [422] * Kind.NAME.free
    before = runs(fresh)
    for place in range(20):
        answer = guess("mona", 100 + place)
        assert answer.status_code == 429
        seconds = answer["Retry-After"]
        assert 0 < int(seconds) <= FIRST_PAUSE
        assert f"Wait {seconds} second" in answer.content.decode()
    assert runs(fresh) == before


def test_nobody_is_locked_out_on_a_device_that_they_signed_in_from_before(house, fresh):
    assert fresh.status()["counted"] == 0
    client = house.client("mona")
    client.post("/desk/sign-out/")
    besiege("mona", 3 * Kind.NAME.free)
    assert Client().post(PAGE, house.credentials("mona")).status_code == 429
    assert client.post(PAGE, house.credentials("mona")).status_code == 302


def test_a_known_device_counts_for_itself_and_for_nobody_else(house, fresh):
    assert fresh.status()["counted"] == 0
    stolen, own = house.client("mona"), house.client("mona")
    tries = [guess("mona", 0, stolen).status_code for _ in range(Kind.DEVICE.free + 1)]
    assert tries == [422] * Kind.DEVICE.free + [429]
    assert own.post(PAGE, house.credentials("mona")).status_code == 302
    assert Client().post(PAGE, house.credentials("mona")).status_code == 302


def test_one_network_cannot_go_from_name_to_name_and_others_do_not_wait_for_it(house, fresh):
    assert fresh.status()["counted"] == 0
    logins = [login for login in house.refs if login != "ines"]
    tries = [guess(logins[place % len(logins)]).status_code for place in range(Kind.NETWORK.free + 1)]
    assert tries == [422] * Kind.NETWORK.free + [429]
    right = house.credentials("ines")
    assert Client().post(PAGE, right, REMOTE_ADDR="198.51.0.1").status_code == 429
    assert Client().post(PAGE, right, REMOTE_ADDR="198.51.0.2").status_code == 302


def test_one_subscriber_of_ipv6_is_one_network_whatever_address_they_take():
    assert network("2001:db8:1:2:aaaa::1") == network("2001:db8:1:2:bbbb::2") != network("2001:db8:1:3::1")
    assert network("fe80::1%eth0") == "fe80::"
    assert network("192.0.2.7") == "192.0.2.7"
    assert network("") == ""


def test_a_mark_is_of_use_for_its_own_name_and_not_for_ever(house, monkeypatch):
    cookie = marked(house.office, "mona", "")
    assert mark_of("mona", cookie) == mark_of("mona", marked(house.office, "mona", cookie))
    assert "mona" not in cookie
    for login, lie in (("nora", cookie), ("mona", cookie[:-1] + "?"), ("mona", ""), ("mona", "é")):
        assert mark_of(login, lie) is None
    later = signing.time.time() + LASTS.total_seconds() + 1
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert mark_of("mona", cookie) is None


@pytest.mark.usefixtures("agent")
def test_the_mark_goes_to_the_desk_alone_and_to_no_script(house, settings):
    settings.SECURE_COOKIES = True
    cookie = Client().post(PAGE, house.credentials("mona")).cookies[DEVICE]
    assert (cookie["path"], cookie["samesite"]) == ("/desk/", "Strict")
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["max-age"] == LASTS.total_seconds()
    assert DEVICE not in Client().post(PAGE, {"login": "mona", **WRONG}).cookies


def seen(login, place):
    """What a guess shows of whether there is such an account: status, headers, page and number of queries."""
    with CaptureQueriesContext(connection) as asked:
        answer = guess(login, place)
    page = VARIES.sub(b"", answer.content).replace(login.encode(), b"NAME")
    headers = {name: value for name, value in answer.items() if name not in ("Content-Length", "Retry-After")}
    statements = [query["sql"].replace(login, "NAME") for query in asked]
    return answer.status_code, headers, page, [one.partition("WHERE")[0] for one in statements]


def test_a_name_that_nobody_has_is_answered_as_one_that_somebody_has(house, fresh):
    """Before and while there is a pause; bytes, headers and queries. `neva` is nobody."""
    assert "neva" not in house.refs
    assert fresh.status()["counted"] == 0
    for place in range(Kind.NAME.free + 2):
        known, unknown = seen("mona", 2 * place), seen("neva", 2 * place + 1)
        assert known == unknown
    assert known[0] == 429


def test_somebody_who_never_signed_in_is_answered_as_one_who_did(house, fresh):
    assert fresh.status()["counted"] == 0
    house.client("mona")
    assert seen("mona", 1) == seen("nora", 2)


def test_the_right_password_during_a_pause_is_not_told_from_a_wrong_one(house, fresh):
    assert fresh.status()["counted"] == 0
    besiege("mona")
    typed = house.credentials("mona")
    right, wrong = (Client().post(PAGE, {**typed, **change}) for change in ({}, {"password": WRONG["password"]}))
    assert right.status_code == wrong.status_code == 429
    assert VARIES.sub(b"", right.content) == VARIES.sub(b"", wrong.content)
    assert PASSWORD.encode() not in right.content


def test_tries_to_set_up_a_device_count_with_those_to_sign_in(house, fresh):
    assert house.refs["mona"]
    assert fresh.status()["counted"] == 0
    for place in range(Kind.NAME.free):
        answer = Client().post("/desk/new-device/", {"login": "mona", **WRONG}, REMOTE_ADDR=f"198.51.100.{place + 1}")
        assert answer.status_code == 422
    assert guess("mona").status_code == 429
    assert Client().post("/desk/new-device/", {"login": "mona", **WRONG}).status_code == 429
