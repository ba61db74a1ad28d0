"""Two overseers open a complaint, with their own keys in a real key agent; one alone opens nothing (DESIGN 5.14, ADR 0027)."""

import os
from datetime import timedelta

import pytest

from evenhand.clerk.duties import do_what_is_due
from evenhand.office.act import Done
from evenhand.office.appoint import appoint, end_appointment
from evenhand.office.circle import office_keys, piece_holders, read_circle
from evenhand.office.confirm_account import confirm_account
from evenhand.office.create_account import NewAccount, create_account
from evenhand.office.keyring import SlotKeys
from evenhand.office.openings import ask_to_open, confirm_opening, unsure_of
from evenhand.office.reading import read_contents
from evenhand.office.settle import settle
from evenhand.office.sign_in import SignedIn, resume
from evenhand.office.teams import settle_teams
from evenhand.office.together import own_pieces, waiting_together
from evenhand.process import commands as c
from evenhand.process.codes import OpeningReason, Role
from evenhand.process.decide.oversight import OPEN_DAYS
from evenhand.process.facts import Refusal
from evenhand.process.teams import JOINT, PIECE
from evenhand.records.load import state_of
from evenhand.records.models import Appointment, Compartment, Grant, KeyTask, Record, Sealed
from evenhand.vault.agent.joint import MOST_KEYS
from evenhand.vault.keys import new_key_pair
from tests.doors.desk.house import COOKIE, REASONS, TEAM, House, enrolment
from tests.office.keys import keys_of, mail, opens

pytestmark = pytest.mark.django_db
SAMPLED = OpeningReason.SAMPLED


def signed_in(house: House, agent, login: str) -> SignedIn:
    """Somebody at the desk, by the page on which they sign in."""
    found = resume(house.office, agent, house.client(login).cookies[COOKIE].value)
    assert found is not None
    return found


def employ(house: House, login: str, role: Role = Role.OVERSEER) -> None:
    """One more member of staff."""
    ref = create_account(house.office, house.refs["adam"], NewAccount(login, login, enrolment(login), mail(login)))
    assert isinstance(ref, str), ref
    assert not isinstance(confirm_account(house.office, house.refs["anna"], ref, mail(login)), Refusal)
    house.refs[login] = ref
    made = appoint(house.office, house.refs["anna"], ref, role.value, background="from-outside", keys=opens())
    assert isinstance(made, str), made


def let_go(house: House, login: str) -> None:
    """Their appointment ends today."""
    [held] = Appointment.objects.filter(person=house.refs[login], ended_entry=None)
    assert end_appointment(house.office, house.refs["anna"], held.ref) is None


def opens_words(index: int, login: str, *, identity: bool = False) -> bool:
    """Whether somebody opens all that is sealed of a complaint with their own key and what the database holds; or who made it."""
    acts = dict(Record.objects.filter(complaint=index).values_list("entry_id", "act"))
    sealed = Sealed.objects.filter(entry__in=acts, what="content").values_list("entry", flat=True)
    asked = sorted(entry for entry in sealed if (acts[entry] == "complainant-recorded") is identity)
    assert asked
    contents = read_contents(asked, keys_of(enrolment(login).key_pair))
    assert not contents.by_entry or not contents.closed, "some of it and not the rest"
    return bool(contents.by_entry)


def open_it(house: House, agent, index: int, first: str = "olga", second: str = "omar") -> Done | Refusal:
    """One asks, another confirms; each says of themself what they are asked."""
    who, other = (signed_in(house, agent, login) for login in (first, second))
    asked = ask_to_open(house.office, agent, who, index, SAMPLED, unsure_of(house.office, who.person, index)[1])
    assert isinstance(asked, str), asked
    return confirm_opening(house.office, agent, other, asked, unsure_of(house.office, other.person, index)[1])


def test_two_read_what_neither_reads_alone_and_never_who_complained(house, agent):
    index = house.held()
    assert not any(opens_words(index, login) for login in ("olga", "omar"))
    assert isinstance(open_it(house, agent, index), Done)
    for login in ("olga", "omar"):
        assert opens_words(index, login)
        assert not opens_words(index, login, identity=True)
    assert not opens_words(index, "lena")
    assert not KeyTask.objects.filter(complaint=index).exists()


def test_what_comes_while_it_is_open_they_read_too(house, agent):
    index = house.received()
    assert isinstance(open_it(house, agent, index), Done)
    house.do(index, "ines", c.Acknowledge(officer=house.refs["ines"]))
    house.do(index, "tara", c.Assess(result="accepted", reasons=REASONS))
    said = (("2.1", "Shouted at the complainant."),)
    house.do(index, "mona", c.OpenCase(respondent_name="Yan", capacity="member", allegations=said))
    assert opens_words(index, "olga")


