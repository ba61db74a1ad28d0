"""Words are sealed to the newest generation of their key: to an older one never, once an act has made another (ADR 0032).

Whoever hides the newer key's rows for a moment, in which somebody acts, has words sealed to a key that somebody kept who may not
read them any more. Put back, every row is as its act has it; but that act said which key it sealed to, for ever.
"""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, Subquery

from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.read import read
from evenhand.process.facts import Into
from evenhand.records.models import Compartment, Record, Sealed

SEALED_TO_OLDER = (
    "Words of complaint {complaint} were sealed to an older key, although entry {newer} had made another because somebody had lost "
    "access. The program never does that: the newer key was hidden from it when this was done. Whoever kept a copy of the older "
    "key from before can read these words."
)


def check_generations() -> Iterator[Trouble]:
    """Each ciphertext that lies under a key in whose place an earlier act, of the same complaint, had put another."""
    newer = (
        Compartment.objects.filter(
            Q(case=OuterRef("case")) | Q(case=None) & ~Q(purpose=Into.CASE),
            complaint=OuterRef("complaint"),
            purpose=OuterRef("purpose"),
            entry__gt=OuterRef("entry"),
        )
        .filter(Exists(Record.objects.filter(entry=OuterRef("entry"), complaint=OuterRef("complaint"))))
        .order_by("entry")
    )
    replaced = Compartment.objects.exclude(complaint=None).filter(Exists(newer))
    until = replaced.filter(id=OuterRef("compartment")).annotate(until=Subquery(newer.values("entry")[:1]))
    late = (
        Sealed.objects.filter(compartment__in=replaced)
        .annotate(newer=Subquery(until.values("until")[:1]), complaint=F("compartment__complaint"))
        .filter(entry__gte=F("newer"))
        .filter(Exists(Record.objects.filter(entry=OuterRef("entry"), complaint=OuterRef("complaint"))))
    )
    for row in read(late, "address", "entry", "complaint", "newer"):
        yield Trouble("sealed", row["address"], "", SEALED_TO_OLDER.format(**row), row["entry"])
