"""Every act that a person at the desk can do: the one table of addresses, forms and words. What each needs stands in its form.

Who may do it and when stands in `process.permissions`; this table only says where the page is.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evenhand.doors.desk.forms.base import ActForm
from evenhand.doors.desk.forms.case import (
    AllegationForm,
    AssignForm,
    EvidenceForm,
    OpenCaseForm,
    ReplyForm,
    StartForm,
)
from evenhand.doors.desk.forms.complaint import (
    AcknowledgeForm,
    AssessForm,
    LinkForm,
    MessageForm,
    NameOfficerForm,
    RecuseForm,
    SetApartForm,
)
from evenhand.doors.desk.forms.decision import DecideForm, RecommendForm, ReviewForm
from evenhand.doors.desk.forms.draw import FreezePoolForm, ReplaceDrawnForm, ValueForm
from evenhand.doors.desk.forms.ending import CloseForm, ReopenForm
from evenhand.doors.desk.forms.letters import NoticeForm, TellForm
from evenhand.doors.desk.forms.oversight import CloseOpeningForm, OversightFindingForm
from evenhand.doors.desk.words import Words
from evenhand.process.commands import Command, OpenToOverseers


@dataclass(frozen=True, slots=True)
class ActPage:
    """The page of one act. `lead` says what follows from it; `background` names the acts whose words stand beside the form."""

    slug: str
    form: type[ActForm]
    title: Words
    button: Words
    lead: Words = ""
    background: tuple[str, ...] = ()

    @property
    def command(self) -> type[Command]:
        """The command that the form makes."""
        return self.form.makes


ACTS: tuple[ActPage, ...] = (
    ActPage(
        "acknowledge",
        AcknowledgeForm,
        _("Acknowledge the complaint"),
        _("Acknowledge it"),
        _("The complainant sees that it is in hand and which officer to ask."),
        ("received",),
    ),
    ActPage(
        "assess",
        AssessForm,
        _("Assess the complaint"),
        _("Record the assessment"),
        _("Assess what is alleged, not why somebody alleges it."),
        ("received",),
    ),
    ActPage(
        "officer",
        NameOfficerForm,
        _("Name another officer to the complainant"),
        _("Name this officer"),
        _("The complainant sees on their page whom to ask from now on, and what they write comes to this officer."),
    ),
    ActPage(
        "step-down",
        RecuseForm,
        _("Step down because of a conflict of interest"),
        _("Step down"),
        _(
            "You leave this complaint and its cases for good, and no longer see them. What you were to do goes to somebody else at "
            "once, whom nobody chooses. Colleagues on it see why; the complainant sees that somebody stepped down. "
            "A linked complaint is another one: step down from that as well, if the same holds there."
        ),
    ),
    ActPage(
        "set-apart",
        SetApartForm,
        _("Set the complaint apart"),
        _("Hand it to people from outside"),
        _(
            "For a complaint about somebody who runs the organisation, or who handles complaints. Only people from outside see it "
            "from then on: nobody in this office does, you neither, and nobody can take that back. A case that is not decided "
            "begins anew with them, and the respondent’s reply stays. The complainant sees on their page that it was handed over. "
            "A linked complaint is another one."
        ),
    ),
    ActPage(
        "link",
        LinkForm,
        _("Link it with another complaint"),
        _("Link the two"),
        _("Each keeps its own number and age. A link stays: nobody can take it back."),
    ),
    ActPage(
        "write",
        MessageForm,
        _("Write to the complainant"),
        _("Send the message"),
        "",
        ("acknowledged", "message-sent"),
    ),
    ActPage(
        "open-case",
        OpenCaseForm,
        _("Open a case against a respondent"),
        _("Open the case"),
        _("One case for each respondent. An allegation is one breach of one clause."),
        ("received",),
    ),
    ActPage(
        "allegation",
        AllegationForm,
        _("Frame a further allegation"),
        _("Add the allegation"),
        "",
        ("received", "allegation-framed"),
    ),
    ActPage("assign", AssignForm, _("Assign an investigator or a decision maker"), _("Assign")),
    ActPage(
        "freeze-pool",
        FreezePoolForm,
        _("Freeze the pool from which a lot picks who decides"),
        _("Freeze the pool"),
        _(
            "Everybody who decides cases is in the pool. What you write here is public, but not which case it is for. Once it is "
            "frozen, nobody can be picked by hand any more."
        ),
    ),
    ActPage(
        "value",
        ValueForm,
        _("Type in the random value"),
        _("Record the value"),
        _(
            "Two people look it up and type it in, each by themselves. When both typed the same, the lot is cast, and whoever was "
            "drawn is assigned at once."
        ),
    ),
    ActPage(
        "replace-drawn",
        ReplaceDrawnForm,
        _("Record that whoever was drawn cannot decide"),
        _("Let the next one drawn decide"),
        _(
            "The next one in the order of the draw takes the place, and nobody else can. The reason stays on the case."
        ),
    ),
    ActPage(
        "evidence", EvidenceForm, _("Add evidence"), _("Add it"), _("Nothing that is added can be removed unseen.")
    ),
    ActPage("start", StartForm, _("Start the investigation"), _("Start it"), "", ("received", "allegation-framed")),
    ActPage(
        "notice",
        NoticeForm,
        _("Give the respondent notice"),
        _("Record that it was given"),
        _(
            "You see it whole, give it to the respondent yourself, and record that you did. Their time to reply then begins, and "
            "no allegation can be added any more."
        ),
        ("allegation-framed", "evidence-added", "notice-given"),
    ),
    ActPage(
        "reply",
        ReplyForm,
        _("Record the respondent’s reply"),
        _("Record it"),
        _("The respondent may go on replying until the last day, unless they wrote that this is all."),
        ("notice-given", "reply-recorded"),
    ),
    ActPage(
        "recommend",
        RecommendForm,
        _("Recommend findings and a sanction"),
        _("Record the recommendation"),
        _("Somebody else decides. What you recommend stays on the record beside the decision."),
        ("allegation-framed", "reply-recorded", "reply-waived", "reply-window-passed"),
    ),
    ActPage(
        "decide",
        DecideForm,
        _("Decide the case"),
        _("Decide the case"),
        _("The recommendation stays on the record beside your decision."),
        ("allegation-framed", "reply-recorded", "reply-waived", "reply-window-passed", "recommended"),
    ),
    ActPage(
        "review",
        ReviewForm,
        _("Verify or veto the departure"),
        _("Record the answer"),
        _("You say only whether the departure is sound, not what you would have decided."),
        ("allegation-framed", "recommended", "decision-made", "overridden"),
    ),
    ActPage(
        "tell",
        TellForm,
        _("Tell the parties"),
        _("Record that they are told"),
        _("The complainant reads theirs on their page; a respondent is given theirs by you, on the same day."),
        ("assessed", "lead-closed", "decision-made", "overridden", "case-decided"),
    ),
    ActPage("close", CloseForm, _("Close"), _("Close it"), _("With its last case the complaint is closed too.")),
    ActPage(
        "reopen",
        ReopenForm,
        _("Reopen the complaint"),
        _("Reopen it"),
        _("Its age goes on as if it had never been closed."),
    ),
    ActPage(
        "oversight-finding",
        OversightFindingForm,
        _("Say how it was handled"),
        _("Record the oversight finding"),
        _("It cannot be changed or taken back, by you or by anybody. A second one stands beside it."),
    ),
    ActPage(
        "close-opening",
        CloseOpeningForm,
        _("Have done with it"),
        _("End the opening"),
        _("Neither of you two reads its words any more. What you said about it stays."),
    ),
)

BY_SLUG = {page.slug: page for page in ACTS}
_SLUG_OF = {page.command.__name__: page.slug for page in ACTS}


def address(number: str, command: str, case: int | None) -> str:
    """Where the page of a command on that complaint or case is."""
    if command == OpenToOverseers.__name__:  # one overseer asks, another confirms: that has pages of its own
        return reverse("oversight:ask", args=(number,))
    slug = _SLUG_OF[command]
    if case is None:
        return reverse("desk:act", args=(number, slug))
    return reverse("desk:case-act", args=(number, case, slug))
