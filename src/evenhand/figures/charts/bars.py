"""Horizontal bars, one for each category: the label above, the number at the end of the bar."""

from collections.abc import Sequence

from evenhand.figures.charts.svg import (
    LINE,
    WIDTH,
    Chart,
    Markup,
    Plane,
    Setting,
    document,
    hatch,
    hatched,
    width_of,
    wrap,
)
from evenhand.figures.suppress import Cell

THICKNESS = 14
GAP = 12
HIDDEN_LENGTH = 36
"""Length of the mark of a hidden number: the same for all, so that it says nothing."""


def bar_chart(cells: Sequence[Cell], setting: Setting, headers: tuple[str, str]) -> Chart:
    """Draw cells in the order given. `headers` name the category and the number in the table beside."""
    plane = Plane(setting.direction)
    numbers = [cell.value for cell in cells if cell.value is not None]
    most = max(numbers, default=0)
    widest = max((width_of(setting.shown(cell.value)) for cell in cells), default=0)
    scale = max(WIDTH - widest - 10, WIDTH / 4) / (most or 1)
    parts = [hatch(setting)]
    y = 0.0
    for cell in cells:
        for line in wrap(cell.label, WIDTH - 4, most=3):
            y += LINE
            parts.append(plane.words(0, y - 4, line))
        parts += _bar(plane, setting, cell, y, scale)
        y += THICKNESS + GAP
    if not cells:
        y = LINE
        parts.append(plane.words(0, LINE - 4, setting.nothing))
    rows = tuple((cell.label, setting.shown(cell.value)) for cell in cells)
    return Chart(document(setting, y, parts), headers, rows)


def _bar(plane: Plane, setting: Setting, cell: Cell, y: float, scale: float) -> list[Markup]:
    if cell.value is None:
        length: float = HIDDEN_LENGTH
        bar = plane.box(0.5, y + 0.5, length, THICKNESS - 1, "chart-hidden", hatched(setting))
    else:
        length = cell.value * scale
        bar = plane.box(0, y, max(length, 1), THICKNESS, "chart-bar")
    return [bar, plane.words(length + 6, y + THICKNESS - 2, setting.shown(cell.value))]
