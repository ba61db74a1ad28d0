"""The complaint as a whole: acknowledge, assess, link, write to the complainant."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evenhand.doors.desk import words
from evenhand.doors.desk.forms.base import ActForm, Scene, text
from evenhand.doors.desk.forms.files import FilesForm
from evenhand.process import codes
from evenhand.process import commands as c
from evenhand.process.numbers import NumberError, parse_number
from evenhand.records.queries.visibility import is_visible


class NumberField(forms.CharField):
    """The number of another complaint; its value is an index, or None."""

    default_error_messages: ClassVar = {
        "absent": _("There is no other complaint with this number that you can see. Check the number.")
    }

    def clean(self, value: Any) -> Any:
        """The index. Raises ValidationError with the sentence of what is wrong with the number."""
        typed = super().clean(value)
        try:
            return parse_number(typed) if typed else None
        except NumberError as error:
            raise ValidationError(str(error), "number") from None


class NamesAnother(ActForm):
    """A form that names another complaint. One that the person may not see does not exist for them."""

    other_field = "other"

    def clean(self) -> dict[str, Any]:
        """Refuse a number that leads nowhere for this person."""
        index = self.cleaned_data.get(self.other_field)
        today = self.scene.loaded.around.today
        if index is not None and not is_visible(index, self.scene.person, today):
            field = self.fields[self.other_field]
            self.add_error(self.other_field, ValidationError(field.error_messages["absent"], "absent"))
        return self.cleaned_data


class AcknowledgeForm(ActForm):
    """Confirm that it has arrived, and name an officer."""

    makes = c.Acknowledge
    officer = forms.ChoiceField(label=_("Which officer does the complainant ask?"))
    words = text(
        _("Words to the complainant"), _("They read this on their page, with the officer’s name."), required=False
    )

    def choose(self, scene: Scene) -> None:
        """Everyone who could be named; whoever asks stands first if they could."""
        free = [ref for ref in scene.loaded.around.people if scene.accepts(c.Acknowledge(officer=ref))]
        pairs = scene.named(free)
        pairs.sort(key=lambda pair: pair[0] != scene.person.ref)
        self.set_choices("officer", list(pairs))


class AssessForm(NamesAnother):
    """Is there something here for this process to decide?"""

    makes = c.Assess
    other_field = "duplicate_of"
    result = forms.ChoiceField(
        label=_("Is this something we can decide?"),
        widget=forms.RadioSelect,
        choices=[
            (codes.Assessment.ACCEPTED, _("Yes: accept it, so that cases can be opened")),
            (codes.Assessment.OUT_OF_SCOPE, _("No: a published rule puts it out of scope")),
            (codes.Assessment.DUPLICATE, _("It is a duplicate of another complaint")),
        ],
    )
    rule = forms.ChoiceField(label=_("If it is out of scope: which published rule?"), required=False)
    duplicate_of = NumberField(
        label=_("If it is a duplicate: the number of the other complaint"), required=False, max_length=40
    )
    reasons = text(_("Reasons"), _("The complainant reads them. At least 20 letters."))

    def choose(self, scene: Scene) -> None:
        """The published rules, word for word."""
        rules = [(code, f"{code}: {rule}") for code, rule in scene.rulebook.triage_rules.items()]
        self.set_choices("rule", [("", _("No rule")), *rules])

    def clean_rule(self) -> str | None:
        """No rule is None."""
        return self.cleaned_data["rule"] or None


class LinkForm(NamesAnother):
    """Read two complaints together."""

    makes = c.Link
    other = NumberField(label=_("Number of the other complaint"), max_length=40)
    type = forms.ChoiceField(label=_("Why are they read together?"), choices=words.choices(words.LINK))


class MessageForm(FilesForm):
    """Write to the complainant."""

    makes = c.SendMessage
    instead = "text"
    text = text(_("Message"), _("The complainant reads it on their page, with your name. Or add a file."), rows=10)
