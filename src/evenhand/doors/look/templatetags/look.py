"""The components of every page, as template tags: `{% load look %}`.

Tags here show what they are given and decide nothing. Records for them are in `evenhand.doors.look.parts`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.forms.boundfield import BoundWidget
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template import Context
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString

from evenhand.doors.look import tables
from evenhand.doors.look.dates import DatePartsWidget
from evenhand.doors.look.parts import Column, Event, Link, Row, Stat, Task, Tone

register = template.Library()


@register.inclusion_tag("look/parts/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """What has to be put right, at the head of a page, each line a link to its field; nothing when all is well."""
    return {"problems": [problem for form in forms for problem in _problems(form)]}


@register.inclusion_tag("look/parts/field.html")
def field(bound: BoundField, *, heading: bool = False, option_hints: dict[Any, str] | None = None) -> dict[str, Any]:
    """A question with label, hint, error and control. `heading` makes the label the page's only heading.

    `option_hints` gives radios and checkboxes a hint each, by the value of the choice.
    """
    hints = {str(value): hint for value, hint in (option_hints or {}).items()}
    options = [(option, hints.get(str(option.data["value"]), "")) for option in _options(bound)]
    return {"field": bound, "kind": _kind(bound), "heading": heading, "options": options, "parts": _parts(bound)}


@register.inclusion_tag("look/parts/summary_list.html")
def summary_list(rows: Iterable[Row], *, dense: bool = False) -> dict[str, Any]:
    """Questions and answers, or the facts of a case; `dense` sets them side by side in columns."""
    return {"rows": rows, "dense": dense}


@register.inclusion_tag("look/parts/task_list.html")
def task_list(tasks: Iterable[Task]) -> dict[str, Any]:
    """What there is to do, each with where it stands."""
    return {"tasks": tasks}


@register.simple_tag
def tag(text: str, tone: Tone = "plain") -> SafeString:
    """A short status in words, with a colour that only repeats what the words say."""
    return format_html('<strong class="tag {}">{}</strong>', tone, text)


@register.inclusion_tag("look/parts/data_table.html", takes_context=True)
def data_table(
    context: Context,
    columns: Iterable[Column | str],
    rows: Iterable[Iterable[object]],
    caption: str,
    *,
    sorted_by: str = "",
    stacked: bool = False,
    empty: str = "",
    hide_caption: bool = False,
) -> dict[str, Any]:
    """A table in a region that scrolls by itself, or with `stacked` as one block per row on narrow screens.

    The first cell of each row is its heading. `sorted_by` is the order when the address says none. `empty` is the
    sentence to read in place of a table without rows: it should say what to do next.
    """
    query = context["request"].GET if "request" in context else None
    heads = tables.heads(columns, query, sorted_by)
    return {
        "heads": heads,
        "rows": [tables.cells(heads, row) for row in rows],
        "caption": caption,
        "stacked": stacked,
        "empty": empty,
        "hide_caption": hide_caption,
    }


@register.inclusion_tag("look/parts/sort_header.html", takes_context=True)
def sort_header(
    context: Context, key: str, label: str, *, numeric: bool = False, sorted_by: str = ""
) -> dict[str, Any]:
    """One `<th>` of a table written by hand; its link orders by `key` and keeps the rest of the address."""
    [head] = tables.heads([Column(label, numeric, key)], context["request"].GET, sorted_by)
    return {"head": head}


@register.inclusion_tag("look/parts/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the pages of a list; every other part of the address stays as it is."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": numbers, "ellipsis": page.paginator.ELLIPSIS, "query": context["request"].GET}


@register.inclusion_tag("look/parts/keep_query.html", takes_context=True)
def keep_query(context: Context, *names: str) -> dict[str, Any]:
    """Hidden inputs that carry the named parts of the address through a form sent with GET, such as filters."""
    query = context["request"].GET
    return {"kept": [(name, value) for name in names for value in query.getlist(name)]}


@register.inclusion_tag("look/parts/timeline.html")
def timeline(events: Iterable[Event]) -> dict[str, Any]:
    """What happened, where we are, what comes next and by when."""
    return {"events": events}


@register.inclusion_tag("look/parts/stats.html")
def stats(numbers: Iterable[Stat]) -> dict[str, Any]:
    """A row of headline numbers with what each one counts."""
    return {"numbers": numbers}


@register.inclusion_tag("look/parts/progress.html")
def progress(step: int, total: int) -> dict[str, Any]:
    """ "Step 2 of 5", above the heading of a form in several pages."""
    return {"step": step, "total": total, "steps": range(1, total + 1)}


@register.inclusion_tag("look/parts/nav_links.html")
def nav_links(links: Iterable[Link], label: str, *, tabs: bool = False) -> dict[str, Any]:
    """The navigation of a door, or with `tabs` the parts of one case. `label` names it for listeners."""
    return {"links": links, "label": label, "tabs": tabs}


@register.inclusion_tag("look/parts/breadcrumbs.html")
def breadcrumbs(links: Iterable[Link]) -> dict[str, Any]:
    """Where this page lies, from the outside in, without the page itself."""
    return {"links": links}


@register.simple_block_tag
def details(content: str, summary: str, *, open: bool = False) -> SafeString:  # noqa: A002  named as in HTML
    """Text that a reader may open when they want it."""
    return render_to_string("look/parts/details.html", {"content": content, "summary": summary, "open": open})


@register.simple_block_tag
def notice(content: str, title: str = "", tone: Tone = "plain") -> SafeString:
    """A framed message. For an act that is refused: the title "You cannot do this", the tone "bad", the sentence."""
    return render_to_string("look/parts/notice.html", {"content": content, "title": title, "tone": tone})


@register.simple_block_tag
def panel(content: str, title: str) -> SafeString:
    """The confirmation that something is done and recorded; its title is the page's only heading."""
    return render_to_string("look/parts/panel.html", {"content": content, "title": title})


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """Text set apart from the rest: a quotation, a clause, an aside."""
    return format_html('<div class="inset">{}</div>', content)


