"""What overseers have published about the office as a whole, and what the organisation answers: for everybody, in full."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evenhand.doors.look.parts import Link
from evenhand.doors.oversight_words import ANSWER, Standing, standing, summed
from evenhand.doors.public.pages import SECONDS_KEPT, page, public
from evenhand.doors.requests import Request
from evenhand.doors.saved import saved_json
from evenhand.doors.staff.words import Words
from evenhand.records.queries.oversight_findings import (
    Answered,
    Published,
    Recommendation,
    answer_file,
    finding_file,
    one_published,
    published,
    tracker,
)
from evenhand_register import canonical


@dataclass(frozen=True, slots=True)
class Shown:
    """A recommendation as the page has it: how it stands, and every answer with its words."""

    recommendation: Recommendation
    standing: Standing
    answers: tuple[tuple[Answered, Words], ...]


@require_safe
def oversight(request: Request) -> HttpResponse:
    """All of them, the newest first, and the tracker."""
    found, today = published(), request.office.today()
    context = {
        "findings": [(one, summed(tracker([one]), today)) for one in found],
        "summed": summed(tracker(found), today),
    }
    return page(request, "oversight", context)


@require_safe
def finding(request: Request, number: int) -> HttpResponse:
    """One, with its recommendations, every answer, and the entries that hold the hashes."""
    one = one_published(number)
    if one is None:
        raise Http404
    today = request.office.today()
    context = {
        "finding": one,
        "shown": [_shown(one, each, today) for each in one.recommendations],
        "summed": summed(tracker([one]), today),
        "altered": not (one.agrees and all(said.agrees for each in one.recommendations for said in each.answers)),
        "way": [Link(_("Oversight"), reverse("public:oversight"))],
    }
    return page(request, "finding", context)


@require_safe
def document(request: Request, number: int, entry: int | None = None) -> HttpResponse:  # noqa: ARG001  (called like every view)
    """The exact bytes whose hash a notice in the register holds."""
    if entry is None:
        return _file(finding_file(number), f"oversight-finding-{number}.json")
    return _file(answer_file(number, entry), f"oversight-answer-{entry}.json")


def _file(found: Mapping[str, Any] | None, name: str) -> HttpResponse:
    if found is None:
        raise Http404
    return public(saved_json(canonical.dumps(dict(found)), name), SECONDS_KEPT)


def _shown(one: Published, each: Recommendation, today: Any) -> Shown:
    said = tuple((answer, ANSWER[answer.answer]) for answer in each.answers)
    return Shown(each, standing(one, each.newest, today), said)
