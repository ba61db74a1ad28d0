"""Promise 6, attacked with what can be carried away: the disk with all its keys, a copy of the database and somebody's cookie.

The expected answers were written first. Stolen disk: no word. Copy of the database with one session's cookie: no word without the
live agent; against the live service that person's rights until they sign out, each look recorded.
"""

import base64
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from evenhand.cli.bench.browser import Browser, filled_in
from evenhand.doors.staff.gate import COOKIE
from evenhand.office.keyring import OwnKeys
from evenhand.office.reading import read_contents
from evenhand.records.beside import beside, instead, sqlite_to_read
from evenhand.records.models import Grant, Look, Sealed, Session
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.instance_key import load_instance_key
from evenhand.vault.agent.launch import launch
from evenhand.vault.agent.wire import CookieHalf
from evenhand.vault.errors import SlotGone
from evenhand.vault.keys import KeyPair, PrivateKey, key_id, key_pair_of
from tests.promises.casework import CANARIES, sign_in

TOKEN = 24
pytestmark = pytest.mark.django_db  # asked for the copies alone


@pytest.fixture(scope="module")
def everybody_has_been_there(played, served, colleagues) -> None:  # noqa: ARG001  (the case has to be played)
    """A member of each team has signed in once: until then the instance key holds that team's key."""
    for role in ("reviewer", "outside-handler"):
        sign_in(served, colleagues[role])


@contextmanager
def copy_of(home: Path, folder: Path) -> Iterator[None]:
    """The database as somebody copies it, asked in the place of the usual one."""
    copied = folder / "copy.sqlite3"
    with (
        closing(sqlite3.connect(home / "evenhand.sqlite3")) as source,
        closing(sqlite3.connect(copied)) as target,
    ):
        source.backup(target)
    with beside(sqlite_to_read(copied)), instead():
        yield


def secrets_on(folder: Path) -> list[KeyPair]:
    """Every 32 bytes of base64 or hex in a folder's files, as a private half."""
    found = []
    for path in folder.rglob("*"):
        for line in path.read_text(errors="replace").split() if path.is_file() else ():
            for decode in (base64.b64decode, bytes.fromhex):
                try:
                    raw = decode(line)
                except ValueError:
                    continue
                found += [key_pair_of(PrivateKey(raw))] if len(raw) == 32 else []
    return found


@pytest.mark.usefixtures("everybody_has_been_there")
def test_a_stolen_disk_with_every_key_on_it_opens_no_word(served, tmp_path):
    keys = secrets_on(served.home / "keys")
    assert load_instance_key(served.home / "keys") in keys
    with copy_of(served.home, tmp_path):
        entries = sorted(set(Sealed.objects.filter(what="content").values_list("entry", flat=True)))
        assert len(entries) > 10
        for pair in keys:
            assert not read_contents(entries, OwnKeys(pair)).by_entry


@pytest.mark.usefixtures("everybody_has_been_there")
def test_a_copy_of_the_database_with_somebodys_cookie_opens_nothing_without_the_live_agent(served, played, tmp_path):
    [value] = [cookie.value for cookie in played.browsers["investigator"].cookies if cookie.name == COOKIE]
    cookie = base64.urlsafe_b64decode(value)
    half, socket = CookieHalf(cookie[TOKEN:]), tmp_path / "agent.sock"
    with copy_of(served.home, tmp_path):
        slots = dict(Session.objects.values_list("slot", "account"))
        entries = list(Sealed.objects.filter(what="content").values_list("entry", flat=True))
        assert not read_contents(entries, OwnKeys(key_pair_of(PrivateKey(bytes(half))))).by_entry
    process = launch(socket, served.home / "keys")  # the thief's own, with the keys of the installation
    try:
        for slot in slots:
            with pytest.raises(SlotGone):
                AgentClient(socket).whose(slot, half)
    finally:
        process.communicate("")


def test_a_stolen_cookie_at_the_live_service_has_its_owners_rights_until_they_sign_out_and_each_look_is_recorded(
    served, played, colleagues, tmp_path
):
    owner, thief = sign_in(served, colleagues["decision-maker"]), Browser(served.url)
    for cookie in owner.cookies:
        thief.cookies.set_cookie(cookie)
    page = f"/desk/complaints/{played.made.number}/"
    with copy_of(served.home, tmp_path):
        before = Look.objects.filter(person=colleagues["decision-maker"].ref).count()
    assert CANARIES["narrative"] in thief.get(page)
    assert thief.status(f"{page}complainant/")[0] == 403
    (tmp_path / "copy.sqlite3").unlink()
    with copy_of(served.home, tmp_path):
        assert Look.objects.filter(person=colleagues["decision-maker"].ref).count() > before
    owner.post("/desk/sign-out/", filled_in(owner.get("/desk/")))
    assert CANARIES["narrative"] not in thief.get(page)


@pytest.mark.usefixtures("everybody_has_been_there")
def test_no_grant_on_the_disk_is_to_a_key_that_lies_on_the_disk(served, tmp_path):
    ids = {key_id(pair.public) for pair in secrets_on(served.home / "keys")}
    with copy_of(served.home, tmp_path):
        assert not Grant.objects.filter(to__in=ids, ended_entry=None).exists()
