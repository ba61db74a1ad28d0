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


class AcknowledgeForm(ActForm):
    """Confirm that it has arrived, and name an officer."""

    makes = c.Acknowledge
    officer = forms.ChoiceField(label=_("Which officer does the complainant ask?"))
    words = text(
        _("Words to the complainant"), _("They read this on their page, with the officer’s name."), required=False
    )

    def choose(self, scene: Scene) -> None:
        """Everyone who could be named; whoever asks stands first if they could."""
        self.set_choices("officer", _officers(scene, c.Acknowledge))


class NameOfficerForm(ActForm):
    """Name another officer to the complainant."""

    makes = c.NameOfficer
    officer = forms.ChoiceField(label=_("Which officer does the complainant ask from now on?"))

    def choose(self, scene: Scene) -> None:
        """Everyone who could be named instead."""
        self.set_choices("officer", _officers(scene, c.NameOfficer))


def _officers(scene: Scene, command: type[c.Acknowledge | c.NameOfficer]) -> list[tuple[str, str]]:
    """Everyone whom the command could name, by name; whoever asks stands first."""
    pairs = scene.named(ref for ref in scene.loaded.around.people if scene.accepts(command(officer=ref, sure=True)))
    return sorted(pairs, key=lambda pair: pair[0] != scene.person.ref)


class AssessForm(ActForm):
    """Is there something here for this process to decide?

    Any complaint can be named as the one that this duplicates, also one that a colleague assessed: whoever does so learns
    that there is such a number, which the register tells everybody, and is shown nothing of it.
    """

    makes = c.Assess
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
        label=_("If it is a duplicate: the number of the other complaint"),
        help_text=_("It then stays open until that one is closed, and its own complainant is told how that ended."),
        required=False,
        max_length=40,
    )
    reasons = text(_("Reasons"), _("The complainant reads them. At least 20 letters."))

    def choose(self, scene: Scene) -> None:
        """The published rules, word for word."""
        rules = [(code, f"{code}: {rule}") for code, rule in scene.rulebook.triage_rules.items()]
        self.set_choices("rule", [("", _("No rule")), *rules])

    def clean_rule(self) -> str | None:
        """No rule is None."""
        return self.cleaned_data["rule"] or None


class RecuseForm(ActForm):
    """Step down because of a conflict of interest."""

    makes = c.Recuse
    ground = forms.ChoiceField(
        label=_("Why do you step down?"), widget=forms.RadioSelect, choices=words.choices(words.RECUSAL)
    )


class SetApartForm(ActForm):
    """Hand it to people from outside. It cannot be taken back, so nobody does it by a slip."""

    makes = c.SetApart
    sure = forms.BooleanField(label=_("I and everybody else in this office leave it, for good. I have read that."))

    def values(self) -> dict[str, Any]:
        """Nothing more is said: about whom it is stands nowhere in clear."""
        return {}


class LinkForm(ActForm):
    """Read two complaints together. One that the person may not see does not exist for them."""

    makes = c.Link
    other = NumberField(label=_("Number of the other complaint"), max_length=40)
    type = forms.ChoiceField(label=_("What do they have in common?"), choices=words.choices(words.LINK))
    reasons = text(
        _("Why are they read together?"),
        _(
            "The complainant can read it: say nothing here of the other complaint’s sender or words. At least 20 letters."
        ),
        rows=4,
    )

    def clean_other(self) -> int | None:
        """Refuse a number that leads nowhere for this person."""
        index: int | None = self.cleaned_data["other"]
        if index is not None and not is_visible(index, self.scene.person, self.scene.loaded.around.today):
            raise ValidationError(self.fields["other"].error_messages["absent"], "absent")
        return index


class MessageForm(FilesForm):
    """Write to the complainant."""

    makes = c.SendMessage
    instead = "text"
    text = text(_("Message"), _("The complainant reads it on their page, with your name. Or add a file."), rows=10)
