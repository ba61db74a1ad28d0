"""When a thing may be said to have happened: not in the future, not before the complaint, not before what it follows
from; and if it exists only here, when it is recorded.

Whatever came from outside - a complaint by post, a reply, a piece of evidence - may have come before somebody recorded
it; its facts carry that day, and are marked late. Every other act happens by being recorded, so nobody keeps a promise
afterwards. Steps of one case stay in order, so that no length of time can come out negative, and no reply can be dated
before its notice.
"""

from datetime import date
from typing import Any

from evenhand.process.codes import CaseStage, Reply
from evenhand.process.commands import AddEvidence, Command, Link, RecordReply, SendMessage, Submit
from evenhand.process.decide.asking import Ask, case_number, require
from evenhand.process.state import COMPLAINANT, CaseState

FROM_OUTSIDE = (AddEvidence, RecordReply, Submit)
"""What records something that came from outside."""
OUT_OF_ORDER = (AddEvidence, Link, SendMessage)
"""These belong to no stage, so they only have to follow the complaint."""


def may_be_dated_back(command: type[Command]) -> bool:
    """Whether staff may say that it happened before the day of recording."""
    return issubclass(command, FROM_OUTSIDE)


def check_date(ask: Ask[Any]) -> None:
    """Refuse a day on which this cannot have happened."""
    today = ask.around.today
    require(ask.on <= today, "future", "This has not happened yet: give a day up to today.", "on")
    outside = may_be_dated_back(type(ask.command)) and ask.person.ref != COMPLAINANT
    sentence = "This happens by being recorded, so its day is today: leave the day out."
    require(outside or ask.on == today, "recorded-today", sentence, "on")
    earliest = earliest_day(ask)
    sentence = f"What came before this is dated {earliest}: give that day or a later one."
    require(ask.on >= earliest, "too-early", sentence, "on")


def earliest_day(ask: Ask[Any]) -> date:
    """The first day on which this can have happened."""
    if ask.before is None:
        return date.min
    state = ask.before
    days = [state.received_on]
    case = state.case(case_number(ask.command) or 0)
    if case and case.notice_on and isinstance(ask.command, RecordReply) and _ends_nothing(ask.command, case):
        days.append(case.notice_on)
    elif not isinstance(ask.command, OUT_OF_ORDER):
        place = case or state
        days += [day for day in (place.stage_on, place.told_on) if day]
    return max(days)


def _ends_nothing(command: RecordReply, case: CaseState) -> bool:
    """Whether it is a reply among others, which may have come before steps that were recorded meanwhile."""
    further = command.how == Reply.RECORDED and not command.complete.strip()
    return further or case.stage is CaseStage.ANSWERED
