"""The rows of the list of complaints: `{% load worklist %}`.

Fifty rows of eight cells are drawn in one go: as a loop in a template they were a third of what the whole page costs.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from evenhand.doors.desk.templatetags.desk import category, name_in, short_day, stage
from evenhand.doors.look.templatetags.look import tag
from evenhand.process.codes import CaseStage
from evenhand.records.queries.worklist import Line

register = template.Library()

_ROW = """
<tr><th scope="row"><a href="{0}{1}/">{1}</a></th>
<td>{2}</td>
<td>{3}</td>
<td>{4}</td>
<td>{5}</td>
<td>{6}</td>
<td>{7}</td>
<td>{8}</td></tr>"""
_NOTHING = mark_safe('<span class="hint">–</span>')


@register.simple_tag
def worklist_rows(
    lines: Iterable[Line], complaints_at: str, categories: Mapping[str, str], names: Mapping[str, str], today: date
) -> SafeString:
    """A row for each complaint. `complaints_at` is the address below which each has its page."""
    late, since = tag(gettext("late"), "bad"), gettext("since {day}")
    rows = (
        (
            complaints_at,
            line.number,
            short_day(line.received_on),
            category(line.category, categories),
            stage(line.stage),
            _cases(line.cases),
            name_in(line.named_officer, names),
            _due(line.next_due_on, today, late),
            _since(line.unanswered_since, since),
        )
        for line in lines
    )
    return format_html_join("", _ROW, rows)


def _cases(cases: tuple[tuple[int, str], ...]) -> SafeString:
    """The stage of each case, with its number where there are several."""
    if not cases:
        return _NOTHING
    return format_html_join(
        mark_safe("<br>"), "{}{}", ((_numbered(number, cases), _stage(at)) for number, at in cases)
    )


def _numbered(number: int, cases: tuple[tuple[int, str], ...]) -> str:
    return format_html('<span class="hint">{}</span> ', number) if len(cases) > 1 else ""


def _stage(at: str) -> str:
    return tag(stage(at), "attention") if at == CaseStage.HELD else stage(at)


def _due(day: date | None, today: date, late: SafeString) -> SafeString:
    if day is None:
        return _NOTHING
    return format_html("{} {}", short_day(day), late) if day < today else short_day(day)


def _since(day: date | None, words: str) -> SafeString:
    return _NOTHING if day is None else format_html(words, day=short_day(day))
