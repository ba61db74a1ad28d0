"""Whoever lost access opens nothing that is sealed afterwards, with all that they kept and every ciphertext (ADR 0032).

The expected answers were written first. Before: all that the thief may read. After: nothing. Where nobody loses access: no new key.
"""

from datetime import timedelta

import pytest

from evenhand.clerk.duties import do_what_is_due
from evenhand.office.act import Done, perform
from evenhand.office.appoint import appoint, end_appointment
from evenhand.office.new_keys import give_new_keys
from evenhand.office.reading import read_contents
from evenhand.office.settle import settle
from evenhand.process import commands as c
from evenhand.process.decide.oversight import OPEN_DAYS
from evenhand.process.state import Person
from evenhand.records.load import people, person
from evenhand.records.models import Appointment, Compartment, Grant, KeyTask, Record, Sealed
from tests.office.declared import declare_nothing
from tests.office.keys import keys_of, opens
from tests.office.team import REASONS, Team, enrolment
from tests.office.test_access import account, check, employ, examine_rows, join, opens_it, readers
from tests.office.test_new_keys import NoAgent, fresh, two  # noqa: F401  (a fixture)
from tests.office.thief import somebody, together

pytestmark = pytest.mark.django_db
IDENTITY = "complainant-recorded"


def entries(index: int, since: int = -1) -> set[int]:
    """The entries of a complaint after that one whose content is sealed, but for who the complainant is."""
    acts = Record.objects.filter(complaint=index, entry_id__gt=since).exclude(act=IDENTITY)
    return set(Sealed.objects.filter(entry__in=acts.values("entry"), what="content").values_list("entry", flat=True))


def newest() -> int:
    """The last entry."""
    return Record.objects.order_by("-entry_id").values_list("entry_id", flat=True)[0]


def generations(index: int) -> dict[str, int]:
    """How many keys the complaint has for each purpose and case."""
    found: dict[str, int] = {}
    for purpose, case in Compartment.objects.filter(complaint=index).values_list("purpose", "case"):
        name = purpose if case is None else f"{purpose} {case}"
        found[name] = found.get(name, 0) + 1
    return found


def under_way(team: Team) -> int:
    """A complaint with a case that Ivan investigates."""
    index = team.receive("one")
    team.accept(index)
    team.do("ivan", index, c.StartInvestigation(case=1, plan="Ask those who were there."))
    return index


def goes_on(team: Team, index: int) -> None:
    """Words that are sealed to the complaint, and to its case."""
    team.do("mona", index, c.SendMessage(text="We have begun to ask."))
    team.do("mona", index, c.AddEvidence(case=1, description="A letter of the branch."))


def leave(team: Team, login: str) -> None:
    """Their one appointment ends today."""
    [held] = people()[account(login).ref].appointments
    assert end_appointment(team.office, "founding", held.ref) is None


def keys(login: str):
    """The keyring of one of the team."""
    return keys_of(enrolment(login).key_pair)


def test_an_investigator_who_stepped_down_opens_all_from_before_and_nothing_from_after(team):
    index = under_way(team)
    ivan = somebody("ivan")
    ivan.copies()
    before, moment = entries(index), newest()
    assert ivan.opens(before) == before
    team.do("ivan", index, c.Recuse(ground="relative"))
    goes_on(team, index)
    ivan.copies()
    after = entries(index, moment)
    assert len(after) == 2
    assert ivan.opens(before) == before
    assert ivan.opens(after) == set()
    assert generations(index) == {"complaint": 2, "identity": 1, "case 1": 2}
    goes_on(team, index)
    assert generations(index) == {"complaint": 2, "identity": 1, "case 1": 2}, "once is enough"
    check(team, index)
    assert examine_rows() == []


