"""The closed vocabularies of the process in words, for pages. Codes are stored; what people read stands here.

A code that is missing here is a mistake of ours, which a test finds: every member of every vocabulary has its words.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from evenhand.doors.staff.words import DECLINING_REASON, OPENING_REASON, OVERSIGHT_RESULT
from evenhand.doors.staff.words import MATERIALS as MATERIALS
from evenhand.doors.staff.words import PARTY as PARTY
from evenhand.doors.staff.words import ROLE as ROLE
from evenhand.doors.staff.words import STAGE as STAGE
from evenhand.doors.staff.words import Words as Words
from evenhand.office.credentials import PASSKEY_ADDED, PASSKEY_REMOVED, PASSWORD, SECOND_FACTOR
from evenhand.process import codes as c
from evenhand.process.ties import Tied, TieKind
from evenhand.process.visibility import Sight
from evenhand.records.queries.leaving import OFFICER

BACKGROUND: Mapping[str, Words] = {
    c.Background.FROM_STAFF: _("From the staff"),
    c.Background.FROM_MEMBERSHIP: _("From the membership"),
    c.Background.FROM_OUTSIDE: _("From outside"),
    c.Background.PUT_FORWARD: _("Put forward by the leadership"),
    c.Background.SECONDED: _("Lent by the leadership: decides nothing"),
    c.Background.LEFT_LEADERSHIP: _("Left the leadership"),
}
AFFILIATION: Mapping[str, Words] = {
    c.AffiliationKind.FAMILY: _("Related, or living together"),
    c.AffiliationKind.FRIENDSHIP: _("Close friends, or at odds"),
    c.AffiliationKind.BUSINESS: _("Business together"),
    c.AffiliationKind.MONEY: _("Money owed or at stake"),
    c.AffiliationKind.EMPLOYMENT: _("One works or worked for the other"),
    c.AffiliationKind.SAME_BRANCH: _("Same unit or branch"),
    c.AffiliationKind.CAMPAIGN: _("Campaigned together or against each other"),
}
DUTY: Mapping[str, Words] = {
    c.Duty.TRIAGE: _("Assess"),
    c.Duty.INVESTIGATE: _("Investigate"),
    c.Duty.DECIDE: _("Decide"),
    c.Duty.REVIEW: _("Review"),
    c.Duty.MANAGE: _("Manage"),
}
CHANNEL: Mapping[str, Words] = {
    c.Channel.WEB: _("Web form"),
    c.Channel.E_MAIL: _("E-mail"),
    c.Channel.POST: _("Post"),
    c.Channel.PHONE: _("Telephone"),
    c.Channel.IN_PERSON: _("In person"),
    c.Channel.SOCIAL: _("Social media"),
    c.Channel.HAND_OVER: _("Handed over by another body"),
}
ASSESSMENT: Mapping[str, Words] = {
    c.Assessment.ACCEPTED: _("Accepted"),
    c.Assessment.OUT_OF_SCOPE: _("Out of scope"),
    c.Assessment.DUPLICATE: _("Duplicate of another complaint"),
}
CAPACITY: Mapping[str, Words] = {
    c.Capacity.MEMBER: _("Member"),
    c.Capacity.OFFICER: _("Officer"),
    c.Capacity.EMPLOYEE: _("Employee"),
    c.Capacity.CANDIDATE: _("Candidate"),
    c.Capacity.ELECTED_REPRESENTATIVE: _("Elected representative"),
    c.Capacity.VOLUNTEER: _("Volunteer"),
    c.Capacity.FORMER: _("Former member, officer or employee"),
    c.Capacity.NON_MEMBER: _("Not a member"),
}
STAYS_INSIDE: Mapping[str, Words] = {
    c.StaysInside.OTHER_BODY: _("They are an officer of another body"),
    c.StaysInside.BRANCH_OFFICE: _("They hold an office in a branch or group, which has no say over this office"),
    c.StaysInside.NO_SAY: _("Their office here gives them no say over anybody who handles complaints"),
}
FINDING: Mapping[str, Words] = {
    c.Finding.PROVED: _("Proved"),
    c.Finding.PROVED_IN_PART: _("Proved in part"),
    c.Finding.ADMITTED: _("Admitted"),
    c.Finding.NOT_PROVED: _("Not proved"),
    c.Finding.NO_CASE: _("No case to answer"),
    c.Finding.FROZEN_ON_DEPARTURE: _("Frozen when the respondent left"),
}
OVERRIDE_REASON: Mapping[str, Words] = {
    c.OverrideReason.NEW_EVIDENCE: _("New evidence"),
    c.OverrideReason.ERROR_OF_FACT: _("Error of fact"),
    c.OverrideReason.ERROR_OF_RULE: _("Error of rule, or wrong version of a rule"),
    c.OverrideReason.DISPROPORTIONATE: _("Disproportionate"),
    c.OverrideReason.INCONSISTENT: _("Inconsistent with comparable cases"),
    c.OverrideReason.PROCEDURAL_DEFECT: _("Defect in the procedure"),
    c.OverrideReason.CONFLICT_DISCOVERED: _("Conflict of interest discovered"),
    c.OverrideReason.CONSENT: _("Consent or settlement"),
    c.OverrideReason.LEGAL_ADVICE: _("Legal advice"),
    c.OverrideReason.HEALTH: _("Health or vulnerability"),
    c.OverrideReason.OTHER: _("Another reason"),
}
EXCLUSION: Mapping[str, Words] = {
    c.Exclusion.TOOK_PART: _("Took part in the case or in one linked with it"),
    c.Exclusion.CONFLICT: _("Conflict of interest"),
    c.Exclusion.CHALLENGE_UPHELD: _("Challenged by a party, and the challenge was upheld"),
    c.Exclusion.TRAINING_LAPSED: _("Training not up to date"),
    c.Exclusion.NOT_AVAILABLE: _("Not available"),
}
TIE: Mapping[str, Words] = {
    TieKind.ONESELF: _("Myself"),
    TieKind.FAMILY: _("Family, or somebody I live or lived with"),
    TieKind.FRIEND: _("A friend"),
    TieKind.BUSINESS: _("Business or money"),
    TieKind.WORK: _("We work or worked together, or one for the other"),
    TieKind.POLITICAL: _("We stand or stood on one side, or against each other, in a vote or campaign"),
    TieKind.DISPUTE: _("A dispute, a complaint or a case between us"),
    TieKind.OTHER: _("Something else for which somebody fair could doubt me"),
}
"""How a member of staff is tied to somebody."""
TIED: Mapping[str, Words] = {Tied.CANNOT_TELL: _("cannot be ruled out; whoever assigned answers for it")}

RECUSAL: Mapping[str, Words] = {
    c.RecusalGround.PARTY: _("I am a party"),
    c.RecusalGround.WITNESS: _("I am a witness"),
    c.RecusalGround.RELATIVE: _("A party or witness is related to me, or close to me"),
    c.RecusalGround.BUSINESS_TIE: _("I have business with a party"),
    c.RecusalGround.SAME_BRANCH: _("I belong to the same unit or branch as a party"),
    c.RecusalGround.PRIOR_INVOLVEMENT: _("I had a part in it before"),
    c.RecusalGround.PUBLIC_STATEMENT: _("I have said something about it in public"),
    c.RecusalGround.LEADERSHIP_AFFILIATION: _("I work for the leadership, or did not long ago"),
    c.RecusalGround.FINANCIAL_INTEREST: _("I have money at stake"),
    c.RecusalGround.OTHER: _("Somebody fair who knew all could doubt me for another reason"),
}
DIRECTION: Mapping[str, Words] = {
    c.Direction.UP: _("Heavier"),
    c.Direction.DOWN: _("Lighter"),
    c.Direction.LEVEL: _("Same sanction, other findings"),
}
REPLY: Mapping[str, Words] = {
    c.Reply.RECORDED: _("The respondent replied"),
    c.Reply.WINDOW_PASSED: _("The time to reply has passed"),
    c.Reply.WAIVED: _("The respondent waived the reply in writing"),
}
OUTCOME: Mapping[str, Words] = {
    c.CaseOutcome.BREACH_SANCTION: _("Breach found, with a sanction"),
    c.CaseOutcome.BREACH_NO_SANCTION: _("Breach found, without a sanction"),
    c.CaseOutcome.NO_BREACH: _("No breach found"),
    c.ComplaintOutcome.UPHELD: _("Upheld"),
    c.ComplaintOutcome.UPHELD_IN_PART: _("Upheld in part"),
    c.ComplaintOutcome.NOT_UPHELD: _("Not upheld"),
    c.ComplaintOutcome.OUT_OF_SCOPE: _("Out of scope"),
    c.ComplaintOutcome.DUPLICATE: _("Duplicate of another complaint"),
}
GROUND: Mapping[str, Words] = {
    c.ReopenGround.FRESH_EVIDENCE: _("Fresh evidence"),
    c.ReopenGround.FRAUD: _("Fraud"),
    c.ReopenGround.UNDISCLOSED_CONFLICT: _("A conflict of interest that was not disclosed"),
    c.ReopenGround.PROVEN_INTERFERENCE: _("Proven interference"),
    c.ReopenGround.EXTERNAL_JUDGMENT: _("A judgment from outside"),
}
LINK: Mapping[str, Words] = {
    c.LinkType.DUPLICATE: _("Duplicate"),
    c.LinkType.SAME_INCIDENT: _("Same incident"),
    c.LinkType.SAME_RESPONDENT: _("Same respondent"),
    c.LinkType.COUNTER_COMPLAINT: _("Counter-complaint"),
}
CONDITION: Mapping[str, Words] = {
    "always": _("Every complaint"),
    "not-assessed": _("Those that are not assessed yet"),
    "named-officer": _("Those whose named officer they are"),
    "investigates": _("Those with a case that they investigate"),
    "decides": _("Those with a case that they decide"),
    "held": _("Those with a departure held for review"),
    "acted": _("Those on which they have acted"),
    "reviewed": _("Those in which they reviewed a departure"),
    "opened": _("Those that two overseers opened, of whom they are one, for some days"),
}
SIGHT: Mapping[Sight, Words] = {
    Sight.NOTHING: _("Nothing"),
    Sight.CODES: _("Steps, dates and codes, and not a word"),
    Sight.WORDS: _("Everything, but for who the complainant is"),
}
END_REASON: Mapping[str, Words] = {
    c.EndReason.LEFT: _("They left the organisation"),
    c.EndReason.OTHER_WORK: _("They do other work now"),
    c.EndReason.LOST_CREDENTIALS: _("Their password is forgotten or stolen"),
    c.EndReason.IN_ERROR: _("The account was made in error"),
    c.EndReason.WITHDRAWN: _("The organisation withdrew it"),
}
MATERIALS_OF_MINE: Mapping[str, Words] = {
    c.Materials.NONE: _("I have nothing: on no device, in no account or chat, on no paper"),
    c.Materials.RETURNED: _("I had something, and have given it back or destroyed it"),
    c.Materials.HELD: _("I still have something"),
}
HELD: Mapping[str, Words] = {
    c.Duty.INVESTIGATE: _("They investigate it"),
    c.Duty.DECIDE: _("They are to decide it"),
    OFFICER: _("They are its named officer"),
}
CREDENTIAL: Mapping[str, Words] = {
    PASSWORD: _("The password"),
    SECOND_FACTOR: _("The second factor"),
    PASSKEY_ADDED: _("A passkey was added"),
    PASSKEY_REMOVED: _("A passkey was removed"),
}
YES_NO: Mapping[bool, Words] = {True: _("Yes"), False: _("No")}

VOCABULARIES: Mapping[type[StrEnum], Mapping[str, Words]] = {
    c.Role: ROLE,
    c.Duty: DUTY,
    c.Channel: CHANNEL,
    c.Assessment: ASSESSMENT,
    c.Capacity: CAPACITY,
    c.StaysInside: STAYS_INSIDE,
    c.Finding: FINDING,
    c.OverrideReason: OVERRIDE_REASON,
    c.Exclusion: EXCLUSION,
    c.RecusalGround: RECUSAL,
    c.Direction: DIRECTION,
    c.Reply: REPLY,
    c.CaseOutcome: OUTCOME,
    c.ComplaintOutcome: OUTCOME,
    c.ReopenGround: GROUND,
    c.LinkType: LINK,
    c.ComplaintStage: STAGE,
    c.CaseStage: STAGE,
    c.EndReason: END_REASON,
    c.Materials: MATERIALS,
    TieKind: TIE,
    c.Background: BACKGROUND,
    c.AffiliationKind: AFFILIATION,
    c.OpeningReason: OPENING_REASON,
    c.OversightResult: OVERSIGHT_RESULT,
    c.DecliningReason: DECLINING_REASON,
}
"""Every vocabulary that a page of the desk shows, for the test that none of its members lacks words."""


def choices(words: Mapping[Any, Words], codes: Any = None) -> list[tuple[str, Words]]:
    """The (code, words) pairs of a form's choice: all, or those of `codes` in their order."""
    return [(str(code), words[code]) for code in (words if codes is None else codes)]
