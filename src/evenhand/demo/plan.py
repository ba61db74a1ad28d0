"""The year as it is planned: who complains when and of what, and how each complaint will go. Pure, and the same each time.

Days are counted back from the last day of the demonstration, which is day 0.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from evenhand.demo.chance import Chance
from evenhand.demo.stories import Incident, Outside, Respondent, incidents, outsides, respondents
from evenhand.process.codes import Channel, ReopenGround, Reply

SEED = "lantern-walkers/1"
FRESH = 5
"""What arrived so lately came by the web, so that it is there whatever day of the week it is, and is handled at the usual pace."""
OFFICER = "officer"
"""The group of respondents of whom one is complained about to people from outside."""
FIRST_DAYS = 4
"""The office needs some days before the first complaint: people are appointed, and the rulebook is adopted."""


class Ending(StrEnum):
    """How the decision stands to the recommendation."""

    FOLLOW = "follow"
    LEVEL = "level"
    RUNG_DOWN = "rung-down"
    RUNG_UP = "rung-up"
    DOWN = "down"
    UP = "up"
    OTHER = "other"


HELD = frozenset({Ending.DOWN, Ending.UP, Ending.OTHER})
"""Endings that wait for the independent reviewer."""


class Stop(StrEnum):
    """Where a life stops, so that a visitor finds something waiting at every place."""

    RECEIVED = "received"
    DECLINED = "declined"
    NOTICE = "notice-given"
    HELD = "held"
    RETURNED = "returned"
    DECIDED = "decided"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Plan:
    """One complaint. `incident` or `outside` is what it is about; `twin` is the number of the one it duplicates."""

    number: int
    ago: int
    hour: float
    happened_ago: int
    channel: Channel
    anonymous: bool
    incident: Incident | None = None
    outside: Outside | None = None
    twin: int | None = None
    respondents: tuple[Respondent, ...] = ()
    upheld: bool = False
    ending: Ending = Ending.FOLLOW
    verified: bool = True
    approached: bool = False
    reply: Reply = Reply.RECORDED
    reopens: ReopenGround | None = None
    reopens_after: int = 0
    stops: Stop | None = None
    brisk: bool = False
    talks: int = 0
    unanswered: bool = False
    apart: bool = False

    @property
    def linkable(self) -> bool:
        """Whether it may be linked with another: not one that will need more people than a link leaves."""
        return self.reopens is None and self.ending not in HELD and self.twin is None and not self.apart

    def chance(self, *name: object) -> Chance:
        """Chance of this complaint's own."""
        return Chance(SEED, "life", self.number, *name)


@dataclass(frozen=True, slots=True)
class Shown:
    """A complaint that is there so that something can be shown on the last day, and what is fixed about it."""

    ago: int
    stops: Stop | None = None
    declined: bool = False
    follows: bool = False
    unanswered: bool = False
    ending: Ending = Ending.FOLLOW
    verified: bool = True
    approached: bool = False
    reopens: ReopenGround | None = None
    reopens_after: int = 0
    apart: bool = False


SHOWN = (
    *(Shown(0), Shown(0), Shown(0), Shown(1, apart=True)),
    Shown(5, Stop.RECEIVED),
    Shown(9, follows=True),
    Shown(13, Stop.DECLINED, declined=True),
    *(Shown(18, Stop.NOTICE), Shown(20, Stop.NOTICE)),
    *(Shown(16, unanswered=True), Shown(27, unanswered=True)),
    Shown(38, Stop.DECIDED),
    Shown(37, Stop.HELD, ending=Ending.DOWN, approached=True),
    Shown(41, Stop.HELD, ending=Ending.OTHER),
    Shown(50, Stop.HELD, ending=Ending.UP),
    Shown(47, Stop.RETURNED, ending=Ending.DOWN, verified=False, approached=True),
    Shown(55, Stop.RETURNED, ending=Ending.UP, verified=False),
    Shown(205, Stop.REOPENED, reopens=ReopenGround.FRESH_EVIDENCE, reopens_after=160),
    Shown(240, Stop.REOPENED, reopens=ReopenGround.UNDISCLOSED_CONFLICT, reopens_after=205),
)

_CHANNELS = {
    Channel.WEB: 66,
    Channel.E_MAIL: 15,
    Channel.POST: 9,
    Channel.PHONE: 7,
    Channel.IN_PERSON: 2,
    Channel.HAND_OVER: 1,
}
_CATEGORIES = {
    "har": 20,
    "dis-sex": 7,
    "dis-race": 9,
    "dis-disab": 6,
    "dis-religion": 5,
    "dis-lgbt": 6,
    "dis-other": 4,
    "sex": 6,
    "safe": 8,
    "vio": 4,
    "fin": 6,
    "ele": 5,
    "office": 6,
    "other": 6,
}
_ENDINGS = {
    Ending.FOLLOW: 74,
    Ending.RUNG_DOWN: 7,
    Ending.RUNG_UP: 3,
    Ending.LEVEL: 3,
    Ending.DOWN: 8,
    Ending.UP: 4,
    Ending.OTHER: 1,
}
_REPLIES = {Reply.RECORDED: 70, Reply.WINDOW_PASSED: 20, Reply.WAIVED: 10}
_GROUNDS = {ReopenGround.FRESH_EVIDENCE: 4, ReopenGround.PROVEN_INTERFERENCE: 1, ReopenGround.UNDISCLOSED_CONFLICT: 1}


