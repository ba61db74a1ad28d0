"""The part of a receipt that is for paper: one code with one address, and the same in words (docs/reference/receipt-on-paper.md).

The address names an entry and its record hash, and both are public already. Whoever scans it learns nothing that opens the
complaint: neither phrase nor mark nor any word of it.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evenhand.doors.look.qr import qr_code
from evenhand.doors.requests import Request
from evenhand.process.acts import ACTS
from evenhand_register.entry import Entry
from evenhand_register.receipt import ReceiptReport


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What stands on the printed page: the code, and what is in it; and one sentence of what the entry counts as."""

    code: SafeString
    address: str
    record: str
    counted: str
    proved: bool


def on_paper(request: Request, report: ReceiptReport, category: str) -> OnPaper:
    """Make it for a receipt that was checked. `category` is in the rulebook's words, or empty where the act has none."""
    record = report.entry.record.hex()
    page = request.build_absolute_uri(reverse("public:entry", args=[report.index]))
    address = f"{page}?{urlencode({'record': record})}"
    return OnPaper(
        code=qr_code(address, _("A code for a camera. The address in it stands beside it.")),
        address=address,
        record=record,
        counted=_("Counted as: %(words)s, in %(period)s.")
        % {"words": _words(report, category), "period": period_words(report.entry)},
        proved=report.template is not None,
    )


def _words(report: ReceiptReport, category: str) -> str:
    """What is proved to be counted; while nothing is, what the entry records, which is what our figures count."""
    if report.template is not None:
        return report.template.words
    act = ACTS.get(str(report.opening.facts["data"].get("act")))
    words = report.group.words if act is None else _(act.words)
    return f"{words} ({category})" if category else words


def period_words(entry: Entry) -> str:
    """The month, or the week, that an entry is dated by."""
    year, _dash, week = entry.day.partition("-W")
    if week:
        return _("week %(week)s of %(year)s") % {"week": int(week), "year": year}
    return formats.date_format(date.fromisoformat(entry.day), "F Y")
