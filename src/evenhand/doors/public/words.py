"""Codes in words, for people who have never seen the register."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.office.published import UNTIL, PublishedTotals, starts_on

KINDS = {
    "intake": (
        gettext_lazy("Complaint received"),
        gettext_lazy("A complaint was received. What it says, about whom and by whom, is sealed."),
    ),
    "outcome": (
        gettext_lazy("Outcome"),
        gettext_lazy(
            "A complaint was closed or reopened, or a case was decided. A decision that was held or vetoed looks the same, "
            "on purpose."
        ),
    ),
    "review": (
        gettext_lazy("Review"),
        gettext_lazy(
            "A decision departed from what was recommended, such a departure was verified or vetoed, or two overseers opened a "
            "complaint. They all look the same from outside, on purpose."
        ),
    ),
    "event": (
        gettext_lazy("Other step"),
        gettext_lazy(
            "Any other step of any case or of the office: an assignment, a notice, a message, an appointment. They all "
            "look the same from outside, on purpose."
        ),
    ),
    "before": (
        gettext_lazy("Older record"),
        gettext_lazy("A complaint or case from before this register was begun, taken over from older records."),
    ),
    "scheme": (
        gettext_lazy("Scheme"),
        gettext_lazy("What kinds of entries there are and what is counted, laid down before anything was."),
    ),
    "statement": (gettext_lazy("Statement"), gettext_lazy("Totals of a period, with their proof.")),
    "pool": (gettext_lazy("Panel pool"), gettext_lazy("The people from among whom a panel is drawn by lot.")),
    "draw": (gettext_lazy("Panel draw"), gettext_lazy("Who was drawn, and how anyone can draw again.")),
    "key": (gettext_lazy("Key change"), gettext_lazy("A key of this register was added or retired.")),
    "notice": (gettext_lazy("Notice"), gettext_lazy("A correction, an outage or another public notice.")),
}
"""Each public kind of entry: its name in lists, and what it means."""


def kind_name(kind: str) -> str:
    """A kind in lists; one that this version does not know stands as it is."""
    return str(KINDS[kind][0]) if kind in KINDS else kind


def kind_meaning(kind: str) -> str:
    """What a kind means; nothing for one that this version does not know."""
    return str(KINDS[kind][1]) if kind in KINDS else ""


def period_title(totals: PublishedTotals) -> str:
    """A period as a heading: March 2026; Older records: chicago 2005; Entries before 120."""
    label = totals.period.label
    begins = starts_on(label)
    if totals.imported:
        return _("Older records: %(source)s") % {"source": label}
    if label.startswith(UNTIL):
        return _("Entries before %(number)s") % {"number": label.removeprefix(UNTIL)}
    return label if begins == date.min else date_format(begins, "F Y")


def period_short(totals: PublishedTotals) -> str:
    """A period under a column of a chart: Mar 2026; 2005; …120."""
    label = totals.period.label
    begins = starts_on(label)
    if begins == date.min:
        return f"…{label.removeprefix(UNTIL)}"
    return str(begins.year) if totals.imported else date_format(begins, "M Y")
