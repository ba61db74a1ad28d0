"""Everything hostile, through every door: never an error of ours, never anything that runs, never a header more.

The default run sends a sample, another one each time; `./run test --full` sends all of it.
"""

import random  # noqa: TID251  (seeded by the run)

import pytest

from tests.hostile import attacks
from tests.hostile.strings import hostile_files, naughty
from tests.hostile.surface import patterns, unseen_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agent")]
NOT_LINKED = {"public:tile", "portal:draw", "portal:leave-quickly", "desk:end-tie", "desk:make-findable"}
NOT_LINKED |= {
    "oversight:confirm",
    "oversight:decline",
    "oversight:forget",
    "oversight:note",
}  # these need a second overseer, or a note
"""For programs, where a lot was cast, by a plain link on every page, and by buttons without a field; all are asked by address
below."""
ATTACKS = {
    "words": attacks.words_everywhere,
    "files": attacks.files_everywhere,
    "addresses": attacks.addresses,
    "headers": attacks.headers,
    "cookies": attacks.spoilt_cookies,
}


def test_a_sample_of_everything_hostile_finds_no_fault(people, request):
    """And the walk that finds where to send it comes to every address and every field of every form that there is."""
    assert {name for name, _pattern in patterns()} - people.walk.names == NOT_LINKED
    assert unseen_fields(people.walk) == []
    chance = random.Random(request.config.getoption("randomly_seed", 7))
    for attack in ATTACKS.values():
        assert attack(people, attacks.chooser(1, chance)) > 5


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_all_that_is_hostile_finds_no_fault(people, name):
    if not naughty() or not hostile_files():
        pytest.skip("The reference data folder ../shared is not beside this checkout.")
    assert ATTACKS[name](people, attacks.chooser(None, random.Random(7))) > 500
