"""The phrase opens every generation of its complaint's keys, also of one of before; no other key is taken for it (ADR 0032)."""

import base64
import json
import os

import pytest

from evenhand.office.act import Done
from evenhand.office.follow import Holder, Possession, enter, find, read_their_file, write
from evenhand.office.generations import phrase_key
from evenhand.office.reading import read_file
from evenhand.office.uploads import Incoming
from evenhand.process import commands as c
from evenhand.process.facts import Into, Refusal
from evenhand.records.models import Compartment, Grant, PhraseHolder, Record, Sealed
from evenhand.vault.errors import AgentUnavailable
from evenhand.vault.keys import key_id, new_key_pair
from evenhand_register import canonical
from evenhand_register.record import commit_spelt
from tests.clerk.furnished import database_password, sql
from tests.office.scenes import complain
from tests.office.test_access import allowed, examine_rows, readers
from tests.office.test_generations import generations, goes_on, keys, newest
from tests.office.test_new_keys import NoAgent, fresh, two  # noqa: F401  (a fixture)
from tests.office.thief import Thief, somebody

pytestmark = pytest.mark.django_db


def test_a_file_that_was_uploaded_before_the_access_ended_and_sent_after_is_closed_to_them(team):
    """A file has a key of its own from the first, and is sealed to a compartment with the act."""
    made, phrase = complain(team.office, "one")
    index = made.index
    team.accept(index)
    incoming = Incoming(team.office)
    incoming.write(b"a recording" * 90)
    file = incoming.finish("recording.ogg", "audio/ogg")
    ivan = somebody("ivan")
    ivan.copies()
    team.do("ivan", index, c.Recuse(ground="relative"))
    assert isinstance(write(team.office, held(phrase), "A recording.", (file,)), Done)
    ivan.copies()
    assert Sealed.objects.get(address=file.address).compartment_id not in ivan.private
    assert b"".join(read_their_file(team.office, held(phrase), file.address) or ()) == b"a recording" * 90
    assert read_file(team.office, file.address, keys("mona")) is not None


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


def test_of_a_complaint_of_before_the_key_is_learnt_when_its_holder_comes_back(team):
    """Also while the key agent is away."""
    with database_password():
        made, phrase = complain(team.office, "one")
        as_before(made.index)
        assert isinstance(enter(AgentAway(), phrase), Possession)
        assert phrase_key(made.index) == held(phrase).pair.public
        assert not {trouble.table for trouble in examine_rows()} & {"phraseholder"}


class AgentAway:
    """An agent that is gone."""

    def try_phrase(self, *_) -> None:
        """Nobody answers."""
        raise AgentUnavailable("unavailable", "The key agent does not answer.")


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
        said = team.ask("mona", index, c.SendMessage(text="We have begun to ask."))
        assert isinstance(said, Refusal if "act" in where else Done), "an act that was changed made no key to seal to"
        team.do("mona", index, c.AddEvidence(case=1, description="A letter of the branch."))
        assert not Grant.objects.filter(to=key_id(mine.public)).exists()
        assert generations(index) == {"complaint": 1, "identity": 1, "case 1": 2}
        assert ("record" if "act" in where else "phraseholder") in {trouble.table for trouble in examine_rows()}
    assert phrase
