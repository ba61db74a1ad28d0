"""A whole service, lost while people complain: backed up under way, killed, removed, restored, and gone on with."""

import json
import os
import shutil
import threading
from urllib.error import HTTPError

import pytest

from evenhand.cli.bench.complainant import Acknowledged, Complainant
from evenhand.cli.bench.kill import made_for_it
from evenhand.cli.bench.processes import children, kill
from evenhand_register import receipt
from evenhand_register.policy import Policy
from tests.conftest import Served

BEFORE, AFTER = 6, 4
POSTGRES = "EVENHAND_TEST_POSTGRES"


@pytest.fixture
def databases(request):
    """Two addresses of empty databases: one to lose and one to restore into; empty for SQLite."""
    server = os.environ.get(request.param, "")
    if request.param and not server:
        pytest.skip(f"No PostgreSQL server is named in {request.param}.")
    with made_for_it(server) as first, made_for_it(server) as second:
        yield first, second


def complain(served: Served, count: int, acknowledged: list[Acknowledged]) -> None:
    for _ in range(count):
        made = Complainant(served.url, patient=True).complain("What happened, in some words.", b"a note")
        acknowledged.append(made)


@pytest.mark.slow
@pytest.mark.parametrize(
    "databases",
    [pytest.param("", id="SQLite"), pytest.param(POSTGRES, id="PostgreSQL", marks=pytest.mark.postgres)],
    indirect=True,
)
def test_it_is_restored_with_everything_that_was_backed_up_and_nothing_is_forked(tmp_path, databases):
    first, second = databases
    served = Served.at(tmp_path / "home")
    known = ("init", "--name", "A body", "--origin", "demo.invalid/lost", "--log-copy", str(tmp_path / "second"))
    served.run(*known, "--database", first)
    shutil.copytree(served.home / "keys", tmp_path / "apart")
    vkey = (tmp_path / "apart" / "vkey").read_text().strip()
    made: list[Acknowledged] = []
    try:
        served.start()
        complain(served, BEFORE, made)
        meanwhile = threading.Thread(target=complain, args=(served, AFTER, made))
        meanwhile.start()
        written = served.run_json("backup", str(tmp_path / "backup"))
        meanwhile.join()
        complain(served, AFTER, made)
        receipts = {one.index: receipt_of(served, one) for one in made}
    finally:
        kill(served.running.pid, *children(served.running.pid))
        served.running.wait()
    shutil.rmtree(served.home)

    paths = ("--tiles", str(tmp_path / "second"), "--kept-apart", str(tmp_path / "apart"), "--database", second)
    restored = served.run_json("restore", str(tmp_path / "backup"), *paths)
    assert restored["clean"], restored
    assert restored["log_copy"] == str(tmp_path / "second")
    assert restored["lost"]["first"] == written["entries"]
    try:
        served.start()
        kept = [one for one in made if one.index < written["entries"]]
        assert BEFORE <= len(kept) < len(made)
        for one in kept:
            assert json.loads(receipt_of(served, one))["entry"] == json.loads(receipts[one.index])["entry"]
        for one in made:
            assert opens(served, one) == (one in kept)
            report = receipt.verify(receipts[one.index].encode(), Policy.of_key(vkey), None)
            assert report.index == one.index
        more: list[Acknowledged] = []
        complain(served, 1, more)
        assert more[0].index >= restored["entries"]
        receipt_of(served, more[0])
        assert served.run_json("doctor")["clean"]
    finally:
        served.stop()


def opens(served: Served, one: Acknowledged) -> bool:
    """Whether the phrase leads to the complaint."""
    try:
        return one.number in Complainant(served.url).follow(one.phrase)
    except HTTPError as refused:
        if refused.code != 422:
            raise
        return False


def receipt_of(served: Served, one: Acknowledged) -> str:
    person = Complainant(served.url)
    person.follow(one.phrase)
    found = person.receipt(one.index)
    assert json.loads(found)["entry"]
    return found
