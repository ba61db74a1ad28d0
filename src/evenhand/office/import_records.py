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
from evenhand.office.import_seal import Job, SealedJob, seal_batches, whole_data
from evenhand.office.office_act import LATE_AFTER_DAYS
from evenhand.process.acts import ACTS
from evenhand.process.facts import Fact, Recorded
from evenhand.process.imported import ImportedAct, case_fact, complaint_fact
from evenhand.process.imported_fold import ImportedState, add_case, begin, fold_imported
from evenhand.records.append import Expected, Moved, NewSealed, Prepared, append
from evenhand.records.load import recorded_facts, rulebook_in_force
from evenhand.records.many_writes import many_writes
from evenhand.records.models import Head, Period, Step
from evenhand.records.project_import import Change, project_imports
from evenhand.vault.keys import PublicKey, key_id

BATCH = 250
"""Entries per transaction: about 50 ms of holding the head row."""

_TRIES = 5
"""How often the end of a period is tried, should somebody act for the office at that very moment."""

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
    workers: int = 0,
) -> Imported:
    """Write what is planned. `provenance` (map and hashes of the files) stands in the act that begins the import.

    The content of all records is sealed to one compartment, which that act makes and grants to the staff's keys. It is
    sealed by so many other processes as `workers` says, which pays above some thousand entries, or else by this one.
    """
    if not plan.entries:
        return Imported(0, 0, 0, ())
    _close_what_is_live(office)
    run = _Run(office, marks, _make_compartment(office, provenance))
    batches = [
        batch
        for _, of_year in groupby(plan.entries, key=lambda entry: entry.act.on.year)
        for batch in batched(of_year, BATCH)
    ]
    with many_writes():
        labels = _write(office, run, batches, str(provenance["map"]), workers, progress)
    cases = [entry.act.case for entry in plan.entries if entry.act.case]
    return Imported(
        complaints=len(plan.entries) - len(cases),
        cases=len(cases),
        allegations=sum(len(case.allegations) for case in cases),
        periods=tuple(labels),
    )


def _write(
    office: Office, run: "_Run", batches: Sequence[Sequence[Planned]], name: str, workers: int, progress: Progress
) -> list[str]:
    """Seal and write every batch, and close the period of each year; returns the labels of these."""
    labels: list[str] = []
    done, of, year = 0, sum(map(len, batches)), batches[0][0].act.on.year
    sealing = seal_batches(map(run.jobs, batches), run.public, office.entropy, workers)
    for batch, (jobs, sealed) in zip(batches, sealing, strict=True):
        if batch[0].act.on.year != year:
            labels.append(_close_year(office, name, year))
            year = batch[0].act.on.year
        run.write(batch, jobs, sealed)
        done += len(batch)
        progress(done, of)
    labels.append(_close_year(office, name, year))
    return labels


class _Run:
    """One import being written. A batch is made into jobs, which are sealed, perhaps elsewhere, and then written.

    By the mark of its number, a complaint's reference is kept from its first job on, and its state from its first
    entry on, until all its cases are written: so that its closing is counted in its place.
    """

    def __init__(self, office: Office, marks: Marks, public: PublicKey) -> None:
        self.public = public
        self._compartment = key_id(public)
        self._scheme = office.scheme()
        self._office = office
        self._marks = marks
        self._today = office.today()
        self._late_after_days = rulebook_in_force().late_after_days
        self._refs: dict[str, str] = {}
        self._states: dict[str, ImportedState] = {}

    def jobs(self, batch: Sequence[Planned]) -> list[Job]:
        """The facts of a batch, still to be sealed."""
        return [self._job(entry) for entry in batch]

    def write(self, batch: Sequence[Planned], jobs: Sequence[Job], sealed: Sequence[SealedJob]) -> None:
        """Append one batch with its projections, in one transaction."""
        here = {entry.marks.complaint: place for place, entry in enumerate(batch) if entry.act.number is None}
        prepared = [
            self._prepared(entry.marks.complaint, job, made, here)
            for entry, job, made in zip(batch, jobs, sealed, strict=True)
        ]

        def project(recorded: Sequence[Recorded]) -> None:
            pairs = zip(batch, recorded, strict=True)
            project_imports([self._changed(entry.marks.complaint, one) for entry, one in pairs])

        append(prepared, day=self._office.utc_day(), expected=Expected(), project=project)

    def _job(self, entry: Planned) -> Job:
        mark, act = entry.marks.complaint, entry.act
        if mark not in self._refs:
            self._refs[mark] = self._office.entropy(10).hex() if entry.known is None else self._known_ref(mark, entry)
        fact = self._fact(act, entry)
        late = (self._today - act.on).days > self._late_after_days
        return Job(fact.act, {**fact.data, "complaint": self._refs[mark], "late": late}, fact.content or {})

    def _fact(self, act: ImportedAct, entry: Planned) -> Fact:
        source = self._marks.source(entry.marks, act.number)
        if act.number is None:
            return complaint_fact(act.complaint, source)
        return case_fact(act, self._office.entropy(10).hex(), source)

    def _known_ref(self, mark: str, entry: Planned) -> str:
        """The reference of a complaint that an earlier run began; its state is folded from its facts."""
        state = fold_imported(recorded_facts(entry.known)) if entry.known is not None else None
        if state is None:
            raise ValueError("The complaint is not in the register.")
        self._states[mark] = state
        return str(state.complaint.data["complaint"])

    def _prepared(self, mark: str, job: Job, made: SealedJob, here: Mapping[str, int]) -> Prepared:
        """`here` has the places, in this batch, of the complaints that it begins."""
        state = self._states.get(mark)
        return Prepared(
            kind=ACTS[job.act].kind.value,
            act=job.act,
            complaint=state.complaint.index if state else None,
            begins=here.get(mark),
            data=whole_data(job.data, made.address, self._compartment, made.wrap),
            facts=made.facts,
            facts_salt=made.facts_salt,
            content_hash=made.content_hash,
            record=made.record,
            scheme=self._scheme,
            sealed=(NewSealed(made.address, "content", self._compartment, made.wrap, made.ciphertext),),
        )

    def _changed(self, mark: str, recorded: Recorded) -> Change:
        before, ref = self._states.get(mark), self._refs[mark]
        state = begin(recorded) if before is None else add_case(before, recorded)
        self._states[mark] = state
        if len(state.cases) == state.complaint.data["cases"]:
            del self._states[mark], self._refs[mark]
        return Change(recorded, ref, state)


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
    for _ in range(_TRIES):
        try:
            close_period(office, label)
        except Moved:
            continue
        return label
    raise Moved


def _no_rows(recorded: Sequence[Recorded]) -> None:
    """The compartment's row is written by the append itself."""
