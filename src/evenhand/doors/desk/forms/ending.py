"""The end of a case or complaint: closed, reopened. Letters are in `letters`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.doors.desk import words
from evenhand.doors.desk.forms.base import ActForm, Scene, text
from evenhand.process import commands as c
from evenhand.process.codes import CaseStage


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
    reasons = text(
        _("Reasons"),
        _("The complainant reads them on their page. Name nobody who need not be named there. At least 20 letters."),
    )

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
