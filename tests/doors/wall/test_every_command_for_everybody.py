"""The command line beside the table of commands: each command as everybody, with their password, without it, and with another's."""

import argparse
import io
import shutil
from datetime import timedelta

import pytest

from evenhand.cli.commands.restore_ import _two_people
from evenhand.cli.say import Failure
from evenhand.office.change_key import LoggedChange, add_key
from evenhand.process.numbers import number
from evenhand.records.load import person
from evenhand.site.clock import entropy
from evenhand.site.home import Home
from evenhand.site.keys import key_folder
from evenhand.site.trustees_key import write_trustees_public
from evenhand.vault.keys import new_key_pair
from evenhand.vault.trustees import split
from tests.doors.desk.house import CANARIES
from tests.doors.wall.command_table import (
    ANSWERS_FOR_A_LOST_GUARD,
    ARGUMENTS,
    BESIDE_THE_DESK,
    CONFIRMS_AT_ONCE,
    STRANGERS,
    Takes,
    obeyed,
)
from tests.doors.wall.commanding import Line, Said, end_gone, hire_further, leaves, password
from tests.doors.wall.table import PEOPLE
from tests.office.keys import mail

pytestmark = pytest.mark.django_db
TABLE = obeyed()
EVERYBODY = (*PEOPLE, *BESIDE_THE_DESK, *STRANGERS)
"""Everybody who may sit down at the machine and say a name."""
ROLELESS = ("nora", "edna", "past", "gone", *STRANGERS[:2])
"""Who holds no role today: an account without one, appointments that have ended, an account that has, one that waits, none."""
TRUSTEES = new_key_pair(entropy)
SHARES = "\n\n".join(share.text for share in split(TRUSTEES.private, 2, 3, entropy)[:2])
AFTERWARDS = {
    "people-add": ("a lantern over the quiet harbour of newcomers",),
    "people-new-keys": ("a lantern over another quiet harbour",),
    "trustees-rehearse": (SHARES,),
    "trustees-recover": (SHARES,),
}
"""What is read from standard input after the passwords of those who give a command."""


@pytest.fixture(scope="module")
def staffed(everybody, _shared_agent, django_db_blocker):
    """Everybody, and the further people of this table."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("evenhand.site.wiring.make_office", lambda *_: everybody.office)
        hire_further(everybody)
        end_gone(everybody, _shared_agent.client)
        yield everybody


@pytest.fixture
def line(staffed, tmp_path, capsys, monkeypatch) -> Line:
    """That machine's command line, with trustees set. No service runs there, so that nobody counts the many wrong passwords."""
    here, home, kept = Home.from_environment(), Home(tmp_path / "home"), Home(tmp_path / "kept")
    home.root.mkdir()
    shutil.copy(here.settings_file, home.root)
    shutil.copytree(here.keys, kept.keys)
    write_trustees_public(kept, TRUSTEES.public)
    shutil.copytree(kept.keys, home.keys)
    monkeypatch.setenv("EVENHAND_HOME", str(home.root))
    return Line(staffed, kept.keys, home.root, capsys, monkeypatch)


@pytest.fixture
def two_keys(line) -> Line:
    """A second key has signed for a hundred days, so that the first may be retired."""
    office, folder = line.everybody.office, key_folder(Home(line.kept.parent))
    new = folder.draw(office.origin, office.entropy).verifier
    assert isinstance(
        add_key(office, line.everybody.refs["adam"], new, "It is time.", folder.history(()).named(2**63)),
        LoggedChange,
    )
    shutil.rmtree(line.home / "keys")
    shutil.copytree(line.kept, line.home / "keys")
    before = line.everybody.clock.moment
    line.everybody.clock.moment += timedelta(days=100)
    yield line
    line.everybody.clock.moment = before


def typed(line: Line, command: str, about: str = "") -> str:
    """The command with all that it needs but who gives it. It is about Nora, who has had no part in anything, or about `about`."""
    [held] = person(line.everybody.refs["irma"]).appointments
    whom = about or {"people-add": "newcomer", "people-confirm": "wanda", "people-end": held.ref}.get(command, "nora")
    more = {
        "people-add": f"{whom} --name 'A Newcomer' --email newcomer@example.org",
        "people-confirm": f"{whom} --email {mail('wanda')}",
        "people-appoint": f"{whom} --role overseer --background from-outside",
        "people-end": whom,
        "people-new-device": whom,
        "people-email": f"{whom} --email another@example.org",
        "people-new-keys": whom,
        "people-end-account": f"{whom} --reason left",
        "key-rotate": "--reason 'It is five years old.'",
        "key-retire": "--reason 'Everybody has the new one.'",
        "trustees-begin": "--threshold 2 --shares 3 --replace",
    }
    return f"{command.replace('-', ' ', 1)} {more.get(command, '')}"


