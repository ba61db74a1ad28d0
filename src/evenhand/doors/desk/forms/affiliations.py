"""What somebody declares of themself, and who manages whom: forms of the office, not of a complaint."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from evenhand.doors.desk import words
from evenhand.doors.desk.forms.base import say_what_is_missing
from evenhand.doors.look.dates import DatePartsField
from evenhand.process.affiliations import LEADERSHIP, Affiliation
from evenhand.process.declaring import MOST_AFFILIATIONS

ONE_MORE = "one_more"
"""The button that adds the questions of one more affiliation."""


class AffiliationsForm(forms.Form):
    """All affiliations of one person, each in a row of its own; or the statement that there are none."""

    none = forms.BooleanField(
        label=_("I have nothing to declare"),
        required=False,
        help_text=_(
            "No affiliation of this kind with a colleague or with the leadership, now or within the last years."
        ),
    )

    def __init__(
        self, others: Mapping[str, str], declared: Sequence[Affiliation], data: QueryDict | None = None
    ) -> None:
        self.rows = _rows(data, len(declared) or 1)
        super().__init__(data, initial=dict(_initial(declared)))
        people = sorted(others.items(), key=lambda pair: pair[1].casefold())
        for row in range(1, self.rows + 1):
            self._add_row(row, people)
        self.order_fields([name for name in self.fields if name != "none"])
        say_what_is_missing(self)

    def _add_row(self, row: int, people: Sequence[tuple[str, str]]) -> None:
        place = {"row": row}
        self.fields[f"kind_{row}"] = forms.ChoiceField(
            label=_("Affiliation %(row)s: of which kind?") % place,
            required=False,
            choices=[("", _("None")), *words.choices(words.AFFILIATION)],
        )
        self.fields[f"other_{row}"] = forms.ChoiceField(
            label=_("Affiliation %(row)s: with whom?") % place,
            required=False,
            choices=[("", _("Choose")), (LEADERSHIP, _("The leadership’s office")), *people],
        )
        self.fields[f"since_{row}"] = DatePartsField(
            label=_("Affiliation %(row)s: since when?") % place, required=False, help_text=_("About is enough.")
        )
        self.fields[f"until_{row}"] = DatePartsField(
            label=_("Affiliation %(row)s: since when no longer?") % place,
            required=False,
            help_text=_(
                "Leave it empty while it lasts. An affiliation counts for some time after it ended, so do not leave it out."
            ),
        )

    def clean(self) -> dict[str, Any]:
        """A row is whole, and nothing is declared by leaving everything empty."""
        cleaned: dict[str, Any] = super().clean() or {}
        filled = False
        for row in range(1, self.rows + 1):
            if not cleaned.get(f"kind_{row}"):
                continue
            filled = True
            if not cleaned.get(f"other_{row}"):
                self.add_error(f"other_{row}", _("Choose with whom."))
            if f"since_{row}" in cleaned and cleaned[f"since_{row}"] is None:
                self.add_error(f"since_{row}", _("Enter since when, about."))
        if filled and cleaned.get("none"):
            self.add_error("none", _("You declare an affiliation above. Take the mark away, or choose “None” there."))
        if not filled and not cleaned.get("none"):
            self.add_error("none", _("Declare an affiliation above, or mark that you have nothing to declare."))
        return cleaned

    def affiliations(self) -> tuple[Affiliation, ...]:
        """What is declared, from fields that were found valid."""
        said = self.cleaned_data
        rows = (row for row in range(1, self.rows + 1) if said[f"kind_{row}"])
        return tuple(
            Affiliation(said[f"kind_{row}"], said[f"other_{row}"], said[f"since_{row}"], said[f"until_{row}"])
            for row in rows
        )


class LineForm(forms.Form):
    """Who manages somebody."""

    manager = forms.ChoiceField(label=_("Line manager"))

    def __init__(self, others: Mapping[str, str], now: str | None, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"manager": now or NOBODY})
        people = sorted(others.items(), key=lambda pair: pair[1].casefold())
        cast(forms.ChoiceField, self.fields["manager"]).choices = [(NOBODY, _("Nobody")), *people]
        say_what_is_missing(self)

    def chosen(self) -> str | None:
        """The reference chosen, None for nobody."""
        found = str(self.cleaned_data["manager"])
        return None if found == NOBODY else found


NOBODY = "nobody"


def _rows(data: QueryDict | None, declared: int) -> int:
    asked = data.get("rows", "") if data is not None else ""
    rows = int(asked) if asked.isdecimal() and len(asked) <= len(str(MOST_AFFILIATIONS)) else declared
    return min(max(rows, 1) + (data is not None and ONE_MORE in data), MOST_AFFILIATIONS)


def _initial(declared: Sequence[Affiliation]) -> Iterator[tuple[str, str | date | None]]:
    for row, affiliation in enumerate(declared, start=1):
        yield f"kind_{row}", affiliation.kind
        yield f"other_{row}", affiliation.other
        yield f"since_{row}", affiliation.since
        yield f"until_{row}", affiliation.until
