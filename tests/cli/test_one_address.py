"""A work e-mail address at the command line: asked for and shown nowhere, and of commands at the same moment one is obeyed."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from evenhand.cli.bench.kill import made_for_it
from evenhand.cli.main import main
from evenhand.records.models import Account, WorkAddress
from tests.conftest import Served
from tests.doors.desk.conftest import _shared_agent, agent, house  # noqa: F401  (fixtures, also those that these ask for)
from tests.doors.desk.house import PASSWORD
from tests.office.keys import mail

NEW = "a lantern over the quiet harbour of newcomers"
BOTH = [
    pytest.param("", id="SQLite"),
    pytest.param("EVENHAND_TEST_POSTGRES", id="PostgreSQL", marks=pytest.mark.postgres),
]
AT_ONCE = 3


@pytest.fixture(params=BOTH)
def founded(request, tmp_path) -> Iterator[Served]:
    """An organisation without a service, in an empty database of this kind."""
    server = os.environ.get(request.param, "") if request.param else ""
    if request.param and not server:
        pytest.skip("No PostgreSQL server is named in EVENHAND_TEST_POSTGRES.")
    with made_for_it(server) as database:
        made = Served(tmp_path / "home", "", None, {**os.environ, "EVENHAND_HOME": str(tmp_path / "home")})
        made.environment.pop("DJANGO_SETTINGS_MODULE", None)
        made.run("init", "--name", "Examples", "--origin", "demo.invalid/mail", "--database", database, "--yes")
        yield made


def test_of_programs_that_ask_at_the_same_moment_for_one_address_one_gets_an_account(founded):
    """Each in a process of its own, with a spelling of its own."""
    asked = [
        subprocess.Popen(
            [sys.executable, "-m", "evenhand", "people", "add", f"asha{n}", "--name", "Asha", "--email", address],
            env=founded.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n, address in enumerate(f"Asha+{n}@Example.org" for n in range(AT_ONCE))
    ]
    said = [one.communicate(NEW)[1] for one in asked]
    assert sorted(one.returncode for one in asked) == [0] + [1] * (AT_ONCE - 1), said
    assert sum("Another account has this e-mail address" in one for one in said) == AT_ONCE - 1, said
    [there] = founded.run_json("people", "list")["people"]
    assert there["has_address"] is True
    assert founded.run_json("doctor")["clean"]


def add(monkeypatch, *words: str, lines: tuple[str, ...], code: int = 0) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    assert main(["people", "add", "zoe", "--name", "Zoe", "--by", "adam", *words]) == code


@pytest.mark.django_db
@pytest.mark.usefixtures("house", "agent")
def test_without_the_option_it_is_the_line_before_the_new_password(monkeypatch, capsys):
    add(monkeypatch, lines=(f"{PASSWORD}adam", mail("zoe"), NEW))
    assert WorkAddress.objects.filter(account=Account.objects.get(login="zoe").ref).exists()
    printed = capsys.readouterr()
    assert mail("zoe") not in printed.out + printed.err


@pytest.mark.django_db
@pytest.mark.usefixtures("house", "agent")
def test_a_password_that_was_given_in_its_place_is_not_printed(monkeypatch, capsys):
    add(monkeypatch, lines=(f"{PASSWORD}adam", NEW), code=1)
    printed = capsys.readouterr()
    assert "This is not an e-mail address" in printed.err
    assert NEW not in printed.out + printed.err
    add(monkeypatch, lines=(f"{PASSWORD}adam",), code=2)
    assert "The work e-mail address of zoe is missing: give it with --email" in capsys.readouterr().err
    add(monkeypatch, lines=(f"{PASSWORD}adam", mail("zoe"), mail("zoe")), code=1)
    assert "The password is your e-mail address or little more" in capsys.readouterr().err
    assert not Account.objects.filter(login="zoe").exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("house", "agent")
def test_at_a_terminal_it_is_asked_for(monkeypatch, capsys):
    typed = iter([f"{PASSWORD}adam", NEW, NEW])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _words: next(typed))
    monkeypatch.setattr("builtins.input", lambda: mail("zoe"))
    assert main(["people", "add", "zoe", "--name", "Zoe", "--by", "adam", "--json"]) == 0
    printed = capsys.readouterr()
    assert "Work e-mail address of zoe: " in printed.err
    assert json.loads(printed.out)["waits"] is True


@pytest.mark.django_db
@pytest.mark.usefixtures("agent")
def test_who_has_none_stands_in_the_list_and_two_people_give_one(house, monkeypatch, capsys):  # noqa: F811
    WorkAddress.objects.filter(account=house.refs["nora"]).delete()
    assert main(["people", "list"]) == 0
    listed = capsys.readouterr().out
    assert [line.split()[0] for line in listed.splitlines() if "no work e-mail address" in line] == ["nora"]
    people = house.client("adam").get("/desk/people/").content.decode()
    assert people.count("No work e-mail address: two people give one") == 1
    assert (
        "No work e-mail address: two people give one"
        not in house.client("mona").get("/desk/people/").content.decode()
    )
    lines = (f"{PASSWORD}adam", f"{PASSWORD}anna", mail("nora"))
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    assert main(["people", "email", "nora", "--by", "adam", "--second", "anna"]) == 0
    printed = capsys.readouterr()
    assert "no other account can have it" in printed.out
    assert mail("nora") not in printed.out + printed.err
    assert WorkAddress.objects.filter(account=house.refs["nora"]).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("house", "agent")
def test_a_mistyped_one_is_put_right_by_two_people_and_the_account_that_waits_is_confirmed(monkeypatch, capsys):
    """Or the sign-in name would be lost with the account that has to end."""
    add(monkeypatch, "--email", "zoe@exmaple.org", lines=(f"{PASSWORD}adam", NEW))
    assert main(["people", "list"]) == 0
    assert "waits to be confirmed since" in capsys.readouterr().out

    def anna(*words: str, lines: tuple[str, ...]) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return main(["people", *words])

    confirm = ("confirm", "zoe", "--by", "anna", "--email", mail("zoe"))
    assert anna(*confirm, lines=(f"{PASSWORD}anna",)) == 1
    assert "two people put it right with `evenhand people email`" in capsys.readouterr().err
    both = (f"{PASSWORD}adam", f"{PASSWORD}anna")
    assert anna("email", "zoe", "--by", "adam", "--second", "anna", "--email", mail("zoe"), lines=both) == 0
    assert anna(*confirm, lines=(f"{PASSWORD}anna",)) == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("house", "agent")
@pytest.mark.parametrize("ends", [EOFError, KeyboardInterrupt])
def test_a_question_that_is_left_unanswered_ends_in_a_word_and_not_in_a_traceback(monkeypatch, capsys, ends):
    def stopped(_words: str) -> str:
        raise ends

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", stopped)
    assert main(["people", "add", "zoe", "--name", "Zoe", "--by", "adam"]) == 2
    assert capsys.readouterr().err == "Stopped.\n"
    assert not Account.objects.filter(login="zoe").exists()
