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


def on_paper(request: Request, report: ReceiptReport) -> OnPaper:
    """Make it for a receipt that was checked."""
    record = report.entry.record.hex()
    page = request.build_absolute_uri(reverse("public:entry", args=[report.index]))
    address = f"{page}?{urlencode({'record': record})}"
    words = report.group.words if report.template is None else report.template.words
    return OnPaper(
        code=qr_code(address, _("A code for a camera. The address in it stands beside it.")),
        address=address,
        record=record,
        counted=_("Counted as: %(words)s, in %(period)s.") % {"words": words, "period": period_words(report.entry)},
        proved=report.template is not None,
    )


def period_words(entry: Entry) -> str:
    """The month, or the week, that an entry is dated by."""
    year, _dash, week = entry.day.partition("-W")
    if week:
        return _("week %(week)s of %(year)s") % {"week": int(week), "year": year}
    return formats.date_format(date.fromisoformat(entry.day), "F Y")
