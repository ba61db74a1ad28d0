"""Two acts of the office at once: the slower one is decided again on what the quicker one left."""

import pytest

from evenhand.office import adopt_rulebook as adopting
from evenhand.office import appoint as appointing
from evenhand.office import create_account as creating
from evenhand.office.adopt_rulebook import adopt_rulebook
from evenhand.office.appoint import appoint, end_appointment
from evenhand.office.create_account import NewAccount, create_account
from evenhand.process.facts import Refusal
from evenhand.process.rulebook import Rulebook
from evenhand.records.models import Account, Appointment, Entry, RulebookText
from evenhand.site.shipped import shipped_rulebook
from tests.office.keys import mail
from tests.office.team import enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def between(monkeypatch):
    """Lets something happen between what one module of the office decides and its being written, as often as is said."""

    def happen(module, what, times: int = 1) -> None:
        record, left = module.record, [what] * times

        def recorded(*arguments, **named):
            if left:
                left.pop()()
            return record(*arguments, **named)

        monkeypatch.setattr(module, "record", recorded)

    return happen


def hired(office, login: str) -> str:
    """Somebody with an account."""
    ref = create_account(office, "founding", NewAccount(login, login.title(), enrolment(login), mail(login)))
    assert isinstance(ref, str), ref
    return ref


def another(office):
    """An act of the office that comes between."""
    return lambda: hired(office, f"somebody-{Account.objects.count()}")


def test_an_account_made_beside_another_is_made_all_the_same(office, between):
    adopted_between = shipped_rulebook().replace('version = "', 'version = "between-', 1)
    between(creating, lambda: adopt_rulebook(office, "founding", adopted_between))
    assert Account.objects.get(ref=hired(office, "anna")).login == "anna"


def test_of_two_accounts_with_one_name_the_second_is_refused_with_the_reason(office, between):
    made = []
    between(creating, lambda: made.append(hired(office, "anna")))
    answer = create_account(
        office, "founding", NewAccount("anna", "Another Anna", enrolment("another"), mail("anna"))
    )
    assert isinstance(answer, Refusal)
    assert answer.code == "login-taken"
    assert [account.ref for account in Account.objects.filter(login="anna")] == made


def test_appointments_beside_other_acts_are_made_and_ended_once(office, between):
    anna = hired(office, "anna")
    between(appointing, another(office))
    ref = appoint(office, "founding", anna, "overseer")
    assert isinstance(ref, str), ref
    between(appointing, another(office))
    assert end_appointment(office, "founding", ref) is None
    assert Appointment.objects.get().until == office.today()


def test_two_appointments_that_no_one_person_may_hold_are_never_both_made(office, between):
    anna = hired(office, "anna")
    between(appointing, lambda: appoint(office, "founding", anna, "leadership"))
    answer = appoint(office, "founding", anna, "investigator")
    assert isinstance(answer, Refusal)
    assert answer.code == "wall"
    assert [held.role for held in Appointment.objects.all()] == ["leadership"]


def test_a_rulebook_is_adopted_beside_another_act(office, between):
    text = shipped_rulebook().replace('version = "', 'version = "later-', 1)
    between(adopting, another(office))
    adopted = adopt_rulebook(office, "founding", text)
    assert isinstance(adopted, Rulebook), adopted
    assert RulebookText.objects.filter(hash=adopted.hash).exists()


def test_where_others_are_always_quicker_it_is_refused_in_a_sentence_and_nothing_is_written(office, between):
    anna = hired(office, "anna")
    before = Entry.objects.count()
    between(appointing, another(office), times=9)
    answer = appoint(office, "founding", anna, "overseer")
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.sentence.endswith("Nothing was changed: try again.")) == ("try-again", True)
    assert not Appointment.objects.exists()
    assert Entry.objects.count() == before + 5, "five acts of others"
