"""The form of an oversight finding. What it asks for is public for ever, so it asks twice where a text may name somebody."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from evenhand.doors.staff.forms import say_what_is_missing
from evenhand.process.facts import Refusal
from evenhand.process.systemic import (
    LONGEST_RECOMMENDATION,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_RECOMMENDATIONS,
    Draft,
    named_in,
)

ONE_MORE = "one_more"
"""The button that adds the question of one more recommendation."""
NAMES = "names"
"""The question that is asked once a text holds the name of somebody on the staff."""
_LAST = ("samples", "corrects", NAMES, "sure")


class FindingForm(forms.Form):
    """Title, text, recommendations each in a field of its own, and what it rests on."""

    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE, widget=forms.TextInput)
    text = forms.CharField(
        label=_("What you found, and on what it rests"),
        help_text=_("At most %(most)s characters. Name figures with the period and the page that they are on.")
        % {"most": LONGEST_TEXT},
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 14}),
    )
    samples = forms.MultipleChoiceField(
        label=_("Samples on which it rests"), required=False, widget=forms.CheckboxSelectMultiple
    )
    corrects = forms.ChoiceField(label=_("Does it correct an earlier one?"), required=False)
    sure = forms.BooleanField(
        label=_("I have read it again. It names nobody, and nobody can be recognised by it."),
        error_messages={"required": _("Read it again, and say that it names nobody.")},
    )

    def __init__(
        self,
        samples: Sequence[tuple[int, str]],
        earlier: Sequence[tuple[int, str]],
        names: Iterable[str],
        data: QueryDict | None = None,
    ) -> None:
        super().__init__(data)
        self.rows, self._names = _rows(data), list(names)
        for row in range(1, self.rows + 1):
            self.fields[f"recommendation_{row}"] = forms.CharField(
                label=_("Recommendation %(row)s") % {"row": row},
                required=False,
                max_length=LONGEST_RECOMMENDATION,
                widget=forms.Textarea({"rows": 3}),
            )
        if data is not None and data.get(NAMES):
            self._ask_about_names()
        cast(forms.MultipleChoiceField, self.fields["samples"]).choices = samples
        if not samples:
            del self.fields["samples"]
        cast(forms.ChoiceField, self.fields["corrects"]).choices = [("", _("No")), *earlier]
        if not earlier:
            del self.fields["corrects"]
        self.order_fields([*(name for name in self.fields if name not in _LAST), *_LAST])
        say_what_is_missing(self)
        self.fields["sure"].error_messages["required"] = _("Read it again, and say that it names nobody.")

    def clean(self) -> dict[str, Any]:
        """Asks once more where a text holds the name of somebody on the staff."""
        cleaned: dict[str, Any] = super().clean() or {}
        texts = (cleaned.get(name) or "" for name in ("title", "text", *self._recommendations()))
        found = named_in("\n".join(texts), self._names)
        if found and not cleaned.get(NAMES):
            self._ask_about_names()
            self.add_error(NAMES, _("It holds %(names)s, as somebody here is called.") % {"names": ", ".join(found)})
        return cleaned

    @property
    def last_row(self) -> str:
        """The field after which another can be asked for."""
        return self._recommendations()[-1]

    def draft(self) -> Draft:
        """What is to be published, from fields that were found valid. Empty recommendations are left out."""
        said = self.cleaned_data
        texts = (_lines(said[name]) for name in self._recommendations())
        return Draft(
            title=said["title"],
            text=_lines(said["text"]),
            recommendations=tuple(text for text in texts if text),
            samples=tuple(sorted(map(int, said.get("samples", ())))),
            corrects=int(said["corrects"]) if said.get("corrects") else None,
        )

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at the field that it is about, or above all of them."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)

    def _recommendations(self) -> list[str]:
        return [f"recommendation_{row}" for row in range(1, self.rows + 1)]

    def _ask_about_names(self) -> None:
        self.fields[NAMES] = forms.BooleanField(
            label=_("The word means nobody who works here, so it stays"), required=False
        )
        self.order_fields([*(name for name in self.fields if name not in _LAST), *_LAST])


def _lines(text: str) -> str:
    """Browsers end lines with two signs; what is published and hashed has one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _rows(data: QueryDict | None) -> int:
    asked = data.get("rows", "") if data is not None else ""
    rows = int(asked) if asked.isdecimal() and asked.isascii() and len(asked) <= len(str(MOST_RECOMMENDATIONS)) else 1
    return min(max(rows, 1) + (data is not None and ONE_MORE in data), MOST_RECOMMENDATIONS)
