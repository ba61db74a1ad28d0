"""Every look at a case is recorded, and each day's looks are sealed into the register (D5, DESIGN section 7)."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date

from evenhand.office.context import Office
from evenhand.office.office_act import newest, record
from evenhand.process.facts import Fact, Recorded
from evenhand.process.state import CLERK
from evenhand.records.models import Head, Look
from evenhand.records.queries.periods import sealed_days
from evenhand_register import canonical


def note_look(office: Office, person: str, complaint: int | None, what: str) -> None:
    """Record that a person looked at a complaint (or, without one, at a list) in the way named by `what`.

    It is counted on its UTC day, or on a later one that the register has reached: so none comes to a day that is sealed, even
    when somebody sets the clock back.
    """
    now, reached = office.now(), Head.objects.values_list("day", flat=True).get(id=1)
    day = max(now.date(), date.fromisoformat(reached))
    Look.objects.create(at=now, day=day, person=person, complaint=complaint, what=what)


def seal_looks(office: Office, day: date) -> int:
    """Log the number and the hash of all looks of one UTC day, which must be over, once. Returns how many there were.

    Raises Moved if the office acted meanwhile: another clerk may have sealed the same day.
    """
    seen = newest()
    count, digest = looks_digest(day)
    if day in sealed_days():
        return count

    def write(recorded: Sequence[Recorded]) -> None:
        """The looks stand already."""

    fact = Fact("looks-sealed", {"by": CLERK, "count": count, "day": day.isoformat(), "hash": digest})
    record(office, [fact], write, seen)
    return count


def looks_digest(day: date) -> tuple[int, str]:
    """How many looks there were on a UTC day, and the SHA-256 (hex) over them in order."""
    digest, count = hashlib.sha256(), 0
    for look in Look.objects.filter(day=day).order_by("id").iterator():
        row = {
            "at": look.at.astimezone(UTC).isoformat(),
            "complaint": look.complaint,
            "person": look.person,
            "what": look.what,
        }
        digest.update(canonical.dumps(row) + b"\n")
        count += 1
    return count, digest.hexdigest()