def as_one(line: Line, command: str, by: str, said: str | None = None, about: str = "") -> Said:
    """One person gives it, with their password or what is `said`."""
    first = password(by) if said is None else said
    before = [] if by == "founding" else [first]
    return line.give(f"{typed(line, command, about)} --by {by}", stdin=[*before, *AFTERWARDS.get(command, ())])


def as_two(line: Line, command: str, by: str, second: str, said: str | None = None, about: str = "") -> Said:
    """Two people give it; `said` is what the second says in the place of their password."""
    then = password(second) if said is None else said
    passwords = [password(by), then]
    return line.give(
        f"{typed(line, command, about)} --by {by} --second {second}",
        stdin=[*passwords, *AFTERWARDS.get(command, ())],
    )


def that_ask(asks: str, *but: str) -> list[str]:
    """The commands that ask for so many passwords."""
    return [name for name, (asked, _, _) in TABLE.items() if asked == asks and name not in but]


def check(said: Said, line: Line, *, may: bool, what: object) -> None:
    """It was done or nothing was, and neither said a word of any case."""
    assert said.obeyed is may, (what, said)
    assert (said.acts > 0) is may, (what, said)
    assert may or said.out == "", (what, said)
    says_nothing_of_a_case(said, line, what)


def says_nothing_of_a_case(said: Said, line: Line, what: object) -> None:
    """No word, name or file of a complaint, and not even a number."""
    for printed in (said.out, said.error):
        assert not [one for one in CANARIES.values() if one in printed], (what, said)
        assert not [name for name, index in line.everybody.complaints.items() if number(index) in printed], (
            what,
            said,
        )


def test_every_command_and_every_argument_is_in_the_table():
    there = list(leaves())
    assert {one.name for one in there} == set(TABLE)
    assert frozenset().union(*(one.arguments for one in there)) == set(ARGUMENTS)
    takes = {one.name: {name for name in one.arguments if ARGUMENTS[name] is Takes.WHO_ACTS} for one in there}
    asked = {"machine": set(), "by": {"by"}, "by+second": {"by", "second"}}
    expected = {name: asked[asks] for name, (asks, _, _) in TABLE.items()}
    assert takes == expected | {"people-add": {"by", "second"}, "restore": {"without_guard"}}


def test_no_command_takes_a_complaint_so_none_can_be_guessed_there():
    """What an argument may be is a closed list without one. Whoever adds one asks here with a forbidden one and an absent one."""
    assert not [one for one in Takes if one.name in ("COMPLAINT", "CASE", "FILE", "PHRASE")]
    for one in leaves():
        assert not one.arguments & {"number", "index", "complaint", "case", "phrase", "address"}, one


@pytest.mark.parametrize("command", that_ask("by", "key-retire"))
def test_a_command_of_one_person_obeys_those_of_the_table_and_nobody_else(line, command):
    for login in EVERYBODY:
        check(as_one(line, command, login), line, may=login in TABLE[command][1], what=(command, login))


def test_so_does_the_one_that_waits_for_a_hundred_days(two_keys):
    for login in EVERYBODY:
        may = login in TABLE["key-retire"][1]
        check(as_one(two_keys, "key-retire", login), two_keys, may=may, what=login)


@pytest.mark.parametrize("command", that_ask("by+second"))
def test_a_command_of_two_obeys_those_of_the_table_and_nobody_twice(line, command):
    _, first, second = TABLE[command]
    for login in EVERYBODY:
        may = login in second and login != "adam"
        if login != "founding":
            check(as_two(line, command, "adam", login), line, may=may, what=(command, "adam", login))
        check(as_two(line, command, login, "anna"), line, may=login in first, what=(command, login, "anna"))
    for login in first:
        check(as_two(line, command, login, login), line, may=False, what=(command, login, login))


