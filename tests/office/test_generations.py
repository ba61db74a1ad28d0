"""Whoever lost access opens nothing that is sealed afterwards, with all that they kept and every ciphertext (ADR 0032).

The expected answers were written first. Before: all that the thief may read. After: nothing. Where nobody loses access: no new key.
"""

import base64
import json
import os

import pytest

from evenhand.office.act import Done
from evenhand.office.appoint import appoint, end_appointment
from evenhand.office.follow import Holder, Possession, find, write
from evenhand.office.generations import phrase_key
from evenhand.office.new_keys import give_new_keys
from evenhand.office.reading import read_contents
from evenhand.office.settle import settle
from evenhand.process import commands as c
from evenhand.process.facts import Into
from evenhand.records.load import people
from evenhand.records.models import Appointment, Compartment, Grant, KeyTask, PhraseHolder, Record, Sealed
from evenhand.vault.keys import key_id, new_key_pair
from evenhand_register import canonical
from evenhand_register.record import commit_spelt
from tests.clerk.furnished import database_password, sql
from tests.office.declared import declare_nothing
from tests.office.keys import keys_of, opens
from tests.office.scenes import complain
from tests.office.team import REASONS, Team, enrolment
from tests.office.test_access import account, allowed, check, employ, examine_rows, join, opens_it, readers
from tests.office.test_new_keys import NoAgent, fresh, two  # noqa: F401  (a fixture)
from tests.office.thief import Thief, somebody

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


def phrase_opens(index: int, phrase) -> bool:
    """Whether the phrase opens all that was ever sealed to the complaint itself and to who made it."""
    own = Compartment.objects.filter(complaint=index, purpose__in=(Into.COMPLAINT, Into.IDENTITY))
    sealed = set(Sealed.objects.filter(compartment__in=own, what="content").values_list("entry", flat=True))
    thief = Thief.who(held(phrase).pair)
    thief.copies()
    return set(own.values_list("id", flat=True)) <= thief.private.keys() and thief.opens(sealed) == sealed


def held(phrase) -> Holder:
    """Whoever holds it."""
    found = find(Possession.of(phrase))
    assert found is not None
    return found


def test_the_phrase_opens_every_generation_and_what_its_holder_writes_is_sealed_to_the_newest(team):
    made, phrase = complain(team.office, "one")
    index = made.index
    team.accept(index)
    ivan = somebody("ivan")
    ivan.copies()
    team.do("ivan", index, c.Recuse(ground="relative"))
    assert isinstance(write(team.office, held(phrase), "I have something to add."), Done)
    ivan.copies()
    assert ivan.opens({newest()}) == set()
    assert generations(index)["complaint"] == 2
    goes_on(team, index)
    assert phrase_opens(index, phrase)
    assert readers(index) == allowed(team, index)


def as_before(index: int) -> None:
    """As an older version wrote it down: the act says the key's id alone, and no row has the key. Entry and record agree."""
    received = Record.objects.select_related("entry").get(entry=index)
    facts = json.loads(bytes(received.facts))
    del facts["data"]["holder"]["public"]
    spelt = canonical.dumps(facts)
    record = commit_spelt(spelt, bytes(received.facts_salt), bytes(received.content_hash))
    sql('UPDATE records_record SET facts = %s WHERE "index" = %s', spelt, index)
    sql('UPDATE records_entry SET record = %s WHERE "index" = %s', record, index)
    PhraseHolder.objects.filter(complaint=index).update(public=None)
    assert phrase_key(index) is None


def test_of_a_complaint_of_before_the_key_is_learnt_when_its_holder_writes(team):
    """Until then the complaint's own key stays, so that its sender is not shut out; those of its cases are new all the same."""
    with database_password():
        made, phrase = complain(team.office, "one")
        index = made.index
        as_before(index)
        team.accept(index)
        team.do("ivan", index, c.Recuse(ground="relative"))
        goes_on(team, index)
        assert generations(index) == {"complaint": 1, "identity": 1, "case 1": 2}
        assert phrase_opens(index, phrase)
        assert isinstance(write(team.office, held(phrase), "I have something to add."), Done)
        assert generations(index) == {"complaint": 2, "identity": 1, "case 1": 2}
        assert phrase_opens(index, phrase)
        assert not {trouble.table for trouble in examine_rows()} & {"phraseholder", "compartment", "grant", "sealed"}


@pytest.mark.parametrize("where", ["the row of a complaint of before", "the row and the act"])
def test_nothing_is_granted_to_a_phrases_key_that_somebody_wrote_into_the_database(team, where):
    """The attack: one's own public half in the place of the sender's, before somebody's access ends."""
    mine = new_key_pair(os.urandom)
    with database_password():
        made, phrase = complain(team.office, "one")
        index = made.index
        team.accept(index)
        if where == "the row and the act":
            facts = json.loads(bytes(Record.objects.get(entry=index).facts))
            facts["data"]["holder"] |= {"key": key_id(mine.public), "public": base64.b64encode(mine.public).decode()}
            sql('UPDATE records_record SET facts = %s WHERE "index" = %s', canonical.dumps(facts), index)
            PhraseHolder.objects.filter(complaint=index).update(key=key_id(mine.public))
        else:
            as_before(index)
        PhraseHolder.objects.filter(complaint=index).update(public=bytes(mine.public))
        assert phrase_key(index) is None
        team.do("ivan", index, c.Recuse(ground="relative"))
        goes_on(team, index)
        assert not Grant.objects.filter(to=key_id(mine.public)).exists()
        assert generations(index) == {"complaint": 1, "identity": 1, "case 1": 2}
        assert {"phraseholder", "record"} & {trouble.table for trouble in examine_rows()}
    assert phrase


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
