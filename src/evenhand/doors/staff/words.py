"""Roles, stages and parties in words, for every door of the staff. What only the desk shows has its words in `desk.words`."""

from collections.abc import Mapping

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from evenhand.process import codes as c

type Words = str | Lazy

ROLE: Mapping[str, Words] = {
    c.Role.INTAKE_OFFICER: _("Intake officer"),
    c.Role.TRIAGE_ASSESSOR: _("Triage assessor"),
    c.Role.CASE_MANAGER: _("Case manager"),
    c.Role.INVESTIGATOR: _("Investigator"),
    c.Role.DECISION_MAKER: _("Decision maker"),
    c.Role.REVIEWER: _("Independent reviewer"),
    c.Role.OUTSIDE_HANDLER: _("Outside handler"),
    c.Role.OVERSEER: _("Overseer"),
    c.Role.ADMINISTRATOR: _("Administrator"),
    c.Role.APPOINTING_AUTHORITY: _("Appointing authority"),
    c.Role.LEADERSHIP: _("Leadership"),
    c.Role.PUBLICATION_OFFICER: _("Publication officer"),
}
STAGE: Mapping[str, Words] = {
    c.ComplaintStage.RECEIVED: _("Received"),
    c.ComplaintStage.ACKNOWLEDGED: _("Acknowledged"),
    c.ComplaintStage.ACCEPTED: _("Accepted"),
    c.ComplaintStage.FOLLOWING: _("Follows another complaint"),
    c.ComplaintStage.DECLINED: _("Ready to close"),
    c.ComplaintStage.CLOSED: _("Closed"),
    c.CaseStage.OPENED: _("Opened"),
    c.CaseStage.ASSIGNED: _("Assigned"),
    c.CaseStage.INVESTIGATING: _("Investigating"),
    c.CaseStage.NOTICE_GIVEN: _("Notice given"),
    c.CaseStage.ANSWERED: _("Answered"),
    c.CaseStage.RECOMMENDED: _("Recommended"),
    c.CaseStage.HELD: _("Held for review"),
    c.CaseStage.DECIDED: _("Decided"),
}
MATERIALS: Mapping[str, Words] = {
    c.Materials.NONE: _("They declared that they have none"),
    c.Materials.RETURNED: _("They declared that they have given back or destroyed what they had"),
    c.Materials.HELD: _("They declared that they still have some"),
    c.Materials.NOT_DECLARED: _("They declared nothing"),
    c.Materials.NOT_ASKED: _("They were not asked"),
}
"""What somebody who leaves said of case materials outside."""
OPENING_REASON: Mapping[str, Words] = {
    c.OpeningReason.SAMPLED: _("It was drawn in a sample"),
    c.OpeningReason.ASKED_BY_A_PARTY: _("A party asked overseers to look"),
    c.OpeningReason.SUSPECTED_INTERFERENCE: _("Interference is suspected"),
    c.OpeningReason.DELAY: _("It takes too long"),
    c.OpeningReason.REGULATOR: _("A regulator or a court asks"),
    c.OpeningReason.FOLLOW_UP: _("To see what became of what overseers found"),
}
DECLINING_REASON: Mapping[str, Words] = {
    c.DecliningReason.KNOWN: _("It was looked into already"),
    c.DecliningReason.NO_NEED: _("There is no need for it"),
    c.DecliningReason.TALK: _("Let us talk about it first"),
    c.DecliningReason.INTEREST: _("I had better not: I have a conflict of interest or a part in it"),
}
OVERSIGHT_RESULT: Mapping[str, Words] = {
    c.OversightResult.IN_ORDER: _("In order"),
    c.OversightResult.RULE_NOT_FOLLOWED: _("A rule was not followed"),
    c.OversightResult.DELAYED: _("Delayed without a reason"),
    c.OversightResult.REASONS_LACKING: _("Reasons are lacking"),
    c.OversightResult.RECORD_INCOMPLETE: _("The record is incomplete"),
    c.OversightResult.CONFLICT_OVERLOOKED: _("A conflict of interest was overlooked"),
    c.OversightResult.INTERFERENCE: _("Interference"),
}
PARTY: Mapping[str, Words] = {
    "complainant": _("The complainant"),
    "respondent": _("The respondent"),
    "clerk": _("The clerk (by itself)"),
    "staff": _("Somebody on the staff"),
    "founding": _("The founding of the organisation"),
}
