"""What an overseer sees of all complaints at once: how many at which stage, what is overdue and what waits. Counts alone."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from evenhand.process.codes import CaseStage, ComplaintStage
from evenhand.process.state import Person
from evenhand.records.models import Case, Complaint
from evenhand.records.queries.apart import outside_handlers, waiting_apart
from evenhand.records.queries.visibility import visible


@dataclass(frozen=True, slots=True)
class Overseen:
    """How many complaints and open cases there are by stage, in the order of the process; and what should not wait.

    `waiting_outside`: those set apart while nobody is there to handle them.
    """

    complaints: tuple[tuple[str, int], ...]
    cases: tuple[tuple[str, int], ...]
    overdue: int
    held: int
    apart: int
    waiting_outside: int

    @property
    def total(self) -> int:
        """How many complaints there are."""
        return sum(count for _stage, count in self.complaints)


def overseen(person: Person, today: date) -> Overseen:
    """What this overseer sees today."""
    seen = visible(person, today)
    not_closed = seen.exclude(stage=ComplaintStage.CLOSED)
    cases = Case.objects.filter(complaint__in=seen.values("index"))
    at_case = dict(cases.values_list("stage").annotate(count=Count("pk")))
    at_stage = dict(seen.values_list("stage").annotate(count=Count("pk")))
    return Overseen(
        complaints=tuple((stage.value, at_stage.get(stage, 0)) for stage in ComplaintStage),
        cases=tuple((stage.value, at_case.get(stage, 0)) for stage in CaseStage if stage is not CaseStage.CLOSED),
        overdue=_count(not_closed.filter(next_due_on__lt=today)),
        held=int(at_case.get(CaseStage.HELD, 0)),
        apart=_count(not_closed.filter(apart=True)),
        waiting_outside=0 if outside_handlers(today) else waiting_apart(),
    )


def _count(rows: QuerySet[Complaint]) -> int:
    return rows.order_by().count()
