"""`evenhand trustees`: the command on a home of its own, what the register and the doctor say of it, and who may use it."""

import io
import json
import re
import stat

import pytest

from evenhand.clerk.doctor.trustees import check_trustees
from evenhand.cli.main import main
from evenhand.cli.share_prompt import ask_shares
from evenhand.office.appoint import appoint
from evenhand.office.create_account import NewAccount, create_account
from evenhand.records.load import as_recorded
from evenhand.records.models import Record
from evenhand.site.clock import entropy
from evenhand.site.home import HomeError
from evenhand.site.trustees_key import PUBLIC_NAME, load_trustees_public, write_trustees_public
from evenhand.vault.argon import ArgonParams
from evenhand.vault.keys import key_id, key_pair_of, new_key_pair
from evenhand.vault.password import enrol
from evenhand.vault.trustees import combine, split
from tests.doors.portal.conftest import portal  # noqa: F401  (a fixture)
from tests.office.keys import mail

pytestmark = pytest.mark.django_db
PASSWORD = "a lantern over the quiet harbour"
TWO_OF_THREE = ("begin", "--threshold", "2", "--shares", "3")


@pytest.fixture
def trustees(portal, capsys, monkeypatch):  # noqa: ARG001, F811  (the home has to be there)
    """The command in the home of a test's own; what it said, and as JSON if it was asked so."""

    def run(*arguments: str, code: int = 0, stdin: str = ""):
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        got = main(["trustees", *arguments])
        said = capsys.readouterr()
        assert got == code, said
        return json.loads(said.out) if "--json" in arguments and not code else said.err if code else said.out

    return run


def hire(portal, **roles: str) -> list[str]:  # noqa: F811
    """Found the office: an account for each of these, then their roles."""
    refs = []
    for login in roles:
        enrolment = enrol(PASSWORD + login, entropy, ArgonParams(memory_kib=64, passes=1))
        refs.append(
            create_account(portal.office, "founding", NewAccount(login, login.capitalize(), enrolment, mail(login)))
        )
    for ref, role in zip(refs, roles.values(), strict=True):
        assert isinstance(appoint(portal.office, "founding", ref, role), str)
    return refs


def acts(name: str) -> list[dict]:
    rows = Record.objects.filter(act=name).order_by("entry_id").values_list("entry_id", "facts", "entry__record")
    return [dict(one.data) for one in as_recorded(rows)]


def wrong(portal) -> list[str]:  # noqa: F811
    return [one.sentence for one in check_trustees(load_trustees_public(portal.home))]


def test_the_shares_open_the_key_on_file_and_the_register_says_how_many_it_takes(portal, trustees):  # noqa: F811
    made = trustees(*TWO_OF_THREE, "--json")
    public = load_trustees_public(portal.home)
    assert key_pair_of(combine(made["words"][1:])).public == public
    assert made["key"] == key_id(public)
    assert stat.S_IMODE((portal.home.keys / PUBLIC_NAME).stat().st_mode) == 0o644
    [act] = acts("trustees-set")
    assert {name: act[name] for name in ("by", "key", "second", "shares", "threshold")} == {
        "by": "founding",
        "key": made["key"],
        "second": None,
        "shares": 3,
        "threshold": 2,
    }
    assert wrong(portal) == []
    everything = b"".join(path.read_bytes() for path in portal.home.root.rglob("*") if path.is_file())
    assert combine(made["words"][:2]) not in everything


def test_each_share_is_printed_once_on_a_paper_of_its_own(trustees):
    said = trustees(*TWO_OF_THREE)
    assert re.findall(r"Trustee's share (\d) of 3", said) == ["1", "2", "3"]
    assert said.count("Association of Examples") == 3
    assert "These shares are shown only now" in said


