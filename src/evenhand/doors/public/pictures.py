"""Charts of published tables, each with the rows of the table that stands beside it.

What is shown has a bar and a row each. What the hidden numbers come to together has one more: anyone can subtract.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from evenhand.doors.look.parts import Column
from evenhand.doors.look.tables import shown_number
from evenhand.doors.proved_words import of_period
from evenhand.doors.public.words import period_short, period_title
from evenhand.figures.charts import Chart, Series, Setting, bar_chart, column_chart
from evenhand.figures.suppress import Cell, SafeTable
from evenhand.office.published import PublishedTotals
from evenhand.office.stated import Evidence

MOST_PERIODS = 24
"""Columns that can still be told apart on a narrow screen. The table beside has every period."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as markup, its table, and what is hidden in it, by name."""

    svg: SafeString
    columns: tuple[Column, ...]
    rows: tuple[tuple[object, ...], ...]
    hidden: tuple[str, ...] = ()


def of_table(name: str, title: str, table: SafeTable, totals: PublishedTotals) -> Picture | None:
    """A bar and a row for each number that is shown; nothing for a table of which no number is."""
    if table.total is None or all(cell.value is None for cell in table.cells):
        return None
    what, many = _("What"), _("Number")
    named = [Cell(_(totals.words.get(cell.label, cell.label)), cell.value) for cell in table.cells]
    lines = [cell for cell in named if cell.value is not None]
    if table.hidden:
        rest = table.total - sum(cell.value or 0 for cell in lines)
        lines.append(Cell(_("%(n)s hidden ones together") % {"n": table.hidden}, rest))
    setting = _setting(name, title, "; ".join(f"{cell.label}: {_shown(cell.value)}" for cell in lines))
    chart = bar_chart(lines, setting, (what, many))
    rows = ((cell.label, _shown(cell.value)) for cell in (*lines, Cell(_("Total"), table.total)))
    hidden = tuple(cell.label for cell in named if cell.value is None)
    return Picture(_markup(chart), (Column(what), Column(many, numeric=True)), tuple(rows), hidden)


def over_time(name: str, periods: Sequence[Evidence]) -> Picture:
    """Received and closed, period by period: columns for the newest, rows for all, newest first, each with what proves it."""
    newest = [one.totals for one in periods[-MOST_PERIODS:]]
    series = (
        Series(_("Received"), tuple(one.period.received_by_category.total for one in newest)),
        Series(_("Closed"), tuple(one.period.closed_by_outcome.total for one in newest)),
    )
    described = _("Columns for each of %(n)s periods, from %(first)s to %(last)s. The table gives every number.")
    ends = {"n": len(newest), "first": period_title(newest[0]), "last": period_title(newest[-1])}
    setting = _setting(name, _("Received and closed, period by period"), described % ends)
    chart = column_chart([period_short(one) for one in newest], series, setting, _("Period"))
    columns = (
        Column(_("Period")),
        Column(_("Received"), numeric=True),
        Column(_("Closed"), numeric=True),
        Column(_("Hidden cells"), numeric=True),
        Column(_("Proved by")),
    )
    return Picture(_markup(chart), columns, tuple(_row(one) for one in reversed(periods)))


def _row(one: Evidence) -> tuple[object, ...]:
    period = one.totals.period
    address = reverse("public:figures", query={"period": period.label})
    return (
        format_html('<a href="{}">{}</a>', address, period_title(one.totals)),
        _shown(period.received_by_category.total),
        _shown(period.closed_by_outcome.total),
        period.hidden,
        of_period(one),
    )


def _shown(value: int | None) -> str:
    return _("hidden") if value is None else shown_number(value)


def _setting(name: str, title: str, described: str) -> Setting:
    return Setting(
        name,
        title,
        described,
        direction="rtl" if get_language_bidi() else "ltr",
        hidden=_("hidden"),
        number=shown_number,
    )


def _markup(chart: Chart) -> SafeString:
    return mark_safe(chart.svg)  # noqa: S308  (figures.charts escapes every word it draws)
