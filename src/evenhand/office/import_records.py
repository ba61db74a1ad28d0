"""Import complaints and cases from before this register was begun (DESIGN 5.11): their own acts, in order of time.

Entries are written in small batches, so that people can work meanwhile; a batch ends with each year of act dates, and so
does a period. What an import had written when it broke off stays, and the next run goes on from there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched, groupby
from typing import Any

from evenhand.office.close_period import close_period
from evenhand.office.context import Office
from evenhand.office.envelope import Setting, make_compartment, prepare
from evenhand.office.import_marks import Marks, Plan, Planned
from evenhand.office.import_seal import ImportSealer, Place
from evenhand.office.office_act import LATE_AFTER_DAYS
from evenhand.process.facts import Fact, Recorded
from evenhand.process.imported import case_fact, complaint_fact
from evenhand.process.imported_fold import ImportedState, add_case, begin, fold_imported
from evenhand.records.append import Expected, Prepared, append
from evenhand.records.load import recorded_facts, rulebook_in_force
from evenhand.records.models import Head, Period, Step
from evenhand.records.project_import import Change, project_imports
from evenhand.vault.keys import PublicKey

BATCH = 250
"""Entries per transaction: about 50 ms of holding the head row."""

type Progress = Callable[[int, int], None]
"""Told after each batch how many entries are written, and of how many."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written."""

    complaints: int
    cases: int
    allegations: int
    periods: tuple[str, ...]

    @property
    def entries(self) -> int:
        """One for each complaint and each case."""
        return self.complaints + self.cases


def import_records(
    office: Office,
    plan: Plan,
    marks: Marks,
    provenance: Mapping[str, Any],
    progress: Progress = lambda _done, _all: None,
) -> Imported:
    """Write what is planned. `provenance` (map and hashes of the files) stands in the act that begins the import.

    The content of all records is sealed to one compartment, which that act makes and grants to the staff's keys.
    """
    if not plan.entries:
        return Imported(0, 0, 0, ())
    _close_what_is_live(office)
    run = _Run(office, marks, _make_compartment(office, provenance))
    labels: list[str] = []
    done = 0
    for year, of_year in groupby(plan.entries, key=lambda entry: entry.act.on.year):
        for batch in batched(of_year, BATCH):
            run.write(batch)
            done += len(batch)
            progress(done, len(plan.entries))
        labels.append(_close_year(office, str(provenance["map"]), year))
    cases = [entry.act.case for entry in plan.entries if entry.act.case]
    return Imported(
        complaints=len(plan.entries) - len(cases),
        cases=len(cases),
        allegations=sum(len(case.allegations) for case in cases),
        periods=tuple(labels),
    )


@dataclass(slots=True)
class _Begun:
    """A complaint of which cases are still to be written. `state` is None until its own entry is."""

    ref: str
    state: ImportedState | None = None


class _Run:
    """One import being written. Complaints that are not complete are kept, so that their closing is counted in its place."""

    def __init__(self, office: Office, marks: Marks, public: PublicKey) -> None:
        self._office = office
        self._marks = marks
        self._sealer = ImportSealer(office, public, office.today(), rulebook_in_force().late_after_days)
        self._begun: dict[str, _Begun] = {}

    def write(self, batch: Sequence[Planned]) -> None:
        """Append one batch with its projections, in one transaction."""
        here: dict[str, int] = {}
        prepared = [self._prepare(entry, place, here) for place, entry in enumerate(batch)]

        def project(recorded: Sequence[Recorded]) -> None:
            pairs = zip(batch, recorded, strict=True)
            project_imports([self._changed(entry.marks.complaint, one) for entry, one in pairs])

        append(prepared, day=self._office.utc_day(), expected=Expected(), project=project)

    def _prepare(self, entry: Planned, place: int, here: dict[str, int]) -> Prepared:
        """`here` has the places, in this batch, of the complaints that it begins."""
        mark, act = entry.marks.complaint, entry.act
        source = self._marks.source(entry.marks, act.number)
        if act.number is None:
            here[mark] = place
            self._begun[mark] = _Begun(self._office.entropy(10).hex())
            return self._sealer.prepare(
                complaint_fact(act.complaint, source), Place(self._begun[mark].ref, None, place)
            )
        begun = self._begun.get(mark) or self._begin_again(mark, entry.known)
        index = begun.state.complaint.index if begun.state else None
        fact = case_fact(act, self._office.entropy(10).hex(), source)
        return self._sealer.prepare(fact, Place(begun.ref, index, here.get(mark)))

    def _begin_again(self, mark: str, known: int | None) -> _Begun:
        """A complaint that an earlier run began, from its facts."""
        if known is None:
            raise ValueError("A case is to be imported before its complaint.")
        state = fold_imported(recorded_facts(known))
        self._begun[mark] = _Begun(str(state.complaint.data["complaint"]), state)
        return self._begun[mark]

    def _changed(self, mark: str, recorded: Recorded) -> Change:
        begun = self._begun[mark]
        begun.state = begin(recorded) if begun.state is None else add_case(begun.state, recorded)
        if len(begun.state.cases) == begun.state.complaint.data["cases"]:
            del self._begun[mark]
        return Change(recorded, begun.ref, begun.state)


def _make_compartment(office: Office, provenance: Mapping[str, Any]) -> PublicKey:
    made = make_compartment(office, "import", office.staff_keys)
    fact = Fact("compartment-made", dict(provenance))
    setting = Setting(None, None, None, office.today(), LATE_AFTER_DAYS)
    entries = prepare(office, setting, [fact], {}, {0: [made]})
    append(entries, day=office.utc_day(), expected=Expected(), project=_no_rows)
    return PublicKey(made.compartment.public)


def _close_what_is_live(office: Office) -> None:
    """Totals of imports stand apart: live steps since the last period get a period of their own first."""
    last = Period.objects.order_by("-end").first()
    first = last.end if last else 0
    if Step.objects.filter(index__gte=first).exists():
        close_period(office, f"up to entry {Head.objects.values_list('size', flat=True).get(id=1)}")


def _close_year(office: Office, name: str, year: int) -> str:
    """End the period of one year of an import; its label ends with the year, and tells later imports apart."""
    label, again = f"{name} {year}", 1
    while Period.objects.filter(label=label).exists():
        again += 1
        label = f"{name} ({again}) {year}"
    close_period(office, label)
    return label


def _no_rows(recorded: Sequence[Recorded]) -> None:
    """The compartment's row is written by the append itself."""