def test_two_open_every_generation_of_its_keys_though_overseers_changed_between_them(house, agent):
    """Older words are granted to the joint key of then, later ones to that of now: both are led to by one."""
    index = house.assigned()
    employ(house, "opal")
    house.do(index, "mona", c.SendMessage(text="We have begun to ask."))
    own = Compartment.objects.filter(complaint=index, purpose="complaint").order_by("entry")
    joint = Compartment.objects.filter(purpose=JOINT)
    to = [set(joint.filter(id__in=one.grants.values("to")).values_list("id", flat=True)) for one in own]
    assert to[0].isdisjoint(to[-1])
    assert isinstance(open_it(house, agent, index), Done)
    for login in ("olga", "omar"):
        assert opens_words(index, login)
    assert not KeyTask.objects.filter(complaint=index).exists()


def test_an_opening_that_is_refused_writes_nothing_not_even_that_a_key_was_passed_on(house, agent):
    """Both generations were led to by one joint key only once it was passed on; whoever asked left meanwhile."""
    index = house.assigned()
    employ(house, "opal")
    house.do(index, "mona", c.SendMessage(text="We have begun to ask."))
    who, other = (signed_in(house, agent, login) for login in ("olga", "omar"))
    asked = ask_to_open(house.office, agent, who, index, SAMPLED, unsure_of(house.office, who.person, index)[1])
    assert isinstance(asked, str), asked
    Appointment.objects.filter(person=house.refs["olga"]).update(until=house.office.today() - timedelta(days=1))
    size = Record.objects.count()
    assert isinstance(confirm_opening(house.office, agent, other, asked), Refusal)
    assert Record.objects.count() == size


def test_a_key_that_is_made_between_asking_and_confirming_waits_for_a_handler(house, agent):
    """Whoever asked, asked for the keys of then, and the agent opens no others with it."""
    index = house.assigned()
    who, other = (signed_in(house, agent, login) for login in ("olga", "omar"))
    asked = ask_to_open(house.office, agent, who, index, SAMPLED, unsure_of(house.office, who.person, index)[1])
    before = Compartment.objects.filter(complaint=index, purpose="complaint").count()
    house.do(index, "ivan", c.Recuse(ground="relative"))
    house.do(index, "mona", c.SendMessage(text="We have begun to ask."))
    assert Compartment.objects.filter(complaint=index, purpose="complaint").count() == before + 1
    done = confirm_opening(house.office, agent, other, asked, unsure_of(house.office, other.person, index)[1])
    assert isinstance(done, Done)
    assert KeyTask.objects.filter(complaint=index).exists()
    assert settle(house.office, keys_of(enrolment("mona").key_pair)) == 0
    assert opens_words(index, "olga")


def test_nothing_is_written_before_a_second_overseer_confirms_it(house, agent):
    index, size = house.received(), Record.objects.count()
    who = signed_in(house, agent, "olga")
    asked = ask_to_open(house.office, agent, who, index, SAMPLED)
    assert Record.objects.count() == size
    assert not opens_words(index, "olga")
    [waits] = [one for one in waiting_together(agent, who) if one.asked == asked]
    assert (waits.index, waits.reason, waits.by) == (index, "sampled", house.refs["olga"])
    refusal = confirm_opening(house.office, agent, who, asked)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "same-person"
    assert Record.objects.count() == size


@pytest.mark.parametrize("login", sorted(set(TEAM) - {"olga", "omar"}))
def test_nobody_else_asks_for_it_or_confirms_it(house, agent, login):
    index = house.received()
    stranger = signed_in(house, agent, login)
    assert isinstance(ask_to_open(house.office, agent, stranger, index, SAMPLED), Refusal)
    asked = ask_to_open(house.office, agent, signed_in(house, agent, "olga"), index, SAMPLED)
    assert isinstance(confirm_opening(house.office, agent, stranger, asked), Refusal)
    assert state_of(index).opened_to() == frozenset()


def test_it_is_taken_back_the_day_after_its_last_by_the_clerk(house, agent, clock):
    index = house.received()
    assert isinstance(open_it(house, agent, index), Done)
    clock.moment += timedelta(days=OPEN_DAYS + 1)
    do_what_is_due(house.office)
    assert not any(opens_words(index, login) for login in ("olga", "omar"))
    assert state_of(index).opened_to() == frozenset()
    assert isinstance(open_it(house, agent, index, "omar", "olga"), Done), (
        "and they can open it again, in another act"
    )


def test_any_two_of_three_open_what_came_since_they_are_three(house, agent):
    employ(house, "opal")
    index = house.received()
    assert isinstance(open_it(house, agent, index, "opal", "olga"), Done)
    assert opens_words(index, "opal")
    assert not opens_words(index, "omar")


def test_whoever_joins_reads_what_came_before_once_two_of_before_have_opened_something(house, agent):
    before, another = house.received("before"), house.received("another")
    employ(house, "opal")
    assert isinstance(open_it(house, agent, another, "olga", "omar"), Done), "they pass the earlier key on with it"
    assert isinstance(open_it(house, agent, before, "opal", "omar"), Done)
    assert opens_words(before, "opal")


