"""Every code has words, and every member of every act's facts is either said or silent on purpose."""

import pytest

from evenhand.doors.desk import history, people, words
from evenhand.doors.desk.worklist import QUEUE_WORDS
from evenhand.process.acts import ACTS, Region
from evenhand.process.visibility import CONDITIONS, Sight
from evenhand.records.queries.queues import QUEUES
from tests.process import steps
from tests.process.world import World


@pytest.mark.parametrize("vocabulary", words.VOCABULARIES, ids=lambda vocabulary: vocabulary.__name__)
def test_every_member_of_a_vocabulary_has_its_words(vocabulary):
    missing = [member for member in vocabulary if member.value not in words.VOCABULARIES[vocabulary]]
    assert missing == []


@pytest.mark.parametrize("walk", ["closed", "held", "vetoed", "declined"])
def test_every_member_of_the_facts_of_a_whole_process_is_read_or_silent(walk):
    world = World()
    index = getattr(steps, walk)(world)
    for recorded in world.histories[index]:
        assert set(recorded.data) <= set(history.FACTS) | history.SILENT, recorded.act


def test_every_condition_and_every_degree_of_sight_is_named():
    assert set(words.CONDITION) == set(CONDITIONS)
    assert set(words.SIGHT) == set(Sight)


def test_every_queue_is_named():
    assert set(QUEUE_WORDS) == set(QUEUES)


def test_acts_shown_above_the_timeline_are_acts_of_a_complaint():
    assert all(ACTS[name].region is Region.COMPLAINT for name in history.SHOWN_ABOVE)


def test_office_acts_and_complaint_acts_have_tables_of_their_own():
    assert set(people.FACTS).isdisjoint({"channel", "category", "findings"})
