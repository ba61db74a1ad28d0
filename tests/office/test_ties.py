"""Ties of the staff: declared by each for themself, sealed to them alone, and heeded when a case is assigned."""

import json
from dataclasses import replace

import pytest
from django.db import connection

from evenhand.office.make_findable import make_findable
from evenhand.office.ties import (
    NO_SUCH_TIE,
    NOBODY,
    TIED_TO_RESPONDENT,
    declare_tie,
    end_tie,
    own_ties,
    tied_to_respondent,
)
from evenhand.process import commands as c
from evenhand.process.facts import Refusal
from evenhand.process.ties import TieKind
from evenhand.records.load import load, recorded_facts
from evenhand.records.models import Record, Tie, TieToken
from tests.office.keys import keys_of, opens
from tests.office.team import REASONS, Team, enrolment

pytestmark = pytest.mark.django_db


def declare(team: Team, login: str, name: str, reach: str = "") -> str:
    ref = declare_tie(team.office, team.refs[login], TieKind.FAMILY, name, reach, opens())
    assert isinstance(ref, str), ref
    return ref


def opened(team: Team, *, findable: bool = True) -> int:
    """A case against Yan Example on a complaint of A. Sender."""
    index = team.receive("one")
    team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
    team.do("tara", index, c.Assess(result="accepted", reasons=REASONS))
    team.do("mona", index, team.a_case())
    if findable:
        make_findable(team.office, team.person("mona"), index, opens())
    return index


def assign(team: Team, index: int, login: str, **said) -> str:
    """The code of the refusal, or nothing."""
    done = team.ask("mona", index, c.Assign(case=1, duty="investigate", person=team.refs[login], **said))
    return done.code if isinstance(done, Refusal) else ""


def last_assigned(index: int) -> dict:
    return [fact.data for fact in recorded_facts(index) if fact.act == "assigned"][-1]


@pytest.mark.parametrize(
    ("name", "reach"),
    [("Yan Example", ""), ("EXAMPLE, Mr. Yan", ""), ("A. Sender", ""), ("Nobody Known", "A.Sender@example.org")],
)
def test_whoever_is_tied_to_a_party_is_not_assigned_whatever_is_answered_for(team, name, reach):
    declare(team, "ivan", name, reach)
    index = opened(team)
    for answers in (False, True):
        assert assign(team, index, "ivan", answers_for_tie=answers) == "tied"
    assert assign(team, index, "irma") == ""
    assert "tie" not in last_assigned(index)


def test_the_refusal_does_not_say_to_whom(team):
    declare(team, "ivan", "Yan Example")
    index = opened(team)
    refused = team.ask("mona", index, c.Assign(case=1, duty="investigate", person=team.refs["ivan"]))
    assert isinstance(refused, Refusal)
    assert "Example" not in refused.sentence
    assert "family" not in refused.sentence


def test_a_similar_name_waits_for_whoever_assigns_to_answer_for_it_and_that_is_recorded(team):
    declare(team, "ivan", "Yan Q. Example")
    index = opened(team)
    assert assign(team, index, "ivan") == "tie-cannot-tell"
    assert assign(team, index, "ivan", answers_for_tie=True) == ""
    assert last_assigned(index)["tie"] == "cannot-tell"


def test_a_party_who_is_not_findable_cannot_be_told_apart_from_a_tie(team):
    declare(team, "ivan", "Somebody Else")
    index = opened(team, findable=False)
    assert assign(team, index, "ivan") == "tie-cannot-tell"
    assert assign(team, index, "irma") == "", "who declared nothing is not asked about"
    make_findable(team.office, team.person("mona"), index, opens())
    assert assign(team, index, "ivan") == ""
    assert "tie" not in last_assigned(index)


def test_a_tie_that_is_added_later_counts_from_then_on_and_one_taken_back_is_answered_for(team):
    index = opened(team)
    assert load(index, team.office.today()).around.ties == {}
    ref = declare(team, "ivan", "Yan Example")
    assert load(index, team.office.today()).around.ties == {team.refs["ivan"]: "yes"}
    assert end_tie(team.office, team.refs["ivan"], ref) is None
    assert assign(team, index, "ivan") == "tie-cannot-tell"
    assert assign(team, index, "ivan", answers_for_tie=True) == ""
    assert end_tie(team.office, team.refs["ivan"], ref) == NO_SUCH_TIE


EVIDENCE = c.AddEvidence(case=1, description="A letter, two pages.")


def under_way(team: Team) -> int:
    index = opened(team)
    assert assign(team, index, "ivan") == ""
    return index


@pytest.mark.parametrize("name", ["Yan Example", "EXAMPLE, Mr. Yan", "yan  example"])
def test_whoever_declares_a_tie_later_does_nothing_more_but_step_down_and_somebody_else_goes_on_in_that_act(
    team, name
):
    index = under_way(team)
    declare(team, "ivan", name)
    refused = team.ask("ivan", index, EVIDENCE)
    assert isinstance(refused, Refusal)
    assert refused.code == "conflict"
    assert "step down: in the same act it passes to somebody else" in refused.sentence
    assert "Yan" not in refused.sentence
    done = team.do("ivan", index, c.Recuse(ground="relative"))
    assert done.state.cases[0].investigator == team.refs["irma"]
    team.do("irma", index, EVIDENCE)


