"""The files that stand beside the published log: its key, a policy, a page that checks receipts, totals of closed periods.

The public pages offer the same bytes for download as `evenhand publish` writes, so that the two can be compared.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from evenhand.figures.definitions import PUBLISHED, Mark
from evenhand.figures.suppress import SafeTable
from evenhand.office.stated import Evidence, PublishedFigures, Running
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
    "mark",
    "table_total",
    "total_mark",
    "statement",
)
_MARKS = {
    Mark.PROVED: "A statement in the register proves this number against the entries: evenhand-verify checks it without asking us.",
    Mark.COMPUTED: "Our program worked this number out from its own database. Nobody outside can check it.",
    Mark.CONTRADICTED: "The statement proves another number: somebody changed the database from which this one was computed.",
}


def key_files(vkeys: str, policy: bytes | None = None) -> dict[str, bytes]:
    """The newest verifier key, and our policy file; without one, that of a reader who asks for no witness (REGISTER.md 1.5).

    `vkeys` are all our verifier keys, the newest first, a line each: the policy names those that were retired too.
    """
    return {"vkey": f"{vkeys.split()[0]}\n".encode(), "policy": key_alone(vkeys) if policy is None else policy}


def key_files_of_old(vkeys: str) -> set[bytes]:
    """What the file of the key held, or holds, in a folder that was published under any of these keys."""
    return {f"{vkey}\n".encode() for vkey in vkeys.split()}


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


def figure_files(published: PublishedFigures) -> dict[str, bytes]:
    """The closed periods as JSON and as CSV: the numbers of the public page. A hidden number is null, or empty."""
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in published.periods:
        writer.writerows(_rows(one))
    document = {
        "definitions": {name: asdict(definition) for name, definition in PUBLISHED.items()},
        "marks": _MARKS,
        "note": "Totals of closed periods. Numbers below the threshold are hidden, and others that would give them away. "
        "A period that lost records in a restore has no tables: what was counted in it stands in its statement alone.",
        "periods": [_period(one) for one in published.periods],
        "running": [_running(one, published.through) for one in published.running],
        "v": "evenhand.periods/v1",
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    return {PERIODS_CSV: rows.getvalue().encode(), PERIODS_JSON: f"{text}\n".encode()}


def _rows(one: Evidence) -> Iterator[tuple[object, ...]]:
    totals, period = one.totals, one.totals.period
    older = "yes" if totals.imported else "no"
    statement = _shown(one.statement.claim.sequence if one.statement else None)
    for table in period.tables:
        for cell in table.cells:
            words = totals.words.get(cell.label, cell.label)
            yield (
                *(period.label, period.a, period.b, older, table.name, cell.label, words),
                *(_shown(cell.value), one.of_cell(table.name, cell.label, cell.value) or ""),
                *(_shown(table.total), one.of_total(table.name, table.total) or "", statement),
            )


def _shown(value: int | None) -> int | str:
    return "" if value is None else value


def _period(one: Evidence) -> dict[str, Any]:
    totals, period = one.totals, one.totals.period
    codes = {cell.label for table in period.tables for cell in table.cells}
    return {
        "edges_logged_by": {"entry": totals.entry, "record": totals.record.hex()},
        "end": period.b,
        "first": period.a,
        "label": period.label,
        "older_records": totals.imported,
        "rule": {"nought_is_hidden": totals.rule.hide_zeros, "threshold": totals.rule.k},
        "statement": _statement(one),
        "tables": [_table(one, table) for table in period.tables],
        "words": {code: words for code, words in totals.words.items() if code in codes},
    }


def _statement(one: Evidence) -> dict[str, Any] | None:
    logged = one.statement
    if logged is None:
        return None
    return {"entry": logged.entry, "record": logged.record.hex(), "sequence": logged.claim.sequence}


def _table(one: Evidence, table: SafeTable) -> dict[str, Any]:
    cells = [{**asdict(cell), "mark": one.of_cell(table.name, cell.label, cell.value)} for cell in table.cells]
    return {**asdict(table), "cells": cells, "total_mark": one.of_total(table.name, table.total)}


def _running(one: Running, through: int | None) -> dict[str, Any]:
    return {
        "high": one.interval.high,
        "label": one.label,
        "low": one.interval.low,
        "mark": Mark.PROVED,
        "through_statement": through,
        "words": one.words,
    }
