"""End a period: log the edges of the index range whose totals may be published (DESIGN 5.2). The clerk does this."""

from collections.abc import Sequence

from evenhand.office.context import Office
from evenhand.office.office_act import record
from evenhand.process.facts import Fact, Recorded
from evenhand.process.state import CLERK
from evenhand.records.append import Moved
from evenhand.records.models import Entry, Head, Period


def close_period(office: Office, label: str, end: int | None = None) -> Period | None:
    """Close the range from the last period's end up to `end` (default: the head). None if there is nothing in it.

    The act that logs the edges lies after them, in the next period. An `end` that is given lies between two days. Raises Moved
    if the office acted in between, or if an entry of the day before `end` was written there meanwhile.
    """
    head = Head.objects.get(id=1)
    last = Period.objects.order_by("-end").first()
    first, stop = last.end if last else 0, head.size if end is None else end
    if stop <= first:
        return None
    if stop < head.size and end is not None and not _between_days(stop):
        raise Moved
    fact = Fact("period-closed", {"by": CLERK, "end": stop, "first": first, "label": label})

    def write(recorded: Sequence[Recorded]) -> None:
        Period.objects.create(label=label, first=first, end=stop, entry=recorded[0].index)

    # At the head nothing shows yet that the day is over: an act whose day was taken before midnight may still come.
    record(office, [fact], write, head.office_index, expected_size=head.size if end == head.size else None)
    return Period.objects.get(label=label)


def _between_days(edge: int) -> bool:
    before, after = Entry.objects.filter(index__in=(edge - 1, edge)).order_by("index").values_list("day", flat=True)
    return before < after
