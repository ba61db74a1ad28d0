"""The statements of totals that stand in the register (REGISTER.md section 5)."""

import json
from dataclasses import dataclass
from functools import lru_cache

from evenhand.records.models import Record
from evenhand.records.queries.sums import STATEMENT
from evenhand_register import statement
from evenhand_register.statement import Claim


@dataclass(frozen=True, slots=True)
class LoggedStatement:
    """What a statement says, and where it stands: entry `entry`, with the record hash `record`."""

    entry: int
    record: bytes
    claim: Claim


def statements(size: int | None = None) -> list[LoggedStatement]:
    """Every statement, in order; with `size` only those that stand under a head of that size."""
    rows = Record.objects.filter(act=STATEMENT).order_by("entry_id").values_list("entry_id", "entry__record")
    return [_statement(index, bytes(record)) for index, record in rows if size is None or index < size]


@lru_cache(maxsize=2048)
def _statement(index: int, record: bytes) -> LoggedStatement:
    """What a statement says never changes, so it is read once."""
    facts = Record.objects.values_list("facts", flat=True).get(entry_id=index)
    return LoggedStatement(index, record, statement.parse(json.loads(bytes(facts))["data"]).claim)
