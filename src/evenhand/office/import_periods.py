"""Where the periods of an import end (DESIGN 5.2, 5.11): with each year of its acts, and never across a month's end.

What stands between the last period and the head says how far an import had come when it broke off, so nothing is
remembered elsewhere.
"""

import json
from collections.abc import Callable
from typing import Any

from evenhand.office.close_months import close_months
from evenhand.office.close_period import close_period
from evenhand.office.context import Office
from evenhand.process.imported import IMPORTED_ACTS
from evenhand.records.append import Moved
from evenhand.records.models import Head, Period, Record, Step

_TRIES = 5
"""How often the end of a period is tried, should somebody act for the office at that very moment."""

type Year = tuple[str, int]
"""The name of a map, and a year of its acts."""


def open_year() -> Year | None:
    """The year that an import has begun and not ended with a period; None if there is no such year."""
    since = Record.objects.filter(entry_id__gte=_last_edge()).order_by("-entry_id")
    # a filter by act would have every imported entry sorted first; where a year is open, one of its entries comes at once
    acts = since.values_list("entry_id", "act").iterator()
    newest = next((entry for entry, act in acts if act in IMPORTED_ACTS), None)
    if newest is None:
        return None
    facts = Record.objects.values_list("facts", flat=True).get(entry_id=newest)
    data: dict[str, Any] = json.loads(bytes(facts))["data"]
    return str(data["map"]), int(data["on"][:4])


def close_what_is_over(office: Office) -> None:
    """Close every calendar month that is over, so that no period of an import swallows one. Raises Moved."""
    _until_done(lambda: list(close_months(office)))


def close_what_is_live(office: Office) -> None:
    """Totals of imports stand apart: live steps since the last period get a period of their own first. Raises Moved."""
    if Step.objects.filter(index__gte=_last_edge()).exists():
        _until_done(lambda: close_period(office, f"up to entry {_size()}"))


def close_year(office: Office, year: Year) -> str | None:
    """End the period of one year of an import; its label ends with the year, and tells later imports apart.

    None if a month that is over has taken all of it. Raises Moved.
    """
    close_what_is_over(office)
    if open_year() is None:
        return None
    name, of = year
    label, again = f"{name} {of}", 1
    while Period.objects.filter(label=label).exists():
        again += 1
        label = f"{name} ({again}) {of}"
    _until_done(lambda: close_period(office, label))
    return label


def _until_done(close: Callable[[], object]) -> None:
    for _ in range(_TRIES - 1):
        try:
            close()
        except Moved:
            continue
        return
    close()


def _last_edge() -> int:
    return Period.objects.order_by("-end").values_list("end", flat=True).first() or 0


def _size() -> int:
    return int(Head.objects.values_list("size", flat=True).get(id=1))
