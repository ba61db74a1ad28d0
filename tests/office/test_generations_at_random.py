"""Random acts of random people on one complaint, with everybody copying all along: who opens what, in earnest (ADR 0032).

Everybody keeps every wrap that ever was and every ciphertext. After each act whoever may read opens all, nobody else opens what
was sealed since they last might, the phrase opens every generation, and the doctor has nothing to say.
"""

from random import Random  # noqa: TID251  (what it does is drawn from a seed, so that it can be done again)

import pytest

from evenhand.clerk.doctor.generations import check_generations
from evenhand.clerk.doctor.places import check_places
from evenhand.office.act import Done, perform
from evenhand.office.appoint import appoint, end_appointment
from evenhand.office.follow import write
from evenhand.office.settle import settle
from evenhand.process import commands as c
from evenhand.process.permissions import open_acts
from evenhand.process.visibility import Sight, sees, summary
from evenhand.records.load import load, people, state_of
from evenhand.records.models import Compartment, KeyTask
from tests.office.keys import opens
from tests.office.scenes import complain
from tests.office.team import ROLES, Team
from tests.office.test_access import allowed, examine_rows, join, readers
from tests.office.test_generations import entries, keys
from tests.office.test_generations_of_the_phrase import held, phrase_opens
from tests.office.thief import Thief, somebody
from tests.process.witness import wild, witness

pytestmark = pytest.mark.django_db
STEPS = 45
LATER = {"milo": "case-manager", "otto": "intake-officer", "iris": "investigator", "odo": "outside-handler"}
VERBS_OF_THEIR_OWN = {"FreezePool", "TypeValue", "OpenToOverseers", "SetApart", "Link"}


class History:
    """One complaint, everybody who works here, and what each of them kept. `chance` decides everything."""

    def __init__(self, team: Team, chance: Random) -> None:
        self.team, self.chance = team, chance
        made, self.phrase = complain(team.office, "one")
        self.index = made.index
        self.thieves: dict[str, Thief] = {login: somebody(login) for login in ROLES}
        self.might: dict[int, set[str]] = {}
        """Who was allowed to read each entry at some moment since it was sealed."""
        self.compare()

    def step(self) -> None:
        """Whatever chance says."""
        does = (self.act,) * 8 + (self.said, self.write, self.settle, self.join, self.leave)
        self.chance.choice(does)()
        self.compare()

    def act(self) -> None:
        """One of the things on offer, with the key of whoever does it or, now and then, without."""
        loaded = load(self.index, self.team.office.today())
        assert loaded is not None
        offers = [
            (login, offer)
            for login in sorted(self.thieves)
            if self.team.refs[login] in people()
            for offer in open_acts(loaded.state, self.team.person(login), loaded.around, loaded.rulebook)
            if offer.command not in VERBS_OF_THEIR_OWN
        ]
        if not offers:
            return
        name = self.chance.choice(sorted({offer.command for _, offer in offers}))
        login, offer = self.chance.choice([pair for pair in offers if pair[1].command == name])
        person = self.team.person(login)
        commands = (
            wild(name, loaded.state, loaded.around, self.chance),
            witness(offer, loaded.state, person, loaded.around),
        )
        ring = keys(login) if self.chance.random() < 0.8 else None
        any(
            isinstance(perform(self.team.office, person, self.index, command, ring), Done)
            for command in commands  # until one is accepted
        )

    def said(self) -> None:
        """A manager writes."""
        login = self.chance.choice(["mona", *(login for login in ("milo",) if login in self.thieves)])
        perform(
            self.team.office,
            self.team.person(login),
            self.index,
            c.SendMessage(text="We go on with it."),
            keys(login),
        )

    def write(self) -> None:
        """The complainant writes."""
        write(self.team.office, held(self.phrase), "I have something to add.")

    def settle(self) -> None:
        """Somebody signs in."""
        settle(self.team.office, keys(self.chance.choice(sorted(self.thieves))))

    def join(self) -> None:
        """Somebody more, or somebody who comes back."""
        login = self.chance.choice(sorted(LATER))
        if login not in self.thieves:
            self.team.refs[login], _ = join(self.team, login, LATER[login])
            self.thieves[login] = somebody(login)
        elif not people()[self.team.refs[login]].roles(self.team.office.today()):
            appoint(self.team.office, "founding", self.team.refs[login], LATER[login], keys=opens())

    def leave(self) -> None:
        """An appointment ends."""
        login = self.chance.choice(sorted(set(LATER) | {"irma", "rolf", "tara"}))
        if login in self.thieves and people()[self.team.refs[login]].roles(self.team.office.today()):
            for each in people()[self.team.refs[login]].appointments:
                end_appointment(self.team.office, "founding", each.ref)

    def compare(self) -> None:
        """What everybody opens with what they may."""
        sealed = entries(self.index)
        may = {login for login in self.thieves if self.may(login)}
        for entry in sealed:
            self.might.setdefault(entry, set()).update(may)
        for login, thief in self.thieves.items():
            thief.copies()
            wrong = thief.opens(entry for entry in sealed if login not in self.might[entry])
            assert not wrong, f"{login} opens {wrong}, sealed after they last might read"
        if not KeyTask.objects.exists():
            assert readers(self.index) >= allowed(self.team, self.index)
        assert phrase_opens(self.index, self.phrase)

    def may(self, login: str) -> bool:
        """Whether they may read it today."""
        state = state_of(self.index)
        assert state is not None
        return sees(people()[self.team.refs[login]], summary(state), self.team.office.today()) is Sight.WORDS


@pytest.mark.parametrize("seed", [0, 5, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 30))])
def test_nobody_opens_what_was_sealed_after_they_might_read_it_last(team, seed):
    history = History(team, Random(seed))
    for _ in range(STEPS):
        history.step()
    assert Compartment.objects.filter(complaint=history.index).count() < STEPS
    assert examine_rows() == []
    assert list(check_places()) == list(check_generations()) == []
