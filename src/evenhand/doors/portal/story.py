"""A complaint's history in the words of somebody who waits: neutral, without any respondent, and what comes next by when."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.doors.look.parts import Event
from evenhand.office.reading import Contents, Opened
from evenhand.process.codes import (
    Assessment,
    CaseOutcome,
    ComplaintOutcome,
    Duty,
    OpeningReason,
    OversightResult,
    ReopenGround,
    Role,
)
from evenhand.process.state import RESPONDENT
from evenhand.records.queries.tracking import Standing, Step

type Words = str | Lazy

WHO: Mapping[str, Words] = {
    Role.INTAKE_OFFICER: gettext_lazy("the officer who receives complaints"),
    Role.TRIAGE_ASSESSOR: gettext_lazy("the officer who assesses complaints"),
    Role.CASE_MANAGER: gettext_lazy("the case manager"),
    Role.INVESTIGATOR: gettext_lazy("the investigator"),
    Role.DECISION_MAKER: gettext_lazy("an independent decision maker"),
    Role.REVIEWER: gettext_lazy("an independent reviewer"),
    Role.OUTSIDE_HANDLER: gettext_lazy("somebody from outside the organisation"),
    RESPONDENT: gettext_lazy("the respondent"),
}
"""Who does what comes next."""
OUTCOME: Mapping[str, Words] = {
    CaseOutcome.BREACH_SANCTION: gettext_lazy("A breach of the rules was found, and there is a sanction."),
    CaseOutcome.BREACH_NO_SANCTION: gettext_lazy("A breach of the rules was found, without a sanction."),
    CaseOutcome.NO_BREACH: gettext_lazy("No breach of the rules was found."),
    ComplaintOutcome.UPHELD: gettext_lazy("Your complaint was upheld."),
    ComplaintOutcome.UPHELD_IN_PART: gettext_lazy("Your complaint was upheld in part."),
    ComplaintOutcome.NOT_UPHELD: gettext_lazy("Your complaint was not upheld."),
    ComplaintOutcome.OUT_OF_SCOPE: gettext_lazy("Your complaint is not one that we can decide."),
    ComplaintOutcome.DUPLICATE: gettext_lazy("Your complaint is dealt with together with another one."),
}
"""How a case or a complaint ended."""
GROUND: Mapping[str, Words] = {
    ReopenGround.FRESH_EVIDENCE: gettext_lazy("There is fresh evidence."),
    ReopenGround.FRAUD: gettext_lazy("There was fraud."),
    ReopenGround.UNDISCLOSED_CONFLICT: gettext_lazy("Somebody had a conflict of interest and did not say so."),
    ReopenGround.PROVEN_INTERFERENCE: gettext_lazy("Interference was proven."),
    ReopenGround.EXTERNAL_JUDGMENT: gettext_lazy("There is a judgment from outside."),
}
"""Why a complaint was opened again."""
LED: Mapping[str, Words] = {
    ComplaintOutcome.UPHELD: gettext_lazy("The complaint that yours was dealt with in was upheld."),
    ComplaintOutcome.UPHELD_IN_PART: gettext_lazy("The complaint that yours was dealt with in was upheld in part."),
    ComplaintOutcome.NOT_UPHELD: gettext_lazy("The complaint that yours was dealt with in was not upheld."),
    ComplaintOutcome.OUT_OF_SCOPE: gettext_lazy(
        "The complaint that yours was dealt with in is not one that we can decide."
    ),
    ComplaintOutcome.DUPLICATE: gettext_lazy(
        "The complaint that yours was dealt with in was itself dealt with in another."
    ),
}
"""How the complaint ended that a duplicate follows."""
ASSESSED: Mapping[str, Words] = {
    Assessment.ACCEPTED: gettext_lazy("We will look into it"),
    Assessment.OUT_OF_SCOPE: gettext_lazy("We cannot take it further"),
    Assessment.DUPLICATE: gettext_lazy("It is dealt with together with another complaint"),
}
OPENED_BECAUSE: Mapping[str, Words] = {
    OpeningReason.SAMPLED: gettext_lazy("It was drawn by lot among others."),
    OpeningReason.ASKED_BY_A_PARTY: gettext_lazy("Somebody whom it concerns asked them to."),
    OpeningReason.SUSPECTED_INTERFERENCE: gettext_lazy("They want to know whether somebody interfered with it."),
    OpeningReason.DELAY: gettext_lazy("It takes long."),
    OpeningReason.REGULATOR: gettext_lazy("A regulator or a court asked them to."),
    OpeningReason.FOLLOW_UP: gettext_lazy("They want to see what became of what they found before."),
}
OVERSEEN: Mapping[str, Words] = {
    OversightResult.IN_ORDER: gettext_lazy("They found it in order."),
    OversightResult.RULE_NOT_FOLLOWED: gettext_lazy("They found that a rule was not followed."),
    OversightResult.DELAYED: gettext_lazy("They found that it was delayed without a reason."),
    OversightResult.REASONS_LACKING: gettext_lazy("They found that reasons are lacking."),
    OversightResult.RECORD_INCOMPLETE: gettext_lazy("They found that its record is incomplete."),
    OversightResult.CONFLICT_OVERLOOKED: gettext_lazy("They found that a conflict of interest was overlooked."),
    OversightResult.INTERFERENCE: gettext_lazy("They found that somebody interfered with it."),
}
TITLES: Mapping[str, Words] = {
    "received": gettext_lazy("You made your complaint"),
    "acknowledged": gettext_lazy("We confirmed that we have it"),
    "officer-named": gettext_lazy("Another officer was named to you"),
    "lead-closed": gettext_lazy(
        "The complaint that yours is dealt with in was closed. You will be told how it ended"
    ),
    "recused": gettext_lazy(
        "Somebody who worked on it stepped down, so that nobody with an interest in it decides anything"
    ),
    "set-apart": gettext_lazy(
        "It was handed to people from outside the organisation. Nobody in the office sees it any more"
    ),
    "linked": gettext_lazy("It is read together with another complaint"),
    "case-opened": gettext_lazy("A case was opened"),
    "pool-frozen": gettext_lazy("Who decides is to be drawn by lot"),
    "panel-drawn": gettext_lazy("It was drawn by lot who decides"),
    "drawn-replaced": gettext_lazy("Somebody who was drawn cannot decide"),
    "investigation-started": gettext_lazy("The investigation started"),
    "notice-given": gettext_lazy("The respondent was told, and may reply"),
    "reply-recorded": gettext_lazy("The time to reply has ended"),
    "reply-window-passed": gettext_lazy("The time to reply has ended"),
    "reply-waived": gettext_lazy("The time to reply has ended"),
    "recommended": gettext_lazy("The investigator finished, and recommended findings"),
    "override-verified": gettext_lazy("An independent reviewer checked the decision"),
    "override-vetoed": gettext_lazy("An independent reviewer sent it back: other people look at it again"),
    "case-decided": gettext_lazy("It was decided. You will be told in a letter"),
    "told": gettext_lazy("We told you the outcome"),
    "case-closed": gettext_lazy("The case was closed"),
    "complaint-closed": gettext_lazy("Your complaint was closed"),
    "reopened": gettext_lazy("Your complaint was opened again"),
    "oversight-opened": gettext_lazy("Two overseers opened it, to see how it is handled"),
    "oversight-found": gettext_lazy("Overseers said how it was handled"),
}
"""What an act is called. An act that is neither here nor named below is left out."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with something."""

    name: str
    address: str
    size: int


