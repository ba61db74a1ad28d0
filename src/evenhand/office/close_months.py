"""Close the calendar months that are over (ADR 0008): the clerk does so by itself, and an import before its own periods."""

from collections.abc import Iterator
from datetime import UTC

from evenhand.office.close_period import close_period
from evenhand.office.context import Office
from evenhand.records.models import Period
from evenhand.records.queries.periods import open_month
from evenhand.records.queries.register import edge_after


def close_months(office: Office) -> Iterator[Period]:
    """Close each month that is over, at the first entry that carries a later UTC day.

    So the edges do not depend on when this was done, and anyone can check them. A month without entries has no period.
    Raises Moved if the office acted in between; what was closed before stays closed.
    """
    this_month = f"{office.now().astimezone(UTC):%Y-%m}"
    while (month := open_month()) is not None and month < this_month:
        period = close_period(office, month, edge_after(f"{month}-31"))
        if period is not None:
            yield period
