"""The public page says who outside signed the list and when, and in red what is wrong with that."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from evenhand.office.receipts import make_receipt
from evenhand.records.queries.witnesses import Noted, WitnessState, note_witness
from evenhand.site.own_witness import OwnWitness
from evenhand_register import note, policy
from evenhand_register.cosignature import Cosigner
from evenhand_register.note import Signature
from evenhand_register.policy import verify_checkpoint
from tests.clerk.watched import KEYS, Watched, honest, http, liar, url_of
from tests.office.keys import opens
from tests.office.scenes import complain
from tests.register.support import counted
from tests.register.tools.witnesses import Threaded, folder

pytestmark = pytest.mark.django_db
OWN_NAME = "demo.invalid/witness-of-its-own"
RED = '<div class="notice bad">'


@pytest.fixture
def watched(register) -> Watched:
    return Watched(register.office, register.clock, register.integrator, register.home.root)


@pytest.fixture
def witness(watched, register, tmp_path):
    with honest(tmp_path, register.vkey) as serving:
        serving.now = int(register.clock.moment.timestamp())
        watched.trust((KEYS[0].verifier, url_of(serving)), quorum="n0")
        watched.turns()
        yield serving


def told(register, address: str = "") -> str:
    return html.unescape(register.text(address))


def test_who_signed_the_list_and_when_stands_on_the_page(register, witness):
    text = told(register)
    assert "An outside witness has signed this list" in text
    assert "No outside witness yet" not in text
    assert RED not in text
    assert f"<dt>{KEYS[0].name}</dt><dd>Signed on 3 March 2026, 12:00:" in text
    assert KEYS[0].vkey in text
    assert "It does not say that anything in the list is true" in text
    assert "Not independent" not in text
    assert witness.port


def test_the_policy_is_published_as_it_stands_and_its_quorum_is_met(register, watched, witness):
    published = register.get("policy").content
    assert published == watched.path.read_bytes()
    head = verify_checkpoint(register.get("checkpoint").content, policy.parse(published))
    assert head.quorum_required
    assert head.seen == {"n0": (witness.now,)}


def test_a_witness_that_is_away_is_told_calmly_and_in_red_after_a_day(register, watched, witness):
    watched.trust((KEYS[0].verifier, "http://127.0.0.1:1"))  # where nobody listens
    watched.turns()
    complain(register.office)
    watched.turns()
    text = told(register)
    assert "No outside witness yet" in text
    assert "It has not answered since 3 March 2026" in text
    assert RED not in text
    register.clock.go_to(register.clock.moment + timedelta(hours=25))
    text = told(register)
    assert RED in text
    assert re.search(r"It signed last on 3 March 2026, 12:00:\d\d UTC, and should every hour\.", text)
    assert witness.port


def test_a_quorum_that_is_not_met_is_red_and_one_that_is_about_to_be_is_not(register, watched, witness):
    complain(register.office)
    register.sign()
    assert "is being asked about this one" in told(register)
    assert RED not in told(register)
    watched.trust((KEYS[0].verifier, "http://127.0.0.1:1"), quorum="n0")
    watched.turns()
    text = told(register)
    assert RED in text
    assert "Fewer witnesses have signed this list than the organisation itself asks for." in text
    assert witness.port


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (WitnessState.CLAIMS, "It says that it saw another or a longer list of this name"),
        (WitnessState.SET_BACK, "the list here does not contain it: the register was set back or rewritten"),
        (WitnessState.UNKNOWN, "It answers that it does not serve this register"),
    ],
)
def test_a_refusal_is_red_in_words(register, watched, state, sentence):
    watched.trust((KEYS[0].verifier, "http://127.0.0.1:1"))
    now = register.clock.moment
    note_witness(Noted(KEYS[0].vkey, "n0", state, now, now))
    text = told(register)
    assert RED in text
    assert text.count(sentence) == 2  # in the notice, and beside the witness
    assert "Complaints are taken all the same, and your receipt is valid." in text


@pytest.mark.parametrize("hours", [-48, 3])
def test_a_witness_whose_time_is_not_the_present_is_red(register, watched, tmp_path, hours):
    with honest(tmp_path, register.vkey) as serving:
        serving.now = int(register.clock.moment.timestamp()) + hours * 3600
        watched.trust((KEYS[0].verifier, url_of(serving)))
        watched.turns()
    text = told(register)
    assert RED in text
    assert ("its clock is wrong, or ours" if hours > 0 else "and should every hour") in text


def test_a_witness_that_signs_a_time_beyond_all_years_breaks_no_page(register, watched):
    watched.trust((KEYS[0].verifier, "http://127.0.0.1:1"))
    text, key = note.parse(register.get("checkpoint").content).text, KEYS[0].verifier
    line = Signature(key.name, key.key_id, KEYS[0].cosign(text, 2**62))
    assert watched.integrator.add_cosignatures(text, key, [line])
    assert "Signed, with a time that is none." in told(register)


def test_a_witness_in_the_registers_own_name_is_called_not_independent(register, watched, tmp_path):
    own = Cosigner(OWN_NAME, counted(7300))
    with Threaded(folder(tmp_path / "own", [register.vkey], own)) as serving:
        serving.now = int(register.clock.moment.timestamp())
        watched.trust((own.verifier, url_of(serving)))
        watched.turns()
    text = told(register)
    assert "No outside witness yet" in text
    assert "Only the register’s own key, and a witness in its own name, have signed the list." in text
    assert "Not independent: it bears the register’s own name" in text


def test_what_a_witness_says_never_reaches_the_page(register, watched):
    with liar(lambda *_: http(500, b"<script>alert(1)</script>")) as address:
        watched.trust((KEYS[0].verifier, address))
        watched.turns()
    assert "<script>alert" not in register.text()
    assert "It has answered without a signature since" in told(register)


def test_a_policy_that_is_wrong_is_red_and_takes_nothing_away(register, watched):
    watched.path.write_text("log nonsense\n")
    text = told(register)
    assert "list of its witnesses cannot be read" in text
    assert register.get("policy").content == f"log {register.vkey}\nquorum none\n".encode()


def test_the_receipt_that_is_checked_here_names_its_witnesses(register, watched, witness):
    made, _ = complain(register.office)
    watched.turns()
    own = register.get("policy").content
    raw = make_receipt(register.home.log, policy.parse(own).without_quorum(), made.index, opens()).raw
    text = html.unescape(register.client.post("/register/check/", {"text": raw.decode()}).content.decode())
    assert "Verified" in text
    assert f"{KEYS[0].name}: Signed on 3 March 2026" in text
    assert "No outside witness has signed the head in it" not in text
    assert witness.port


def test_a_demonstration_is_its_own_witness_and_says_so_everywhere(register, watched):
    settings = register.home.settings()
    assert not OwnWitness.is_wanted(register.home, settings)  # `evenhand demo` did not make it
    (register.home.root / "demonstration.json").write_text("{}")
    assert OwnWitness.is_wanted(register.home, settings)
    assert not OwnWitness.is_wanted(register.home, replace(settings, origin="register.example/evenhand"))
    process = OwnWitness(register.home).launch()
    try:
        watched.turns()
    finally:
        process.kill()
        process.wait()
    assert set(watched.seen()) == {"its-own"}
    text = told(register)
    assert f"<dt>{OWN_NAME}</dt>" in text
    assert "Not independent" in text
    assert "No outside witness yet" in text
    assert OwnWitness.is_wanted(register.home, settings)
    register.home.policy.write_text(f"log {register.vkey}\nquorum none\n")
    assert not OwnWitness.is_wanted(register.home, settings)  # somebody wrote a policy, and it is left alone
