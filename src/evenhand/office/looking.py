"""Every look at a case is recorded, and each day's looks are sealed into the register (D5, DESIGN section 7)."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date

from evenhand.office.context import Office
from evenhand.office.office_act import record
from evenhand.process.facts import Fact, Recorded
from evenhand.process.state import CLERK
from evenhand.records.models import Look
from evenhand_register import canonical


def note_look(office: Office, person: str, complaint: int | None, what: str) -> None:
    """Record that a person looked at a complaint (or, without one, at a list) in the way named by `what`."""
    now = office.now()
    Look.objects.create(at=now, day=now.date(), person=person, complaint=complaint, what=what)


def seal_looks(office: Office, day: date) -> int:
    """Log the number and the hash of all looks of one UTC day, which must be over. Returns how many there were."""
    count, digest = looks_digest(day)

    def write(recorded: Sequence[Recorded]) -> None:
        """The looks stand already."""

    record(
        office, [Fact("looks-sealed", {"by": CLERK, "count": count, "day": day.isoformat(), "hash": digest})], write
    )
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
