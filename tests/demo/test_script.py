"""The script: every text can be filled in, and nothing in it is taken from the world outside."""

import hashlib
import re
import string
from collections.abc import Iterator

import pytest

from evenhand.demo import stories
from evenhand.demo.cast import BODY, CAST, in_role
from evenhand.demo.chance import Chance
from evenhand.process.codes import CASE_ROLES, WALLED_ROLES, Role
from tests.process.world import RULEBOOK

SLOTS = {
    *("clauses", "day", "event", "evidence", "matter", "name", "particulars", "place", "remedy", "sanction"),
}
REAL = {
    # The first eight hex digits of the SHA-256 of names of parties, bodies, inquiries, papers and people, in small letters.
    # As hashes, since none of them is to stand anywhere here.
    *(
        "014a6e6c",
        "01ae3e19",
        "028eff65",
        "045e7a2e",
        "08682370",
        "0a7d4e0a",
        "0bcee715",
        "0f4456ce",
        "0fb958a3",
        "108f5f3a",
        "12163975",
    ),
    *(
        "13a5e8d6",
        "1670f2e4",
        "1701cad3",
        "1887ba32",
        "190c1b10",
        "1b258780",
        "1df4ebd1",
        "22c4437d",
        "2388ed82",
        "23e957fb",
        "25de4a94",
    ),
    *(
        "2663c499",
        "2702e4c4",
        "2a200fba",
        "2acfab53",
        "2bceb925",
        "2d1e93f7",
        "2db394a3",
        "2f5a26e9",
        "3d59f754",
        "3e9565b0",
        "43196461",
    ),
    *(
        "435e6b17",
        "43a19182",
        "446be308",
        "44c81a4f",
        "49acc9cf",
        "49dcc323",
        "4befe8a4",
        "530f71e4",
        "55727c9c",
        "59d631c7",
        "5b406272",
    ),
    *(
        "5cbb3cc2",
        "5ede5673",
        "6089854c",
        "62c24934",
        "62f100bf",
        "63bff13f",
        "66123f95",
        "6832091f",
        "69146237",
        "6baade0e",
        "6bbde817",
    ),
    *(
        "6d8ad069",
        "6fd2c5f5",
        "7352f353",
        "7432abe8",
        "745c87c7",
        "77e6f78a",
        "781027b4",
        "7e11478e",
        "7ee162f2",
        "81bfc684",
        "84b0dfda",
    ),
    *(
        "84ef9e57",
        "89ca6ac2",
        "8ad8e711",
        "8b04431c",
        "91688d90",
        "9580ad3b",
        "9e861941",
        "a118a945",
        "a2141ac2",
        "a2470c9d",
        "a449d756",
    ),
    *(
        "a46509cd",
        "a6d2d770",
        "a741e104",
        "a8de3d2a",
        "a9f41dff",
        "aa837020",
        "aaf3aa11",
        "ac18ec39",
        "ac3e4225",
        "ad280132",
        "af52efab",
    ),
    *(
        "b196e61b",
        "b20a63a3",
        "b2b5f5b2",
        "b3704083",
        "b3719d3f",
        "b78877a2",
        "bbdefa29",
        "bd33b4d4",
        "bd732730",
        "bf11ba3f",
        "c2ed10df",
    ),
    *(
        "c43aec82",
        "c6c8182f",
        "ca8d698f",
        "cbd007cd",
        "ccd0c964",
        "cea6e086",
        "d1dab2e2",
        "d29579b5",
        "d42f4eca",
        "d4fc50e8",
        "d56d0ff6",
    ),
    *(
        "d5946383",
        "d873289e",
        "d8f5f432",
        "dd816014",
        "ddc919be",
        "dde6e897",
        "df59c257",
        "dffc504a",
        "e920b85e",
        "eafd5120",
        "ebae5d4c",
    ),
    *("ec8202b6", "efd22097", "f2c2662b", "f3c3c8f5", "f4530cea", "f8b2d325", "f99f996d", "fa7418ee", "fb38a93f"),
}


def words() -> Iterator[str]:
    """Everything of the script in one- to four-word pieces, in small letters."""
    for text in (*stories.all_texts(), BODY, *(member.name for member in CAST)):
        plain = re.findall(r"[\w']+", text.lower())
        for size in (1, 2, 3, 4):
            yield from (" ".join(plain[place : place + size]) for place in range(len(plain) - size + 1))


def test_no_real_party_body_paper_or_person_is_named():
    assert not [piece for piece in set(words()) if hashlib.sha256(piece.encode()).hexdigest()[:8] in REAL]


def test_the_list_of_real_names_would_notice_one():
    assert hashlib.sha256(b"the daily example").hexdigest()[:8] in REAL


def test_every_brace_in_the_script_can_be_filled():
    used = {name for text in stories.all_texts() for _, name, _, _ in string.Formatter().parse(text) if name}
    assert used <= SLOTS


def test_every_incident_fits_the_rulebook():
    for incident in stories.incidents():
        assert incident.category in RULEBOOK.categories
        assert len(incident.clauses) == len(incident.say) <= 3
        assert set(incident.labels) <= {*RULEBOOK.labels, *RULEBOOK.categories} - {incident.category}
        assert incident.rung <= max(RULEBOOK.clauses[clause].highest for clause in incident.clauses)
        assert any(each.group == incident.who for each in stories.respondents())


def test_every_category_has_several_incidents_and_every_rule_declines_several():
    for category in RULEBOOK.categories:
        assert sum(each.category == category for each in stories.incidents()) >= 4
    for rule in RULEBOOK.triage_rules:
        assert sum(each.rule == rule for each in stories.outsides()) >= 3


def test_a_respondent_is_never_called_anything_else_before_a_finding():
    for text in stories.all_texts():
        assert not re.search(r"\b(guilty|accused|perpetrator|offender|victim)\b", text.lower()), text


def test_nobody_shares_a_name_or_a_sign_in_name():
    names = [member.name for member in CAST] + [each.name for each in stories.respondents()]
    assert len(set(names)) == len(names)
    assert len({member.login for member in CAST}) == len(CAST)


def test_every_role_is_held_and_the_wall_holds():
    held = {role for member in CAST for role in member.roles}
    assert held == set(Role)
    for member in CAST:
        assert not set(member.roles) & CASE_ROLES or not set(member.roles) & WALLED_ROLES
    assert [len(in_role(role)) for role in (Role.INVESTIGATOR, Role.DECISION_MAKER, Role.REVIEWER)] == [5, 4, 3]


def test_a_pen_fills_every_brace_and_begins_with_a_capital():
    pen = stories.Pen(Chance("pen"), {"matter": "a matter", "clauses": "clause 1"})
    assert pen.fill("{matter} under {clauses}.") == "A matter under clause 1."


def test_a_brace_that_nobody_fills_is_an_error():
    with pytest.raises(KeyError):
        stories.Pen(Chance("pen")).fill("{nobody}")
