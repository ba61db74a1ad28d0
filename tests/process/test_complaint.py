"""The complaint as a whole: made, acknowledged, assessed, linked, written about."""

from datetime import timedelta

import pytest

from evenhand.process import commands as c
from evenhand.process.codes import Assessment, ComplaintStage, Duty, LinkType, Role
from evenhand.process.facts import FileRef, Into
from evenhand.process.state import Person
from tests.process.steps import a_complaint, accepted, assign, assigned, closed, declined, opened
from tests.process.world import REASONS, RULEBOOK, SENDER, START, TEAM, staff

FILE = FileRef("a1" * 32, bytes(32), "photo.jpg", "image/jpeg", 1000)


def test_a_complaint_is_two_facts_and_its_words_are_sealed(world):
    index = world.submit(a_complaint(files=(FILE,)))
    received, complainant = world.histories[index]
    assert received.act == "received"
    assert received.nonce == bytes(range(16))
    assert complainant.act == "complainant-recorded"
    for recorded in (received, complainant):
        assert "shouted" not in str(recorded.data)
        assert "Zoe" not in str(recorded.data)


def test_the_complaint_is_sealed_apart_from_who_made_it(world):
    received, complainant = world.answer(None, a_complaint(files=(FILE,)), SENDER)
    assert (received.into, complainant.into) == (Into.COMPLAINT, Into.IDENTITY)
    assert set(received.content) == {"narrative"}
    assert received.files == (FILE,)
    assert complainant.content == {"name": "Zoe Example", "reach": "zoe@mail.example"}
    assert complainant.cites == "received"


def test_an_anonymous_complaint_has_the_same_facts(world):
    facts = world.answer(None, a_complaint(name="", reach=" "), SENDER)
    assert [fact.act for fact in facts] == ["received", "complainant-recorded"]
    assert facts[1].content is None
    assert world.complaints[0].anonymous


def test_a_complaint_is_pinned_to_its_rulebook(world):
    index = world.submit(a_complaint())
    assert world.complaints[index].rulebook == RULEBOOK.hash


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"channel": "pigeon"}, "unknown-code", "channel"),
        ({"channel": "phone"}, "channel", "channel"),
        ({"category": "hat"}, "unknown-category", "category"),
        ({"labels": ("online", "hat")}, "unknown-label", "labels"),
        ({"labels": ("online", "online")}, "unknown-label", "labels"),
        ({"labels": ("har",)}, "unknown-label", "labels"),
        ({"narrative": " \n"}, "missing-text", "narrative"),
        ({"nonce": b"short"}, "nonce", "nonce"),
        ({"nonce_by": "dice"}, "unknown-code", "nonce_by"),
        ({"token": "5E" * 32}, "token", "token"),
        ({"on": START + timedelta(days=1)}, "future", "on"),
    ],
)
def test_a_complaint_that_cannot_be_registered_is_refused_at_the_field(world, changes, code, field):
    answer = world.answer(None, a_complaint(**changes), SENDER)
    assert (answer.code, answer.field) == (code, field)
    assert not world.complaints


def test_a_file_alone_is_a_complaint(world):
    assert world.submit(a_complaint(narrative="", files=(FILE,))) == 0


def test_an_intake_officer_registers_what_came_by_post_on_the_day_it_came(world):
    world.wait(5)
    index = world.submit(a_complaint(channel="post", on=START), world.person("ines"))
    assert world.complaints[index].received_on == START
    assert world.complaints[index].hands == {"ines": frozenset({Duty.MANAGE})}


def test_an_intake_officer_is_not_the_web(world):
    assert world.answer(None, a_complaint(), TEAM["ines"]).code == "channel"


@pytest.mark.parametrize("who", ["tara", "mona", "ivan", "dora", "rosa", "olga", "lena", "adam"])
def test_nobody_else_on_the_staff_registers_complaints(world, who):
    assert world.answer(None, a_complaint(channel="post"), TEAM[who]).code == "role"


def test_a_complaint_is_acknowledged_once_and_an_officer_named(world):
    index = world.submit(a_complaint())
    (fact,) = world.do(index, c.Acknowledge(officer="mona", words="We have it."), "ines")
    assert fact.into is Into.COMPLAINT
    assert world.complaints[index].named_officer == "mona"
    assert world.refused(index, c.Acknowledge(officer="ines"), "ines") == "stage"


def test_the_clerk_may_acknowledge(world):
    index = world.submit(a_complaint())
    world.do(index, c.Acknowledge(officer="ines"), "clerk")
    assert world.complaints[index].hands == {}


