"""How far a published number can be trusted, in words: which statement proves it, or that none does."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from evenhand.doors.look.parts import Stat, Tone
from evenhand.doors.look.tables import shown_number
from evenhand.figures.definitions import Mark
from evenhand.office.stated import Evidence, PublishedFigures, Running


@dataclass(frozen=True, slots=True)
class Marked:
    """A tag: its words, and the colour that repeats them."""

    words: str
    tone: Tone


def marked(one: Evidence, mark: Mark | None) -> Marked | None:
    """The tag of a number of a period, or of its table. A number that is not shown has none."""
    number = {"n": one.statement.claim.sequence if one.statement else ""}
    match mark:
        case Mark.PROVED:
            return Marked(_("Proved by statement %(n)s") % number, "good")
        case Mark.CONTRADICTED:
            return Marked(_("Contradicted by statement %(n)s") % number, "bad")
        case Mark.COMPUTED:
            return Marked(_("Computed, not proved"), "attention")
    return None


def through(published: PublishedFigures) -> Marked:
    """The tag of figures through all statements so far."""
    if not published.through:
        return Marked(_("Proved by statement 0"), "good")
    return Marked(_("Proved by statements 0 to %(n)s") % {"n": published.through}, "good")


def running_stat(one: Running) -> Stat:
    """A figure through all statements: one number, or the least and the greatest that it can be."""
    low, high = one.interval
    label, _colon, note = _(one.words).partition(": ")  # a counter's words, and in a figure what it is made of
    if low == high:
        return Stat(label, low, note)
    ends = {"low": shown_number(max(low, 0)), "high": shown_number(high)}
    return Stat(label, _("%(low)s to %(high)s") % ends, note or _("Hidden numbers are in it."))


def of_period(one: Evidence) -> str:
    """What there is to show for the totals of a period, in a list of periods."""
    tables = (one.totals.period.received_by_category, one.totals.period.closed_by_outcome)
    marks = {one.of_total(table.name, table.total) for table in tables}
    if one.statement is None:
        return _("Nothing: computed")
    if Mark.CONTRADICTED in marks:
        return _("Statement %(n)s says otherwise") % {"n": one.statement.claim.sequence}
    if Mark.COMPUTED in marks:
        return _("Statement %(n)s, in part") % {"n": one.statement.claim.sequence}
    return _("Statement %(n)s") % {"n": one.statement.claim.sequence}