def test_the_attack_of_taking_a_tie_back_for_the_act_and_declaring_it_again_leaves_a_mark(team):
    index = under_way(team)
    ref = declare(team, "ivan", "Yan Example")
    assert end_tie(team.office, team.refs["ivan"], ref) is None
    asked = team.ask("ivan", index, EVIDENCE)
    assert isinstance(asked, Refusal)
    assert asked.code == "cannot-tell"
    assert "a tie that was taken back" in asked.sentence
    team.do("ivan", index, replace(EVIDENCE, sure=True))
    assert list(recorded_facts(index))[-1].data["unclear"] is True
    declare(team, "ivan", "Yan Example")
    assert team.ask("ivan", index, EVIDENCE).code == "conflict", (
        "what was confirmed helps against no tie that is known"
    )


def test_a_tie_under_a_similar_spelling_is_asked_about_before_the_act_and_a_wholly_other_name_is_not_found(team):
    index = under_way(team)
    declare(team, "ivan", "Yan Q. Example")
    assert team.ask("ivan", index, EVIDENCE).code == "cannot-tell"
    other = under_way_as(team, "two")
    declare(team, "irma", "Somebody Quite Other")
    assert not isinstance(team.ask("irma", other, EVIDENCE), Refusal)


def under_way_as(team: Team, token: str) -> int:
    """Another complaint, which Irma investigates."""
    index = team.receive(token)
    team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
    team.do("tara", index, c.Assess(result="accepted", reasons=REASONS))
    team.do("mona", index, team.a_case())
    make_findable(team.office, team.person("mona"), index, opens())
    assert assign(team, index, "irma") == ""
    return index


def test_a_tie_of_a_case_manager_stops_them_too_and_of_the_only_one_it_is_said_who_is_needed(team):
    index = under_way(team)
    declare(team, "mona", "Yan Example")
    for command in (EVIDENCE, c.NameOfficer(officer=team.refs["tara"]), c.SetApart()):
        refused = team.ask("mona", index, command)
        assert isinstance(refused, Refusal)
        assert refused.code == "conflict"
        assert "a person from outside has to be appointed for this." in refused.sentence
    left = team.ask("mona", index, c.Recuse(ground="relative"))
    assert isinstance(left, Refusal)
    assert left.code == "nobody-left"


def test_nobody_takes_back_a_tie_of_somebody_else(team):
    ref = declare(team, "ivan", "Yan Example")
    assert end_tie(team.office, team.refs["irma"], ref) == NO_SUCH_TIE
    assert Tie.objects.get().ended_entry is None


def test_whoever_declared_it_reads_it_and_nobody_else_not_even_the_instance_key(team):
    declare(team, "ivan", "Yan Example", "yan@example.org")
    own = keys_of(enrolment("ivan").key_pair)
    [tie] = own_ties(team.refs["ivan"], own)
    assert (tie.name, tie.reach, tie.kind) == ("Yan Example", "yan@example.org", TieKind.FAMILY)
    for others in (opens(), keys_of(enrolment("irma").key_pair)):
        [tie] = own_ties(team.refs["ivan"], others)
        assert (tie.name, tie.reach) == ("", "")
    assert own_ties(team.refs["irma"], own) == []


def test_no_name_stands_clear_in_any_row_or_act(team):
    declare(team, "ivan", "Quillfeather Example", "quill@feather.example")
    said = json.dumps([bytes(facts).decode() for facts in Record.objects.values_list("facts", flat=True)])
    with connection.cursor() as cursor:
        for table in ("records_tie", "records_tietoken", "records_sealed"):
            cursor.execute(f"SELECT * FROM {table}")
            said += repr(cursor.fetchall())
    assert "quill" not in said.lower()
    token = TieToken.objects.values_list("token", flat=True).first()
    assert token
    assert token not in json.dumps(
        [bytes(facts).decode() for facts in Record.objects.values_list("facts", flat=True)]
    )


def test_a_name_that_is_none_is_refused_and_nothing_is_kept(team):
    assert declare_tie(team.office, team.refs["ivan"], TieKind.FAMILY, " -- ", "", opens()) == NOBODY
    assert declare_tie(team.office, "s-nobody", TieKind.FAMILY, "Yan", "", opens()).code == "account-ended"
    assert not Tie.objects.exists()


def test_nobody_opens_a_case_against_somebody_they_are_tied_to(team):
    mona = team.refs["mona"]
    assert tied_to_respondent(team.office, mona, "Yan Example", "", opens()) is None
    declare(team, "mona", "Yan Example")
    assert tied_to_respondent(team.office, mona, "Mr Example, Yan", "", opens()) == TIED_TO_RESPONDENT
    assert tied_to_respondent(team.office, mona, "Y. Example", "", opens()) is None, "a similar name is not refused"
    assert tied_to_respondent(team.office, team.refs["ines"], "Yan Example", "", opens()) is None
