"""Totals of closed periods, as charts and tables, each with its definition and its mark: the numbers that anybody may have.

What is cumulative or outstanding is made of statements alone, by the rule that outsiders use: computed from cases it would give
hidden numbers away (DESIGN 5.2).
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evenhand.doors.look.parts import Stat
from evenhand.doors.proved_words import Marked, marked, running_stat, through
from evenhand.doors.public import pictures
from evenhand.doors.public.files import JSON
from evenhand.doors.public.log import Log
from evenhand.doors.public.pages import SECONDS_KEPT, page, public, with_log
from evenhand.doors.public.pictures import Picture
from evenhand.doors.public.words import period_title
from evenhand.doors.requests import Request
from evenhand.figures.definitions import PUBLISHED, Definition
from evenhand.figures.suppress import SafeTable
from evenhand.office.published import PublishedTotals
from evenhand.office.published_files import figure_files
from evenhand.office.stated import Evidence, published_figures

CSV = "text/csv; charset=utf-8"
TYPES = {"periods.csv": CSV, "periods.json": JSON}


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a period. `bridge` says how much of it had happened before the period; None if it has none."""

    definition: Definition
    mark: Marked | None
    picture: Picture
    bridge: Definition | None
    earlier: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One period as a part of the page. `withheld`: tables of which no number is shown, with their total if it is."""

    evidence: Evidence
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
    published = published_figures(request.office.origin, log.size)
    months = [one for one in published.periods if not one.totals.imported]
    older = [one for one in published.periods if one.totals.imported]
    newest = (months or older)[-1].totals.period.label if published.periods else ""
    label = request.GET.get("period", newest)
    chosen = [one for one in published.periods if one.totals.period.label == label]
    labels = {one.totals.period.label for one in chosen}
    if label != newest and not chosen:
        raise Http404
    context = {
        "shown": [_period(one) for one in chosen],
        "without_tables": published.without_tables,
        "months": [_choice(one.totals, labels) for one in reversed(months)],
        "older": [_choice(one.totals, labels) for one in reversed(older)],
        "running": [running_stat(one) for one in published.running],
        "through": through(published),
        "over_months": pictures.over_time("months", months) if months else None,
        "over_older": pictures.over_time("older", older) if older else None,
        "definitions": PUBLISHED.values(),
    }
    return page(request, "figures", context)


@require_safe
@with_log
def download(request: Request, log: Log, name: str) -> HttpResponse:
    """The same file as `evenhand publish` writes."""
    content = figure_files(published_figures(request.office.origin, log.size))[f"figures/{name}"]
    return public(HttpResponse(content, TYPES[name]), SECONDS_KEPT)


def _choice(one: PublishedTotals, chosen: Container[str]) -> Choice:
    return Choice(one.period.label, period_title(one), one.period.label in chosen)


def _period(one: Evidence) -> Shown:
    period = one.totals.period
    bridged = (
        (period.received_by_category, period.received_bridge),
        (period.closed_by_outcome, period.closed_bridge),
        (period.reviews, None),
    )
    found = tuple(_sections(one, bridged))
    return Shown(
        evidence=one,
        title=period_title(one.totals),
        stats=tuple(_stats(one)),
        sections=found,
        withheld=tuple((PUBLISHED[table.name], table.total) for table, _bridge in bridged if _is_blank(table)),
    )


def _sections(one: Evidence, bridged: tuple[tuple[SafeTable, SafeTable | None], ...]) -> Iterator[Section]:
    totals = one.totals
    prefix = "older" if totals.imported else "month"
    for number, (table, bridge) in enumerate(bridged):
        definition = PUBLISHED[table.name]
        title = f"{_(definition.label)}: {period_title(totals)}"
        picture = pictures.of_table(f"{prefix}-{number}", title, table, totals)
        if picture is not None:
            said = PUBLISHED[bridge.name] if bridge else None
            mark = marked(one, one.of_table(table.name))
            yield Section(definition, mark, picture, said, bridge.cells[-1].value if bridge else None)


def _is_blank(table: SafeTable) -> bool:
    return all(cell.value is None for cell in table.cells)


def _stats(one: Evidence) -> Iterator[Stat]:
    period = one.totals.period

    def total(label: str, table: SafeTable, note: str) -> Stat:
        return _stat(label, table.total, note, marked(one, one.of_total(table.name, table.total)))

    yield total(_("Received"), period.received_by_category, _("complaints"))
    yield total(_("Closed"), period.closed_by_outcome, _("complaints"))
    if one.totals.imported:
        yield total(_("Decisions compared"), period.reviews, _("with what was recommended"))
    else:
        (reopened,) = period.reopened.cells
        mark = marked(one, one.of_cell(period.reopened.name, reopened.label, reopened.value))
        yield _stat(_("Reopened"), reopened.value, _("complaints"), mark)
        yield total(_("Departures"), period.reviews, _("from what was recommended, and reviews of these"))


def _stat(label: str, value: int | None, note: str, mark: Marked | None) -> Stat:
    if value is None or mark is None:
        return Stat(label, _("Hidden"), _("It, or a number that it would give away, could point at people."))
    return Stat(label, value, note, mark.words, mark.tone)
