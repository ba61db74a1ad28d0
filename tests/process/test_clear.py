"""What stands in clear is a closed list: every act has its line, nothing else can be written, and no sentence fits anywhere."""

import pytest

from evenhand.process.acts import ACTS, Region
from evenhand.process.clear import COMMON, OF_ACT, require_clear
from evenhand.process.clear.shapes import LABEL, OLD_CODE
from tests.process import steps
from tests.process.world import World

WORDS = "Zoe met me at the harbour wall."
MEMBERS = [(act, name, member) for act, own in OF_ACT.items() for name, member in {**COMMON, **own}.items()]
OF_THE_OFFICE = {"holder", "token", "counted"}
"""Members that come from the office, and not from what was decided."""


def test_every_act_says_what_stands_in_clear_of_it_and_nothing_else_does():
    assert set(OF_ACT) == set(ACTS)


def test_every_example_is_written_as_it_should_be():
    for act, name, member in MEMBERS:
        require_clear(act, {name: member.example})


@pytest.mark.parametrize(
    "words",
    [
        WORDS,
        [WORDS],
        {"1": WORDS},
        {"what": WORDS},
        [{"what": WORDS}],
        WORDS.encode(),
        "harbour\nwall",
        ["a"] * 2 + [WORDS],
    ],
)
def test_what_somebody_wrote_fits_no_member_but_the_labels_of_the_office_and_of_old_tables(words):
    for act, name, member in MEMBERS:
        if member.shape not in (LABEL, OLD_CODE) or not isinstance(words, str) or "\n" in words:
            with pytest.raises(ValueError, match=name):
                require_clear(act, {name: words})


def test_labels_of_the_office_and_codes_of_old_tables_are_in_no_act_of_a_living_complaint():
    loose = {act for act, own in OF_ACT.items() for member in own.values() if member.shape in (LABEL, OLD_CODE)}
    assert not {act for act in loose if ACTS[act].region is Region.COMPLAINT}


def test_a_member_that_is_not_in_the_list_is_refused_and_its_value_is_not_repeated():
    for act, data in (
        ("told", {"letter": WORDS}),
        ("told", {"category": "har"}),
        ("told", {"outcome": WORDS}),
        ("gossip", {"text": WORDS}),
    ):
        with pytest.raises(ValueError, match=act) as refused:
            require_clear(act, data)
        assert "Zoe" not in str(refused.value)


def test_nothing_said_is_clear():
    require_clear("appointment-made", {"until": None})


@pytest.mark.parametrize("walk", ["closed", "held", "vetoed", "declined"])
def test_all_that_a_process_decides_is_in_the_list(walk):
    world = World()
    for recorded in world.histories[getattr(steps, walk)(world)]:
        require_clear(recorded.act, recorded.data)


def test_the_list_allows_nothing_that_no_process_writes():
    written = {act: set() for act in ACTS}
    for walk in (steps.closed, steps.held, steps.vetoed, steps.declined):
        world = World()
        for recorded in world.histories[walk(world)]:
            written[recorded.act] |= set(recorded.data)
    for act, found in written.items():
        if found:
            assert set(OF_ACT[act]) - OF_THE_OFFICE - RARE.get(act, set()) <= found, act


RARE = {
    "assessed": {"duplicate_of", "follows"},
    "case-opened": {"stays_inside"},
    "assigned": {"tie"},
    "told": {"lead_outcome"},
    "cover-event": {"case"},
    "cover-outcome": {"case"},
}
"""Members of cases that these walks do not come to: duplicates, ties, covers of acts on a case, and cases against officers."""
