"""Every frame and every answer has its words, in whatever it is asked for."""

from datetime import date

from evenhand.doors.oversight.words import FRAME, frame_words
from evenhand.doors.oversight_words import ANSWER, summed
from evenhand.process.sampling import Frame, FrameKind
from evenhand.process.systemic import Answer
from evenhand.records.queries.oversight_findings import Tracker

DAY = date(2026, 3, 3)


def test_every_frame_and_every_answer_has_words():
    assert set(FRAME) == set(FrameKind)
    assert set(ANSWER) == set(Answer)


def test_a_frame_says_what_it_was_asked_for_also_of_a_category_that_is_no_more():
    assert "3 Mar 2026" in frame_words(Frame(FrameKind.CLOSED, closed_from=DAY, closed_to=DAY), {})
    assert (
        frame_words(Frame(FrameKind.CATEGORY, category="har"), {"har": "Harassment"}) == "Of the category Harassment"
    )
    assert frame_words(Frame(FrameKind.CATEGORY, category="gone"), {}) == "Of the category gone"


def test_a_tracker_of_nothing_and_of_one_is_a_sentence_too():
    none = Tracker(0, dict.fromkeys(Answer, 0), 0, None)
    one = Tracker(1, {**dict.fromkeys(Answer, 0), Answer.DONE: 1}, 0, None)
    waits = Tracker(1, dict.fromkeys(Answer, 0), 1, date(2026, 3, 2))
    assert summed(none, DAY) == "No recommendation has been made yet."
    assert summed(one, DAY) == "Of 1 recommendation: 1 done."
    assert (
        summed(waits, DAY)
        == "Of 1 recommendation: 1 without an answer. The one that has waited longest has waited for 1 day."
    )
