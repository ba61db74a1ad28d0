"""A complaint as its page shows it: the state and the lines of its history, laid out by what people look for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from evenhand.doors.desk import words as w
from evenhand.doors.desk.acts import address
from evenhand.doors.desk.draws import DrawView
from evenhand.doors.desk.history import Line, Tongue, distance_words
from evenhand.doors.look.parts import Row
from evenhand.doors.look.templatetags.look import day
from evenhand.process.clocks import Promise, age, promises
from evenhand.process.codes import CaseStage
from evenhand.process.commands import Recuse
from evenhand.process.numbers import number
from evenhand.process.permissions import may, open_acts, withheld
from evenhand.process.state import Allegation, CaseState, ComplaintState, Person
from evenhand.process.ties import Tied
from evenhand.records.load import Loaded

OVERRIDE_ACTS = ("overridden", "override-verified", "override-vetoed")
MESSAGE_ACTS = ("acknowledged", "message-sent")


@dataclass(frozen=True, slots=True)
class Action:
    """Something that the reader can do now."""

    words: str
    url: str
    case: int | None


@dataclass(frozen=True, slots=True)
class AllegationView:
    """One allegation with its clause, its particulars, and what was found."""

    number: int
    clause: str
    particulars: str
    recommended: w.Words
    finding: w.Words


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case. `rows` are its facts in words; `overrides` and `evidence` its lines of that kind."""

    number: int
    stage: w.Words
    held: bool
    respondent: tuple[tuple[w.Words, str], ...]
    rows: tuple[Row, ...]
    allegations: tuple[AllegationView, ...]
    evidence: tuple[Line, ...]
    overrides: tuple[Line, ...]
    in_effect: bool
    draws: tuple[DrawView, ...]


@dataclass(frozen=True, slots=True)
class ClockView:
    """One promise, and how it was kept."""

    case: int | None
    words: str
    promised: date
    actual: date | None
    late: bool
    source: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why the reader is not offered what their roles allow, and the address at which they step down; empty where they cannot."""

    sentence: str
    step_down: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything on the page of one complaint."""

    rows: tuple[Row, ...]
    actions: tuple[Action, ...]
    cases: tuple[CaseView, ...]
    clocks: tuple[ClockView, ...]
    timeline: tuple[Line, ...]
    conflict: Conflict | None = None

    @property
    def messages(self) -> tuple[Line, ...]:
        """What the complainant and the office wrote to each other."""
        return tuple(
            line for line in self.timeline if line.act in MESSAGE_ACTS and (line.said or line.files or line.closed)
        )


def dossier(
    loaded: Loaded, lines: Sequence[Line], person: Person, tongue: Tongue, draws: Mapping[int, tuple[DrawView, ...]]
) -> Dossier:
    """Lay out one complaint for one reader. `draws` are those of its cases, by number."""
    state, today = loaded.state, loaded.around.today
    return Dossier(
        rows=(*_summary(state, today, tongue), *_conflicts(loaded, tongue)),
        actions=tuple(actions(loaded, person)),
        cases=tuple(_case(case, lines, tongue, draws.get(case.number, ())) for case in state.cases),
        clocks=tuple(_clock(promise, today) for promise in promises(state, loaded.rulebook)),
        timeline=tuple(lines),
        conflict=conflict_of(loaded, person),
    )


def actions(loaded: Loaded, person: Person) -> Iterable[Action]:
    """What the person can do now, with the address of each."""
    shown = number(loaded.state.index)
    for offer in open_acts(loaded.state, person, loaded.around, loaded.rulebook):
        yield Action(gettext(offer.words), address(shown, offer.command, offer.case), offer.case)


def conflict_of(loaded: Loaded, person: Person) -> Conflict | None:
    """The reader's own conflict of interest, where one is known."""
    refusal = withheld(loaded.state, person, loaded.around, loaded.rulebook)
    if refusal is None:
        return None
    may_step_down = may(loaded.state, None, Recuse, person, loaded.around) is None
    where = address(number(loaded.state.index), Recuse.__name__, None) if may_step_down else ""
    return Conflict(refusal.sentence, where)


def _conflicts(loaded: Loaded, tongue: Tongue) -> Iterable[Row]:
    """Who works on it though they declared a tie to a party: never to whom."""
    state = loaded.state
    hold = {state.named_officer, *(ref for case in state.cases for ref in (case.investigator, case.decision_maker))}
    tied = [ref for ref, answer in loaded.around.ties.items() if answer is Tied.YES and ref in hold]
    if tied and state.closed_on is None:
        yield Row(gettext("Tied to a party, as they declared"), ", ".join(sorted(map(tongue.person, tied))))


