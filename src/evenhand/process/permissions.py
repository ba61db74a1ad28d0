"""Who may do what, and when: one table of role, stage, act and conditions, printed as it stands for auditors (DESIGN
7).

A row that is not here does not exist: what no row allows is refused. Relied on by `decide`, which asks before it
looks at a command, and by the doors, which offer only what a row allows. B1, C1, H1, H7.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from evenhand.process import commands as c
from evenhand.process import predicates as p
from evenhand.process.codes import INSIDE_ROLES, WALLED_ROLES, CaseStage, ComplaintStage, Role
from evenhand.process.facts import Refusal
from evenhand.process.own_conflict import own_refusal
from evenhand.process.rulebook import Rulebook
from evenhand.process.stages import Stage
from evenhand.process.state import CLERK, COMPLAINANT, Around, CaseState, ComplaintState, Person
from evenhand.process.visibility import Sight, sees, summary


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. `stages` are all of a complaint or all of a case; none at all for the act that begins a complaint."""

    command: type[c.Command]
    words: str
    roles: tuple[str, ...]
    stages: tuple[Stage, ...]
    predicates: tuple[p.Predicate, ...] = ()

    @property
    def on_case(self) -> bool:
        """Whether the act is on one case rather than on the complaint."""
        return bool(self.stages) and isinstance(self.stages[0], CaseStage)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a person can do now. `command` is the name of a command; `case` the case's number, or None."""

    command: str
    case: int | None
    words: str


INTAKE, TRIAGE, MANAGER = Role.INTAKE_OFFICER.value, Role.TRIAGE_ASSESSOR.value, Role.CASE_MANAGER.value
INVESTIGATOR, DECIDER, REVIEWER = Role.INVESTIGATOR.value, Role.DECISION_MAKER.value, Role.REVIEWER.value
OVERSEER = Role.OVERSEER.value
HANDLERS = (INTAKE, TRIAGE, MANAGER, INVESTIGATOR)
"""Roles that deal with the complainant; a named officer holds one of them. Those who decide or review keep apart."""


def deals_with_complainants(person: Person, today: date, *, apart: bool) -> bool:
    """Whether this person can be the officer named to the complainant, of one that is set apart or of one that is not."""
    roles = p.roles_on(person, today, apart=apart)
    return bool(roles.intersection(HANDLERS)) and not roles & WALLED_ROLES


ANY = tuple(ComplaintStage)
NEW = (ComplaintStage.RECEIVED, ComplaintStage.ACKNOWLEDGED)
UNDECIDED = (
    CaseStage.OPENED,
    CaseStage.ASSIGNED,
    CaseStage.INVESTIGATING,
    CaseStage.NOTICE_GIVEN,
    CaseStage.ANSWERED,
)
BEFORE_DECISION = (*UNDECIDED, CaseStage.RECOMMENDED)
HEARD = (CaseStage.NOTICE_GIVEN, CaseStage.ANSWERED)
STAFF = (p.NOT_WALLED, p.NOT_BARRED)
IN_SIGHT = p.Predicate(
    "in-sight",
    "can read it",
    "You have no part in this complaint, so there is nothing to step down from.",
    lambda view: sees(view.person, summary(view.state), view.around.today) is Sight.WORDS,
)