def test_what_the_very_act_seals_that_takes_somebodys_access_is_closed_to_them(team):
    join(team, "otto", "intake-officer")
    index = team.receive("one")
    team.do("ines", index, c.Acknowledge(officer=team.refs["ines"]))
    otto = somebody("otto")
    settle(team.office, opens())
    otto.copies()
    assert otto.opens(entries(index)) == entries(index)
    moment = newest()
    team.do("tara", index, c.Assess(result="accepted", reasons=REASONS))
    otto.copies()
    assert otto.opens(entries(index, moment)) == set()
    assert entries(index, moment)
    assert "tara" in readers(index)
    assert examine_rows() == []


def test_whoever_left_a_team_opens_nothing_that_is_sealed_to_an_old_complaint_after_they_left(team):
    employ(team, "milo", "case-manager")
    index = under_way(team)
    milo = somebody("milo")
    milo.copies()
    before, moment = entries(index), newest()
    assert milo.opens(before) == before
    leave(team, "milo")
    assert not Grant.objects.filter(compartment__complaint=index, ended_entry__gt=moment).exists(), (
        "the complaint is granted to the team, as it was"
    )
    goes_on(team, index)
    milo.copies()
    assert milo.opens(entries(index, moment)) == set()
    assert len(entries(index, moment)) == 2
    assert milo.opens(before) == before
    check(team, index)
    goes_on(team, index)
    assert generations(index) == {"complaint": 2, "identity": 1, "case 1": 2}
    assert examine_rows() == []


def test_an_ordinary_case_in_which_nobody_loses_access_makes_no_new_key(team):
    index = under_way(team)
    goes_on(team, index)
    assert generations(index) == {"complaint": 1, "identity": 1, "case 1": 1}
    other = team.receive("two")
    team.accept(other)
    team.recommend(other)
    team.decide(other)
    team.close(other)
    assert generations(other) == {"complaint": 1, "identity": 1, "case 1": 1}


def test_a_reviewer_to_whom_it_was_open_while_it_was_held_opens_nothing_of_what_follows(team):
    index = team.receive("one")
    team.accept(index)
    team.recommend(index)
    team.decide(index, sanction=1)
    rolf, moment = somebody("rolf"), newest()
    rolf.copies()
    assert rolf.opens(entries(index)) == entries(index)
    team.do("rosa", index, c.ReviewOverride(case=1, verify=True, reasons=REASONS))
    team.close(index)
    rolf.copies()
    assert rolf.opens(entries(index, moment)) == set()
    assert entries(index, moment)
    assert examine_rows() == []


def test_whoever_joins_later_opens_every_generation(team):
    index = under_way(team)
    team.do("ivan", index, c.Recuse(ground="relative"))
    goes_on(team, index)
    late = employ(team, "milo", "case-manager")
    settle(team.office, keys("mona"))
    contents = read_contents(sorted(entries(index)), late)
    assert (contents.by_entry.keys(), contents.closed) == (entries(index), 0)
    assert "irma" in readers(index), "who was assigned in the place of whoever stepped down"
    check(team, index)


def test_what_was_handed_to_people_from_outside_is_closed_to_those_inside_from_then_on(team):
    keyring = employ(team, "odo", "outside-handler")
    index = under_way(team)
    inside = {login: somebody(login) for login in ("mona", "ivan", "tara", "ines")}
    for thief in inside.values():
        thief.copies()
    moment = newest()
    team.do("mona", index, c.SetApart())
    said = perform(team.office, odo(), index, c.SendMessage(text="I come from outside."), keyring)
    assert isinstance(said, Done), said
    written = perform(team.office, odo(), index, c.AddEvidence(case=1, description="A letter."), keyring)
    assert isinstance(written, Done), written
    for login, thief in inside.items():
        thief.copies()
        assert thief.opens(entries(index, moment)) == set(), login
    assert read_contents(sorted(entries(index)), keyring).closed == 0
    assert examine_rows() == []


def odo() -> Person:
    """Who handles what is set apart."""
    found = person(account("odo").ref)
    assert found is not None
    return found


