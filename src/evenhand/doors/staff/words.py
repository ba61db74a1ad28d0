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
PARTY: Mapping[str, Words] = {
    "complainant": _("The complainant"),
    "respondent": _("The respondent"),
    "clerk": _("The clerk (by itself)"),
    "founding": _("The founding of the organisation"),
}