RULES: tuple[Rule, ...] = (
    Rule(c.Submit, "Make a complaint", (COMPLAINANT, CLERK), ()),
    Rule(c.Submit, "Register a complaint that came another way", (INTAKE,), (), (p.NOT_WALLED,)),
    Rule(c.Acknowledge, "Acknowledge it and name an officer", (INTAKE, MANAGER), NEW[:1], STAFF),
    Rule(c.Acknowledge, "Acknowledge it and name an officer", (CLERK,), NEW[:1]),
    Rule(c.Assess, "Assess it", (TRIAGE,), NEW[1:], (*STAFF, p.ONLY_TRIAGES)),
    Rule(c.NameOfficer, "Name another officer to the complainant", (MANAGER,), ANY[1:], STAFF),
    Rule(
        c.FollowLead,
        "Go on with it, the complaint that it follows being closed",
        (CLERK,),
        (ComplaintStage.FOLLOWING, ComplaintStage.DECLINED),
        (p.LEAD_CLOSED,),
    ),
    Rule(
        c.Recuse,
        "Step down because of a conflict of interest",
        (INTAKE, TRIAGE, MANAGER, INVESTIGATOR, DECIDER, REVIEWER),
        ANY[:-1],
        (*STAFF, IN_SIGHT),
    ),
    Rule(c.SetApart, "Set it apart: hand it to people from outside", (INTAKE, TRIAGE), NEW, (*STAFF, p.NOT_APART)),
    Rule(c.SetApart, "Set it apart: hand it to people from outside", (MANAGER,), ANY[:-1], (*STAFF, p.NOT_APART)),
    Rule(
        c.SetApart,
        "Set it apart: hand it to people from outside",
        (INVESTIGATOR,),
        ANY[:-1],
        (*STAFF, p.NOT_APART, p.ON_A_CASE),
    ),
    Rule(c.Link, "Link it with another complaint", (MANAGER,), ANY, STAFF),
    Rule(c.SendMessage, "Write to the office", (COMPLAINANT,), ANY),
    Rule(c.SendMessage, "Write to the complainant", (MANAGER,), ANY, STAFF),
    Rule(c.SendMessage, "Write to the complainant", (INTAKE, TRIAGE), NEW, STAFF),
    Rule(c.SendMessage, "Write to the complainant", (INVESTIGATOR,), ANY, (*STAFF, p.ON_A_CASE)),
    Rule(c.SendMessage, "Write to the complainant", HANDLERS, ANY, (*STAFF, p.IS_NAMED_OFFICER)),
    Rule(c.OpenCase, "Open a case against a respondent", (MANAGER,), (ComplaintStage.ACCEPTED,), STAFF),
    Rule(c.FrameAllegation, "Frame a further allegation", (MANAGER,), UNDECIDED[:3], (*STAFF, p.BEFORE_NOTICE)),
    Rule(
        c.FrameAllegation,
        "Frame a further allegation",
        (INVESTIGATOR,),
        UNDECIDED[:3],
        (*STAFF, p.INVESTIGATES, p.BEFORE_NOTICE),
    ),
    Rule(c.Assign, "Assign an investigator or a decision maker", (MANAGER,), UNDECIDED, STAFF),
    Rule(c.Assign, "Assign a decision maker", (MANAGER,), (CaseStage.RECOMMENDED,), (*STAFF, p.PICKED_BY_HAND)),
    Rule(
        c.FreezePool,
        "Freeze the pool from which a lot picks who decides",
        (MANAGER,),
        BEFORE_DECISION,
        (*STAFF, p.NOBODY_DECIDES),
    ),
    Rule(
        c.TypeValue,
        "Type in the random value of the draw",
        (MANAGER,),
        BEFORE_DECISION,
        (*STAFF, p.POOL_FROZEN, p.NOT_IN_POOL),
    ),
    Rule(
        c.TypeValue,
        "Type in the random value of the draw",
        (INVESTIGATOR,),
        BEFORE_DECISION,
        (*STAFF, p.INVESTIGATES, p.POOL_FROZEN, p.NOT_IN_POOL),
    ),
    Rule(
        c.ReplaceDrawn,
        "Record that whoever was drawn cannot decide",
        (MANAGER,),
        BEFORE_DECISION,
        (*STAFF, p.DRAWN),
    ),
    Rule(c.AddEvidence, "Add evidence", (MANAGER,), UNDECIDED, STAFF),
    Rule(c.AddEvidence, "Add evidence", (INVESTIGATOR,), UNDECIDED, (*STAFF, p.INVESTIGATES)),
    Rule(
        c.StartInvestigation,
        "Start the investigation",
        (INVESTIGATOR,),
        (CaseStage.ASSIGNED,),
        (*STAFF, p.INVESTIGATES, p.ONLY_INVESTIGATES),
    ),
    Rule(
        c.GiveNotice,
        "Give the respondent notice",
        (INVESTIGATOR,),
        (CaseStage.INVESTIGATING,),
        (*STAFF, p.INVESTIGATES, p.ONLY_INVESTIGATES),
    ),
    Rule(
        c.GiveNotice,
        "Give the respondent notice again",
        (INVESTIGATOR,),
        HEARD,
        (*STAFF, p.INVESTIGATES, p.ONLY_INVESTIGATES, p.NOTICE_OWED),
    ),
    Rule(c.RecordReply, "Record the respondent's reply or waiver", (MANAGER,), HEARD, STAFF),
    Rule(
        c.RecordReply,
        "Record the respondent's reply, or that there was none",
        (INVESTIGATOR,),
        HEARD,
        (*STAFF, p.INVESTIGATES),
    ),
    Rule(
        c.RecordReply,
        "Record that the time to reply has passed",
        (CLERK,),
        (CaseStage.NOTICE_GIVEN,),
        (p.REPLY_DATE_PASSED,),
    ),
    Rule(
        c.Recommend,
        "Recommend findings and a sanction",
        (INVESTIGATOR,),
        (CaseStage.ANSWERED,),
        (*STAFF, p.INVESTIGATES, p.ONLY_INVESTIGATES, p.REPLY_SETTLED, p.NOTHING_UNSEEN),
    ),
    Rule(
        c.Decide,
        "Decide the case",
        (DECIDER,),
        (CaseStage.RECOMMENDED,),
        (*STAFF, p.DECIDES, p.ONLY_DECIDES, p.REPLY_SETTLED),
    ),
    Rule(
        c.ReviewOverride,
        "Verify or veto the departure from the recommendation",
        (REVIEWER,),
        (CaseStage.HELD,),
        (*STAFF, p.UNTOUCHED, p.FREE_OF_OVERRIDER),
    ),
    Rule(
        c.Notify, "Tell the complainant", (MANAGER,), (ComplaintStage.DECLINED,), (*STAFF, p.NOT_TOLD, p.LEAD_STANDS)
    ),
    Rule(c.Notify, "Tell both parties the outcome", (MANAGER,), (CaseStage.DECIDED,), (*STAFF, p.NOT_TOLD)),
    Rule(c.Close, "Close the complaint", (MANAGER,), (ComplaintStage.DECLINED,), (*STAFF, p.ALL_TOLD)),
    Rule(c.Close, "Close the case", (MANAGER,), (CaseStage.DECIDED,), (*STAFF, p.ALL_TOLD)),
    Rule(c.Reopen, "Reopen the complaint", (OVERSEER,), (ComplaintStage.CLOSED,), (p.ONLY_OVERSEES,)),
    Rule(
        c.OpenToOverseers,
        "Open it to two overseers, as the second of them",
        (OVERSEER,),
        ANY,
        (p.ONLY_OVERSEES, p.NOT_OPEN),
    ),
    Rule(
        c.RecordOversightFinding,
        "Say how it was handled",
        (OVERSEER,),
        ANY,
        (p.ONLY_OVERSEES, p.OPEN_TO_THEM),
    ),
    Rule(c.CloseOpening, "Have done with it as an overseer", (OVERSEER,), ANY, (p.OPEN_TO_THEM,)),
    Rule(c.CloseOpening, "End what was opened to overseers", (CLERK,), ANY, (p.OPENING_OVER,)),
)


