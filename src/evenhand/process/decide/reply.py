"""The respondent's side: notice of what is alleged, and how the chance to answer it ended. Invariant 1, H2, L3."""

from datetime import date, timedelta

from evenhand.process.codes import CaseStage, Reply
from evenhand.process.commands import GiveNotice, RecordReply
from evenhand.process.decide.asking import (
    OWN_WORDS,
    Ask,
    Facts,
    chosen,
    real_text,
    repeat,
    require,
    served,
    text_or_file,
)
from evenhand.process.letters import notice
from evenhand.process.predicates import REPLY_DATE_PASSED
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import CLERK, CaseState


def usual_reply_by(rulebook: Rulebook, today: date) -> date:
    """The date to reply by that a notice given today names unless there is a reason for another."""
    return today + timedelta(days=rulebook.reply_days)


def give_notice(ask: Ask[GiveNotice]) -> Facts:
    """Tell the respondent what is alleged and by when to reply, or what was added since they were told."""
    asked = ask.command
    _check_reply_by(ask)
    content = {
        "text": real_text(asked.text, "text", "Write the notice"),
        "added": repeat(notice, ask.case, ask.rulebook, ask.around.contents, asked.reply_by),
        "served": served(asked.served),
    }
    return (ask.on_case("notice-given", content, files=asked.files, reply_by=asked.reply_by.isoformat()),)


def _check_reply_by(ask: Ask[GiveNotice]) -> None:
    """Floor and ceiling count from the day of recording. A further notice takes away nothing of the time that runs."""
    by, book, today = ask.command.reply_by, ask.rulebook, ask.around.today
    floor = today + timedelta(days=book.reply_floor_days)
    sentence = f"The respondent has at least {book.reply_floor_days} days to reply: give {floor} or a later date."
    require(by >= floor, "reply-floor", sentence, "reply_by")
    latest = today + timedelta(days=book.reply_latest_days)
    sentence = (
        f"Nobody is left waiting for more than {book.reply_latest_days} days: give {latest} or an earlier date."
    )
    require(by <= latest, "reply-latest", sentence, "reply_by")
    running = _running_until(ask.case)
    sentence = f"The respondent has been given until {running}: give that date or a later one."
    require(running is None or by >= running, "reply-shortened", sentence, "reply_by")


def _running_until(case: CaseState) -> date | None:
    return case.reply_by if case.stage is CaseStage.NOTICE_GIVEN else None


def record_reply(ask: Ask[RecordReply]) -> Facts:
    """Record a reply, a waiver in writing, or that the time passed."""
    how = chosen(Reply, ask.command.how, "how")
    open_still = ask.case.stage is CaseStage.NOTICE_GIVEN
    over = "The time to reply is over already. A reply that comes late can still be recorded."
    require(open_still or how is Reply.RECORDED, "stage", over, "how")
    match how:
        case Reply.WINDOW_PASSED:
            return _passed(ask)
        case Reply.WAIVED:
            return _waived(ask)
        case Reply.RECORDED:
            return _replied(ask)


def _passed(ask: Ask[RecordReply]) -> Facts:
    """By the clerk or the investigator, and only after the last day: silence is recorded, never presumed."""
    reply_by = ask.case.reply_by
    ended = reply_by is not None and reply_by < ask.on
    require(ended, REPLY_DATE_PASSED.name, REPLY_DATE_PASSED.sentence, "how")
    own = ask.person.ref in (CLERK, ask.case.investigator)
    require(own, "role", "Only the investigator records that the time passed.", "how")
    return (ask.on_case("reply-window-passed", {"text": ask.command.text}, files=ask.command.files),)


def _waived(ask: Ask[RecordReply]) -> Facts:
    """Nobody gives up the right to be heard by somebody else's word for it: the waiver itself is needed."""
    asked = ask.command
    _by_a_person(ask)
    sentence = "A waiver is in the respondent's own writing: add the file that holds it."
    require(asked.files, "waiver-file", sentence, "files")
    content = {"text": real_text(asked.text, "text", "Write down what the respondent waived, in their words")}
    return (ask.on_case("reply-waived", content, files=asked.files),)


def _replied(ask: Ask[RecordReply]) -> Facts:
    """The rest of the time stays the respondent's, unless they wrote that this is all."""
    asked = ask.command
    _by_a_person(ask)
    complete = ask.case.stage is CaseStage.NOTICE_GIVEN and bool(asked.complete.strip())
    content = {"text": text_or_file(asked.text, asked.files, "text"), "complete": asked.complete}
    if complete:
        real_text(
            asked.complete, "complete", "Give the respondent's own words that their reply is complete", OWN_WORDS
        )
    return (ask.on_case("reply-recorded", content, files=asked.files, complete=complete),)


def _by_a_person(ask: Ask[RecordReply]) -> None:
    require(ask.person.ref != CLERK, "role", "A reply or a waiver is recorded by a person.", "how")
