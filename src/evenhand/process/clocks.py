"""By when: what the organisation has promised on a complaint, what it kept, and what comes next. DOMAIN 5.2 and 5.5,
H1, H6.

Owns the table of clocks: what starts each and what ends it. How long each runs, and on whose authority, stands in the
rulebook. The opening day is day zero. Nothing restarts the clock of the whole complaint: not a link, not a veto, not
a reopening.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from evenhand.process.codes import Assessment, ClockCode, ComplaintStage, Role
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import RESPONDENT, CaseState, ComplaintState
from evenhand.process.working_days import due

FOLLOWS = "The complaint that yours is dealt with in is decided. Then we write to say how it ended."
"""What comes next for a duplicate. Its last day is that of the complaint as a whole."""
REPLY = "reply"
"""The respondent's own clock. Its last day stands in the notice."""


@dataclass(frozen=True, slots=True)
class ClockRule[S: (ComplaintState, CaseState)]:
    """One clock. `starts` and `ends` give the day, or None if it has not come. `words` say what is promised."""

    code: ClockCode
    who: str
    words: str
    starts: Callable[[S], date | None]
    ends: Callable[[S], date | None]


@dataclass(frozen=True, slots=True)
class Promise:
    """One clock on one complaint or case. `done` is the day it was kept or missed, None while it runs."""

    code: str
    case: int | None
    started: date
    due: date
    done: date | None
    words: str
    who: str
    source: str

    def late(self, today: date) -> bool:
        """Whether it was, or by now is, kept too late. The respondent promised nothing, so their time is never late."""
        return self.who != RESPONDENT and (self.done or today) > self.due


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens next, for the complainant and the desk alike. `by_when` is None when nothing is left to do.

    `late`: something that we promised is overdue, be it this step or the complaint as a whole.
    """

    what_next: str
    by_when: date | None
    who: str | None
    late: bool


def _accepted_on(state: ComplaintState) -> date | None:
    return state.assessed_on if state.assessment is Assessment.ACCEPTED else None


def _declined_on(state: ComplaintState) -> date | None:
    follows = state.stage is ComplaintStage.FOLLOWING or state.lead_closed_on
    declined = state.assessment in (Assessment.OUT_OF_SCOPE, Assessment.DUPLICATE)
    return state.assessed_on if declined and not follows else None


def _first_case_on(state: ComplaintState) -> date | None:
    return min((case.opened_on for case in state.cases), default=None)


def _opened_on(case: CaseState) -> date:
    return case.returned_on or case.opened_on


def _ready_on(case: CaseState) -> date | None:
    """When the investigator had all that a recommendation needs: a first answer, and the case in hand.

    A further notice does not put it off: otherwise one more piece of evidence would hide that it is late.
    """
    return max(case.answered_on, case.assigned_on) if case.answered_on and case.assigned_on else None


def _held_on(case: CaseState) -> date | None:
    return case.decided_on if case.override and case.override.held else None


COMPLAINT_CLOCKS: tuple[ClockRule[ComplaintState], ...] = (
    ClockRule(
        ClockCode.ACKNOWLEDGE,
        Role.INTAKE_OFFICER,
        "We confirm that we have your complaint, and name the officer to ask.",
        lambda state: state.received_on,
        lambda state: state.acknowledged_on,
    ),
    ClockRule(
        ClockCode.ASSESS,
        Role.TRIAGE_ASSESSOR,
        "We say whether this is something we can decide, and why.",
        lambda state: state.assess_from,
        lambda state: state.assessed_on,
    ),
    ClockRule(
        ClockCode.OPEN_CASE,
        Role.CASE_MANAGER,
        "We open a case for each person complained about.",
        _accepted_on,
        _first_case_on,
    ),
    ClockRule(
        ClockCode.TELL,
        Role.CASE_MANAGER,
        "We write to say that we cannot take this further, why, and where else to go.",
        _declined_on,
        lambda state: state.told_on,
    ),
    ClockRule(
        ClockCode.TELL,
        Role.CASE_MANAGER,
        "We write to say how the complaint ended that yours is dealt with in, and where else to go.",
        lambda state: state.lead_closed_on,
        lambda state: state.told_on,
    ),
    ClockRule(
        ClockCode.CLOSE,
        Role.CASE_MANAGER,
        "We close the complaint.",
        lambda state: state.told_on,
        lambda state: state.closed_on,
    ),
    ClockRule(
        ClockCode.MESSAGE,
        Role.CASE_MANAGER,
        "We answer the message that is waiting.",
        lambda state: state.unanswered_since,
        lambda state: None,  # noqa: ARG005  # once answered it has not started
    ),
)

CONCLUDE: ClockRule[ComplaintState] = ClockRule(
    ClockCode.CONCLUDE,
    Role.CASE_MANAGER,
    "The whole complaint is closed.",
    lambda state: state.received_on,
    lambda state: state.closed_on,
)

CASE_CLOCKS: tuple[ClockRule[CaseState], ...] = (
    ClockRule(
        ClockCode.ASSIGN,
        Role.CASE_MANAGER,
        "We give the case to an investigator.",
        _opened_on,
        lambda case: case.assigned_on,
    ),
    ClockRule(
        ClockCode.NOTICE,
        Role.INVESTIGATOR,
        "We tell the respondent what is alleged and by when to reply.",
        lambda case: case.heard_from,
        lambda case: case.notice_on,
    ),
    ClockRule(
        ClockCode.RECOMMEND,
        Role.INVESTIGATOR,
        "The investigator recommends findings.",
        _ready_on,
        lambda case: case.recommended_on,
    ),
    ClockRule(
        ClockCode.DECIDE,
        Role.DECISION_MAKER,
        "An independent decision maker decides.",
        lambda case: case.recommended_on,
        lambda case: case.decided_on,
    ),
    ClockRule(
        ClockCode.REVIEW,
        Role.REVIEWER,
        "An independent reviewer checks the decision before it takes effect.",
        _held_on,
        lambda case: case.effective_on,
    ),
    ClockRule(
        ClockCode.TELL,
        Role.CASE_MANAGER,
        "We tell both parties the outcome, the reasons and where else to go.",
        lambda case: case.effective_on,
        lambda case: case.told_on,
    ),
    ClockRule(
        ClockCode.CLOSE,
        Role.CASE_MANAGER,
        "We close the case.",
        lambda case: case.told_on,
        lambda case: case.closed_on,
    ),
)


def promises(state: ComplaintState, rulebook: Rulebook) -> tuple[Promise, ...]:
    """Every clock that has started, on the complaint and then case by case, in the order of the tables."""
    found = [*_running(COMPLAINT_CLOCKS, state, None, rulebook), *_running((CONCLUDE,), state, None, rulebook)]
    for case in state.cases:
        found += _running(CASE_CLOCKS, case, case.number, rulebook)
        found += _time_to_reply(case)
    return tuple(map(_from_outside, found)) if state.apart else tuple(found)


def _from_outside(promise: Promise) -> Promise:
    """What is set apart is promised by people from outside, whatever they do there."""
    return promise if promise.who == RESPONDENT else replace(promise, who=Role.OUTSIDE_HANDLER)


def _running[S: (ComplaintState, CaseState)](
    clocks: tuple[ClockRule[S], ...], of: S, case: int | None, rulebook: Rulebook
) -> Iterator[Promise]:
    for rule in clocks:
        started = rule.starts(of)
        if started is not None:
            clock = rulebook.clocks[rule.code]
            by = due(started, clock.length, clock.unit, rulebook.working_days)
            yield Promise(rule.code.value, case, started, by, rule.ends(of), rule.words, rule.who, clock.source)


def _time_to_reply(case: CaseState) -> Iterator[Promise]:
    if case.notice_on is not None and case.reply_by is not None:
        words = "The respondent may reply until this day."
        source = "The date stands in the notice that the respondent was given."
        done = min(case.reply_on, case.reply_by) if case.reply_on else None  # it ends on its last day, noted or not
        yield Promise(REPLY, case.number, case.notice_on, case.reply_by, done, words, RESPONDENT, source)


def _open(state: ComplaintState, rulebook: Rulebook) -> list[Promise]:
    """The promises not kept yet, the one that is due first at the head."""
    return sorted((each for each in promises(state, rulebook) if each.done is None), key=lambda each: each.due)


def next_due(state: ComplaintState, rulebook: Rulebook) -> date | None:
    """The day on which the first promise not kept yet is due, be it that of a step or of the complaint as a whole."""
    return next((each.due for each in _open(state, rulebook)), None)


def next_step(state: ComplaintState, rulebook: Rulebook, today: date) -> NextStep:
    """What happens next, by when and by whom."""
    running = _open(state, rulebook)
    step = next((each for each in running if each.code != ClockCode.CONCLUDE), None)
    if step is None and state.stage is ComplaintStage.FOLLOWING:
        step = replace(running[0], words=FOLLOWS)
    if step is None:
        return NextStep("Nothing more: the complaint is closed.", None, None, late=False)
    return NextStep(step.words, step.due, step.who, any(each.late(today) for each in running))


def age(state: ComplaintState, today: date) -> int:
    """How many days the complaint has been, or was, open. A reopening never makes it younger (invariant 4)."""
    return ((state.closed_on or today) - state.received_on).days
