"""Two registers compared: the same in everything but what is drawn at random, which is compared by order of appearance.

Left out is only the UTC day that entries carry, which says when an import ran.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

_CHANCE = re.compile(r"\b[0-9a-f]{20,}\b|[0-9A-Za-z+/]{43}=")
_ENTRIES = (
    'SELECT entry."index", entry.kind, record.act, record.complaint, record.facts '
    'FROM records_entry entry JOIN records_record record ON record."index" = entry."index" ORDER BY entry."index"'
)
_TABLES = {
    "complaint": '"index", ref, number, received_on, category, stage, outcome, closed_on, imported, last_index',
    "case": "complaint_id, number, stage, recommended_sanction, sanction, override_direction, outcome, closed_on",
    "allegation": 'complaint_id, "case", number, clause, recommended, finding',
    "step": '"index", place, "on", complaint, "case", code',
    "period": 'label, first, "end", entry',
    "head": "size, office_index",
}


def rows(ask: Any) -> list[tuple[Any, ...]]:
    """Every entry with its facts, and every row of the tables that are folded from them. `ask` runs a query."""
    found = list(ask(_ENTRIES))
    for table, columns in _TABLES.items():
        found += sorted(((table, *row) for row in ask(f"SELECT {columns} FROM records_{table}")), key=str)
    return list(_by_appearance(found))


def _by_appearance(found: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    names: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        return names.setdefault(match[0], f"random {len(names)}")

    for row in found:
        yield tuple(_CHANCE.sub(name, _text(value)) for value in row)


def _text(value: Any) -> str:
    return bytes(value).decode() if isinstance(value, bytes | memoryview) else str(value)
