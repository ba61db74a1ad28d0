"""Charts as SVG text, made on the server: the same bytes every time, no script, no inline style, readable at 320 px.

See docs/adr/0004-own-svg-charts.md for why this is ours.
"""

from evenhand.figures.charts.bars import bar_chart
from evenhand.figures.charts.columns import Series, column_chart
from evenhand.figures.charts.curve import CurveWords, survival_chart
from evenhand.figures.charts.svg import Chart, Setting

__all__ = ["Chart", "CurveWords", "Series", "Setting", "bar_chart", "column_chart", "survival_chart"]