def test_shares_go_into_files_of_a_new_folder_that_nobody_else_reads(trustees, tmp_path):
    folder = tmp_path / "papers"
    made = trustees(*TWO_OF_THREE, "--out", str(folder), "--json")
    assert "words" not in made
    assert [path.name for path in sorted(folder.iterdir())] == ["share-1.txt", "share-2.txt", "share-3.txt"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    again = trustees(*TWO_OF_THREE, "--replace", "--out", str(folder), code=2)
    assert "is there already" in again
    assert len(acts("trustees-set")) == 1


@pytest.mark.parametrize(
    ("threshold", "shares", "said"),
    [
        ("1", "3", "alone could open everything"),
        ("3", "2", "can never come together"),
        ("3", "17", "16 shares at most"),
    ],
)
def test_numbers_that_make_no_sense_change_nothing(portal, trustees, threshold, shares, said):  # noqa: F811
    assert said in trustees("begin", "--threshold", threshold, "--shares", shares, code=1)
    assert load_trustees_public(portal.home) is None
    assert acts("trustees-set") == []


def test_trustees_are_not_replaced_by_mistake(portal, trustees):  # noqa: F811
    first = trustees(*TWO_OF_THREE, "--json")
    assert "There are trustees already" in trustees(*TWO_OF_THREE, code=1)
    second = trustees(*TWO_OF_THREE, "--replace", "--json")
    assert second["key"] != first["key"]
    assert wrong(portal) == []


def test_once_the_office_is_founded_it_takes_two_people_with_their_passwords(portal, trustees):  # noqa: F811
    adam, anna = hire(portal, adam="administrator", anna="appointing-authority")
    both = ("--by", "adam", "--second", "anna")
    typed = f"{PASSWORD}adam\n{PASSWORD}anna\n"
    assert "The office is founded" in trustees(*TWO_OF_THREE, code=1)
    assert "A second person has to confirm this" in trustees(*TWO_OF_THREE, "--by", "adam", code=2, stdin=typed)
    assert "the sign-in name anna and this password" in trustees(
        *TWO_OF_THREE, *both, code=1, stdin=f"{PASSWORD}adam\n" * 2
    )
    twice = ("--by", "adam", "--second", "adam")
    assert "A second person" in trustees(*TWO_OF_THREE, *twice, code=1, stdin=f"{PASSWORD}adam\n" * 2)
    assert acts("trustees-set") == []
    assert load_trustees_public(portal.home) is None
    trustees(*TWO_OF_THREE, *both, stdin=typed)
    [act] = acts("trustees-set")
    assert (act["by"], act["second"]) == (adam, anna)


def test_a_rehearsal_says_that_the_shares_open_the_key_and_is_an_act(trustees):
    made = trustees(*TWO_OF_THREE, "--json")
    typed = "\r\n\r\n".join([made["words"][2].upper(), "\n".join(made["words"][0].split())])
    said = trustees("rehearse", "--json", stdin=typed)
    assert (said["given"], said["opened"], said["key"]) == (2, True, made["key"])
    [act] = acts("trustees-rehearsed")
    assert (act["by"], act["given"], act["opened"], act["key"]) == ("founding", 2, True, made["key"])
    assert not {*made["words"][0].split()[4:]} & {str(value) for value in act.values()}


def test_a_rehearsal_that_fails_says_why_and_is_an_act_too(trustees):
    made = trustees(*TWO_OF_THREE, "--json")
    assert "nothing can be opened without 1 more" in trustees("rehearse", code=1, stdin=made["words"][0])
    stranger = [share.text for share in split(new_key_pair(entropy).private, 2, 2, entropy)]
    assert "and open another key" in trustees("rehearse", code=1, stdin="\n\n".join(stranger))
    assert [(act["given"], act["opened"]) for act in acts("trustees-rehearsed")] == [(1, False), (2, False)]


def test_a_rehearsal_of_nothing_is_no_act(portal, trustees):  # noqa: F811
    assert "There are no trustees" in trustees("rehearse", code=1)
    trustees(*TWO_OF_THREE)
    assert "No share was given" in trustees("rehearse", code=2, stdin="\n\n \n")
    hire(portal, adam="administrator")
    assert "The office is founded" in trustees("rehearse", code=1)
    assert "the sign-in name adam and this password" in trustees(
        "rehearse", "--by", "adam", code=1, stdin="guessed\n"
    )
    assert "The password of eve is missing" in trustees("rehearse", "--by", "eve", code=2)
    assert acts("trustees-rehearsed") == []


def test_whoever_types_at_a_terminal_is_asked_again_for_the_share_that_is_wrong():
    first, second, _ = (share.text.split() for share in split(new_key_pair(entropy).private, 2, 3, entropy))
    lines = iter([" ".join(["evenhand", *first[1:]]), " ".join(first[:20]), " ".join(first[20:]), " ".join(second)])
    told: list[str] = []
    typed = ask_shares(lambda _prompt: next(lines), told.append)
    assert [text.split() for text in typed] == [first, second]
    assert [line for line in told if "Share 1: word 1 is not in the list" in line]
    assert ask_shares(lambda _prompt: "", told.append) == []


def test_the_doctor_names_a_key_that_was_exchanged_removed_or_put_there(portal, trustees):  # noqa: F811
    file = portal.home.keys / PUBLIC_NAME
    write_trustees_public(portal.home, new_key_pair(entropy).public)
    assert "no act says that trustees were set" in wrong(portal)[0]
    file.unlink()
    made = trustees(*TWO_OF_THREE, "--json")
    ours = file.read_bytes()
    write_trustees_public(portal.home, new_key_pair(entropy).public)
    assert f"it should be {made['key']}: somebody exchanged it" in wrong(portal)[0]
    file.unlink()
    assert f"with the key {made['key']}, and its file is not there" in wrong(portal)[0]
    file.write_bytes(ours)
    assert wrong(portal) == []


@pytest.mark.parametrize("raw", [b"", b"evenhand trustees public key v1\nAAAA\n", b"\xff\xfe", b"x\n" * 5])
def test_a_damaged_file_is_named(portal, raw):  # noqa: F811
    (portal.home.keys / PUBLIC_NAME).write_bytes(raw)
    with pytest.raises(HomeError, match="damaged, or another file"):
        load_trustees_public(portal.home)
