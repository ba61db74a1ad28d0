"""Oversight findings in words, for every door that shows them: the organisation's answers, and the tracker that sums them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evenhand.doors.look.parts import Tone
from evenhand.doors.staff.words import Words
from evenhand.process.systemic import Answer
from evenhand.records.queries.oversight_findings import Answered, Published, Tracker

ANSWER: Mapping[Answer, Words] = {
    Answer.ACCEPTED: gettext_lazy("Accepted"),
    Answer.IN_PROGRESS: gettext_lazy("In progress"),
    Answer.DONE: gettext_lazy("Done"),
    Answer.REFUSED: gettext_lazy("Refused"),
}
"""What the organisation says of a recommendation."""
_TONE: Mapping[Answer, Tone] = {
    Answer.ACCEPTED: "plain",
    Answer.IN_PROGRESS: "active",
    Answer.DONE: "good",
    Answer.REFUSED: "bad",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a recommendation stands: the answer that counts in words, and since when."""

    words: Words
    tone: Tone
    since: str


def standing(finding: Published, newest: Answered | None, today: date) -> Standing:
    """How a recommendation of it stands today, with the days since."""
    if newest is None:
        return Standing(_("Without an answer"), "attention", _days(finding.on, today))
    return Standing(ANSWER[newest.answer], _TONE[newest.answer], _days(newest.on, today))


def summed(tracker: Tracker, today: date) -> str:
    """What the tracker sums, in a sentence."""
    if not tracker.total:
        return _("No recommendation has been made yet.")
    counts = {
        _("done"): tracker.by_answer[Answer.DONE],
        _("in progress"): tracker.by_answer[Answer.IN_PROGRESS],
        _("accepted"): tracker.by_answer[Answer.ACCEPTED],
        _("refused"): tracker.by_answer[Answer.REFUSED],
        _("without an answer"): tracker.unanswered,
    }
    parts = ", ".join(f"{count} {words}" for words, count in counts.items() if count)
    of = ngettext(
        "Of %(total)s recommendation: %(parts)s.", "Of %(total)s recommendations: %(parts)s.", tracker.total
    )
    said = of % {"total": tracker.total, "parts": parts}
    if tracker.waiting_since is None:
        return said
    waits = _("The one that has waited longest has waited for %(days)s.") % {
        "days": _count((today - tracker.waiting_since).days)
    }
    return f"{said} {waits}"


def _days(since: date, today: date) -> str:
    return _("for %(days)s") % {"days": _count((today - since).days)}


def _count(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
