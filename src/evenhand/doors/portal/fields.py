"""Form fields for people who are not to lose a word: nothing is cut off, and what is refused comes back with a sentence."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 100_000
"""The longest text, in characters: some forty pages."""
LONGEST_LINE = 2_000


class Words(forms.CharField):
    """A text of any length up to `most`. The browser is not told the limit, for it would cut off silently what is pasted."""

    def __init__(self, *, most: int = LONGEST_LINE, rows: int = 0, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
        super().__init__(**{"widget": widget, **kwargs})
        self._most = most

    def to_python(self, value: Any) -> str:
        """The text with plain line ends and without characters that no keyboard types."""
        text = str(value or "").replace("\r\n", "\n").replace("\x00", "")
        return str(super().to_python(text))

    def validate(self, value: str) -> None:
        """Raises ValidationError, saying by how much a text is too long."""
        super().validate(value)
        if len(value) > self._most:
            over = len(value) - self._most
            raise ValidationError(
                _("This is %(over)d characters too long. Put the rest in a file, and add that on a later page.")
                % {"over": over},
                "too-long",
            )