def test_overseers_to_whom_it_was_open_open_nothing_later_one_by_one_and_every_generation_together(team, clock):
    index = under_way(team)
    team.do("omar", index, c.OpenToOverseers(asked_by=team.refs["olga"], reason="sampled"))
    settle(team.office, keys("mona"))
    alone = {login: somebody(login) for login in ("olga", "omar")}
    for login, thief in alone.items():
        thief.copies()
        assert thief.opens(entries(index)) == entries(index), login
    clock.moment += timedelta(days=OPEN_DAYS + 1)
    do_what_is_due(team.office)
    moment = newest()
    goes_on(team, index)
    for login, thief in alone.items():
        thief.copies()
        assert thief.opens(entries(index, moment)) == set(), login
    assert together("olga", "omar").opens(entries(index)) == entries(index)


def test_two_who_oversee_no_longer_open_nothing_later_even_together(team):
    index = under_way(team)
    before = together("olga", "omar")
    assert before.opens(entries(index)) == entries(index)
    for login in ("olga", "omar"):
        employ(team, f"new-{login}", "overseer")
        leave(team, login)
    moment = newest()
    goes_on(team, index)
    before.copies()
    before.private |= together("olga", "omar").private
    assert before.opens(entries(index, moment)) == set()
    assert together("new-olga", "new-omar").opens(entries(index, moment)) == entries(index, moment)
    assert examine_rows() == []


@pytest.mark.parametrize("login", ["ivan", "mona", "ines"])
def test_what_was_lost_with_a_forgotten_password_opens_nothing_new(team, two, login):  # noqa: F811
    """Somebody has the old password and the copies that go with it; its owner was given new keys."""
    assert isinstance(appoint(team.office, two[1], team.refs["milo"], "case-manager", background="from-staff"), str)
    declare_nothing(team.office, [team.refs["milo"]])
    settle(team.office, opens())
    index = under_way(team)
    old = somebody(login)
    old.copies()
    assert old.opens(entries(index)) == entries(index)
    moment, new = newest(), fresh()
    assert give_new_keys(team.office, NoAgent(), *two, login, new, opens()) is None
    settle(team.office, keys("milo"))
    team.do("ivan", index, c.AddEvidence(case=1, description="A letter of the branch."))
    team.do("milo", index, c.SendMessage(text="We have begun to ask."))
    old.copies()
    assert old.opens(entries(index, moment)) == set()
    assert read_contents(sorted(entries(index)), keys_of(new.key_pair)).closed == 0
    assert examine_rows() == []


def test_where_nobody_on_the_staff_could_be_granted_it_no_new_key_is_made(team):
    """Their proofs are gone from the database, which the doctor names. Who could open it before can open what comes."""
    index = under_way(team)
    team.do("ivan", index, c.Recuse(ground="relative"))
    before = generations(index)
    Appointment.objects.update(stand_in=None)
    Compartment.objects.exclude(vouched=None).update(vouched=None)
    goes_on(team, index)
    assert generations(index) == before
    assert opens_it(index, keys("mona"))


def test_whoever_has_no_key_that_is_vouched_for_waits_for_the_new_one(team):
    index = under_way(team)
    team.do("ivan", index, c.Recuse(ground="relative"))
    [row] = Appointment.objects.filter(person=team.refs["irma"])
    proof = bytes(row.stand_in)
    Appointment.objects.filter(pk=row.pk).update(stand_in=None)
    goes_on(team, index)
    assert generations(index)["complaint"] == 2
    assert KeyTask.objects.filter(complaint=index).exists()
    late = entries(index, newest() - 2)
    assert not read_contents(sorted(late), keys("irma")).by_entry
    Appointment.objects.filter(pk=row.pk).update(stand_in=proof)
    assert settle(team.office, keys("mona")) == 0
    assert read_contents(sorted(late), keys("irma")).closed == 0
    check(team, index)
