"""When a thing may be said to have happened: not in the future, not before the complaint, not before what it follows
from.

An act may be recorded after the day it happened; its facts are then marked late. Steps of one case stay in order, so
that no length of time can come out negative, and no reply can be dated before its notice.
"""

from datetime import date
from typing import Any

from evenhand.process.commands import AddEvidence, Close, Link, Reopen, SendMessage
from evenhand.process.decide.asking import Ask, case_number, require

OUT_OF_ORDER = (AddEvidence, Link, SendMessage)
"""These belong to no stage, so they only have to follow the complaint."""


def check_date(ask: Ask[Any]) -> None:
    """Refuse a day on which this cannot have happened."""
    require(ask.on <= ask.around.today, "future", "This has not happened yet: give a day up to today.", "on")
    earliest = earliest_day(ask)
    sentence = f"What came before this is dated {earliest}: give that day or a later one."
    require(ask.on >= earliest, "too-early", sentence, "on")


def earliest_day(ask: Ask[Any]) -> date:
    """The first day on which this can have happened."""
    if ask.before is None:
        return date.min
    state = ask.before
    days = [state.received_on]
    if not isinstance(ask.command, OUT_OF_ORDER):
        place = state.case(case_number(ask.command) or 0) or state
        days += [day for day in (place.stage_on, place.told_on) if day]
    if isinstance(ask.command, Close | Reopen):
        days += [case.closed_on for case in state.cases if case.closed_on]
    return max(days)
