"""The questions of the portal."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from evenhand.doors.portal.fields import LONGEST, Words
from evenhand.doors.uploads import FilesField
from evenhand.records.queries.tracking import categories

LEAST_MARK = 6
"""Characters that a typed mark has at least: shorter ones are shared by too many people."""


class AboutForm(forms.Form):
    """Step 1: what it is about."""

    category = forms.ChoiceField(
        label=_("What is your complaint about?"),
        help_text=_("Choose what fits best. If two fit, choose either: you can explain on the next page."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what your complaint is about.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = list(categories().items())  # type: ignore[attr-defined]


class HappenedForm(forms.Form):
    """Step 2: what happened, when, about whom."""

    narrative = Words(
        label=_("In your own words"),
        help_text=_(
            "Say what you saw, heard or were told, and where. Spelling does not matter, and a few words are enough."
        ),
        most=LONGEST,
        rows=10,
        error_messages={"required": _("Say what happened. If it is all in a file, write that: files come next.")},
    )
    happened = Words(
        label=_("When did it happen?"),
        help_text=_("A day, or roughly: “last spring”, “every week since January”."),
        required=False,
    )
    about = Words(
        label=_("Who is it about?"),
        help_text=_("Names, or how we could recognise them. Leave this empty if you do not know."),
        required=False,
    )


class ApartForm(forms.Form):
    """Step 3: whether people from outside handle it."""

    YES, NO = "yes", "no"
    hints = {  # noqa: RUF012  (constant)
        YES: _("Only people from outside the organisation read it. No member of staff sees that it exists."),
        NO: _("The people who handle complaints here read it. They can still hand it to people from outside."),
    }
    apart = forms.ChoiceField(
        label=_("Is this about somebody who runs the organisation, or who handles complaints?"),
        choices=[(YES, _("Yes, hand it to people from outside")), (NO, _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is about one of them. If you are not sure, choose “Yes”.")},
    )


class YouForm(forms.Form):
    """Step 5: anonymous or named."""

    NO, YES = "anonymous", "named"
    hints = {  # noqa: RUF012  (constant)
        NO: _("You can read our answers and write to us all the same, with a phrase that you get at the end."),
        YES: _("Your name is sealed apart from the rest of your complaint, for the people who work on it."),
    }
    who = forms.ChoiceField(
        label=_("Do you want to give your name?"),
        choices=[(NO, _("No, I want to stay anonymous")), (YES, _("Yes"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether to give your name. Both are fine.")},
    )
    name = Words(label=_("Your name"), required=False, widget=forms.TextInput({"autocomplete": "name"}))
    reach = Words(
        label=_("How we can reach you"),
        help_text=_("An e-mail address, a telephone number, and whether there is a time or a way that is not safe."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Refuses a name beside the wish to stay anonymous: one of the two is a slip, and only the person knows which."""
        cleaned: dict[str, Any] = super().clean() or {}
        given = [field for field in ("name", "reach") if cleaned.get(field)]
        if cleaned.get("who") == self.NO and given:
            self.add_error(
                given[0],
                _("You chose to stay anonymous, but something is written here. Empty it, or choose “Yes” above."),
            )
        if cleaned.get("who") == self.YES and not cleaned.get("name"):
            self.add_error("name", _("Write your name, or choose to stay anonymous."))
        return cleaned


class FilesForm(forms.Form):
    """Step 4: files. The view takes up each file that arrived, whatever became of the others."""

    attachments = forms.FileField(label=_("Choose files"), required=False)


class CheckForm(forms.Form):
    """Step 6: two words of the phrase, and the complainant's own mark."""

    first_word = Words(required=False)
    second_word = Words(required=False)
    mark_typed = Words(
        label=_("Your own mark"),
        help_text=_("A few words or a number that nobody else would choose. Keep it with your phrase."),
        required=False,
    )
    mark_drawn = forms.CharField(required=False, widget=forms.HiddenInput)
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, words: list[str], places: tuple[int, int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = dict(zip(("first_word", "second_word"), places, strict=True))
        self._words = words
        for name, place in self._asked.items():
            self.fields[name].label = _("Word %(place)d of your phrase") % {"place": place}
            self.fields[name].widget.attrs.update(
                {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "chars-20"}
            )
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _("Type word %(place)d of your phrase.") % {"place": place}
        self.fields["mark_typed"].widget.attrs.update({"autocomplete": "off"})

    def clean_first_word(self) -> str:
        """Refuses a word that does not stand there in the phrase."""
        return self._copied("first_word")

    def clean_second_word(self) -> str:
        """The same for the other word."""
        return self._copied("second_word")

    def clean_mark_typed(self) -> str:
        """Refuses a mark that others would choose too."""
        mark: str = self.cleaned_data["mark_typed"]
        if mark and len(mark) < LEAST_MARK:
            sentence = _("Choose at least %(least)d letters or digits, or leave this empty.")
            raise ValidationError(sentence % {"least": LEAST_MARK}, "too-short")
        return mark

    def _copied(self, name: str) -> str:
        typed: str = self.cleaned_data[name]
        place = self._asked[name]
        if typed.casefold().strip(" .,;:0123456789") != self._words[place - 1]:
            sentence = _("This is not word %(place)d. Look at the list, and type what stands there.")
            raise ValidationError(sentence % {"place": place}, "other-word")
        return typed


class PhraseForm(forms.Form):
    """The way back to a complaint."""

    phrase = Words(
        label=_("Your phrase"),
        help_text=_("The twelve words that you wrote down, in their order. Capitals and commas do not matter."),
        rows=3,
        error_messages={"required": _("Type the twelve words of your phrase.")},
        widget=forms.Textarea(
            {"rows": 3, "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "autocorrect": "off"}
        ),
    )


class MessageForm(forms.Form):
    """A message to the office."""

    text = Words(label=_("Your message"), most=LONGEST, rows=8, required=False)
    attachments = FilesField(label=_("Files"), help_text=_("Up to 20 files, 50 MB each."), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuses an empty message."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not (cleaned.get("text") or cleaned.get("attachments") or self.errors):
            self.add_error("text", _("Write your message, or add a file."))
        return cleaned
