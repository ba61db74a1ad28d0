"""Every sample is drawn again by the doctor: list, hash, lot and value, each lie under its own name (K4, ADR 0028)."""

from datetime import date

import pytest

from evenhand.clerk.doctor.claims import Claims
from evenhand.clerk.doctor.entries import Register, check_entries
from evenhand.clerk.doctor.projections import check_projections
from evenhand.clerk.doctor.roots import Roots
from evenhand.office.act import perform
from evenhand.office.draw_sample import draw_sample
from evenhand.office.office_act import record
from evenhand.office.public_entry import nothing_to_project
from evenhand.process import commands as c
from evenhand.process.facts import Fact, Refusal
from evenhand.process.sampling import Frame, FrameKind, drawn_from, frame_hash, frame_text
from evenhand.process.state import Person
from evenhand.records.load import as_recorded
from evenhand.records.models import Complaint, Record
from evenhand.records.queries.register import size
from evenhand.records.queries.samples import samples
from tests.doors.desk.conftest import _shared_agent, agent, house  # noqa: F401  (fixtures, also those that these ask for)
from tests.doors.desk.house import REASONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]
VALUE = "6152341623534621"
OPEN = Frame(FrameKind.OPEN)


def named() -> list[tuple[str, str]]:
    """What the doctor says of samples: number and column."""
    claims, found = Claims(), []
    rows = Record.objects.order_by("entry_id").values_list("entry_id", "facts", "entry__record")
    for recorded in as_recorded(rows):
        found += [one for one in claims.hear(recorded, None) if one.table == "sample"]
    found += [one for one in check_projections({}, claims.draws) if one.table == "sample"]
    assert all(one.act is not None for one in found)
    return [(one.key, one.column) for one in found]


def drawn(house, frame: Frame = OPEN, value: str = VALUE, wanted: int = 2) -> int:  # noqa: F811
    made = draw_sample(house.office, house.refs["olga"], frame, wanted, value)
    assert isinstance(made, int), made
    return made


def written(house, **changes) -> None:  # noqa: F811
    """The attack: an act of a draw that somebody writes with the office's own keys, with something changed."""
    listed = list(changes.pop("listed", Complaint.objects.order_by("index").values_list("index", flat=True)))
    entries = changes.pop("size", size())
    digest = frame_hash(frame_text(house.office.origin, OPEN, entries, listed))
    data = {
        "by": house.refs["olga"],
        "sample": len(samples()) + 1,
        **OPEN.as_facts(),
        "size": entries,
        "listed": listed,
    }
    data |= {"frame_hash": digest, "value": VALUE, "wanted": 2}
    chosen = drawn_from(digest, changes.get("value", VALUE), listed, 2)
    record(house.office, [Fact("sample-drawn", {**data, "chosen": chosen, **changes})], nothing_to_project)


def test_samples_of_every_frame_are_found_right_whatever_became_of_their_complaints(house):  # noqa: F811
    """Complaints go on after a draw: what counts is how they stood before its entry."""
    house.received("a", apart=True)
    lead, follower = house.closed("b"), house.acknowledged("c")
    house.do(follower, "tara", c.Assess(result="duplicate", duplicate_of=lead, reasons=REASONS))
    out, held = house.acknowledged("d"), house.held("e")
    house.do(out, "tara", c.Assess(result="out-of-scope", rule="no-clause", reasons=REASONS))
    today = house.office.today()
    frames = [
        *(Frame(kind) for kind in (FrameKind.OPEN, FrameKind.DECLINED, FrameKind.DEPARTED, FrameKind.APART)),
        Frame(FrameKind.CATEGORY, category="har"),
        Frame(FrameKind.CLOSED, closed_from=date(2026, 1, 1), closed_to=today),
    ]
    for number, frame in enumerate(frames):
        drawn(house, frame, f"{VALUE}{number}")
    house.do(held, "rosa", c.ReviewOverride(case=1, verify=False, reasons=REASONS))
    assert not isinstance(perform(house.office, Person("clerk"), follower, c.FollowLead()), Refusal)
    house.do(lead, "olga", c.Reopen(cases=(1,), ground="fresh-evidence", reasons=REASONS))
    house.received("f")
    for number, frame in enumerate((*frames[:2], *frames[3:5])):  # nothing departs any more, and nothing is closed
        drawn(house, frame, f"{VALUE}{number}again")
    assert named() == []


