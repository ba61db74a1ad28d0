"""The tables of the process as pages: the state chart, who may do what, who may see what, and by when (H1).

Everything here is read off the tables that the engine runs on. docs/reference/process.md contains it between markers,
and a test compares; `python -m evenhand.process.printing FILE` writes it there again.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evenhand.process import commands as c
from evenhand.process.acts import ACTS
from evenhand.process.clocks import CASE_CLOCKS, COMPLAINT_CLOCKS, CONCLUDE, ClockRule
from evenhand.process.codes import CaseStage, ComplaintStage
from evenhand.process.rules import RULES
from evenhand.process.stages import CASE_MOVES, COMPLAINT_MOVES, Move
from evenhand.process.state import CaseState, ComplaintState
from evenhand.process.visibility import VISIBILITY

ACTS_OF: dict[type[c.Command], tuple[str, ...]] = {
    c.Submit: ("received", "complainant-recorded"),
    c.Acknowledge: ("acknowledged",),
    c.Assess: ("assessed", "linked"),
    c.Recuse: ("recused", "assigned", "drawn-replaced", "officer-named"),
    c.SetApart: ("set-apart",),
    c.FollowLead: ("lead-closed",),
    c.NameOfficer: ("officer-named",),
    c.Link: ("linked",),
    c.SendMessage: ("message-sent",),
    c.OpenCase: ("case-opened", "allegation-framed"),
    c.FrameAllegation: ("allegation-framed",),
    c.Assign: ("assigned",),
    c.FreezePool: ("pool-frozen",),
    c.TypeValue: ("value-typed", "panel-drawn", "drawn-replaced", "assigned"),
    c.ReplaceDrawn: ("drawn-replaced", "assigned"),
    c.AddEvidence: ("evidence-added",),
    c.StartInvestigation: ("investigation-started",),
    c.GiveNotice: ("notice-given",),
    c.RecordReply: ("reply-recorded", "reply-window-passed", "reply-waived"),
    c.Recommend: ("recommended",),
    c.Decide: ("decision-made", "overridden", "case-decided", "cover-outcome"),
    c.ReviewOverride: ("cover-event", "override-verified", "case-decided", "override-vetoed", "cover-outcome"),
    c.Notify: ("told",),
    c.Close: ("case-closed", "cover-event", "complaint-closed"),
    c.Reopen: ("cover-event", "reopened"),
    c.OpenToOverseers: ("cover-event", "oversight-opened", "cover-outcome"),
    c.CloseOpening: ("oversight-closed",),
    c.RecordOversightFinding: ("oversight-found",),
}
"""Which acts a command can lead to."""

_NAMED = re.compile(r"(<!-- begin: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """One row of the permission table in words, for the page that auditors read."""

    what: str
    acts: tuple[str, ...]
    roles: tuple[str, ...]
    stages: tuple[str, ...]
    conditions: tuple[str, ...]


def permissions_page() -> tuple[PermissionRow, ...]:
    """The permission table, row by row."""
    return tuple(
        PermissionRow(
            rule.words,
            ACTS_OF[rule.command],
            rule.roles,
            tuple(stage.value for stage in rule.stages),
            tuple(predicate.words for predicate in rule.predicates),
        )
        for rule in RULES
    )


def state_chart() -> str:
    """The state chart of a complaint and of a case, as Mermaid text."""
    return "\n\n".join((_chart("Complaint", COMPLAINT_MOVES), _chart("Case", CASE_MOVES)))


def _chart[S: (ComplaintStage, CaseStage)](title: str, moves: Iterable[Move[S]]) -> str:
    lines = [f"---\ntitle: {title}\n---", "stateDiagram-v2"]
    for move in moves:
        before, after = (_state(move.before.value) if move.before else "[*]"), _state(move.after.value)
        words = ACTS[move.act].words + (f" ({move.when})" if move.when else "")
        lines.append(f"    {before} --> {after}: {words}")
    lines.append(f"    {_state('closed')} --> [*]")
    return "```mermaid\n" + "\n".join(lines) + "\n```"


def _state(code: str) -> str:
    """Mermaid takes a hyphen in a state's name for something else."""
    return code.replace("-", "_")


def permission_table() -> str:
    """The permission table as Markdown."""
    rows = (
        (row.what, row.roles, row.stages or ("a new complaint",), row.conditions, row.acts)
        for row in permissions_page()
    )
    return _table(("what", "who", "at stage", "only if the person, or the case", "acts logged"), rows)


def visibility_table() -> str:
    """The visibility table as Markdown."""
    rows = (
        (rule.role, "yes" if rule.apart else "no", rule.condition, rule.sight.name.lower()) for rule in VISIBILITY
    )
    return _table(("role", "set apart", "condition", "sees"), rows)


def clock_table() -> str:
    """The clocks as Markdown: what is promised and by whom."""
    rows = (*_clock_rows("complaint", (*COMPLAINT_CLOCKS, CONCLUDE)), *_clock_rows("case", CASE_CLOCKS))
    return _table(("clock", "of each", "who", "promise"), rows)


def _clock_rows[S: (ComplaintState, CaseState)](of: str, rules: Iterable[ClockRule[S]]) -> Iterator[tuple[str, ...]]:
    return ((rule.code.value, of, rule.who, rule.words) for rule in rules)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str | tuple[str, ...], ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(cell: str | tuple[str, ...]) -> str:
    return cell if isinstance(cell, str) else "; ".join(cell)


def fill(page: str) -> str:
    """The page with the generated parts put in afresh between their markers."""
    parts = {
        "state-chart": state_chart,
        "permissions": permission_table,
        "visibility": visibility_table,
        "clocks": clock_table,
    }
    return _NAMED.sub(lambda found: f"{found[1]}{parts[found[2]]()}\n{found[3]}", page)


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(fill(file.read_text(encoding="utf-8")), encoding="utf-8")
