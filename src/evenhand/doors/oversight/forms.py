"""The forms of the overseers' door."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.doors.look.dates import DatePartsField
from evenhand.doors.oversight.words import FRAME
from evenhand.doors.staff.forms import say_what_is_missing
from evenhand.process.facts import Refusal
from evenhand.process.sampling import LEAST_VALUE, MOST_DRAWN, MOST_VALUE, Frame, FrameKind


class SampleForm(forms.Form):
    """From which complaints, how many, and by what."""

    frame = forms.ChoiceField(
        label=_("From which complaints?"),
        widget=forms.RadioSelect,
        choices=[(kind.value, words) for kind, words in FRAME.items()],
    )
    closed_from = DatePartsField(
        label=_("First day of the period"), required=False, help_text=_("Only for those closed in a period.")
    )
    closed_to = DatePartsField(
        label=_("Last day of the period"), required=False, help_text=_("Only for those closed in a period.")
    )
    category = forms.ChoiceField(label=_("Category"), required=False, help_text=_("Only for those of one category."))
    wanted = forms.IntegerField(
        label=_("How many?"),
        min_value=1,
        max_value=MOST_DRAWN,
        help_text=_("At most %(most)s. If there are fewer, all of them are drawn.") % {"most": MOST_DRAWN},
        widget=forms.TextInput({"inputmode": "numeric", "class": "chars-4", "autocomplete": "off"}),
    )
    value = forms.CharField(
        label=_("Your random value"),
        max_length=2 * MOST_VALUE,
        help_text=_(
            "Twenty throws of a die, sixty of a coin, or what a public source announced today: at least %(least)s signs. "
            "Spaces do not count. Choose the complaints first, then throw."
        )
        % {"least": LEAST_VALUE},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "class": "code", "data-value": ""}),
    )

    def __init__(self, categories: Mapping[str, str], *args: Any) -> None:
        super().__init__(*args)
        cast(forms.ChoiceField, self.fields["category"]).choices = [("", _("Choose")), *categories.items()]
        say_what_is_missing(self)

    def asked(self) -> Frame:
        """The frame that was asked for, from fields that were found valid; of what is asked beside, what belongs to it."""
        said, kind = self.cleaned_data, FrameKind(self.cleaned_data["frame"])
        if kind is FrameKind.CLOSED:
            return Frame(kind, closed_from=said["closed_from"], closed_to=said["closed_to"])
        return Frame(kind, category=said["category"] or None) if kind is FrameKind.CATEGORY else Frame(kind)

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at the field that it is about, or above all of them."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)
