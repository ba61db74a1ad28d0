"""What overseers say of a complaint that is open to them, and that they have done with it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.doors.desk.forms.base import ActForm, text
from evenhand.doors.staff.words import OVERSIGHT_RESULT
from evenhand.process import commands as c
from evenhand.process.codes import OversightResult


class OversightFindingForm(ActForm):
    """How it was handled: never whether it was right."""

    makes = c.RecordOversightFinding
    result = forms.ChoiceField(
        label=_("How was it handled?"),
        widget=forms.RadioSelect,
        choices=[(code, OVERSIGHT_RESULT[code]) for code in OversightResult],
    )
    text = text(
        _("What you found"),
        _(
            "Whoever made the complaint reads it on their page, and everybody who works on it. Name nobody who need not be named "
            "there. At least 20 letters."
        ),
    )


class CloseOpeningForm(ActForm):
    """There is nothing to ask."""

    makes = c.CloseOpening
