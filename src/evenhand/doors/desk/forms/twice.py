"""Forms that are sent twice: the first time the page shows what follows from what was entered, and only then asks for the rest."""

from typing import Any

from django import forms

from evenhand.doors.desk.forms.base import ActForm


class TwiceForm(ActForm):
    """A form whose `override_fields` are asked for only beside what follows from the others."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    """The answer for which that was shown. Another answer is shown again."""

    @property
    def answer(self) -> str:
        """What was entered, in short."""
        raise NotImplementedError

    @property
    def answered(self) -> bool:
        """Whether enough was entered for something to follow from it."""
        raise NotImplementedError

    @property
    def asks_twice(self) -> bool:
        """Whether anything follows that has to be seen first."""
        return True

    @property
    def consequences_seen(self) -> bool:
        """Whether whoever sends this has been shown what follows from just this answer."""
        return self.cleaned_data.get("seen") == self.answer

    def show_consequences(self) -> None:
        """Carry the answer in the page that shows what follows from it."""
        sent = self.sent.copy()
        sent["seen"] = self.answer
        self.data = sent

    def values(self) -> dict[str, Any]:
        """The command's members."""
        values = super().values()
        del values["seen"]
        return values