@dataclass(frozen=True, slots=True)
class Message:
    """One message, either way. `author` is empty for the complainant's own."""

    on: date
    own: bool
    author: str
    text: str
    files: tuple[Attached, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What the complainant was told of the outcome. `index` is that of the entry, for its receipt.

    `added` are the findings and the reasons. `void_on` is the day on which the complaint was opened again after it.
    """

    index: int
    on: date
    case: int | None
    outcome: Words
    text: str
    added: str
    remedy: str
    remedy_by: date | None
    void_on: date | None


def events(standing: Standing, steps: list[Step], contents: Contents) -> list[Event]:
    """What happened, in order, and then what comes next."""
    done = [
        Event(step.on, _numbered(standing, step, title), _text(standing, step, contents.by_entry.get(step.index)))
        for step in steps
        if (title := _title(step))
    ]
    next_step = standing.next_step
    if next_step.by_when is None:
        return done
    by = _("By %(day)s") % {"day": date_format(next_step.by_when, "DATE_FORMAT")}
    return [*done, Event(by, next_step.what_next, state="next")]


def messages(steps: list[Step], contents: Contents, names: Mapping[str, str]) -> list[Message]:
    """The messages both ways, oldest first."""
    found = []
    for step in steps:
        opened = contents.by_entry.get(step.index)
        if step.act == "message-sent" and opened is not None:
            author = "" if step.own else names.get(step.by, "")
            found.append(Message(step.on, step.own, author, opened.text("text"), attached(opened)))
    return found


def letters(steps: list[Step], contents: Contents) -> list[Letter]:
    """The letters about the outcome, oldest first."""
    return [
        _letter(step, contents.by_entry[step.index], _opened_again(step, steps))
        for step in steps
        if step.act == "told" and step.index in contents.by_entry
    ]


def _opened_again(told: Step, steps: list[Step]) -> date | None:
    """When what the letter says was opened again, if it was."""
    return next(
        (
            step.on
            for step in steps
            if step.act == "reopened"
            and step.index > told.index
            and (told.case is None or told.case in step.data["cases"])
        ),
        None,
    )


def attached(opened: Opened) -> tuple[Attached, ...]:
    """The files that came with a record."""
    return tuple(Attached(file["name"], file["address"], file["size"]) for file in opened.words.get("files", ()))


def _letter(step: Step, opened: Opened, void_on: date | None) -> Letter:
    by = step.data.get("remedy_by")
    return Letter(
        step.index,
        step.on,
        step.case,
        _outcome(step),
        opened.text("text"),
        opened.text("added"),
        opened.text("remedy"),
        date.fromisoformat(by) if by else None,
        void_on,
    )


def _outcome(step: Step) -> Words:
    """What was told, or how the complaint closed."""
    return LED.get(step.data.get("lead_outcome", "")) or OUTCOME.get(step.data.get("outcome", ""), "")


def _title(step: Step) -> Words:
    match step.act:
        case "assessed":
            return ASSESSED.get(step.data["result"], "")
        case "assigned":
            investigates = step.data["duty"] == Duty.INVESTIGATE
            return (
                _("Somebody was asked to investigate")
                if investigates
                else _("Somebody independent was asked to decide")
            )
        case "message-sent":
            return _("You wrote to us") if step.own else _("We wrote to you")
        case _:
            return TITLES.get(step.act, "")


def _numbered(standing: Standing, step: Step, title: Words) -> str:
    """With the number of the case where there are several."""
    if step.case is None or standing.cases < 2:
        return str(title)
    return _("%(title)s (case %(number)d)") % {"title": title, "number": step.case}


def _text(standing: Standing, step: Step, opened: Opened | None) -> str:
    """What is said below the title: from the codes first, then the words that were written for the complainant."""
    told = _CODED.get(step.act)
    written = opened.text("text") if opened and step.act in _WRITTEN else ""
    return "\n\n".join(part for part in (str(told(standing, step)) if told else "", written) if part)


def _may_reply_until(_standing: Standing, step: Step) -> str:
    by = step.data.get("reply_by")
    return (
        _("They may reply until %(day)s.") % {"day": date_format(date.fromisoformat(by), "DATE_FORMAT")} if by else ""
    )


def _may_read_until(step: Step) -> str:
    until = date_format(date.fromisoformat(step.data["until"]), "DATE_FORMAT")
    return _("They may read it until %(day)s, and not who you are. They decide nothing about it.") % {"day": until}


def _registered(standing: Standing, step: Step) -> str:
    said = _("It was registered as %(number)s before anybody could read it.") % {"number": standing.number}
    apart = _(
        "It was set apart: only people from outside the organisation handle it, and nobody in the office sees it."
    )
    return f"{said} {apart}" if step.data.get("apart") else said


def _rule(standing: Standing, step: Step) -> str:
    rule = standing.rules.get(step.data.get("rule") or "", "")
    return _("The published rule: %(rule)s") % {"rule": rule} if rule else ""


_CODED: Mapping[str, Callable[[Standing, Step], Words]] = {
    "received": lambda standing, step: _registered(standing, step),
    "assessed": _rule,
    "pool-frozen": lambda _standing, _step: _(
        "The list of those who could be drawn is fixed and registered, before anybody can know the number that decides."
    ),
    "panel-drawn": lambda _standing, _step: _(
        "You can have that checked: the file of the draw is below, with your receipts."
    ),
    "notice-given": _may_reply_until,
    "told": lambda _standing, step: _outcome(step),
    "complaint-closed": lambda _standing, step: _outcome(step),
    "reopened": lambda _standing, step: GROUND.get(step.data.get("ground", ""), ""),
    "oversight-opened": lambda _standing, step: " ".join(
        str(part) for part in (OPENED_BECAUSE.get(step.data["reason"], ""), _may_read_until(step))
    ),
    "oversight-found": lambda _standing, step: OVERSEEN.get(step.data["result"], ""),
}
_WRITTEN = frozenset({"acknowledged", "assessed", "linked", "oversight-found", "reopened"})
"""Acts whose words belong in the history. Messages and letters stand apart, in full."""
