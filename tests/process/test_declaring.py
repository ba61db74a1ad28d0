"""Lines of management and declared affiliations: who records what of whom, and what is refused (B4, B5)."""

from datetime import timedelta

import pytest

from evenhand.process.affiliations import LEADERSHIP, Affiliation, Affiliations, Declaration
from evenhand.process.codes import Role
from evenhand.process.declaring import MOST_AFFILIATIONS, declare, record_line
from evenhand.process.facts import Refusal
from evenhand.process.working_days import months_after
from tests.process.world import START, TEAM, staff

PEOPLE = {**TEAM, "anna": staff("anna", Role.APPOINTING_AUTHORITY)}
LINES = Affiliations({"ivan": "irma", "irma": "dirk", "dirk": None})


def test_an_appointing_authority_records_who_manages_whom_or_that_nobody_does():
    fact = record_line("dora", "dirk", "anna", PEOPLE, LINES, START)
    assert (fact.act, fact.data) == ("line-recorded", {"by": "anna", "manager": "dirk", "person": "dora"})
    assert record_line("dora", None, "anna", PEOPLE, LINES, START).data["manager"] is None


@pytest.mark.parametrize(
    ("person", "manager", "by", "code"),
    [
        ("dora", "dirk", "adam", "not-permitted"),
        ("dora", "dirk", "dirk", "not-permitted"),
        ("dora", "dirk", "founding", "founded"),
        ("anna", "dirk", "anna", "own-line"),
        ("nobody", "dirk", "anna", "no-such-person"),
        ("dora", "nobody", "anna", "no-such-person"),
        ("dirk", "dirk", "anna", "own-manager"),
        ("dirk", "ivan", "anna", "own-manager"),
    ],
)
def test_nobody_else_records_it_and_nobody_manages_themself_by_whatever_way_round(person, manager, by, code):
    refusal = record_line(person, manager, by, PEOPLE, LINES, START)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code


def test_a_line_goes_up_and_down_past_those_between_and_not_aside():
    assert LINES.above("ivan") == ("irma", "dirk")
    assert LINES.in_line("ivan", "dirk")
    assert LINES.in_line("dirk", "ivan")
    assert not LINES.in_line("ivan", "dora")
    round_about = Affiliations({"ivan": "irma", "irma": "ivan"})
    assert round_about.above("ivan") == ("irma", "ivan")


def test_each_declares_all_of_their_own_affiliations_and_none_is_a_declaration_too():
    affiliation = Affiliation("family", "dora", START, None)
    fact = declare("ivan", [affiliation], PEOPLE, START)
    assert fact.act == "affiliations-declared"
    assert fact.data == {
        "by": "ivan",
        "affiliations": [{"kind": "family", "other": "dora", "since": START.isoformat(), "until": None}],
    }
    assert declare("ivan", [], PEOPLE, START).data == {"by": "ivan", "affiliations": []}
    assert declare("ivan", [Affiliation("employment", LEADERSHIP, START, START + timedelta(1))], PEOPLE, START).act


@pytest.mark.parametrize(
    ("affiliation", "code"),
    [
        (Affiliation("gossip", "dora", START), "no-such-kind"),
        (Affiliation("family", "ivan", START), "no-such-person"),
        (Affiliation("family", "nobody", START), "no-such-person"),
        (Affiliation("family", "dora", START + timedelta(1)), "dates"),
        (Affiliation("family", "dora", START, START), "dates"),
    ],
)
def test_a_affiliation_that_makes_no_sense_is_refused(affiliation, code):
    assert declare("ivan", [affiliation], PEOPLE, START).code == code


def test_nobody_without_an_account_declares_anything_and_nobody_declares_without_end():
    assert declare("nobody", [], PEOPLE, START).code == "no-such-person"
    many = [Affiliation("family", "dora", START)] * (MOST_AFFILIATIONS + 1)
    assert declare("ivan", many, PEOPLE, START).code == "too-many"


def test_a_declaration_lasts_a_year():
    declaration, over = Declaration(START), months_after(START, 12)
    assert declaration.is_current(over - timedelta(1))
    assert not declaration.is_current(over)
