"""Rows that many tests begin with: written once in a process by the office's own verbs, and put back as they were after that.

Each test still runs in a transaction of its own, on rows that the product wrote. Only the writing is not done again, which for
a team of fifteen takes longer than most tests.
"""

from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from evenhand.office.context import Office
from evenhand.office.found_organisation import found_organisation
from evenhand.process.facts import Refusal
from evenhand.records.models import Entry, Head, Sum, Table
from evenhand.site.shipped import shipped_rulebook


@dataclass(frozen=True)
class Written:
    """What came of it, the rows that were added, by table, and the head and the sums that they left."""

    answer: Any
    rows: dict[type[models.Model], list[models.Model]]
    head: dict[str, Any]
    sums: list[Sum]


_KNOWN: dict[Hashable, Written] = {}


def remembered[T](what: Hashable, write: Callable[[], T]) -> T:
    """Do what writes rows, or put back those that it wrote the first time; returns what it answered.

    `what` names all that the rows depend on beside the entries before them, such as the day. Nothing but new rows is put back,
    so this is not for whoever keeps files too, or changes rows that were there.
    """
    key = (what, *map(bytes, Entry.objects.order_by("index").values_list("body", flat=True)))
    if key not in _KNOWN:
        before = {model: {row.pk for row in model._default_manager.all()} for model in _tables()}
        answer = write()
        added = {
            model: [row for row in model._default_manager.all() if row.pk not in before[model]] for model in before
        }
        _KNOWN[key] = Written(deepcopy(answer), added, Head.objects.values().get(), list(Sum.objects.all()))
        return answer
    known = _KNOWN[key]
    with transaction.atomic():  # at the end of which every row that another names has to be there
        written = [model for model, rows in known.rows.items() if model._default_manager.bulk_create(deepcopy(rows))]
        Head.objects.update_or_create(defaults=known.head)
        Sum.objects.all().delete()
        Sum.objects.bulk_create(deepcopy(known.sums))
        with connection.cursor() as cursor:  # or PostgreSQL would give out the same numbers once more
            for statement in connection.ops.sequence_reset_sql(no_style(), written):
                cursor.execute(statement)
    return deepcopy(known.answer)


def founded(office: Office) -> None:
    """Found an organisation in the empty database. Its entries are the same each time, so what cites them can be remembered."""
    rulebook = shipped_rulebook()

    def found() -> datetime:
        answer = found_organisation(office, "Association of Examples", rulebook)
        assert not isinstance(answer, Refusal), answer
        return office.clock.moment

    office.clock.moment = remembered(("founded", office.origin, office.clock.moment, office.instance), found)


def _tables() -> list[type[models.Model]]:
    return [model for model in Table.__subclasses__() if model not in (Head, Sum)]
