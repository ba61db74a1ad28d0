"""A choice from a list is drawn as Django draws it, letter for letter (attributes given in the order of their names)."""

import pytest
from django import forms

from evenhand.doors.look.selects import Select

CHOICES = [("", "Any"), ("a&b", 'Both "a" & <b>'), ("Group <1>", [("one", "One"), ("two", "Two")]), (3, "Three")]


@pytest.mark.parametrize("value", ["", "a&b", "two", 3, None, "nothing like it"])
@pytest.mark.parametrize("attrs", [{}, {"class": 'a"b', "id": "id_it", "required": True}])
def test_it_is_what_django_draws_itself(value, attrs):
    ours, theirs = (kind(choices=CHOICES).render("the name", value, attrs) for kind in (Select, forms.Select))
    assert ours == theirs
