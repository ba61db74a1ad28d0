"""A rulebook is adopted by two doors, the founding and an administrator's; neither takes one that could never hold anything."""

import pytest

from evenhand.office.adopt_rulebook import adopt_rulebook
from evenhand.office.found_organisation import found_organisation
from evenhand.process.appointing import FOUNDING
from evenhand.process.facts import Refusal
from evenhand.records.models import Entry, RulebookText
from evenhand.site.shipped import shipped_rulebook

pytestmark = pytest.mark.django_db
NEVER = shipped_rulebook().replace("override_threshold = 2", "override_threshold = 64")


def test_a_rulebook_that_would_never_hold_anything_is_not_adopted(office):
    before = RulebookText.objects.count()
    answer = adopt_rulebook(office, FOUNDING, NEVER)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.field) == ("rulebook", "text")
    assert "none would ever be held for independent review" in answer.sentence
    assert RulebookText.objects.count() == before


def test_nor_is_an_organisation_founded_with_one(office):
    entries = Entry.objects.count()
    answer = found_organisation(office, "Association of Examples", NEVER)
    assert isinstance(answer, Refusal)
    assert answer.code == "rulebook"
    assert Entry.objects.count() == entries
