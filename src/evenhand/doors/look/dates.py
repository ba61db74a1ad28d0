"""A day asked for as three short inputs, because calendars to click through exclude people.

The pattern is GOV.UK's date input: day, month, year; each error says which part is missing or wrong.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

PARTS = {"day": 2, "month": 2, "year": 4}
"""The names of the three inputs, in order, with the width of each in characters."""


class DatePartsWidget(forms.MultiWidget):
    """Three text inputs named `<name>_day`, `<name>_month` and `<name>_year`."""

    labels = (_("Day"), _("Month"), _("Year"))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        inputs: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput(_input_attrs(width)) for name, width in PARTS.items()
        }
        super().__init__(inputs, attrs)

    def decompress(self, value: date | None) -> list[int | None]:
        """The day, month and year to show for a stored date."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class DatePartsField(forms.MultiValueField):
    """A `datetime.date` from three inputs. What was typed is shown again when it is refused."""

    widget = DatePartsWidget
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Enter the date as day, month and year, for example 27 3 2026."),
        "missing_day": _("The date must include a day."),
        "missing_month": _("The date must include a month."),
        "missing_year": _("The date must include a year."),
        "short_year": _("Write the year with four digits, for example 2026."),
        "invalid": _("Enter a real date in numbers, for example 27 3 2026."),
    }

    def __init__(self, **kwargs: Any) -> None:
        fields = [forms.CharField(required=False) for _part in PARTS]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> date | None:
        """The date, or None when nothing was typed; raises ValidationError with what is missing or wrong."""
        if not any(data_list):
            if self.required:
                raise self._refusal("required")
            return None
        for text, name in zip(data_list, PARTS, strict=True):
            if not text:
                raise self._refusal(f"missing_{name}")
        if not all(
            text.isdecimal() and len(text) <= width for text, width in zip(data_list, PARTS.values(), strict=True)
        ):
            raise self._refusal("invalid")
        day, month, year = (int(text) for text in data_list)
        if len(data_list[2]) < PARTS["year"]:
            raise self._refusal("short_year")
        try:
            return date(year, month, day)
        except ValueError:
            raise self._refusal("invalid") from None

    def _refusal(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code)


def _input_attrs(width: int) -> dict[str, str]:
    return {"inputmode": "numeric", "autocomplete": "off", "class": f"chars-{width}"}
