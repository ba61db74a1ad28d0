"""The log's files over HTTP: exactly the bytes, types and caching of REGISTER.md 1.6, and no way to any other file."""

import pytest

from evenhand.office.published_files import key_files
from evenhand_register import note, policy
from evenhand_register.cosignature import Cosigner
from evenhand_register.note import Signature
from evenhand_register.policy import verify_checkpoint
from evenhand_register.witness import add_lines
from tests.office.scenes import complain
from tests.register.support import counted

pytestmark = pytest.mark.django_db

FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture
def full(register):
    """A register with a full tile and partial ones."""
    for n in range(130):
        complain(register.office, f"{n}")
        if n % 50 == 0:
            register.sign()
    register.sign()
    return register


def test_every_file_of_the_log_is_served_byte_for_byte(full):
    files = [path for path in full.home.log.rglob("*") if path.is_file()]
    names = [path.relative_to(full.home.log).as_posix() for path in files]
    assert "tile/0/000" in names
    assert any(name.startswith("tile/entries/001.p/") for name in names)
    for name, path in zip(names, files, strict=True):
        answer = full.get(name)
        assert answer.status_code == 200, name
        assert answer.content == path.read_bytes()
        kind = {"checkpoint": "text/plain; charset=utf-8", "record": "application/json"}
        assert answer["Content-Type"] == kind.get(name.split("/")[0], "application/octet-stream")
        assert answer["Cache-Control"] == ("public, max-age=3" if name == "checkpoint" else FOR_EVER)


def test_the_head_is_served_with_the_newest_line_of_each_key_and_proofs_with_the_oldest(register):
    path = register.home.log / "checkpoint"
    bare, witness = path.read_bytes(), Cosigner("w.example/1", counted(7001))
    text = note.parse(bare).text
    lines = [Signature(witness.name, witness.verifier.key_id, witness.cosign(text, time)) for time in (1000, 2000)]
    path.write_bytes(add_lines(bare, lines))
    assert register.get("checkpoint").content == add_lines(bare, lines[1:])
    assert register.get("entries/0/proof").content.endswith(add_lines(bare, lines[:1]))


def test_a_head_that_is_no_signed_note_is_served_as_it_is(register):
    (register.home.log / "checkpoint").write_bytes(b"torn")
    assert register.get("checkpoint").content == b"torn"


def test_the_policy_beside_the_log_verifies_its_head(register):
    answer = register.get("policy")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    head = verify_checkpoint(register.get("checkpoint").content, policy.parse(answer.content))
    assert head.checkpoint.origin == "demo.invalid/tests"
    assert register.get("vkey").content == key_files(register.vkey)["vkey"] == f"{register.vkey}\n".encode()


@pytest.mark.parametrize(
    "address",
    [
        "tile/0/0",
        "tile/0/000/",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/000",
        "tile/0/999",
        "tile/entries/999",
        "tile/0/%00",
        "tile/0/000%00",
        "tile/",
        "tile/../checkpoint",
        "tile/0/../../checkpoint",
        "tile/..%2f..%2fkeys/signing.key",
        "tile/%2e%2e/%2e%2e/keys/signing.key",
        "tile//etc/passwd",
        "tile/../../log.sums/30",
        "tile/..%2f..%2flog.sums%2f30",
        "log.sums/30",
        "record/",
        "record/..",
        "record/..%2f..%2fkeys%2fsigning.key",
        f"record/{'A' * 64}",
        f"record/{'0' * 64}",
        f"record/{'0' * 63}",
        f"record/{'0' * 64}/",
        "checkpoint/",
        "keys/signing.key",
        "vkey/",
        "guard",
        "entries/12345678901234567890/",
        f"entries/{'9' * 5000}/",
        "entries/-1/",
        "entries/1/facts",
        "figures/periods.xml",
    ],
)
def test_any_other_path_does_not_exist(register, address):
    answer = register.get(address)
    assert answer.status_code == 404
    assert b"PRIVATE" not in answer.content


def test_a_secret_put_into_the_folder_of_the_log_is_not_served(register):
    for place in ("tile/0/secret", "record/secret", ".secret", "secret"):
        (register.home.log / place).parent.mkdir(parents=True, exist_ok=True)
        (register.home.log / place).write_text("PRIVATE")
        assert register.get(place).status_code == 404


@pytest.mark.parametrize(
    "address", ["checkpoint", "tile/0/000", "vkey", "policy", "verify.html", "", "entries/", "figures/"]
)
def test_only_reading_is_answered(register, address):
    for method in ("post", "put", "delete", "patch"):
        assert getattr(register.client, method)(f"/register/{address}").status_code == 405
    assert register.client.head(f"/register/{address}").status_code in (200, 404)


def test_an_address_without_its_last_slash_leads_on(register):
    assert register.client.get("/register").headers["Location"] == "/register/"
