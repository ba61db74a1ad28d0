"""The files that stand beside the published log: its key, a policy, a page that checks receipts, totals of closed periods.

The public pages offer the same bytes for download as `evenhand publish` writes, so that the two can be compared.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from evenhand.figures.definitions import PUBLISHED, Mark
from evenhand.office.published import PublishedTotals
from evenhand.office.witness_policy import key_alone

PERIODS_CSV = "figures/periods.csv"
PERIODS_JSON = "figures/periods.json"
VERIFY_PAGE = "verify.html"
_COLUMNS = (
    "period",
    "first_entry",
    "end",
    "older_records",
    "table",
    "code",
    "words",
    "number",
    "table_total",
    "mark",
)


def key_files(vkey: str, policy: bytes | None = None) -> dict[str, bytes]:
    """The verifier key, and our policy file; without one, that of a reader who asks for no witness (REGISTER.md 1.5)."""
    return {"vkey": f"{vkey}\n".encode(), "policy": key_alone(vkey) if policy is None else policy}


@cache
def verify_page() -> bytes:
    """The page that checks a receipt without a network, made by `web/verify/build.py`: the same for every register."""
    return (Path(__file__).parent / VERIFY_PAGE).read_bytes()


def verify_page_hash() -> str:
    """The SHA-256 of that page in hex, by which a saved copy is compared."""
    return hashlib.sha256(verify_page()).hexdigest()


def verify_page_inline() -> dict[str, list[str]]:
    """What a content security policy has to allow for that page: its one script and its one style, by their hashes."""
    policy = re.findall(rb"(script-src|style-src) ('sha256-[^']+')", verify_page())
    return {name.decode(): [source.decode()] for name, source in policy}


def figure_files(totals: Sequence[PublishedTotals]) -> dict[str, bytes]:
    """The closed periods as JSON and as CSV: the numbers of the public page. A hidden number is null, or empty."""
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in totals:
        writer.writerows(_rows(one))
    document = {
        "definitions": {name: asdict(definition) for name, definition in PUBLISHED.items()},
        "mark": Mark.COMPUTED,
        "note": "Totals of closed periods. Numbers below the threshold are hidden, and others that would give them away. "
        "A period that lost records in a restore has no tables: what was counted in it stands in its statement alone.",
        "periods": [_period(one) for one in totals],
        "v": "evenhand.periods/v1",
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    return {PERIODS_CSV: rows.getvalue().encode(), PERIODS_JSON: f"{text}\n".encode()}


def _rows(one: PublishedTotals) -> Iterator[tuple[object, ...]]:
    period = one.period
    older = "yes" if one.imported else "no"
    for table in period.tables:
        for cell in table.cells:
            words = one.words.get(cell.label, cell.label)
            yield (
                *(period.label, period.a, period.b, older, table.name, cell.label, words),
                *(_shown(cell.value), _shown(table.total), Mark.COMPUTED),
            )


def _shown(value: int | None) -> int | str:
    return "" if value is None else value


def _period(one: PublishedTotals) -> dict[str, Any]:
    period = one.period
    tables = [asdict(table) for table in period.tables]
    codes = {cell.label for table in period.tables for cell in table.cells}
    return {
        "edges_logged_by": {"entry": one.entry, "record": one.record.hex()},
        "end": period.b,
        "first": period.a,
        "label": period.label,
        "older_records": one.imported,
        "rule": {"nought_is_hidden": one.rule.hide_zeros, "threshold": one.rule.k},
        "tables": tables,
        "words": {code: words for code, words in one.words.items() if code in codes},
    }