@pytest.mark.parametrize("officer", ["dora", "rosa", "lena", "olga", "adam"])
def test_a_named_officer_is_someone_who_deals_with_complainants(world, officer):
    index = world.submit(a_complaint())
    assert world.refused(index, c.Acknowledge(officer=officer), "ines") == "officer"


@pytest.mark.parametrize("officer", ["nobody", "complainant", "clerk", ""])
def test_a_named_officer_is_on_the_staff(world, officer):
    index = world.submit(a_complaint())
    assert world.refused(index, c.Acknowledge(officer=officer), "ines") == "no-such-person"


def test_assessment_needs_acknowledgement_first(world):
    index = world.submit(a_complaint())
    assert world.refused(index, c.Assess(result="accepted", reasons=REASONS), "tara") == "stage"


def test_out_of_scope_needs_a_published_rule(world):
    index = world.submit(a_complaint())
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    for rule in (None, "we-never-look-at-likes"):
        assert world.refused(index, c.Assess(result="out-of-scope", rule=rule, reasons=REASONS), "tara") == "rule"
    world.do(index, c.Assess(result="out-of-scope", rule="not-a-member", reasons=REASONS), "tara")
    assert world.complaints[index].stage is ComplaintStage.DECLINED
    assert world.complaints[index].rule == "not-a-member"


def test_an_accepted_complaint_cites_no_rule_and_no_other_complaint(world):
    index = world.submit(a_complaint())
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    assert world.refused(index, c.Assess(result="accepted", rule="no-clause", reasons=REASONS), "tara") == "rule"
    assert (
        world.refused(index, c.Assess(result="accepted", duplicate_of=0, reasons=REASONS), "tara") == "duplicate-of"
    )


@pytest.mark.parametrize("reasons", ["", "No.", "." * 40, "too short to read", "aaaaaaaaaaaaaaaaaaaaaaaaaa"])
def test_an_assessment_has_reasons_in_words(world, reasons):
    index = world.submit(a_complaint())
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    assert world.refused(index, c.Assess(result="accepted", reasons=reasons), "tara") == "too-short"


def test_the_complainant_reads_the_reasons(world):
    index = world.submit(a_complaint())
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    (fact,) = world.do(index, c.Assess(result="accepted", reasons=REASONS), "tara")
    assert fact.into is Into.COMPLAINT
    assert fact.content == {"text": REASONS}


@pytest.mark.parametrize(
    "reasons",
    ["不當行為違反章程第二條第一款並且已有三名證人在場目擊此事", "Жалоба касается правила о поведении на собрании."],
)
def test_reasons_may_be_in_any_script(world, reasons):
    index = world.submit(a_complaint())
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    world.do(index, c.Assess(result="accepted", reasons=reasons), "tara")


def duplicate(world, index, other):
    """Try to decline a complaint as a duplicate of another."""
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    return world.answer(index, c.Assess(result="duplicate", duplicate_of=other, reasons=REASONS), "tara")


def test_a_duplicate_is_declined_and_linked_and_keeps_its_own_number(world):
    first, second = world.submit(a_complaint()), world.submit(a_complaint())
    facts = duplicate(world, second, first)
    assert [fact.act for fact in facts] == ["assessed", "linked"]
    state = world.complaints[second]
    assert (state.index, state.assessment, state.duplicate_of) == (second, Assessment.DUPLICATE, first)
    assert state.links == {first: LinkType.DUPLICATE}


def test_a_duplicate_is_of_another_complaint_that_exists(world):
    index = world.submit(a_complaint())
    assert duplicate(world, index, None).code == "no-such-complaint"
    for other in (index, 999):
        command = c.Assess(result="duplicate", duplicate_of=other, reasons=REASONS)
        assert world.refused(index, command, "tara") == "no-such-complaint"


def test_two_complaints_cannot_make_each_other_disappear_as_duplicates(world):
    first, second = world.submit(a_complaint()), world.submit(a_complaint())
    duplicate(world, second, first)
    assert duplicate(world, first, second).code == "duplicate-of"


def test_a_link_changes_nobodys_age_or_stage(world):
    first = world.submit(a_complaint())
    world.wait(3)
    second = accepted(world)
    before = world.complaints[first]
    world.do(second, c.Link(other=first, type="same-incident", reasons=REASONS), "mona")
    assert world.complaints[first] == before
    assert world.complaints[second].links == {first: LinkType.SAME_INCIDENT}
    assert (
        world.refused(second, c.Link(other=first, type="same-respondent", reasons=REASONS), "mona")
        == "linked-already"
    )


