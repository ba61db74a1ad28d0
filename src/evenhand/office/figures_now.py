"""The register's figures as at a date and as known at a date, ready to show: for the command line and the desk."""

from collections.abc import Callable
from datetime import date

from evenhand.figures.summary import Basis, Figures, summarise
from evenhand.office.figure_rows import edge_known_on, figure_rows
from evenhand.records.queries.register import size


def figures_now(as_at: date, as_known: date, root: Callable[[int], str]) -> Figures:
    """Every figure. `as_known` is a UTC day: what the register said at its end. `root` gives the root (base64) at a size."""
    edge = min(edge_known_on(as_known), size())
    rows = figure_rows(as_at, edge)
    basis = Basis(as_at, as_known, edge, root(edge))
    return summarise(basis, rows.spans, rows.allegations, rows.overrides)
