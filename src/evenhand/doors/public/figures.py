"""Totals of closed periods, as charts and tables, each with its definition: the numbers that anybody may have (DESIGN 5.2).

Nothing cumulative and nothing outstanding stands here: beside tables with hidden numbers it would give them away.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evenhand.doors.look.parts import Stat
from evenhand.doors.public import pictures
from evenhand.doors.public.files import JSON
from evenhand.doors.public.log import Log
from evenhand.doors.public.pages import SECONDS_KEPT, page, public, with_log
from evenhand.doors.public.pictures import Picture
from evenhand.doors.public.words import period_title
from evenhand.doors.requests import Request
from evenhand.figures.definitions import PUBLISHED, Definition
from evenhand.figures.suppress import SafeTable
from evenhand.office.published import PublishedTotals, published_and_not, published_totals
from evenhand.office.published_files import figure_files

CSV = "text/csv; charset=utf-8"
TYPES = {"periods.csv": CSV, "periods.json": JSON}


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a period. `bridge` says how much of it had happened before the period; None if it has none."""

    definition: Definition
    picture: Picture
    bridge: Definition | None
    earlier: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One period as a part of the page. `withheld`: tables of which no number is shown, with their total if it is."""

    totals: PublishedTotals
    title: str
    stats: tuple[Stat, ...]
    sections: tuple[Section, ...]
    withheld: tuple[tuple[Definition, int | None], ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A period to choose."""

    label: str
    title: str
    chosen: bool


@require_safe
@with_log
def figures(request: Request, log: Log) -> HttpResponse:
    """One period in full, the newest unless another is chosen, and all of them in short."""
    every, without = published_and_not(log.size)
    months = [one for one in every if not one.imported]
    older = [one for one in every if one.imported]
    newest = (months or older)[-1].period.label if every else ""
    label = request.GET.get("period", newest)
    chosen = [one for one in every if one.period.label == label]
    if label != newest and not chosen:
        raise Http404
    context = {
        "shown": [_period(one) for one in chosen],
        "without_tables": without,
        "months": [Choice(one.period.label, period_title(one), one in chosen) for one in reversed(months)],
        "older": [Choice(one.period.label, period_title(one), one in chosen) for one in reversed(older)],
        "over_months": pictures.over_time("months", months) if months else None,
        "over_older": pictures.over_time("older", older) if older else None,
        "definitions": PUBLISHED.values(),
    }
    return page(request, "figures", context)


@require_safe
@with_log
def download(request: Request, log: Log, name: str) -> HttpResponse:  # noqa: ARG001  (called like every view)
    """The same file as `evenhand publish` writes."""
    content = figure_files(published_totals(log.size))[f"figures/{name}"]
    return public(HttpResponse(content, TYPES[name]), SECONDS_KEPT)


def _period(one: PublishedTotals) -> Shown:
    period = one.period
    bridged = (
        (period.received_by_category, period.received_bridge),
        (period.closed_by_outcome, period.closed_bridge),
        (period.reviews, None),
    )
    found = tuple(_sections(one, bridged))
    return Shown(
        totals=one,
        title=period_title(one),
        stats=tuple(_stats(one)),
        sections=found,
        withheld=tuple((PUBLISHED[table.name], table.total) for table, _bridge in bridged if _is_blank(table)),
    )


def _sections(one: PublishedTotals, bridged: tuple[tuple[SafeTable, SafeTable | None], ...]) -> Iterator[Section]:
    prefix = "older" if one.imported else "month"
    for number, (table, bridge) in enumerate(bridged):
        definition = PUBLISHED[table.name]
        title = f"{_(definition.label)}: {period_title(one)}"
        picture = pictures.of_table(f"{prefix}-{number}", title, table, one)
        if picture is not None:
            said = PUBLISHED[bridge.name] if bridge else None
            yield Section(definition, picture, said, bridge.cells[-1].value if bridge else None)


def _is_blank(table: SafeTable) -> bool:
    return all(cell.value is None for cell in table.cells)


def _stats(one: PublishedTotals) -> Iterator[Stat]:
    period = one.period
    yield _stat(_("Received"), period.received_by_category.total, _("complaints"))
    yield _stat(_("Closed"), period.closed_by_outcome.total, _("complaints"))
    if one.imported:
        yield _stat(_("Decisions compared"), period.reviews.total, _("with what was recommended"))
    else:
        yield _stat(_("Reopened"), period.reopened.cells[0].value, _("complaints"))
        yield _stat(_("Departures"), period.reviews.total, _("from what was recommended, and reviews of these"))


def _stat(label: str, value: int | None, note: str) -> Stat:
    if value is None:
        return Stat(label, _("Hidden"), _("Too small to show without pointing at people."))
    return Stat(label, value, note)