def may(
    state: ComplaintState | None, case: int | None, command: type[c.Command], person: Person, around: Around
) -> Refusal | None:
    """Why this person may not do that now, or None if a row allows it and no conflict of interest of theirs is known.

    What the command says is not looked at.
    """
    rows = [rule for rule in RULES if rule.command is command and rule.on_case == (case is not None)]
    if not rows:
        return Refusal("not-an-act", "There is no such act here: say which case it is about, or leave the case out.")
    apart = state is not None and state.apart
    roles = p.roles_on(person, around.today, apart=apart)
    mine = [rule for rule in rows if roles.intersection(rule.roles)]
    if not mine:
        return Refusal("role", f"Your roles do not allow this. It is for: {_who(rows, apart=apart)}.")
    if state is None:
        return _begin(mine, person, around)
    return _go_on(state, case, mine, person, around)


def _begin(mine: list[Rule], person: Person, around: Around) -> Refusal | None:
    if all(rule.stages for rule in mine):
        return Refusal("no-such-complaint", "There is no such complaint. Check its number.")
    walled = p.roles_of(person, around.today) & WALLED_ROLES
    return Refusal(p.NOT_WALLED.name, p.NOT_WALLED.sentence) if walled else None


def _go_on(
    state: ComplaintState, case: int | None, mine: list[Rule], person: Person, around: Around
) -> Refusal | None:
    on = state.case(case) if case is not None else None
    if case is not None and on is None:
        return Refusal("no-such-case", f"This complaint has no case {case}. Choose one that it has.", "case")
    stage: Stage = on.stage if on else state.stage
    now = [rule for rule in mine if stage in rule.stages]
    if not now:
        stages = _list(rule.stages for rule in mine) or "a new complaint"
        return Refusal("stage", f"This cannot be done now: it stands at {stage.value}, and this is for: {stages}.")
    view = p.View(state, on, person, around)
    failed = [_failing(rule, view) for rule in now]
    if None in failed:
        return own_refusal(state, now[0].command, case, person, around)
    first = next(each for each in failed if each)
    return p.from_outside(Refusal(first.name, first.sentence), state)


