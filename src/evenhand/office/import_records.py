"""Import complaints and cases from before this register was begun (DESIGN 5.11): their own acts, in order of time.

Entries are written in small batches, so that people can work meanwhile; a batch ends with each year of act dates, and so
does a period. What an import had written when it broke off stays, and the next run goes on from there.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched, groupby
from typing import Any

from evenhand.office.circle import newest_key
from evenhand.office.context import Office
from evenhand.office.envelope import Setting, make_compartment, prepare
from evenhand.office.import_marks import Marks, Plan, Planned
from evenhand.office.import_periods import close_what_is_live, close_what_is_over, close_year, open_year
from evenhand.office.import_seal import Job, SealedJob, seal_batches, whole_data
from evenhand.office.office_act import LATE_AFTER_DAYS
from evenhand.process.acts import ACTS
from evenhand.process.facts import Fact, Recorded
from evenhand.process.imported import ImportedAct, case_fact, complaint_fact
from evenhand.process.imported_fold import ImportedState, add_case, begin, fold_imported
from evenhand.process.teams import Team
from evenhand.records.append import Expected, NewSealed, Prepared, append
from evenhand.records.load import recorded_facts, rulebook_in_force
from evenhand.records.many_writes import many_writes
from evenhand.records.models import Compartment, Grant, Record
from evenhand.records.project_import import Change, project_imports
from evenhand.vault.keys import PublicKey, key_id

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
    workers: int = 0,
) -> Imported:
    """Write what is planned. `provenance` (map and hashes of the files) stands in the act that begins the import.

    The content of all records is sealed to one compartment, which that act makes and grants to the staff's keys. It is
    sealed by so many other processes as `workers` says, which pays above some thousand entries, or else by this one.

    An import of the same files that broke off is gone on with, so that the register becomes what it would have become
    without the break. Raises Moved if somebody acts for the office whenever a period is to be closed.
    """
    begun = _begun(office, provenance)
    labels = _close_what_stands_open(office, plan, str(provenance["map"]) if begun else None)
    if plan.entries:
        run = _Run(office, marks, begun or _make_compartment(office, provenance))
        batches = [
            batch
            for _, of_year in groupby(plan.entries, key=lambda entry: entry.act.on.year)
            for batch in batched(of_year, BATCH)
        ]
        with many_writes():
            labels += _write(office, run, batches, str(provenance["map"]), workers, progress)
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
    done, of = 0, sum(map(len, batches))
    sealing = seal_batches(map(run.jobs, batches), run.public, office.scheme(), office.entropy, workers)
    for place, (batch, (jobs, sealed)) in enumerate(zip(batches, sealing, strict=True), 1):
        run.write(batch, jobs, sealed)
        done += len(batch)
        progress(done, of)
        year = batch[0].act.on.year
        if place == len(batches) or batches[place][0].act.on.year != year:
            labels += _labels(close_year(office, (name, year)))
    return labels


class _Run:
    """One import being written. A batch is made into jobs, which are sealed, perhaps elsewhere, and then written.

    By the mark of its number, a complaint's reference is kept from its first job on, and its state from its first
    entry on, until all its cases are written: so that its closing is counted in its place.
    """

    def __init__(self, office: Office, marks: Marks, public: PublicKey) -> None:
        self.public = public
        self._compartment = key_id(public)
        self._scheme = office.scheme().scheme
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
        source = self._marks.source(entry.marks, act)
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
            counted=made.counted,
            sealed=(NewSealed(made.address, "content", self._compartment, made.wrap, made.ciphertext),),
        )

    def _changed(self, mark: str, recorded: Recorded) -> Change:
        before, ref = self._states.get(mark), self._refs[mark]
        state = begin(recorded) if before is None else add_case(before, recorded)
        self._states[mark] = state
        if len(state.cases) == state.complaint.data["cases"]:
            del self._states[mark], self._refs[mark]
        return Change(recorded, ref, state)


def _close_what_stands_open(office: Office, plan: Plan, goes_on: str | None) -> list[str]:
    """Close the year of an import that broke off, unless the map `goes_on` with it, or else live steps; the year's label."""
    if plan.entries or open_year():
        close_what_is_over(office)
    year = open_year()
    if year is None:
        if plan.entries:
            close_what_is_live(office)
        return []
    if goes_on and plan.entries and year == (goes_on, plan.entries[0].act.on.year):
        return []
    return _labels(close_year(office, year))


def _labels(label: str | None) -> list[str]:
    return [] if label is None else [label]


def _begun(office: Office, provenance: Mapping[str, Any]) -> PublicKey | None:
    """The compartment of the newest import, if that was of the same files and is granted to whom a new one would be."""
    made = Compartment.objects.filter(purpose="import").order_by("-entry").first()
    if made is None:
        return None
    data = json.loads(bytes(Record.objects.values_list("facts", flat=True).get(entry_id=made.entry)))["data"]
    granted = set(Grant.objects.filter(compartment=made.id, ended_entry=None).values_list("to", flat=True))
    same = all(data.get(name) == value for name, value in provenance.items())
    return (
        PublicKey(bytes(made.public)) if same and granted == {key_id(newest_key(office, Team.MANAGEMENT))} else None
    )


def _make_compartment(office: Office, provenance: Mapping[str, Any]) -> PublicKey:
    made = make_compartment(office, "import", (newest_key(office, Team.MANAGEMENT),))
    fact = Fact("compartment-made", dict(provenance))
    setting = Setting(None, None, None, office.today(), LATE_AFTER_DAYS)
    entries = prepare(office, setting, [fact], {}, {0: [made]})
    append(entries, day=office.utc_day(), expected=Expected(), project=_no_rows)
    return PublicKey(made.compartment.public)


def _no_rows(recorded: Sequence[Recorded]) -> None:
    """The compartment's row is written by the append itself."""
