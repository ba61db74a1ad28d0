"""What only overseers read, in words."""

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from evenhand.doors.staff.words import Words
from evenhand.process.sampling import Frame, FrameKind

FRAME: Mapping[FrameKind, Words] = {
    FrameKind.CLOSED: _("All that were closed in a period"),
    FrameKind.OPEN: _("All that are open"),
    FrameKind.DECLINED: _("All that were not taken up at assessment"),
    FrameKind.DEPARTED: _("All with a decision that departs from the recommendation, held ones too"),
    FrameKind.CATEGORY: _("All of one category"),
    FrameKind.APART: _("All that are set apart"),
}
"""From which complaints a sample is drawn."""
LOOKED_INTO: Mapping[str, Words] = {
    "oversight-opened": _("Opened"),
    "oversight-found": _("Oversight finding recorded"),
}
"""By what overseers have looked into a complaint."""


def frame_words(frame: Frame, categories: Mapping[str, str]) -> str:
    """A frame with what it asks for beside."""
    match frame.kind:
        case FrameKind.CLOSED if frame.closed_from and frame.closed_to:
            days = {"first": date_format(frame.closed_from), "last": date_format(frame.closed_to)}
            return _now("Closed from %(first)s to %(last)s") % days
        case FrameKind.CATEGORY:
            return _now("Of the category %(name)s") % {"name": categories.get(frame.category or "", frame.category)}
        case _:
            return str(FRAME[frame.kind])
