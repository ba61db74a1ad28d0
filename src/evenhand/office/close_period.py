"""End a period: log the edges of the index range whose totals may be published (DESIGN 5.2). The clerk does this."""

from collections.abc import Sequence

from evenhand.office.context import Office
from evenhand.office.office_act import record
from evenhand.process.facts import Fact, Recorded
from evenhand.process.state import CLERK
from evenhand.records.models import Head, Period


def close_period(office: Office, label: str, end: int | None = None) -> Period | None:
    """Close the range from the last period's end up to `end` (default: the head). None if there is nothing in it.

    The act that logs the edges lies after them, in the next period. Raises Moved if the office acted in between.
    """
    head = Head.objects.get(id=1)
    last = Period.objects.order_by("-end").first()
    first, stop = last.end if last else 0, head.size if end is None else end
    if stop <= first:
        return None
    fact = Fact("period-closed", {"by": CLERK, "end": stop, "first": first, "label": label})

    def write(recorded: Sequence[Recorded]) -> None:
        Period.objects.create(label=label, first=first, end=stop, entry=recorded[0].index)

    record(office, [fact], write, head.office_index)
    return Period.objects.get(label=label)
