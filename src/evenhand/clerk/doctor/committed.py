"""The committed tables of the office against the acts that hold their hashes."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from evenhand.clerk.doctor import tables
from evenhand.clerk.doctor.claims import Claims
from evenhand.clerk.doctor.finding import Trouble
from evenhand.clerk.doctor.read import FAULTS, read
from evenhand.clerk.doctor.rows import Row, compare
from evenhand.office.looking import looks_digest
from evenhand.records.models import Look

LOOKS = "The record of who looked at what on this day was changed after it was sealed: looks were added, removed or changed."
LATE_LOOKS = "These looks were put in behind the register's back: the clerk had sealed later days already."


def check_committed(claims: Claims) -> Iterator[Trouble]:
    """Every committed row of the office, with the act that says otherwise."""
    rulebooks = {key: {**columns, "text": key} for key, columns in claims.rulebooks.items()}
    yield from _with_act("account", claims, claims.accounts, tables.accounts())
    yield from _with_act("workaddress", claims, claims.addresses, tables.addresses())
    yield from _with_act("appointment", claims, claims.appointments, tables.appointments())
    yield from _with_act("rulebooktext", claims, rulebooks, tables.rulebooks())
    yield from _with_act("tie", claims, claims.ties, tables.ties())
    yield from _with_act("oversightfinding", claims, claims.findings, tables.oversight_findings())
    yield from _with_act("oversightanswer", claims, claims.answers, tables.oversight_answers())
    yield from _with_act("period", claims, claims.periods, tables.periods())
    yield from _looks(claims)


def _with_act(
    table: str, claims: Claims, claimed: Mapping[str, Mapping[str, Any]], found: Iterator[Row]
) -> Iterator[Trouble]:
    expected = [{"key": key, **columns} for key, columns in claimed.items()]
    yield from compare(table, ("key",), expected, (row for row in found if row["entry"] not in claims.damaged))


def _looks(claims: Claims) -> Iterator[Trouble]:
    for day, claimed in claims.looks.items():
        if _digest(date.fromisoformat(day)) != (claimed["count"], claimed["hash"]):
            yield Trouble("look", day, "", LOOKS, claimed["entry"])
    newest = max(claims.looks, default="")
    others = Look.objects.filter(day__lt=newest).exclude(day__in=claims.looks) if newest else Look.objects.none()
    for late in sorted({str(row["day"]) for row in read(others, "day")}):
        yield Trouble("look", late, "", LATE_LOOKS)


def _digest(day: date) -> tuple[int, str]:
    try:
        return looks_digest(day)
    except FAULTS:
        return (-1, "")
