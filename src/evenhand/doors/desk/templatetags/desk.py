"""Codes in words, for templates: `{% load desk %}`."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from evenhand.doors.desk import words
from evenhand.doors.look.tables import shown_number
from evenhand.process.acts import ACTS

register = template.Library()


@register.filter
def stage(code: str) -> str:
    """A stage of a complaint or a case."""
    return _stage(code, get_language() or "")


@lru_cache(maxsize=256)
def _stage(code: str, _language: str) -> str:
    """A list says the same few words in every row; looking each up again would take longer than finding the rows."""
    return str(words.STAGE[code])


@register.filter
def category(code: str, categories: Mapping[str, str]) -> str:
    """A category, in the words of the rulebook in force; one of an older rulebook by its code."""
    return categories.get(code, code)


@register.filter
def name_in(ref: str | None, names: Mapping[str, str]) -> str:
    """The name of a member of staff."""
    return names.get(ref, ref) if ref else "–"


@register.filter
def role_words(code: str | None) -> words.Words:
    """Whose turn it is: a role, or a party."""
    return words.ROLE.get(code or "") or words.PARTY.get(code or "") or ""


@register.filter
def act_words(act: str) -> str:
    """What an act is."""
    return gettext(ACTS[act].words)


@register.filter
def short_day(when: date) -> SafeString:
    """A date as short as the reader's language writes it, for tables."""
    return _short_day(when, get_language() or "")


@lru_cache(maxsize=4096)
def _short_day(when: date, _language: str) -> SafeString:
    return format_html(
        '<time datetime="{}">{}</time>', when.isoformat(), formats.date_format(when, "SHORT_DATE_FORMAT")
    )


@register.filter
def figure(value: float | None) -> str:
    """A number, or words where there is none yet."""
    return gettext("none yet") if value is None else shown_number(value)


@register.filter
def worded(code: str, words: Mapping[str, str]) -> str:
    """A code in the words that were published with it."""
    return words.get(code, code)
