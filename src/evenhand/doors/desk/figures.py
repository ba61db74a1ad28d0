"""What the register says, as at a date and as known on a date (A3). For whoever sees no case: what is published of closed periods.

Any date and any count can be asked for here by those who see the cases anyway. To everybody else a choice of dates would tell small
numbers by subtraction, so they see what the public sees (DESIGN 5.2, DOMAIN 7.2).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evenhand.doors.desk import words
from evenhand.doors.desk.pages import page, sees_cases
from evenhand.doors.look.dates import DatePartsField
from evenhand.doors.proved_words import Marked, marked
from evenhand.doors.requests import Request
from evenhand.figures.charts.bars import bar_chart
from evenhand.figures.charts.curve import CurveWords, survival_chart
from evenhand.figures.charts.svg import Setting
from evenhand.figures.definitions import DEFINITIONS, Mark
from evenhand.figures.report import GROUPS, figures_json
from evenhand.figures.summary import Figures
from evenhand.figures.suppress import Cell, SafeTable
from evenhand.office.figures_now import DatesError, RootFromTiles, figures_now
from evenhand.office.looking import note_look
from evenhand.office.published import PublishedTotals
from evenhand.office.stated import PublishedFigures, published_figures
from evenhand.records.load import rulebook_in_force

THREE = ("received", "closed", "outstanding")


class DatesForm(forms.Form):
    """As at when, as known when, and what moved since when."""

    as_at = DatePartsField(
        label=_("As at"), required=False, help_text=_("Counts what had happened by this day. Empty: today.")
    )
    as_known = DatePartsField(
        label=_("As known on"),
        required=False,
        help_text=_("Counts what was recorded by the end of this day. Empty: now."),
    )
    since = DatePartsField(
        label=_("What moved since"),
        required=False,
        help_text=_("Accounts for what moved from this day on. Empty: from 1 January."),
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its definition. `value` is a number, None (none yet), or missing where there are `rows`."""

    label: str
    words: str
    value: int | float | None
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that belong together, with the picture of them if there is one."""

    title: str
    figures: tuple[Figure, ...]
    chart: SafeString | None


@dataclass(frozen=True, slots=True)
class Newest:
    """A period that was closed last, and each of its tables with its tag."""

    totals: PublishedTotals
    tables: tuple[tuple[SafeTable, Marked | None], ...]


@require_safe
def figures_page(request: Request) -> HttpResponse:
    """The figures: all of them to those who see cases, the published ones to others."""
    if not sees_cases(request):
        return page(request, "figures_published", {"periods": _newest(published_figures(request.office.origin))})
    form = DatesForm(request.GET or None)
    dates = form.cleaned_data if form.is_valid() else {}
    try:
        found = figures_now(request.office, RootFromTiles(request.log_folder), **dates)
    except DatesError as not_yet:
        form.add_error(None, str(not_yet))
        found = None
    note_look(request.office, request.signed_in.person.ref, None, "figures")
    context = {
        "form": form,
        "figures": found,
        "groups": list(_groups(found)) if found else [],
        "mark": Mark.COMPUTED,
    }
    return page(request, "figures", context, status=422 if form.errors else 200)


def _newest(published: PublishedFigures) -> list[Newest]:
    """What is published of the period closed last."""
    last = [one for one in published.periods if one.totals.period.label == published.periods[-1].totals.period.label]
    return [
        Newest(
            one.totals, tuple((table, marked(one, one.of_table(table.name))) for table in one.totals.period.tables)
        )
        for one in last
    ]


def _groups(figures: Figures) -> Iterator[Group]:
    report, charts = figures_json(figures), _charts(figures)
    for name, title in GROUPS.items():
        own = [path for path in DEFINITIONS if path.startswith(f"{name}.")]
        yield Group(_titled(name, title, figures), tuple(_figure(path, report) for path in own), charts.get(name))


def _titled(name: str, title: str, figures: Figures) -> str:
    """The title of a group; what moved says between which dates."""
    if name != "flow":
        return gettext(title)
    dates = {"since": date_format(figures.flow.since), "until": date_format(figures.flow.until)}
    return gettext("What moved from %(since)s to %(until)s") % dates


def _figure(path: str, report: Mapping[str, Any]) -> Figure:
    group, key = path.split(".")
    value, definition = report[group][key], DEFINITIONS[path]
    label, said = gettext(definition.label), gettext(definition.words)
    if not isinstance(value, Mapping):
        return Figure(label, said, value)
    if key.endswith("_range"):
        return Figure(label, said, None, (), ((gettext("From"), (value["low"],)), (gettext("To"), (value["high"],))))
    parts = value.items()
    if all(isinstance(part, Mapping) for _name, part in parts):
        rows = tuple((_named(code), tuple(part[head] for head in THREE)) for code, part in parts)
        return Figure(label, said, None, tuple(gettext(head.capitalize()) for head in THREE), rows)
    if set(value) == set(THREE):
        return Figure(label, said, None, (), tuple((gettext(head.capitalize()), (value[head],)) for head in THREE))
    return Figure(label, said, None, (), tuple((_named(code), (part,)) for code, part in parts))


def _named(code: str) -> str:
    """A category, outcome or finding in words; a year, an age, or a code of older records as it is."""
    known = rulebook_in_force().categories.get(code) or words.OUTCOME.get(code) or words.FINDING.get(code)
    return str(known or code)


def _charts(figures: Figures) -> dict[str, SafeString]:
    """The pictures, by group. Their words are escaped where they are drawn, and each has its table beside it."""
    ages = [Cell(_band(band.first, band.last), band.count) for band in figures.ages.bands]
    bars = Setting("ages", gettext("Age of what is outstanding"), gettext("Outstanding complaints by age in days."))
    curve = Setting(
        "curve", gettext("Still open"), gettext("Share of complaints still open, by days since they were received.")
    )
    return {
        "ages": mark_safe(bar_chart(ages, bars, ("", "")).svg),  # noqa: S308  (made from escaped words)
        "days_to_close": mark_safe(survival_chart(figures.days_to_close, curve, CurveWords()).svg),  # noqa: S308
    }


def _band(first: int, last: int | None) -> str:
    if last is None:
        return gettext("Over %(days)s days") % {"days": first - 1}
    return gettext("%(first)s to %(last)s days") % {"first": first, "last": last}
