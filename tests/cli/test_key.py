"""`evenhand key`: the command, on a home of its own, with a clerk that signs beside it."""

import io
import json
import stat
from datetime import date, timedelta

import pytest

from evenhand.cli.main import main
from evenhand.site.home import Home
from evenhand.site.keys import key_folder, load_vkey
from evenhand.site.wiring import make_integrator
from tests.doors.portal.conftest import portal  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
REASON = ("--reason", "The old key is five years old.")


@pytest.fixture
def key(portal, capsys, monkeypatch):  # noqa: F811
    """The command in the home of a test's own; what it said, and as JSON if it was asked so."""
    portal.sign()

    def run(*arguments: str, code: int = 0):
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO())
        got = main(["key", *arguments])
        said = capsys.readouterr()
        assert got == code, said
        return json.loads(said.out) if "--json" in arguments else said.err if code else said.out

    return run


def sign(home: Home) -> None:
    """What the clerk does."""
    integrator = make_integrator(home, home.settings())
    while integrator.run() is not None:
        pass


def test_a_key_is_added_and_listed_and_the_old_one_is_not_retired_at_once(portal, key):  # noqa: F811
    home, first = portal.home, load_vkey(portal.home)
    home.policy.write_text(f"# ours\nlog {first}\nquorum none\n")
    made = key("rotate", *REASON, "--json")
    assert home.policy.read_text() == f"# ours\nlog {first}\nlog {made['vkey']}\nquorum none\n"
    assert stat.S_IMODE((home.keys / "next.key").stat().st_mode) == 0o600
    sign(home)
    assert load_vkey(home) == made["vkey"]
    assert [signer.vkey for signer in key_folder(home).signers()] == [made["vkey"], first]
    assert {stat.S_IMODE(path.stat().st_mode) for path in home.keys.glob("*.key")} == {0o600}
    today = portal.office.utc_day()
    assert key("list", "--json") == {
        "keys": [
            {"added": made["entry"], "retired": None, "vkey": made["vkey"]},
            {"added": None, "retired": None, "vkey": first},
        ],
        "may_retire_on": made["may_retire_on"],
    }
    assert date.fromisoformat(made["may_retire_on"]) >= date.fromisoformat(today) + timedelta(days=90)
    assert "at least 90 days" in key("retire", *REASON, code=1)
    assert "Two keys sign at this moment" in key("rotate", *REASON, code=1)


def test_the_only_key_is_not_retired(key):
    assert "One key signs" in key("retire", *REASON, code=1)


def test_nobody_who_is_not_known_changes_a_key_and_nothing_is_drawn_twice(portal, key):  # noqa: F811
    assert "The password of nobody is missing" in key("rotate", *REASON, "--by", "nobody", code=2)
    assert "Give a reason" in key("rotate", "--reason", " ", code=1)
    assert key_folder(portal.home).waiting() is None
    waiting = (
        key_folder(portal.home).draw(portal.office.origin, portal.office.entropy).verifier
    )  # and then broken off
    assert key("rotate", *REASON, "--json")["vkey"] == waiting.vkey


def test_a_policy_that_is_wrong_is_mended_first(portal, key):  # noqa: F811
    portal.home.policy.write_text("nonsense\n")
    assert "so nothing was changed" in key("rotate", *REASON, code=2)
    assert key_folder(portal.home).waiting() is None


def test_what_a_broken_off_call_left_out_of_the_policy_is_added_when_it_is_called_again(portal, key):  # noqa: F811
    first = load_vkey(portal.home)
    made = key("rotate", *REASON, "--json")
    sign(portal.home)
    portal.home.policy.write_text(f"log {first}\nquorum none\n")
    key("rotate", *REASON, code=1)
    assert f"log {made['vkey']}\n" in portal.home.policy.read_text()


def test_the_public_page_names_both_keys_while_it_is_served(portal, key):  # noqa: F811
    visitor = portal.visitor()
    assert "Signed from the beginning" not in visitor.client.get("/register/").content.decode()
    made = key("rotate", *REASON, "--json")
    sign(portal.home)
    page = visitor.client.get("/register/").content.decode()
    assert "Signed from the beginning" in page
    assert page.count(made["vkey"].replace("+", "&#x2B;")) + page.count(made["vkey"]) >= 2
    assert visitor.client.get("/register/vkey").content.decode() == f"{made['vkey']}\n"
    assert visitor.client.get("/register/policy").content.decode().count("log ") == 2