def test_a_link_that_would_give_one_person_two_duties_is_refused(world):
    first = assigned(world)
    second = opened(world)
    assign(world, second, investigator="irma", decider="dirk")
    world.do(second, c.Link(other=first, type="same-incident", reasons=REASONS), "mona")
    third = opened(world)
    world.people["ivan"] = staff("ivan", Role.INVESTIGATOR, Role.DECISION_MAKER)
    assign(world, third, investigator="irma", decider="ivan")
    assert world.refused(third, c.Link(other=first, type="same-incident", reasons=REASONS), "mona") == "other-duty"
    assert world.refused(first, c.Link(other=third, type="same-incident", reasons=REASONS), "mona") == "other-duty"
    assert world.refused(third, c.Link(other=second, type="same-incident", reasons=REASONS), "mona") == "other-duty"


def test_a_triage_assessor_who_investigates_a_linked_complaint_may_not_assess_this_one(world):
    world.people["tara"] = staff("tara", Role.TRIAGE_ASSESSOR, Role.INVESTIGATOR)
    index = world.submit(a_complaint())
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    world.people["tom"] = staff("tom", Role.TRIAGE_ASSESSOR)
    other = world.submit(a_complaint())
    world.do(other, c.Acknowledge(officer="ines"), "ines")
    world.do(other, c.Assess(result="accepted", reasons=REASONS), "tom")
    world.do(other, c.OpenCase(respondent_name="Yan", capacity="member", allegations=(("2.1", "Shouted."),)), "mona")
    world.do(other, c.Assign(case=1, duty="investigate", person="tara"), "mona")
    double = c.Assess(result="duplicate", duplicate_of=other, reasons=REASONS)
    assert world.refused(index, double, "tara") == "other-duty"
    world.do(index, c.Link(other=other, type="same-incident", reasons=REASONS), "mona")
    assert world.refused(index, c.Assess(result="accepted", reasons=REASONS), "tara").startswith("no-other-duty")


def test_an_unanswered_message_stays_unanswered_until_the_office_writes(world):
    index = world.submit(a_complaint())
    world.do(index, c.SendMessage(text="When will I hear?"), SENDER)
    world.wait(2)
    world.do(index, c.SendMessage(text="Hello?"), SENDER)
    assert world.complaints[index].unanswered_since == START
    world.do(index, c.Acknowledge(officer="ines"), "ines")
    assert world.complaints[index].unanswered_since == START
    world.do(index, c.SendMessage(text="By Friday."), "ines")
    assert world.complaints[index].unanswered_since is None


def test_a_message_says_something(world):
    index = world.submit(a_complaint())
    assert world.refused(index, c.SendMessage(text="  "), SENDER) == "missing-text"
    world.do(index, c.SendMessage(text="", files=(FILE,)), SENDER)


@pytest.mark.parametrize(
    ("who", "code"),
    [("dora", "role"), ("rosa", "role"), ("tara", "is-named-officer"), ("ivan", "on-a-case"), ("ines", None)],
)
def test_those_who_deal_with_the_complainant_write_to_them(world, who, code):
    index = accepted(world)
    answer = world.answer(index, c.SendMessage(text="Thank you."), who)
    assert (answer.code if code else answer[0].act) == (code or "message-sent")


def test_the_complainant_may_write_after_the_complaint_is_closed(world):
    index = closed(world)
    world.do(index, c.SendMessage(text="I have one more question."), SENDER)
    world.do(index, c.SendMessage(text="Ask it."), "mona")


def test_the_complainant_does_nothing_but_write(world):
    index = declined(world)
    for command in (c.Close(), c.Acknowledge(officer="ines"), c.Link(other=0, type="duplicate", reasons=REASONS)):
        assert world.refused(index, command, SENDER) == "role"


def test_a_member_of_staff_who_calls_themself_complainant_has_no_staff_role(world):
    index = world.submit(a_complaint())
    impostor = Person("complainant", staff("ines", Role.INTAKE_OFFICER).appointments)
    assert world.refused(index, c.Acknowledge(officer="ines"), impostor) == "role"


def test_nothing_is_done_under_another_rulebook_than_the_one_pinned(world):
    index = world.submit(a_complaint())
    from dataclasses import replace

    world.rulebook = replace(RULEBOOK, hash="00" * 32)
    assert world.refused(index, c.Acknowledge(officer="ines"), "ines") == "rulebook"


def test_a_complaint_on_the_web_comes_when_it_is_sent(world):
    assert world.answer(None, a_complaint(on=START - timedelta(days=1)), SENDER).code == "recorded-today"