def _failing(rule: Rule, view: p.View) -> p.Predicate | None:
    """The first condition of the row that does not hold."""
    return next((predicate for predicate in rule.predicates if not predicate.holds(view)), None)


def open_acts(state: ComplaintState, person: Person, around: Around, rulebook: Rulebook) -> tuple[Offer, ...]:
    """Everything that this person can do now on this complaint and its cases, in the order of the table.

    Nothing under a rulebook other than the one pinned, for `decide` would refuse it, and nothing that a conflict of interest of
    theirs would refuse. An act that has to name a person or another complaint is offered even when nobody is there to be named: its
    page says so.
    """
    offers = _offers(state, person, around, rulebook)
    return tuple(offer for offer, refusal in offers if refusal is None)


def withheld(state: ComplaintState, person: Person, around: Around, rulebook: Rulebook) -> Refusal | None:
    """The conflict of interest for which this person is not offered what the table allows them, or None."""
    return next((refusal for _offer, refusal in _offers(state, person, around, rulebook) if refusal), None)


def _offers(
    state: ComplaintState, person: Person, around: Around, rulebook: Rulebook
) -> list[tuple[Offer, Refusal | None]]:
    """What the table allows this person now, each with the conflict that refuses it, if one does."""
    if rulebook.hash != state.rulebook:
        return []
    roles = p.roles_on(person, around.today, apart=state.apart)
    offers: dict[tuple[str, int | None], tuple[Offer, Refusal | None]] = {}
    for rule in RULES:
        if roles.intersection(rule.roles):
            for case in _where(rule, state):
                number = case.number if case else None
                key = rule.command.__name__, number
                if key not in offers and _failing(rule, p.View(state, case, person, around)) is None:
                    refusal = own_refusal(state, rule.command, number, person, around)
                    offers[key] = Offer(*key, rule.words), refusal
    return list(offers.values())


def _where(rule: Rule, state: ComplaintState) -> list[CaseState | None]:
    """The cases that stand at a stage of the row; for a row on the complaint, [None] if it does."""
    if rule.on_case:
        return [case for case in state.cases if case.stage in rule.stages]
    return [None] if state.stage in rule.stages else []


def _who(rows: Iterable[Rule], *, apart: bool) -> str:
    """The roles that may do it, as whoever asks would have to hold one."""
    roles = dict.fromkeys(role for rule in rows for role in rule.roles)
    held = (Role.OUTSIDE_HANDLER.value if apart and role in INSIDE_ROLES else role for role in roles)
    return _list([held])


def _list(groups: Iterable[Iterable[str]]) -> str:
    """The words of all groups, each once, in order."""
    return ", ".join(dict.fromkeys(str(word) for group in groups for word in group))
