"""A key that stood elsewhere for a moment, and was put back: what was done meanwhile is named for ever."""

import pytest

from evenhand.clerk.doctor.places import check_places
from evenhand.office.teams import settle_teams
from evenhand.process import commands as c
from evenhand.records.models import Compartment, Grant, Sealed
from tests.office.conftest import team  # noqa: F401  (a fixture)
from tests.office.keys import keys_of, opens
from tests.office.team import enrolment
from tests.office.test_access import examine_rows, readers

pytestmark = pytest.mark.django_db


def moved(index: int, to: int) -> int:
    """The keys of one complaint stand with another from now on."""
    return Compartment.objects.filter(complaint=index).update(complaint=to)


def test_a_key_granted_while_it_stood_with_another_complaint_is_named_with_who_got_it(team):  # noqa: F811
    """Whoever has a shell in the database and a friend who investigates: the friend reads a complaint of others."""
    wanted, own = team.receive("wanted"), team.receive("own")
    team.do("ines", own, c.Acknowledge(officer=team.refs["ines"]))
    team.do("tara", own, c.Assess(result="accepted", reasons="It falls under the code of conduct."))
    team.do("mona", own, team.a_case())
    keys = set(Compartment.objects.filter(complaint=wanted).values_list("id", flat=True))
    assert "ivan" not in readers(wanted)
    assert list(check_places()) == []
    moved(wanted, own)
    team.do("mona", own, c.Assign(case=1, duty="investigate", person=team.refs["ivan"]))
    Compartment.objects.filter(id__in=keys).update(complaint=wanted)
    assert list(examine_rows()) == [], "every row is as its act has it"
    found = list(check_places())
    assert {trouble.table for trouble in found} == {"grant"}
    got = Grant.objects.filter(compartment__in=keys, entry=found[0].act)
    assert {trouble.key for trouble in found} == {f"{grant.compartment_id} {grant.to}" for grant in got}
    assert f"An act of complaint {own} granted a key of complaint {wanted}." in found[0].sentence
    assert "ivan" in readers(wanted), "which is why it is told"


def test_words_sealed_to_the_key_of_another_complaint_are_named(team):  # noqa: F811
    one, other = team.receive("one"), team.receive("other")
    keys = set(Compartment.objects.filter(complaint=one).values_list("id", flat=True))
    spared = dict(Compartment.objects.filter(complaint=other).values_list("id", "complaint"))
    Compartment.objects.filter(complaint=other).update(complaint=None)
    moved(one, other)
    team.do("ines", other, c.Acknowledge(officer=team.refs["ines"]))
    team.do("tara", other, c.Assess(result="accepted", reasons="It falls under the code of conduct."))
    Compartment.objects.filter(id__in=keys).update(complaint=one)
    Compartment.objects.filter(id__in=spared).update(complaint=other)
    found = [trouble for trouble in check_places() if trouble.table == "sealed"]
    assert found
    assert {trouble.key for trouble in found} <= set(Sealed.objects.values_list("address", flat=True))
    assert f"Words of complaint {other} were sealed to a key of complaint {one}." in found[0].sentence


def test_a_teams_key_granted_as_if_it_were_a_complaints_is_named(team):  # noqa: F811
    """It opens every complaint of the team at once."""
    wanted, own = team.receive("wanted"), team.receive("own")
    team.do("ines", own, c.Acknowledge(officer=team.refs["ines"]))
    team.do("tara", own, c.Assess(result="accepted", reasons="It falls under the code of conduct."))
    team.do("mona", own, team.a_case())
    kept = list(Compartment.objects.filter(complaint=None, purpose="team-management").values("id", "purpose"))
    ids = [row["id"] for row in kept]
    assert ids
    Compartment.objects.filter(id__in=ids).update(complaint=own, purpose="case", case=1)
    team.do("mona", own, c.Assign(case=1, duty="investigate", person=team.refs["ivan"]))
    Compartment.objects.filter(id__in=ids).update(complaint=None, purpose="team-management", case=None)
    assert list(examine_rows()) == []
    assert "ivan" in readers(wanted)
    found = [trouble for trouble in check_places() if trouble.key.split()[0] in ids]
    assert f"An act of complaint {own} granted a key of the office." in found[0].sentence


def test_a_complaints_key_granted_as_if_it_were_a_teams_is_named(team):  # noqa: F811
    wanted = team.receive("wanted")
    kept = list(Compartment.objects.filter(complaint=wanted).values("id", "purpose"))
    for row in kept:
        Compartment.objects.filter(id=row["id"]).update(complaint=None, purpose="team-management")
        settle_teams(team.office, keys_of(enrolment("mona").key_pair))
        settle_teams(team.office, opens())
        Compartment.objects.filter(id=row["id"]).update(complaint=wanted, purpose=row["purpose"])
    assert f"An act of the office granted a key of complaint {wanted}." in {
        trouble.sentence.split(". ")[0] + "." for trouble in check_places()
    }


def test_a_key_that_was_merely_moved_accuses_nobody(team):  # noqa: F811
    """Whoever wants to bury a true finding under false ones."""
    one, other = team.receive("one"), team.receive("other")
    moved(one, other)
    assert list(check_places()) == []
    assert {trouble.table for trouble in examine_rows()} == {"compartment"}