def test_each_lie_about_a_draw_is_named(house):  # noqa: F811
    indexes = [house.received(token) for token in "abcd"]
    digest = frame_hash(frame_text(house.office.origin, OPEN, size(), indexes))
    [first, second] = drawn_from(digest, VALUE, indexes, 2)
    written(house, chosen=[second, first])
    written(house, value="1111222233334444", frame_hash="0" * 64)
    written(house, value="2222222233334444", sample=9)
    written(house, value="3333222233334444", size=3)
    written(house)
    found = named()
    assert found[:1] == [("1", "chosen")]
    assert ("2", "frame_hash") in found
    assert ("9", "sample") in found
    assert ("4", "size") in found
    assert ("5", "value") in found
    assert {number for number, column in found if column == "listed"} == set()


def test_a_draw_that_none_of_ours_wrote_hides_nothing_else(house):  # noqa: F811
    """The attack: one act that cannot be read, so that no complaint is compared with its acts any more."""
    index = house.received("a")
    drawn(house)
    record(house.office, [Fact("sample-drawn", {"by": house.refs["olga"], "sample": 2})], nothing_to_project)
    Complaint.objects.filter(index=index).update(stage="closed")
    register = Register(Claims(), Roots(set()))
    found = [*check_entries(register), *check_projections(register.tainted, register.claims.draws)]
    assert ("complaint", "stage") in {(one.table, one.column) for one in found}
    assert {one.table for one in found} == {"complaint", "record"}


def test_a_draw_that_is_not_believed_makes_no_later_one_a_lie(house):  # noqa: F811
    house.received("a")
    claims, draws = Claims(), Record.objects.filter(act="sample-drawn").order_by("entry_id")
    for place in range(3):
        drawn(house, value=f"{VALUE}{place}")
    first, *later = as_recorded(draws.values_list("entry_id", "facts", "entry__record"))
    claims.damaged.add(first.index)
    assert [trouble for one in later for trouble in claims.hear(one, None) if trouble.column == "sample"] == []


def test_a_list_that_leaves_out_a_complaint_or_holds_one_too_many_is_named(house):  # noqa: F811
    """The attack: everything fits together, and the complaint that matters was never among those to draw from."""
    indexes = [house.received(token) for token in "abcd"]
    closed = house.closed("e")
    written(house, listed=indexes[1:])
    written(house, listed=[*indexes, closed], value="1111222233334444")
    assert named() == [("1", "listed"), ("2", "listed")]


def test_a_row_that_was_hidden_while_an_overseer_drew_is_found_afterwards(house):  # noqa: F811
    """The attack: with the database's password a complaint is closed in the lists for the moment of a draw, and opened again."""
    index = house.received("a")
    house.received("b")
    Complaint.objects.filter(index=index).update(stage="closed")
    drawn(house)
    Complaint.objects.filter(index=index).update(stage="received")
    assert named() == [("1", "listed")]


def test_a_complaint_that_nobody_can_fold_any_more_is_not_held_against_a_sample(house):  # noqa: F811
    index = house.received("a")
    house.received("b")
    drawn(house)
    claims = Claims()
    rows = Record.objects.order_by("entry_id").values_list("entry_id", "facts", "entry__record")
    for recorded in as_recorded(rows):
        list(claims.hear(recorded, None))
    found = list(check_projections({index: index}, claims.draws))
    assert [one.table for one in found] == ["complaint"]
