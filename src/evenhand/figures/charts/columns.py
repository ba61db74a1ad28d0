"""Columns by period: one to three series, side by side or on top of each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.figures.charts.svg import (
    LINE,
    PLAIN,
    WIDTH,
    Chart,
    Markup,
    Paint,
    Plane,
    Setting,
    document,
    hatch,
    hatched,
    width_of,
    wrap,
)
from evenhand.figures.charts.ticks import nice_ticks

PLOT_HEIGHT = 180
HIDDEN_HEIGHT = 18
"""Height of the mark of a hidden number: the same for all, so that it says nothing."""
PAINTS: tuple[Paint, ...] = (PLAIN, {"fill-opacity": "0.45"}, {"fill": "none", "stroke": "currentColor"})
FILLED = 0.8
"""How much of a period's width its columns take."""


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of columns: a number for each period, None where it is hidden."""

    label: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the columns stand: `left` and `bottom` of the plot, `step` from period to period, units for a count."""

    plane: Plane
    setting: Setting
    left: float
    bottom: float
    step: float
    scale: float

    def block(self, series: int, value: int | None, x: float, width: float, base: float) -> Markup:
        if value is None:
            return self.plane.box(
                x, base - HIDDEN_HEIGHT, width, HIDDEN_HEIGHT, "chart-hidden", hatched(self.setting)
            )
        height = value * self.scale
        return self.plane.box(x, base - height, width, height, f"chart-series-{series + 1}", PAINTS[series])

    def group(self, column: Sequence[int | None], x: float) -> list[Markup]:
        width = self.step * FILLED / len(column)
        return [self.block(i, value, x + i * width, width, self.bottom) for i, value in enumerate(column)]

    def stack(self, column: Sequence[int | None], x: float) -> list[Markup]:
        parts = []
        base = self.bottom
        for i, value in enumerate(column):
            parts.append(self.block(i, value, x, self.step * FILLED, base))
            base -= HIDDEN_HEIGHT if value is None else value * self.scale
        return parts

    def grid(self, ticks: Sequence[int]) -> list[Markup]:
        parts = []
        for tick in ticks:
            y = self.bottom - tick * self.scale
            parts.append(self.plane.line(self.left, y, WIDTH, y, "chart-grid", {"stroke-opacity": "0.25"}))
            parts.append(self.plane.words(self.left - 6, y + 4, self.setting.number(tick), "end"))
        return parts

    def names(self, periods: Sequence[str]) -> list[Markup]:
        """As many names as fit without touching, each cut to the plot; the table beside has them all."""
        shown = [wrap(name, WIDTH - self.left, most=1)[0] for name in periods]
        every = int((max(width_of(name) for name in shown) + 8) // self.step) + 1
        parts = []
        free = 0.0
        for i in range(0, len(shown), every):
            half = width_of(shown[i]) / 2
            middle = min(max(half, self.left + (i + 0.5) * self.step), WIDTH - half)
            if middle - half >= free:
                parts.append(self.plane.words(middle, self.bottom + LINE, shown[i], "middle"))
                free = middle + half + 8
        return parts


def column_chart(
    periods: Sequence[str], series: Sequence[Series], setting: Setting, corner: str, *, stacked: bool = False
) -> Chart:
    """Draw the series over the periods; `corner` heads the column of periods in the table beside.

    Raises ValueError for more than three series (nobody can tell them apart), or one of another length.
    """
    if not 1 <= len(series) <= len(PAINTS):
        raise ValueError(f"A column chart shows one to three series, not {len(series)}: make several charts.")
    if any(len(one.values) != len(periods) for one in series):
        raise ValueError("Every series needs one number, or None, for each period.")
    plane = Plane(setting.direction)
    legend, top = _legend(plane, series)
    headers = (corner, *(one.label for one in series))
    if not periods:
        nothing = plane.words(0, top + LINE - 4, setting.nothing)
        return Chart(document(setting, top + LINE, [*legend, nothing]), headers, ())
    columns = list(zip(*(one.values for one in series), strict=True))
    ticks = nice_ticks(max(_height(column, stacked=stacked) for column in columns))
    left = max(width_of(setting.number(tick)) for tick in ticks) + 6
    reserved = HIDDEN_HEIGHT * max(column.count(None) for column in columns) if stacked else 0
    plot = _Plot(
        plane=plane,
        setting=setting,
        left=left,
        bottom=top + PLOT_HEIGHT,
        step=(WIDTH - left) / len(periods),
        scale=(PLOT_HEIGHT - reserved) / ticks[-1],
    )
    parts = [hatch(setting), *legend, *plot.grid(ticks)]
    draw = plot.stack if stacked else plot.group
    for i, column in enumerate(columns):
        parts += draw(column, left + (i + (1 - FILLED) / 2) * plot.step)
    parts += plot.names(periods)
    rows = tuple(
        (name, *(setting.shown(value) for value in column)) for name, column in zip(periods, columns, strict=True)
    )
    return Chart(document(setting, plot.bottom + LINE + 6, parts), headers, rows)


def _height(column: Sequence[int | None], *, stacked: bool) -> int:
    numbers = [value or 0 for value in column]
    return sum(numbers) if stacked else max(numbers)


def _legend(plane: Plane, series: Sequence[Series]) -> tuple[list[Markup], float]:
    parts: list[Markup] = []
    y = 0.0
    for i, one in enumerate(series):
        parts.append(plane.box(0.5, y + 2.5, 11, 11, f"chart-series-{i + 1}", PAINTS[i]))
        for line in wrap(one.label, WIDTH - 20, most=2):
            y += LINE
            parts.append(plane.words(18, y - 4, line))
    return parts, y + 10
