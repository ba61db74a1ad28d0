"""What waits for a member of staff, and which accounts are to end."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from evenhand.process.codes import CaseStage, ComplaintStage, Duty, Materials
from evenhand.process.facts import Recorded
from evenhand.process.leaving import COUNTS_DAYS, LASTS_DAYS, OPEN_QUESTIONS, Held
from evenhand.process.rules import UNDECIDED
from evenhand.records.load import as_recorded
from evenhand.records.models import Account, Case, Complaint, Record

OFFICER = "named-officer"
_TO_INVESTIGATE, _TO_DECIDE = UNDECIDED, (*UNDECIDED, CaseStage.RECOMMENDED)
"""The stages at which a duty still has to be done, and can be given to somebody else."""


@dataclass(frozen=True, slots=True)
class AskedEnd:
    """An account that is to end: asked for by an administrator, and not yet confirmed."""

    account: str
    by: str
    reason: str
    on: date
    materials: str = Materials.NOT_DECLARED
    """What the person declared lately."""


@dataclass(frozen=True, slots=True)
class EndedAccount:
    """An account that has ended, and what the person had declared by then."""

    account: str
    on: date
    materials: str


def held_by(ref: str) -> tuple[Held, ...]:
    """Everything that waits for this person, in the order of complaints."""
    return tuple(sorted(_held(ref), key=lambda one: (one.complaint, one.case or 0, one.duty)))


def asked_ends(today: date) -> dict[str, AskedEnd]:
    """What was asked for within the last days and is not done, by account; the newest of each."""
    there = set(Account.objects.filter(ended_entry=None).values_list("ref", flat=True))
    found: dict[str, AskedEnd] = {}
    declared: dict[str, str] = {}
    for recorded in _acts("account-end-asked", "materials-declared"):
        data, on = recorded.data, recorded.on
        if recorded.act == "materials-declared":
            declared |= {data["by"]: data["materials"]} if on + timedelta(days=COUNTS_DAYS) >= today else {}
        elif data["account"] in there and on + timedelta(days=LASTS_DAYS) >= today:
            found[data["account"]] = AskedEnd(data["account"], data["by"], data["reason"], on)
    return {ref: replace(asked, materials=declared.get(ref, asked.materials)) for ref, asked in found.items()}


def left_with_questions(since: date) -> list[EndedAccount]:
    """Accounts that ended since that day of people who still had case materials or declared nothing, newest first.

    Not those that nobody could use, nor those that ended under an older version.
    """
    unused = set(Account.objects.filter(confirmed_entry=None).values_list("ref", flat=True))
    ended = (
        EndedAccount(act.data["account"], act.on, act.data["materials"])
        for act in _acts("account-ended")
        if act.on >= since and "materials" in act.data and act.data["account"] not in unused
    )
    return [one for one in ended if one.materials in OPEN_QUESTIONS][::-1]


def _acts(*names: str) -> Iterator[Recorded]:
    rows = Record.objects.filter(act__in=names).order_by("entry_id")
    return as_recorded(rows.values_list("entry_id", "facts", "entry__record"))


def _held(ref: str) -> Iterator[Held]:
    columns = ("complaint_id", "complaint__number", "number", "complaint__apart")
    for duty, stages, column in (
        (Duty.INVESTIGATE, _TO_INVESTIGATE, "investigator"),
        (Duty.DECIDE, _TO_DECIDE, "decision_maker"),
    ):
        cases = Case.objects.filter(**{column: ref}, stage__in=stages, complaint__imported=False)
        for complaint, number, case, apart in cases.values_list(*columns):
            yield Held(complaint, number, duty.value, case, apart)
    asked = Complaint.objects.filter(named_officer=ref, imported=False).exclude(stage=ComplaintStage.CLOSED)
    for complaint, number, apart in asked.values_list("index", "number", "apart"):
        yield Held(complaint, number, OFFICER, apart=apart)