def test_an_account_that_is_confirmed_at_once_takes_two_of_the_table(line):
    for login in EVERYBODY:
        said = as_two(line, "people-add", "adam", login)
        assert said.obeyed is (login not in ROLELESS), (login, said)
        waits = "before a second person has confirmed it" in said.out
        assert not said.obeyed or waits is (login not in CONFIRMS_AT_ONCE), (login, said)
        says_nothing_of_a_case(said, line, login)


@pytest.mark.parametrize("command", [*that_ask("by", "key-retire"), *that_ask("by+second")])
def test_no_command_takes_a_name_at_its_word(line, command):
    """Another's password, none, or an empty one: the same answer as for a name that nobody has, and nothing is done."""
    asks, first, second = TABLE[command]
    for login in sorted(first):
        if asks == "by":
            for said in ("", password("lena"), password(login)[:-1]):
                answer = as_one(line, command, login, said)
                nobody = as_one(line, command, "nobody", said)
                check(answer, line, may=False, what=(command, login, said))
                assert answer.error.replace(login, "nobody") == nobody.error, (command, login)
    if asks == "by+second":
        for login in sorted(second - {"adam"}):
            for said in ("", password("adam"), password("lena")):
                answer = as_two(line, command, "adam", login, said)
                nobody = as_two(line, command, "adam", "nobody", said)
                check(answer, line, may=False, what=(command, login, said))
                assert answer.error.replace(login, "nobody") == nobody.error, (command, login)
    for login in sorted(first):
        silent = line.give(f"{typed(line, command)} --by {login}" + (" --second anna" if asks != "by" else ""))
        check(silent, line, may=False, what=(command, login))
        assert silent.code == 2


@pytest.mark.parametrize(
    ("command", "absent"),
    [
        ("people-confirm", "zed"),
        ("people-appoint", "zed"),
        ("people-end", "a-0000000000"),
        ("people-new-device", "zed"),
        ("people-email", "zed"),
        ("people-new-keys", "zed"),
        ("people-end-account", "zed"),
    ],
)
def test_whoever_may_not_do_it_is_answered_alike_about_what_there_is_and_what_there_is_not(line, command, absent):
    asks, first, _ = TABLE[command]
    for login in ("mona", "lena", "olga", "paul", "otis", "lars", "nora", "gone", "nobody"):
        assert login not in first
        answers = [
            as_one(line, command, login, about=about)
            if asks == "by"
            else as_two(line, command, login, "anna", about=about)
            for about in ("", absent)
        ]
        assert answers[0] == answers[1], (command, login)
        assert not answers[0].obeyed


def test_two_who_answer_for_a_lost_guard_are_two_with_a_role_and_their_passwords(line):
    office, patch = line.everybody.office, line.patch

    def answer(*logins: str, said: tuple[str, str] | None = None):
        lines = said or (password(logins[0]), password(logins[1]))
        patch.setattr("sys.stdin", io.StringIO("".join(f"{one}\n" for one in lines)))
        return _two_people(argparse.Namespace(without_guard=logins, yes=True), office)

    refs = line.everybody.refs
    for login in EVERYBODY:
        if login == "mona":
            continue
        if login in ANSWERS_FOR_A_LOST_GUARD:
            assert answer("mona", login) == (refs["mona"], refs[login]), login
            with pytest.raises(Failure, match=f"the sign-in name {login} and this password"):
                answer("mona", login, said=(password("mona"), password("mona")))
        else:
            with pytest.raises(Failure, match=f"the sign-in name {login} and this password"):
                answer("mona", login)
    with pytest.raises(Failure, match="this is one"):
        answer("mona", "mona")


@pytest.mark.parametrize(
    "words", ["people list", "people list --json", "key list", "figures", "figures --json", "doctor", "doctor --json"]
)
def test_what_the_machine_says_to_whoever_runs_it_holds_no_word_and_no_number_of_a_case(line, words):
    said = line.give(words)
    assert said.out
    assert not said.acts
    says_nothing_of_a_case(said, line, words)


def test_who_has_no_role_is_nobody_at_the_command_line(line):
    assert {login for login, roles in PEOPLE.items() if not roles} <= set(ROLELESS)
    for login in ROLELESS:
        said = as_one(line, "key-rotate", login)
        assert said.error == as_one(line, "key-rotate", "nobody").error.replace("nobody", login), login
