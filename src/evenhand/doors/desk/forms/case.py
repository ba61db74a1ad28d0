"""A case from its opening to the respondent's reply. The notice is in `letters`."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.doors.desk import words
from evenhand.doors.desk.forms import base
from evenhand.doors.desk.forms.base import ActForm, Scene, text
from evenhand.doors.desk.forms.files import FilesForm
from evenhand.process import codes
from evenhand.process import commands as c
from evenhand.process.rulebook import Rulebook
from evenhand.process.ties import Tied

MOST_ALLEGATIONS = 20
ONE_MORE = "one_more"
"""The button that adds the questions of one more allegation."""


def clause_choices(rulebook: Rulebook) -> list[tuple[str, str]]:
    """The clauses of a rulebook with their texts."""
    return [(clause.code, f"{clause.code}: {clause.text}") for clause in rulebook.clauses.values()]


class OpenCaseForm(ActForm):
    """Open a case against one respondent, with one allegation or more."""

    makes = c.OpenCase
    places: ClassVar = {"allegations": "clause_1"}
    respondent_name = forms.CharField(
        label=_("Respondent’s name"),
        help_text=_("It is sealed: nobody outside the case reads it."),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    respondent_reach = forms.CharField(
        label=_("How to reach the respondent"),
        max_length=400,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    capacity = forms.ChoiceField(label=_("In what capacity?"), choices=words.choices(words.CAPACITY))
    stays_inside = forms.ChoiceField(
        label=_("If they are an officer: why can this office handle it?"),
        help_text=_(
            "If they have a say over anybody who handles complaints, open no case: set the complaint apart instead, and people "
            "from outside handle it. What you choose here stays on the record."
        ),
        required=False,
        choices=[("", _("They are not an officer")), *words.choices(words.STAYS_INSIDE)],
    )

    def choose(self, scene: Scene) -> None:
        """A clause and the particulars, for each allegation. From outside nobody is asked why they can handle it."""
        if scene.loaded.state.apart:
            del self.fields["stays_inside"]
        asked, more = self.sent.get("rows", "1"), ONE_MORE in self.sent
        rows = int(asked) if asked.isdecimal() and len(asked) <= len(str(MOST_ALLEGATIONS)) else 1
        self.rows = min(max(rows, 1) + more, MOST_ALLEGATIONS)
        for row in range(1, self.rows + 1):
            first = row == 1
            self.fields[f"clause_{row}"] = forms.ChoiceField(
                label=_("Allegation %(row)s: under which clause?") % {"row": row},
                required=first,
                choices=[("", _("Choose a clause")), *clause_choices(scene.rulebook)],
            )
            self.fields[f"particulars_{row}"] = text(
                _("Allegation %(row)s: what is the respondent said to have done?") % {"row": row},
                required=first,
                rows=3,
            )

    def clean(self) -> dict[str, Any]:
        """Either half of an allegation asks for the other."""
        for row in range(1, self.rows + 1):
            clause, particulars = self.cleaned_data.get(f"clause_{row}"), self.cleaned_data.get(f"particulars_{row}")
            if particulars and clause == "":
                self.add_error(f"clause_{row}", _("Choose the clause that this would breach."))
            if clause and particulars == "":
                self.add_error(f"particulars_{row}", _("Write what the respondent is said to have done."))
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """The command's members; empty rows are left out."""
        said = self.cleaned_data
        rows = ((said[f"clause_{row}"], said[f"particulars_{row}"]) for row in range(1, self.rows + 1))
        return {
            "respondent_name": said["respondent_name"],
            "respondent_reach": said["respondent_reach"],
            "capacity": said["capacity"],
            "stays_inside": said.get("stays_inside") or None,
            "allegations": tuple(row for row in rows if all(row)),
        }


class AllegationForm(ActForm):
    """Frame one more allegation."""

    makes = c.FrameAllegation
    clause = forms.ChoiceField(label=_("Under which clause?"))
    particulars = text(_("What is the respondent said to have done?"))

    def choose(self, scene: Scene) -> None:
        """The clauses of the rulebook pinned."""
        self.set_choices("clause", list(clause_choices(scene.rulebook)))


