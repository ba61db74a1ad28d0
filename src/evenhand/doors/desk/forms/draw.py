"""The draw of who decides: freeze the pool, type in the random value, and record why somebody drawn cannot decide."""

import re
from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evenhand.doors.desk import words
from evenhand.doors.desk.forms.base import ActForm, Scene, text
from evenhand.doors.look.dates import DatePartsField
from evenhand.office.frozen_pool import announced
from evenhand.process import codes
from evenhand.process import commands as c
from evenhand.process.decide.asking import Ask
from evenhand.process.decide.draw import pool_members

_ABLE = "able"
_MEMBER = "member_"
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


class ClockField(forms.CharField):
    """A time of day, typed as in 20:15. Its value is a `datetime.time`."""

    default_error_messages: ClassVar = {"clock": _("Write the time with hours and minutes, for example 20:15.")}

    def clean(self, value: Any) -> Any:
        """The time. Raises ValidationError with the sentence of what is wrong."""
        found = _CLOCK.fullmatch(super().clean(value).strip())
        if found is None:
            raise ValidationError(self.error_messages["clock"], "clock")
        return time(int(found[1]), int(found[2]))


class FreezePoolForm(ActForm):
    """Freeze the list among whom a lot picks, and announce the random value that is to decide."""

    makes = c.FreezePool
    places: ClassVar = {"not_before": "known_day"}
    source = forms.CharField(
        label=_("Which public source gives the random value?"),
        help_text=_(
            "A lottery, or a public service for random numbers, in which nobody here has a hand. A short name without spaces, such "
            "as state-lottery/six-of-49."
        ),
        max_length=64,
    )
    round = forms.CharField(
        label=_("Which drawing of it?"),
        help_text=_("For example: the drawing of Saturday, 28 November 2026."),
        max_length=200,
    )
    how = forms.CharField(
        label=_("How is the value written?"),
        help_text=_(
            "So that everybody writes it alike. For example: six numbers, ascending, two digits each, joined by dashes."
        ),
        max_length=200,
    )
    known_day = DatePartsField(label=_("On which day will it be known at the earliest?"))
    known_time = ClockField(
        label=_("And at what time?"),
        help_text=_("Hours and minutes in the organisation’s time zone, for example 20:15."),
        max_length=40,
    )

    def choose(self, scene: Scene) -> None:
        """Everybody who decides cases, with the reason why they cannot be drawn. Who took part is left out by itself."""
        empty = self.makes(case=scene.the_case().number, excluded={}, source="", round="", how="", not_before=0)
        loaded = scene.loaded
        asked = Ask(empty, loaded.state, scene.person, loaded.around, loaded.rulebook)
        able = [each.person for each in pool_members(asked) if each.excluded is None]
        given = words.choices(words.EXCLUSION, sorted(codes.GIVEN_EXCLUSIONS))
        for ref, name in scene.named(able):
            label = _("Can %(name)s be drawn?") % {"name": name}
            self.fields[f"{_MEMBER}{ref}"] = forms.ChoiceField(label=label, choices=[(_ABLE, _("Yes")), *given])

    def values(self) -> dict[str, Any]:
        """The command's members; the moment in Unix seconds."""
        said = self.cleaned_data
        known = timezone.make_aware(datetime.combine(said["known_day"], said["known_time"]))
        members = {key.removeprefix(_MEMBER): why for key, why in said.items() if key.startswith(_MEMBER)}
        return {
            "excluded": {ref: why for ref, why in members.items() if why != _ABLE},
            "source": said["source"],
            "round": said["round"],
            "how": said["how"],
            "not_before": int(known.timestamp()),
        }


class ValueForm(ActForm):
    """Type in the random value, without seeing what somebody else typed."""

    makes = c.TypeValue
    value = forms.CharField(
        label=_("The value, as its source published it"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def choose(self, scene: Scene) -> None:
        """How it has to be written stands beside the question."""
        draw = scene.the_case().draw
        if draw is not None:
            beacon = announced(draw)
            said = {"round": beacon.round, "source": beacon.name, "how": beacon.how}
            self.fields["value"].help_text = _("%(round)s, of %(source)s. Written so: %(how)s.") % said


class ReplaceDrawnForm(ActForm):
    """Say why whoever was drawn cannot decide. The next one drawn does."""

    makes = c.ReplaceDrawn
    why = forms.ChoiceField(
        label=_("Why?"),
        widget=forms.RadioSelect,
        choices=words.choices(words.EXCLUSION, sorted(codes.GIVEN_EXCLUSIONS)),
    )
    reasons = text(_("Reasons"), _("They are kept on the case, and whoever hears an appeal reads them."))