@register.simple_block_tag
def warning(content: str) -> SafeString:
    """One sentence about what follows if it is ignored."""
    return render_to_string("look/parts/warning.html", {"content": content})


@register.filter
def day(when: date | str) -> SafeString | str:
    """A date in words, marked up for machines; anything that is already words stays as it is."""
    if not isinstance(when, date):
        return when
    return format_html('<time datetime="{}">{}</time>', when.isoformat(), formats.date_format(when, "DATE_FORMAT"))


@register.filter
def number(value: object) -> str:
    """A number with its thousands set apart, as the reader's language writes it; anything else as text."""
    return tables.shown_number(value)


def _problems(form: BaseForm) -> Iterable[dict[str, str]]:
    for name, messages in form.errors.items():
        bound = form[name] if name in form.fields else None
        target = _first_control(bound) if bound and not bound.is_hidden else ""
        for message in messages:
            yield {"target": target, "message": str(message)}


def _first_control(bound: BoundField) -> str:
    """The id to jump to: Django names no id for a group of controls, whose first one ends in `_0`."""
    return bound.id_for_label or f"{bound.auto_id}_0"


def _kind(bound: BoundField) -> str:
    match bound.field.widget:
        case RadioSelect() | CheckboxSelectMultiple():
            return "options"
        case CheckboxInput():
            return "checkbox"
        case DatePartsWidget():
            return "parts"
        case _:
            return "single"


def _options(bound: BoundField) -> list[Any]:
    return bound.subwidgets if _kind(bound) == "options" else []


def _parts(bound: BoundField) -> list[tuple[str, BoundWidget]]:
    """The inputs of a date, each with its own label."""
    widget = bound.field.widget
    if not isinstance(widget, DatePartsWidget):
        return []
    context = widget.get_context(bound.html_name, bound.value(), bound.build_widget_attrs({"id": bound.auto_id}))
    inputs = [BoundWidget(widget, part, bound.form.renderer) for part in context["widget"]["subwidgets"]]
    return list(zip(map(str, widget.labels), inputs, strict=True))
