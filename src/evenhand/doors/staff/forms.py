"""What forms of the staff have in common."""

from django import forms
from django.utils.translation import gettext_lazy as _

from evenhand.doors.look.dates import DatePartsField


def say_what_is_missing(form: forms.Form) -> None:
    """Let each field that has to be filled in say so by its name."""
    for field in form.fields.values():
        if isinstance(field, DatePartsField):
            continue  # it has a sentence of its own
        field.error_messages["required"] = _("“%(label)s” is missing: fill it in.") % {"label": field.label}
