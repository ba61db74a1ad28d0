"""The public register as static files for any web server: checkpoint, tiles, entries, records, key, policy and figures."""

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evenhand.clerk.log_files import LogFiles
from evenhand.office.published import PublishedTotals
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.note import parse
from evenhand_register.tiles import CHECKPOINT

MARK = "computed, not yet proved"


class NotPublishable(Exception):
    """There is nothing to publish, or the folder holds something else; the message says what to do."""


def publish(log: LogFiles, vkey: str, totals: list[PublishedTotals], folder: Path) -> Checkpoint:
    """Write or bring up to date the published folder; the checkpoint last. Returns the head that it shows.

    Files that never change are left as they are; LogDamaged is raised if one of them holds other bytes.
    """
    head = log.read(CHECKPOINT)
    if head is None:
        raise NotPublishable("The register has no checkpoint yet: start `evenhand serve` and try again.")
    folder.mkdir(parents=True, exist_ok=True)
    target = LogFiles(folder)
    _check_same_log(target, vkey)
    for part in ("tile", "record"):
        for path in sorted((log.root / part).rglob("*")):
            name = path.relative_to(log.root).as_posix()
            if path.is_file() and not path.name.startswith(".") and target.read(name) is None:
                target.add({name: path.read_bytes()})
    target.replace("vkey", f"{vkey}\n".encode())
    target.replace("policy", f"log {vkey}\nquorum none\n".encode())
    for name, content in _figures(totals).items():
        target.replace(f"figures/{name}", content)
    target.replace(CHECKPOINT, head)
    return Checkpoint.parse(parse(head).text)


def _check_same_log(target: LogFiles, vkey: str) -> None:
    there = target.read("vkey")
    if there is not None and there.decode().strip() != vkey:
        raise NotPublishable(f"{target.root} holds another register: name an empty folder.")


def _figures(totals: list[PublishedTotals]) -> dict[str, bytes]:
    """The closed periods as JSON and as CSV: the same numbers as the public page."""
    document = {
        "mark": MARK,
        "note": "Totals of closed periods. A hidden number is null here and empty in the table.",
        "periods": [_period(one) for one in totals],
    }
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(("period", "first entry", "end", "imported", "table", "label", "number", "mark"))
    for one in totals:
        for table in one.period.tables:
            for cell in table.cells:
                number = "" if cell.value is None else cell.value
                writer.writerow(
                    (one.period.label, one.period.a, one.period.b, one.imported, table.name, cell.label, number, MARK)
                )
    return {
        "periods.csv": rows.getvalue().encode(),
        "periods.json": json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n",
    }


def _period(one: PublishedTotals) -> dict[str, Any]:
    period = one.period
    return {
        "end": period.b,
        "first": period.a,
        "imported": one.imported,
        "label": period.label,
        "tables": [asdict(table) for table in period.tables],
    }