class AssignForm(ActForm):
    """Give a duty to somebody who is free to take it."""

    makes = c.Assign
    places: ClassVar = {"duty": "person"}
    person = forms.ChoiceField(
        label=_("Who is to do what?"),
        help_text=_(
            "Only people who hold the role, are not you, have had no other part in this or in a linked complaint, and have no "
            "conflict of interest with those who are on it."
        ),
    )
    answers_for_tie = forms.BooleanField(
        label=_("I have asked this person about ties to the parties, and answer for it"),
        help_text=_("Only for somebody of whom it cannot be ruled out. It stays on the record under your name."),
        required=False,
    )

    def choose(self, scene: Scene) -> None:
        """Everyone whom the process would accept, by duty."""
        groups = [
            (_("To investigate"), self._free(scene, codes.Duty.INVESTIGATE)),
            (_("To decide"), self._free(scene, codes.Duty.DECIDE)),
        ]
        self.set_choices("person", [group for group in groups if group[1]])
        if Tied.CANNOT_TELL not in scene.loaded.around.ties.values():
            del self.fields["answers_for_tie"]

    @staticmethod
    def _free(scene: Scene, duty: codes.Duty) -> list[tuple[str, str]]:
        number = scene.the_case().number
        people = scene.loaded.around.people
        asked = {ref: c.Assign(case=number, duty=duty, person=ref, answers_for_tie=True, sure=True) for ref in people}
        free = [ref for ref, command in asked.items() if scene.accepts(command)]
        ties = scene.loaded.around.ties
        unsure = _("%(name)s (a tie to a party cannot be ruled out)")
        return [
            (f"{duty.value} {ref}", unsure % {"name": name} if ref in ties else name)
            for ref, name in scene.named(free)
        ]

    def values(self) -> dict[str, Any]:
        """Duty and person, which are chosen together."""
        duty, person = self.cleaned_data["person"].split(" ")
        return {"duty": duty, "person": person, "answers_for_tie": self.cleaned_data.get("answers_for_tie", False)}


class EvidenceForm(FilesForm):
    """Add files, or a note of what was said."""

    makes = c.AddEvidence
    instead = "description"
    description = text(
        _("What is it?"),
        _(
            "Describe it so that nobody has to open it to know. Or add a file. What the respondent hands in is recorded as "
            "their reply."
        ),
        rows=4,
    )
    source = forms.CharField(
        label=_("Where does it come from?"),
        max_length=1000,
        required=False,
        help_text=_("Who gave it to you, when and how."),
    )


class StartForm(ActForm):
    """Take up the investigation."""

    makes = c.StartInvestigation
    plan = text(_("Plan"), _("What has to be shown for each allegation, and how you will find out."), rows=10)


class ReplyForm(FilesForm):
    """Record how the respondent's chance to answer ended."""

    makes = c.RecordReply
    instead = "text"
    how = forms.ChoiceField(label=_("What happened?"), widget=forms.RadioSelect, choices=words.choices(words.REPLY))
    text = text(
        _("The reply or the waiver, word for word"),
        _("Or add the file that holds it. A waiver needs both: its words, and the respondent’s own document."),
        rows=12,
    )
    complete = base.text(
        _("If they wrote that this is all: in which words?"),
        _("Only the respondent’s own words end their time early. Leave it empty if they have not said so."),
        required=False,
        rows=2,
    )

    def choose(self, scene: Scene) -> None:
        """Where the time passed there is nothing to write; after it there are only replies that come late."""
        super().choose(scene)
        if self.sent.get("how") == codes.Reply.WINDOW_PASSED:
            self.fields["text"].required = False
        if scene.the_case().stage is codes.CaseStage.ANSWERED:
            self.set_choices("how", words.choices(words.REPLY, (codes.Reply.RECORDED,)))
            del self.fields["complete"]
