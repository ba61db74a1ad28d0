"""The survival curve: the share of complaints still open by days since receipt, with its 95% band."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evenhand.figures.charts.svg import (
    LINE,
    WIDTH,
    Chart,
    Markup,
    Plane,
    Setting,
    coordinate,
    document,
    element,
    width_of,
    wrap,
)
from evenhand.figures.charts.ticks import nice_ticks
from evenhand.figures.model import CurvePoint, TimeToClose

PLOT_HEIGHT = 180
TABLE_DAYS = (28, 56, 90, 180, 365, 730, 1095)
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class CurveWords:
    """The words of the curve, for translation. `percent` takes a share from 0 to 1, `between` two written shares."""

    days: str = "Days since receipt"
    still_open: str = "Still open"
    interval: str = "95% interval"
    closed: str = "Closed by then"
    percent: str = "{:.0%}"
    between: str = "{} to {}"
    unknown: str = "unknown"


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the curve stands: the sides and the top of the plot, and its last day."""

    plane: Plane
    left: float
    right: float
    top: float
    last: int

    @property
    def bottom(self) -> float:
        return self.top + PLOT_HEIGHT

    def x(self, day: int) -> float:
        return self.left + day * (self.right - self.left) / self.last

    def y(self, share: float) -> float:
        return self.top + (1 - share) * PLOT_HEIGHT

    def steps(self, points: Sequence[tuple[int, float]]) -> list[str]:
        """Corners of a line that keeps its height until the next point; corners that look alike are drawn once."""
        corners = [self._corner(*points[0])]
        for (_, height), (day, share) in pairwise(points):
            corners += (self._corner(day, height), self._corner(day, share))
        return list(dict.fromkeys(corners))

    def _corner(self, day: int, share: float) -> str:
        return f"{coordinate(self.plane.x(self.x(day)))} {coordinate(self.y(share))}"


def survival_chart(time: TimeToClose, setting: Setting, words: CurveWords, days: int | None = None) -> Chart:
    """Draw the curve up to so many days or a little more; by default to twice the day when nine in ten are closed.

    Raises ValueError when `days` is not above 0.
    """
    if days is not None and days < 1:
        raise ValueError(f"A curve over {days} days shows nothing: give 1 or more.")
    headers = (words.days, words.still_open, words.interval, words.closed)
    plane = Plane(setting.direction)
    if not time.curve:
        return Chart(document(setting, LINE, [plane.words(0, LINE - 4, setting.nothing)]), headers, ())
    ticks = nice_ticks(days or _far_enough(time))
    left = max(width_of(words.percent.format(share)) for share in SHARES) + 10
    right = WIDTH - max(width_of(setting.number(ticks[-1])) / 2, 1)
    plot = _Plot(plane, left, right, 2 * LINE, ticks[-1])
    parts = [*_grid(plot, setting, words, ticks), *_curve(plot, time)]
    return Chart(document(setting, plot.bottom + 2 * LINE + 6, parts), headers, tuple(_rows(time, setting, words)))


def _far_enough(time: TimeToClose) -> int:
    return max(1, 2 * time.p90 if time.p90 is not None else time.curve[-1].day)


def _grid(plot: _Plot, setting: Setting, words: CurveWords, ticks: Sequence[int]) -> list[Markup]:
    parts = [plot.plane.words(0, LINE - 4, line) for line in wrap(words.still_open, WIDTH, most=1)]
    for share in SHARES:
        y = plot.y(share)
        parts.append(plot.plane.line(plot.left, y, plot.right, y, "chart-grid", {"stroke-opacity": "0.25"}))
        parts.append(plot.plane.words(plot.left - 6, y + 4, words.percent.format(share), "end"))
    parts += [plot.plane.words(plot.x(day), plot.bottom + LINE, setting.number(day), "middle") for day in ticks]
    below = plot.bottom + 2 * LINE
    parts += [plot.plane.words(plot.right, below, line, "end") for line in wrap(words.days, plot.right, most=1)]
    return parts


def _curve(plot: _Plot, time: TimeToClose) -> list[Markup]:
    seen = _one_for_each_unit(plot, [point for point in time.curve if point.day <= plot.last])
    shares = [(0, 1.0), *((p.day, p.still_open) for p in seen)]
    shares.append((plot.last, shares[-1][1]))
    bounded = [p for p in seen if p.low is not None and p.high is not None]
    lows = [(0, 1.0), *((p.day, p.low) for p in bounded if p.low is not None)]
    highs = [(0, 1.0), *((p.day, p.high) for p in bounded if p.high is not None)]
    outline = " ".join((*plot.steps(highs), *reversed(plot.steps(lows))))
    band = {"class": "chart-band", "d": f"M{outline}Z", "fill-opacity": "0.2"}
    line = {
        "class": "chart-line",
        "d": f"M{' '.join(plot.steps(shares))}",
        "fill": "none",
        "stroke": "currentColor",
        "stroke-width": "2",
    }
    return [element("path", band), element("path", line), *_median(plot, time)]


def _median(plot: _Plot, time: TimeToClose) -> list[Markup]:
    if time.median is None or time.median > plot.last:
        return []
    x = plot.x(time.median)
    return [plot.plane.line(x, plot.y(0.5), x, plot.bottom, "chart-median", {"stroke-dasharray": "4 3"})]


def _one_for_each_unit(plot: _Plot, points: Iterable[CurvePoint]) -> list[CurvePoint]:
    """The last point of each unit of width: what the eye can tell apart, in a tenth of the bytes."""
    return list({int(plot.x(point.day)): point for point in points}.values())


def _rows(time: TimeToClose, setting: Setting, words: CurveWords) -> Iterable[tuple[str, ...]]:
    last = time.curve[-1].day
    for day in (*(day for day in TABLE_DAYS if day < last), last):
        past = [point for point in time.curve if point.day <= day]
        now = past[-1] if past else CurvePoint(0, 0, 0, 1.0, 1.0, 1.0)
        yield (
            setting.number(day),
            words.percent.format(now.still_open),
            _interval(now, words),
            setting.number(sum(point.closed for point in past)),
        )


def _interval(point: CurvePoint, words: CurveWords) -> str:
    if point.low is None or point.high is None:
        return words.unknown
    return words.between.format(words.percent.format(point.low), words.percent.format(point.high))
