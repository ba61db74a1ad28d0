"""Who may do what, and when: one table of role, stage, act and conditions, printed as it stands for auditors (DESIGN
7).

A row that is not here does not exist: what no row allows is refused. Relied on by `decide`, which asks before it
looks at a command, and by the doors, which offer only what a row allows. B1, C1, H1, H7.
"""

from dataclasses import dataclass
from datetime import date

from evenhand.process import commands as c
from evenhand.process import predicates as p
from evenhand.process.codes import WALLED_ROLES, CaseStage, ComplaintStage, Role
from evenhand.process.stages import Stage
from evenhand.process.state import CLERK, COMPLAINANT, Person
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
        "Open it together with another overseer",
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