def plan_year(complaints: int, days: int) -> list[Plan]:
    """So many complaints over so many days, in order of arrival. The shown ones are among them where they fit."""
    longest = days - FIRST_DAYS
    shown = [each for each in SHOWN if each.ago <= longest][:complaints]
    chance = Chance(SEED, "arrivals")
    arrivals: list[tuple[int, Shown | None]] = [(each.ago, each) for each in shown]
    arrivals += [(chance.between(1, longest), None) for _ in range(complaints - len(shown))]
    plans: list[Plan] = []
    for number, (ago, fixed) in enumerate(sorted(arrivals, key=lambda each: -each[0])):
        plan = _begun(number, ago)
        plans.append(_natural(plan, plans) if fixed is None else _fixed(plan, fixed, plans))
    return plans


def _begun(number: int, ago: int) -> Plan:
    chance = Chance(SEED, "begun", number)
    return Plan(
        number=number,
        ago=ago,
        hour=chance.fraction(),
        happened_ago=ago + chance.between(1, 30),
        channel=Channel.WEB if ago <= FRESH else chance.weighted(_CHANNELS),
        anonymous=chance.happens(27),
        talks=chance.weighted({0: 55, 1: 28, 2: 12, 3: 5}),
    )


def _natural(plan: Plan, earlier: list[Plan]) -> Plan:
    """Declined, a second complaint about the same event, or accepted."""
    chance = Chance(SEED, "natural", plan.number)
    if chance.happens(12):
        return replace(plan, outside=chance.choice(outsides()))
    twins = _twins(plan, earlier)
    if twins and chance.happens(5):
        return _following(plan, chance.choice(twins))
    return _accepted(plan, chance)


def _following(plan: Plan, twin: Plan) -> Plan:
    """A second complaint about the event of an earlier one."""
    return replace(
        plan,
        twin=twin.number,
        incident=twin.incident,
        respondents=twin.respondents,
        happened_ago=twin.happened_ago,
    )


def _fixed(plan: Plan, shown: Shown, earlier: list[Plan]) -> Plan:
    """As it has to be: one respondent who replies, every step quick, and a breach where the decision departs."""
    chance = Chance(SEED, "fixed", plan.number)
    if shown.declined:
        return replace(plan, outside=chance.choice(outsides()), stops=shown.stops, brisk=True)
    if shown.follows and (twins := _twins(plan, earlier)):
        return replace(_following(plan, twins[-1]), brisk=True)
    plan = _about_an_officer(plan, chance) if shown.apart else _accepted(plan, chance)
    return replace(
        plan,
        apart=shown.apart,
        respondents=plan.respondents[:1],
        upheld=plan.upheld or shown.ending in HELD,
        ending=shown.ending,
        verified=shown.verified,
        approached=shown.approached,
        reply=Reply.RECORDED,
        reopens=shown.reopens,
        reopens_after=shown.reopens_after,
        stops=shown.stops,
        brisk=shown.ago > FRESH,
        talks=0 if shown.stops else 1,
        unanswered=shown.unanswered,
    )


def _about_an_officer(plan: Plan, chance: Chance) -> Plan:
    """Accepted like any other, but for whom it is about."""
    incident = chance.choice([each for each in incidents() if each.who == OFFICER])
    people = chance.shuffled([each for each in respondents() if each.group == OFFICER])
    return replace(_accepted(plan, chance), incident=incident, respondents=tuple(people[:1]))


def _accepted(plan: Plan, chance: Chance) -> Plan:
    category = chance.weighted(_CATEGORIES)
    incident = chance.choice([each for each in incidents() if each.category == category])
    upheld = chance.happens(58)
    ending = chance.weighted(_ENDINGS) if upheld else Ending.FOLLOW
    people = chance.shuffled([each for each in respondents() if each.group == incident.who])
    alone = ending in HELD or not chance.happens(9)
    reopens = alone and ending not in HELD and chance.happens(5)
    return replace(
        plan,
        incident=incident,
        respondents=tuple(people[: 1 if alone else 2]),
        upheld=upheld,
        ending=ending,
        verified=chance.happens(60),
        approached=ending is Ending.DOWN and chance.happens(30),
        reply=chance.weighted(_REPLIES),
        reopens=chance.weighted(_GROUNDS) if reopens else None,
        reopens_after=chance.between(15, 45),
    )


def _twins(plan: Plan, earlier: list[Plan]) -> list[Plan]:
    """Complaints of the weeks before that somebody else may complain of too."""
    taken = {each.twin for each in earlier}
    return [
        each
        for each in earlier
        if each.linkable
        and each.incident is not None
        and each.stops is None
        and 2 <= each.ago - plan.ago <= 20
        and each.number not in taken
    ]
