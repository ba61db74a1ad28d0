"""Random people do random things to linked complaints; the invariants of DOMAIN 5.3 hold after every one of them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.process.clocks import age, next_step, promises
from evenhand.process.codes import CaseStage, ComplaintStage, Role
from evenhand.process.decide import decide
from evenhand.process.facts import Refusal
from evenhand.process.fold import fold_all
from evenhand.process.permissions import open_acts
from evenhand.process.printing import ACTS_OF
from evenhand.process.state import CLERK, COMPLAINANT
from evenhand.process.visibility import Sight, sees, summary
from evenhand_register.canonical import dumps
from tests.process.invariants import INVARIANTS
from tests.process.steps import a_complaint
from tests.process.witness import COMMANDS, widened, wild, witness
from tests.process.world import RULEBOOK, SECOND_RULEBOOK, TEAM, World, staff

CASE_WORK = (Role.CASE_MANAGER, Role.INVESTIGATOR, Role.DECISION_MAKER)
ODD_PEOPLE = (
    staff("maxi", Role.INVESTIGATOR, Role.DECISION_MAKER, Role.REVIEWER),
    staff("alla", Role.INTAKE_OFFICER, Role.TRIAGE_ASSESSOR, *CASE_WORK, Role.REVIEWER),
    staff("tess", Role.TRIAGE_ASSESSOR, Role.INVESTIGATOR),
    staff("rhea", Role.REVIEWER, by="dora"),
    staff("rex", Role.REVIEWER, by="rex"),
    staff("rudi", Role.REVIEWER, Role.CASE_MANAGER, by="dirk"),
    staff("wim", Role.DECISION_MAKER, Role.LEADERSHIP),
    staff("pia", Role.PUBLICATION_OFFICER, *CASE_WORK),
    staff("otto", Role.OVERSEER, Role.CASE_MANAGER),
    staff("ossi", Role.OUTSIDE_HANDLER, Role.CASE_MANAGER),
    staff("oleg", Role.OUTSIDE_HANDLER, Role.ADMINISTRATOR),
    staff("sixth", Role.OVERSEER),
    *(staff(f"outside-{number}", Role.OUTSIDE_HANDLER) for number in range(6)),
)
MORE_PEOPLE = tuple(
    staff(f"{role.value}-{number}", role)
    for role in (*CASE_WORK, Role.REVIEWER, Role.TRIAGE_ASSESSOR)
    for number in range(2)
)
EVERYBODY = {**TEAM, **{person.ref: person for person in (*ODD_PEOPLE, *MORE_PEOPLE)}}
SIDE_WORK = frozenset(
    {"SendMessage", "NameOfficer", "Link", "AddEvidence", "FrameAllegation", "FreezePool", "ReplaceDrawn", "Recuse"}
) | {"OpenToOverseers", "RecordOversightFinding", "CloseOpening"}
STEPS = 180


class Handling:
    """Up to three complaints, a team with some who should not be let near them, and time. `chance` decides everything."""

    def __init__(self, chance):
        self.chance = chance
        self.world = World(people=dict(EVERYBODY))
        self.everyone = [self.world.person(ref) for ref in (*sorted(EVERYBODY), COMPLAINANT, CLERK)]
        self.seen = set()
        self.apart = set()

    def step(self):
        """Whatever chance says."""
        if not self.world.complaints or (len(self.world.complaints) < 3 and self.chance.random() < 0.03):
            self.submit()
        index = self.chance.choice(sorted(self.world.complaints))
        likely = (self.go_on, 14), (self.try_anything, 3), (self.wait, 2), (self.compare_offers, 1)
        does = self.chance.choice([each for each, times in likely for _ in range(times)])
        does(index)

    def book(self, index):
        """The rulebook under which that complaint came."""
        return self.world.pinned[index]

    def submit(self):
        self.world.rulebook = self.chance.choice([RULEBOOK, SECOND_RULEBOOK])
        channel, who = self.chance.choice([("web", COMPLAINANT), ("post", "ines"), ("e-mail", CLERK)])
        apart = self.chance.random() < 0.15
        self.check(self.world.submit(a_complaint(channel=channel, apart=apart), self.world.person(who)))

    def wait(self, index):  # noqa: ARG002  # time passes for all
        self.world.wait(self.chance.choice([1, 3, 8, 20]))

    def try_anything(self, index):
        """Anyone tries anything."""
        name = self.chance.choice(sorted(COMMANDS))
        self.send(index, self.wild(index, name), self.chance.choice(self.everyone))

    def go_on(self, index):
        """Do one of the things on offer: in a random way, or else in one that must work."""
        around, state = self.world.around(index), self.world.complaints[index]
        some = self.chance.sample(self.everyone, 28)
        offers = [(person, offer) for person in some for offer in open_acts(state, person, around, self.book(index))]
        if self.chance.random() < 0.97:  # or else hardly any would stay with the office
            offers = [pair for pair in offers if pair[1].command != "SetApart"]
        if not offers:
            return
        main = [(person, offer) for person, offer in offers if self.brings_forward(state, offer)]
        choice = main if main and self.chance.random() < 0.9 else offers
        act = self.chance.choice(sorted({offer.command for _, offer in choice}))
        person, offer = self.chance.choice([pair for pair in choice if pair[1].command == act])
        if not self.send(index, self.wild(index, act), person) and act not in (
            "Assign",
            "Link",
            "Acknowledge",
            "NameOfficer",
            "FreezePool",
            "Recuse",
            "TypeValue",
        ):
            assert self.send(index, witness(offer, self.world.complaints[index], person, around), person)

    def brings_forward(self, state, offer):
        """Whether the act offered is on the way to a closing."""
        if offer.command == "OpenCase":
            return all(case.stage is CaseStage.CLOSED for case in state.cases)
        if offer.command == "Assign":
            case = state.case(offer.case)
            return case.investigator is None or (case.decision_maker is None and not case.draws)
        if offer.command == "GiveNotice":
            return state.case(offer.case).unseen or state.case(offer.case).notice_on is None
        if offer.command == "RecordReply":
            return state.case(offer.case).stage is CaseStage.NOTICE_GIVEN
        return offer.command not in SIDE_WORK

    def wild(self, index, name):
        return wild(name, self.world.complaints[index], self.world.around(index), self.chance)

    def send(self, index, command, person):
        """Send it, and see that a refusal writes nothing and that an answer logs only the acts foreseen."""
        before, size = dict(self.world.complaints), self.world.size
        if self.chance.random() < 0.03:
            self.world.rulebook = SECOND_RULEBOOK if self.book(index) is RULEBOOK else RULEBOOK
            assert self.world.refused(index, command, person) == "rulebook", "the one it came under, and no other"
        self.world.rulebook = self.book(index)
        answer = self.world.answer(index, command, person)
        if isinstance(answer, Refusal):
            assert answer.sentence.endswith(".")
            assert (self.world.complaints, self.world.size) == (before, size)
            return False
        assert {fact.act for fact in answer} <= set(ACTS_OF[type(command)])
        for fact in answer:
            clear = dumps(dict(fact.data)).decode()
            assert not any(text in clear for text in (fact.content or {}).values()), (
                "what is sealed does not stand clear"
            )
        self.check(index, before)
        return True

    def compare_offers(self, index):
        """What is offered works, nothing else does, and whoever may act may see."""
        state, around = self.world.complaints[index], self.world.around(index)
        around = widened(around, state)
        person = self.chance.choice(self.everyone)
        offers = open_acts(state, person, around, self.book(index))
        for offer in offers:
            answer = decide(state, witness(offer, state, person, around), person, around, self.book(index))
            assert not isinstance(answer, Refusal), (offer, answer)
        offered = {(offer.command, offer.case) for offer in offers}
        for name in COMMANDS:
            command = wild(name, state, around, self.chance)
            if (name, getattr(command, "case", None)) not in offered:
                assert isinstance(decide(state, command, person, around, self.book(index)), Refusal)
        if person.ref not in (COMPLAINANT, CLERK):
            sight = sees(person, summary(state), self.world.today)
            assert sight is Sight.WORDS or {offer.command for offer in offers} <= {"Reopen", "OpenToOverseers"}
            assert sight is not Sight.NOTHING or not offers

    def check(self, index, before=None):
        """The invariants, after something was done to that complaint."""
        for holds in INVARIANTS:
            holds(self.world, index)
        state = self.world.complaints[index]
        step = next_step(state, self.book(index), self.world.today)
        assert step.by_when is not None or state.stage is ComplaintStage.CLOSED, (
            "as long as it is open, something is due"
        )
        if before is not None:
            assert all(before[other] == now for other, now in self.world.complaints.items() if other != index)
            self.check_clocks(before[index], state)
            assert state.closed_on or age(state, self.world.today) >= age(before[index], self.world.today)
        self.seen |= {(case.stage, bool(case.vetoes), bool(state.reopened)) for case in state.cases}
        self.apart |= {case.stage for case in state.cases if state.apart}

    def check_clocks(self, before, after):
        """No clock of the complaint as a whole starts anew, but for an assessment that has to be made anew."""
        names = {"acknowledge", "conclude"} | ({"assess"} if before.reopened == after.reopened else set())
        book = self.book(after.index)
        for each in promises(before, book):
            if each.case is None and each.code in names:
                assert (each.started, each.due) in {
                    (now.started, now.due) for now in promises(after, book) if now.code == each.code
                }


def handle(examples, **how):
    """Run that many random histories; give the stages seen, with whether vetoed and whether reopened, and those seen apart."""
    seen, apart = set(), set()

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck), **how)
    @given(st.randoms(use_true_random=True))
    def run(chance):
        handling = Handling(chance)
        for _ in range(STEPS):
            handling.step()
        for index, history in handling.world.histories.items():
            assert fold_all(history) == handling.world.complaints[index], "state is a function of the history"
        seen.update(handling.seen)
        apart.update(handling.apart)

    run()
    return seen, apart


def test_the_invariants_hold_whatever_anyone_does():
    seen, apart = handle(24, derandomize=True)
    assert {stage for stage, _, _ in seen} == set(CaseStage), "a run that ends early says little"
    assert {(stage, True, False) for stage in (CaseStage.OPENED, CaseStage.ANSWERED, CaseStage.DECIDED)} <= seen
    assert apart >= {CaseStage.OPENED, CaseStage.ANSWERED, CaseStage.RECOMMENDED, CaseStage.DECIDED}
    assert {(stage, False, True) for stage in (CaseStage.OPENED, CaseStage.ANSWERED, CaseStage.CLOSED)} <= seen


@pytest.mark.slow
def test_the_invariants_hold_in_many_more_histories_never_the_same_twice():
    seen, apart = handle(150)
    assert {stage for stage, _, _ in seen} >= apart >= {CaseStage.HELD, CaseStage.CLOSED}
