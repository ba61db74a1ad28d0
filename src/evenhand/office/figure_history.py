"""What had been alleged and decided on one complaint, read from facts that may have been cut at a date.

The fold of `process` wants whole histories, and takes every act into account. Cut at a date, a history may lack what
a later entry follows from, such as a reply that came earlier and was recorded later. So figures read the few acts they
count by themselves; tests hold this reading and the fold to the same answers wherever the history is whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from evenhand.figures.model import AllegationCount, OverrideRow
from evenhand.process.facts import Recorded

ACTS_READ = frozenset(
    {
        "allegation-framed",
        "recommended",
        "decision-made",
        "overridden",
        "override-vetoed",
        "case-decided",
        "reopened",
    }
)
"""Every act that changes what is read here of a live complaint."""
IMPORTED_ACTS = frozenset({"imported-case"})

type Read = tuple[list[AllegationCount], list[OverrideRow]]


@dataclass(slots=True)
class _Case:
    """One case as far as it has been read. A decision counts once it has effect (invariant 8)."""

    clauses: dict[int, str] = field(default_factory=dict)
    recommended: int | None = None
    findings: dict[str, str] = field(default_factory=dict)
    sanction: int | None = None
    decided_on: date | None = None
    held: bool = False
    effective: bool = False

    def take(self, recorded: Recorded) -> None:
        """Go on by one act of this case."""
        data = recorded.data
        match recorded.act:
            case "allegation-framed":
                self.clauses[int(data["allegation"])] = str(data["clause"])
            case "recommended":
                self.recommended = int(data["sanction"])
            case "decision-made":
                self.findings, self.sanction = dict(data["findings"]), int(data["sanction"])
                self.decided_on = recorded.on
            case "overridden":
                self.held = bool(data["held"])
            case "case-decided":
                self.held, self.effective, self.decided_on = False, True, recorded.on
            case "override-vetoed":
                self.send_back()

    def send_back(self) -> None:
        """A veto or a reopening: the allegations stay, and nothing is recommended or decided any more."""
        self.recommended = self.sanction = self.decided_on = None
        self.findings, self.held, self.effective = {}, False, False

    def allegations(self, complaint: int) -> Iterator[AllegationCount]:
        for number, clause in sorted(self.clauses.items()):
            yield AllegationCount(complaint, self.findings.get(str(number)) if self.effective else None, clause)

    def override(self) -> OverrideRow | None:
        if self.decided_on is None or not (self.held or self.effective):
            return None
        return OverrideRow(self.recommended, self.sanction if self.effective else None, self.decided_on, self.held)


def read_history(complaint: int, history: Iterable[Recorded], as_at: date) -> Read:
    """Allegations and decisions as at a date, from a complaint's recorded facts in register order."""
    cases: dict[int, _Case] = {}
    for recorded in history:
        if recorded.on > as_at:
            continue
        if recorded.act == "reopened":
            for number in recorded.data["cases"]:
                cases[int(number)].send_back()
        elif recorded.act in ACTS_READ:
            cases.setdefault(int(recorded.data["case"]), _Case()).take(recorded)
    ordered = [case for _, case in sorted(cases.items())]
    decisions = (case.override() for case in ordered)
    return (
        [row for case in ordered for row in case.allegations(complaint)],
        [row for row in decisions if row is not None],
    )


def read_imported(complaint: int, history: Iterable[Recorded], as_at: date) -> Read:
    """The same of a complaint from older records, whose cases say on which day they were over, or else received."""
    allegations: list[AllegationCount] = []
    decisions: list[OverrideRow] = []
    for case in history:
        over = case.on <= as_at
        allegations += (
            AllegationCount(complaint, each["finding"] if over else None, each["clause"])
            for each in case.data["allegations"]
        )
        if over:
            decisions.append(OverrideRow(case.data["recommended"], case.data["final"], case.on))
    return allegations, decisions
