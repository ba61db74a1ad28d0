"""Promise 1: every complaint has an entry in one register before any person can read it, and its sender a receipt that proves it.

What is not there yet: reconciling an outside list with the register, complaints by mail and by chat, and outside witnesses, who
alone could show that everybody is given the same register.
"""

import base64
import json
import os
import re
import subprocess
import sys

import pytest
from django.db import IntegrityError

from evenhand.cli.bench.browser import Browser
from evenhand.cli.bench.complainant import Complainant
from evenhand.office.submit_complaint import submit_complaint
from evenhand.process.codes import Channel
from evenhand.records.models import Entry, Grant, Record, Sealed
from evenhand.vault.phrase import new_phrase
from evenhand_register.keys import Signer
from tests.office.scenes import submission

ALONE = """
import sys
FORBIDDEN = ("evenhand.", "django", "socket.connect", "socket.getaddrinfo")
def watch(event, arguments):
    said = arguments[0] if event == "import" else event
    if str(said).startswith(FORBIDDEN):
        sys.stderr.write(f"asked for {said}")
        sys.exit(9)
sys.addaudithook(watch)
from evenhand_register.tools.verify import main
sys.exit(main(sys.argv[1:]))
"""
"""`evenhand-verify` where it can reach no network and none of our own code."""


@pytest.mark.django_db
@pytest.mark.parametrize("channel", Channel)
def test_by_whatever_channel_it_comes_it_is_registered_in_the_act_that_makes_it_readable(team, channel):
    by = () if channel is Channel.WEB else (team.person("ines"),)
    made = submit_complaint(team.office, submission(channel=channel, on=None), new_phrase(team.office.entropy), *by)
    assert Entry.objects.get(index=made.index).kind == "intake"
    assert Record.objects.get(entry_id=made.index).act == "received"
    assert Sealed.objects.filter(entry=made.index).exists()
    assert {grant.entry for grant in Grant.objects.filter(compartment__complaint=made.index)} == {made.index}


@pytest.mark.django_db
def test_what_could_not_be_registered_is_nowhere(office):
    phrase = new_phrase(office.entropy)
    submit_complaint(office, submission("one"), phrase)
    before = Entry.objects.count(), Sealed.objects.count(), Grant.objects.count()
    with pytest.raises(IntegrityError):
        submit_complaint(office, submission("two"), phrase)
    assert (Entry.objects.count(), Sealed.objects.count(), Grant.objects.count()) == before


def test_who_has_not_sent_it_has_no_number_and_the_register_no_entry(served):
    size = served.run_json("doctor")["entries"]
    asker = Browser(served.url)
    asker.fill("/complain/about/", {"category": "har"})
    asker.fill("/complain/happened/", {"narrative": "I am not sure that I should send this."})
    asker.fill("/complain/apart/", {"apart": "no"})
    asker.fill("/complain/files/", {})
    page = asker.fill("/complain/you/", {"who": "anonymous"})
    assert "Send my complaint" in page
    assert re.search(r"EH-[0-9A-Z]+-[0-9A-Z]", page) is None
    assert served.run_json("doctor")["entries"] == size


@pytest.fixture(scope="module")
def held(served):
    """A complaint, and what its sender holds of it."""
    person = Complainant(served.url)
    made = person.complain("At the spring meeting I was shouted at.", b"a recording")
    return made, person.receipt(made.index)


@pytest.fixture
def verify(served, tmp_path):
    """Verify a receipt in a folder that holds nothing else; the exit code and what was said."""

    def verify(receipt: str, mark: str, vkey: str = "") -> tuple[int, str]:
        (tmp_path / "receipt.json").write_text(receipt)
        vkey = vkey or (served.home / "keys" / "vkey").read_text().strip()
        command = [sys.executable, "-c", ALONE, "receipt.json", "--vkey", vkey, "--nonce", mark]
        environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return verify


def test_the_receipt_proves_it_without_a_network_and_without_us(held, verify):
    made, receipt = held
    code, said = verify(receipt, made.mark)
    assert code == 0, said
    assert said.startswith("VERIFIED"), said
    assert str(made.index) in said


def test_a_receipt_that_was_changed_proves_nothing(held, verify):
    made, receipt = held
    parts = json.loads(receipt)
    swapped = parts | {"entry": parts["entry"].replace("kind intake", "kind event")}
    assert swapped != parts
    assert verify(json.dumps(swapped), made.mark)[0] == 1


def test_a_receipt_shows_whose_it_is(held, verify):
    made, receipt = held
    assert verify(receipt, made.mark)[0] == 0
    assert verify(receipt, "the words of somebody else")[0] == 1


def test_a_receipt_of_another_register_proves_nothing(held, verify):
    made, receipt = held
    forger = Signer("demo.invalid/served", base64.b64decode("A" * 43 + "="))
    assert verify(receipt, made.mark, forger.vkey)[0] == 1
