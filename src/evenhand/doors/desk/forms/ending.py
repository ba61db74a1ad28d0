"""The end of a case or complaint: people told, closed, reopened."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.doors.desk import words
from evenhand.doors.desk.forms.base import ActForm, Scene, text
from evenhand.doors.look.dates import DatePartsField
from evenhand.process import commands as c
from evenhand.process.codes import CaseStage


class TellForm(ActForm):
    """Tell the parties the outcome, both on the same day; for a declined complaint, the complainant."""

    makes = c.Notify
    to_complainant = text(_("Letter to the complainant"), rows=10)
    to_respondent = text(_("Letter to the respondent"), rows=10)
    remedy = text(_("Where else they can go"), _("Outside the organisation. Both letters say it."), rows=3)
    remedy_by = DatePartsField(label=_("By when at the latest"))

    def begin(self, scene: Scene) -> dict[str, Any]:
        """The rulebook's remedy and its last day."""
        remedy = scene.rulebook.external_remedy
        return {"remedy": remedy.name, "remedy_by": scene.loaded.around.today + timedelta(days=remedy.days)}

    def choose(self, scene: Scene) -> None:
        """A declined complaint has no respondent."""
        if scene.case is None:
            del self.fields["to_respondent"]


class CloseForm(ActForm):
    """Close a case, or a declined complaint. There is nothing to ask but the day."""

    makes = c.Close


class ReopenForm(ActForm):
    """Bring a closed complaint back."""

    makes = c.Reopen
    cases = forms.TypedMultipleChoiceField(
        label=_("Which cases?"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    ground = forms.ChoiceField(label=_("On what ground?"), choices=words.choices(words.GROUND))
    reasons = text(_("Reasons"), _("At least 20 letters."))

    def choose(self, scene: Scene) -> None:
        """The closed cases; a declined complaint has none."""
        closed = [case.number for case in scene.loaded.state.cases if case.stage is CaseStage.CLOSED]
        if not closed:
            del self.fields["cases"]
            return
        self.set_choices("cases", [(number, _("Case %(number)s") % {"number": number}) for number in closed])

    def values(self) -> dict[str, Any]:
        """The command's members; of a declined complaint no case is named."""
        return {**self.cleaned_data, "cases": tuple(self.cleaned_data.get("cases", ()))}