def test_whoever_left_opens_nothing_even_with_a_copy_of_everything_and_a_colleague_of_before(house, agent):
    """Two leavers with their old pieces: what came after they left is sealed to another key."""
    for login in ("opal", "otto"):
        employ(house, login)
    let_go(house, "olga")
    let_go(house, "omar")
    index = house.received("after")
    held = {to for held in piece_holders().values() for to in held}
    newest = office_keys(JOINT)[JOINT][-1].id
    theirs = {enrolment(login).record.public for login in ("olga", "omar")}
    known = read_circle(house.office).people
    assert {known[house.refs[login]].id for login in ("opal", "otto")} == piece_holders()[newest].keys()
    assert held
    assert theirs
    assert isinstance(open_it(house, agent, index, "opal", "otto"), Done)
    assert not opens_words(index, "olga")


def test_what_came_before_there_were_two_overseers_waits_for_a_handler_who_has_the_key(house, agent):
    let_go(house, "omar")
    employ(house, "opal")
    Grant.objects.filter(to__in=[key.id for key in office_keys(JOINT)[JOINT]]).exclude(
        compartment__purpose__in=(JOINT, PIECE)
    ).delete()
    index = house.received()
    Grant.objects.filter(compartment__complaint=index, to__in=[key.id for key in office_keys(JOINT)[JOINT]]).delete()
    assert isinstance(open_it(house, agent, index, "olga", "opal"), Done)
    assert not opens_words(index, "olga")
    assert KeyTask.objects.filter(complaint=index).exists()
    mona = signed_in(house, agent, "mona")
    settle(house.office, SlotKeys(agent, mona.slot, mona.cookie_half, mona.key))
    assert opens_words(index, "olga")


def test_a_joint_key_that_somebody_wrote_into_the_database_is_granted_nothing(house):
    """The attack: one's own public half as the newest of the overseers' keys."""
    mine = new_key_pair(os.urandom)
    Compartment.objects.create(id="e" * 32, purpose=JOINT, public=bytes(mine.public), vouched=bytes(64), entry=10**9)
    index = house.received()
    assert not Grant.objects.filter(compartment__complaint=index, to="e" * 32).exists()
    real = office_keys(JOINT)[JOINT][0].id
    assert Grant.objects.filter(compartment__complaint=index, to=real).exists(), (
        "nor does it keep the real one from being granted"
    )
    assert settle_teams(house.office, None) is None
    assert office_keys(JOINT)[JOINT][0].id == real
    assert Compartment.objects.filter(purpose=JOINT).count() == 2, "and it has no further keys drawn"


def test_the_openings_stand_in_the_register_under_kinds_that_tell_nothing(house, agent):
    index = house.received()
    before = Record.objects.count()
    assert isinstance(open_it(house, agent, index), Done)
    acts = list(Record.objects.filter(entry_id__gte=before).order_by("entry_id").values_list("act", "entry__kind"))
    assert acts == [("cover-event", "event"), ("oversight-opened", "review"), ("cover-outcome", "outcome")]


def test_a_key_that_two_present_cannot_open_is_not_the_one_that_is_sealed_to(house, agent):
    """Omar pauses, Opal stands in and leaves, Omar comes back: those who oversee are those of before, and the newest key is not."""
    let_go(house, "omar")
    employ(house, "opal")
    let_go(house, "opal")
    made = appoint(
        house.office, house.refs["anna"], house.refs["omar"], "overseer", background="from-outside", keys=opens()
    )
    assert isinstance(made, str), made
    known = read_circle(house.office).people
    newest = office_keys(JOINT)[JOINT][-1].id
    assert piece_holders()[newest].keys() == {known[house.refs[login]].id for login in ("olga", "omar")}
    assert isinstance(open_it(house, agent, house.received("back")), Done)


def test_what_those_of_before_held_alone_is_granted_to_those_of_now_by_handlers(house, agent):
    """All overseers change at once: their accounts stay, and what is sealed to their key is not taken to be open to anybody."""
    index = house.received("before")
    for login in ("olga", "omar"):
        let_go(house, login)
    for login in ("opal", "otto"):
        employ(house, login)
    assert [key.id for key in read_circle(house.office).joint] == [office_keys(JOINT)[JOINT][-1].id]
    assert KeyTask.objects.filter(complaint=index).exists()
    mona = signed_in(house, agent, "mona")
    settle(house.office, SlotKeys(agent, mona.slot, mona.cookie_half, mona.key))
    assert isinstance(open_it(house, agent, index, "opal", "otto"), Done)
    assert opens_words(index, "opal")


def test_whoever_has_overseen_through_many_changes_still_opens_what_came_first(house, agent):
    index = house.received("first")
    for number in range(MOST_KEYS + 1):
        employ(house, f"o{number}")
        let_go(house, f"o{number}")
    assert len(own_pieces(read_circle(house.office).people[house.refs["olga"]].id)) == MOST_KEYS
    assert isinstance(open_it(house, agent, index), Done)
    assert opens_words(index, "olga")
