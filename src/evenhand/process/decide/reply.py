"""The respondent's side: notice of what is alleged, and how the chance to answer it ended. Invariant 1, H2, L3."""

from datetime import date, timedelta

from evenhand.process.codes import Reply
from evenhand.process.commands import GiveNotice, RecordReply
from evenhand.process.decide.asking import Ask, Facts, chosen, require, some_text, text_or_file
from evenhand.process.predicates import REPLY_DATE_PASSED
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import CLERK

ACTS = {
    Reply.RECORDED: "reply-recorded",
    Reply.WINDOW_PASSED: "reply-window-passed",
    Reply.WAIVED: "reply-waived",
}


def usual_reply_by(rulebook: Rulebook, today: date) -> date:
    """The date to reply by that a notice given today names unless there is a reason for another."""
    return today + timedelta(days=rulebook.reply_days)


def give_notice(ask: Ask[GiveNotice]) -> Facts:
    """Tell the respondent what is alleged and by when to reply.

    The floor is counted from the day of recording: a notice dated back cannot eat up the time to reply.
    """
    asked = ask.command
    floor = ask.around.today + timedelta(days=ask.rulebook.reply_floor_days)
    sentence = (
        f"The respondent has at least {ask.rulebook.reply_floor_days} days to reply: give {floor} or a later date."
    )
    require(asked.reply_by >= floor, "reply-floor", sentence, "reply_by")
    content = {"text": some_text(asked.text, "text", "The notice")}
    return (ask.on_case("notice-given", content, reply_by=asked.reply_by.isoformat()),)


def record_reply(ask: Ask[RecordReply]) -> Facts:
    """Record the reply, a waiver in writing, or that the time passed."""
    asked = ask.command
    how = chosen(Reply, asked.how, "how")
    if how is Reply.WINDOW_PASSED:
        _check_passed(ask)
        return (ask.on_case(ACTS[how], {"text": asked.text}, files=asked.files),)
    require(ask.person.ref != CLERK, "role", "A reply or a waiver is recorded by a person.", "how")
    content = {"text": text_or_file(asked.text, asked.files, "text")}
    return (ask.on_case(ACTS[how], content, files=asked.files),)


def _check_passed(ask: Ask[RecordReply]) -> None:
    """By the clerk or the investigator, and only after the last day: silence is recorded, never presumed."""
    reply_by = ask.case.reply_by
    ended = reply_by is not None and reply_by < ask.on
    require(ended, REPLY_DATE_PASSED.name, REPLY_DATE_PASSED.sentence, "how")
    own = ask.person.ref in (CLERK, ask.case.investigator)
    require(own, "role", "Only the investigator records that the time passed.", "how")