def _summary(state: ComplaintState, today: date, tongue: Tongue) -> Iterable[Row]:
    days = age(state, today)
    yield Row(gettext("Category"), tongue.category(state.category))
    yield Row(gettext("Received"), day(state.received_on))
    yield Row(gettext("Age"), ngettext("%(days)d day", "%(days)d days", days) % {"days": days})
    yield Row(gettext("Channel"), w.CHANNEL[state.channel])
    yield Row(
        gettext("Named officer"),
        tongue.person(state.named_officer) if state.named_officer else gettext("Not named yet"),
    )
    if state.apart:
        yield Row(gettext("Set apart"), gettext("Only people from outside handle it, and nobody here sees it"))
    if state.opened_to():
        until = max(last for last in state.openings.values() if last is not None)
        people = ", ".join(sorted(map(tongue.person, state.opened_to())))
        yield Row(
            gettext("Open to two overseers"),
            gettext("%(people)s, until %(day)s") % {"people": people, "day": date_format(until)},
        )
    if state.assessment:
        yield Row(gettext("Assessment"), w.ASSESSMENT[state.assessment])
    if state.outcome:
        yield Row(gettext("Outcome"), w.OUTCOME[state.outcome])
    if state.reopened:
        yield Row(gettext("Reopened"), state.reopened)
    if state.links:
        linked = "\n".join(
            f"{tongue.complaint(other)}: {w.LINK[kind]}" for other, kind in sorted(state.links.items())
        )
        yield Row(gettext("Linked with"), linked)


def _case(case: CaseState, lines: Sequence[Line], tongue: Tongue, draws: tuple[DrawView, ...]) -> CaseView:
    own = [line for line in lines if line.case == case.number]
    framed = [line for line in own if line.act == "allegation-framed"]
    return CaseView(
        number=case.number,
        stage=w.STAGE[case.stage],
        held=case.stage is CaseStage.HELD,
        respondent=next((line.said for line in own if line.act == "case-opened"), ()),
        rows=tuple(_case_rows(case, tongue)),
        allegations=tuple(
            _allegation(allegation, line, tongue) for allegation, line in zip(case.allegations, framed, strict=True)
        ),
        evidence=tuple(line for line in own if line.act == "evidence-added"),
        overrides=tuple(line for line in own if line.act in OVERRIDE_ACTS),
        in_effect=case.effective_on is not None,
        draws=draws,
    )


def _case_rows(case: CaseState, tongue: Tongue) -> Iterable[Row]:
    nobody = gettext("Nobody yet")
    yield Row(gettext("Capacity"), w.CAPACITY[case.capacity])
    yield Row(gettext("Opened"), day(case.opened_on))
    yield Row(gettext("Investigator"), tongue.person(case.investigator) if case.investigator else nobody)
    yield Row(gettext("Decision maker"), tongue.person(case.decision_maker) if case.decision_maker else nobody)
    if case.reply_by:
        yield Row(gettext("Reply by"), day(case.reply_by))
    if case.reply:
        yield Row(gettext("Reply"), w.REPLY[case.reply])
    if case.recommended_sanction is not None:
        yield Row(gettext("Recommended"), tongue.rung(case.recommended_sanction))
    if case.sanction is not None:
        label = gettext("Decided") if case.effective_on else gettext("Decided (no effect yet)")
        yield Row(label, tongue.rung(case.sanction))
    if case.override:
        departs = f"{w.DIRECTION[case.override.direction]}, {distance_words(case.override.distance)}"
        yield Row(gettext("Departs from the recommendation"), departs)
    if case.reviewer:
        yield Row(gettext("Reviewed by"), tongue.person(case.reviewer))
    if case.vetoes:
        yield Row(gettext("Vetoed"), case.vetoes)
    if case.outcome:
        yield Row(gettext("Outcome"), w.OUTCOME[case.outcome])


def _allegation(allegation: Allegation, line: Line, tongue: Tongue) -> AllegationView:
    return AllegationView(
        number=allegation.number,
        clause=tongue.clause(allegation.clause),
        particulars="\n".join(said for _label, said in line.said),
        recommended=w.FINDING[allegation.recommended] if allegation.recommended else "",
        finding=w.FINDING[allegation.finding] if allegation.finding else "",
    )


def _clock(promise: Promise, today: date) -> ClockView:
    return ClockView(
        promise.case, gettext(promise.words), promise.due, promise.done, promise.late(today), promise.source
    )
