"""A draw of who decides, as the desk shows it: the pool, who saw it, who was drawn, and the file to draw again with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evenhand.doors.desk import words as w
from evenhand.doors.desk.history import Tongue
from evenhand.doors.desk.pages import find, page
from evenhand.doors.look.parts import Row
from evenhand.doors.requests import Request
from evenhand.doors.saved import saved_json
from evenhand.doors.witness_words import independence, signed_when
from evenhand.office.looking import note_look
from evenhand.office.panel_draw import Lottery, seen_by, transcript
from evenhand.office.witnessed import Signed
from evenhand.process.numbers import number as number_of
from evenhand.process.state import ComplaintState, Draw
from evenhand.process.visibility import Sight, sees, summary
from evenhand.records.log_folder import LogFolder
from evenhand.records.queries.casefile import case_file


@dataclass(frozen=True, slots=True)
class WitnessView:
    """A witness that the pool names. `bad`: it is not independent, or it has not seen the pool in time."""

    name: str
    seen: str
    independence: str
    bad: bool


@dataclass(frozen=True, slots=True)
class DrawView:
    """One draw. `members` and `order` are (name, why not) pairs; `file` is the address of its transcript, if it was drawn."""

    standing: str
    rows: tuple[Row, ...]
    members: tuple[tuple[str, w.Words], ...]
    order: tuple[tuple[str, w.Words], ...]
    witnesses: tuple[WitnessView, ...]
    file: str


def lottery(request: Request) -> Lottery:
    """What a draw works with."""
    return Lottery(request.policy, LogFolder(request.log_folder))


def draw_views(request: Request, state: ComplaintState, tongue: Tongue) -> Mapping[int, DrawView]:
    """The draws of a complaint's cases, by the number of the case."""
    shown, now = number_of(state.index), request.office.now()
    return {
        case.number: DrawView(
            standing=_standing(case.draw, now, tongue),
            rows=tuple(_rows(case.draw)),
            members=tuple((tongue.person(each.person), _why(each.excluded)) for each in case.draw.members),
            order=tuple((tongue.person(ref), _why(case.draw.replaced.get(ref))) for ref in case.draw.order),
            witnesses=tuple(_witness(one, case.draw) for one in seen_by(lottery(request), case.draw)),
            file=reverse("desk:draw", args=(shown, case.number)) if case.draw.drawn is not None else "",
        )
        for case in state.cases
        if case.draw is not None
    }


@require_safe
def draw_file(request: Request, number: str, case: int) -> HttpResponse:
    """The transcript of a draw, to be saved: with it anybody draws again."""
    file = case_file(find(request, number), request.office.today())
    state = file.loaded.state if file else None
    if state is None or sees(request.signed_in.person, summary(state), request.office.today()) is Sight.NOTHING:
        raise Http404
    found = state.case(case)
    if found is None or found.draw is None or found.draw.drawn is None:
        raise Http404
    made = transcript(lottery(request), found)
    if made is None:
        sentence = _("The draw is not under a signed head yet. Try again in a minute.")
        return page(request, "unavailable", {"sentence": sentence, "number": number_of(state.index)}, status=503)
    note_look(request.office, request.signed_in.person.ref, state.index, "draw")
    return saved_json(made, f"{found.draw.ref}.json")


def _standing(draw: Draw, now: datetime, tongue: Tongue) -> str:
    if draw.drawn is not None:
        return _("Drawn. With the file below anybody can draw again, and finds the same people.")
    if now.timestamp() < draw.not_before:
        return _("Frozen. The random value cannot be known yet.")
    if draw.typed_by is None:
        return _("The random value can be known by now. Two people have to type it in.")
    return _(
        "%(name)s has typed a value in. Somebody else has to type it as well, without being told what it was."
    ) % {"name": tongue.person(draw.typed_by)}


def _rows(draw: Draw) -> Iterable[Row]:
    yield Row(_("Source of the random value"), draw.source)
    yield Row(_("Drawing"), draw.round)
    yield Row(_("Written so"), draw.how)
    known = localtime(datetime.fromtimestamp(draw.not_before, UTC))
    yield Row(_("Known from"), date_format(known, "j F Y, H:i"))
    if draw.drawn is not None and draw.value is not None:
        yield Row(_("The value"), draw.value)


def _why(code: str | None) -> w.Words:
    return w.EXCLUSION[code] if code is not None else ""


def _witness(one: Signed, draw: Draw) -> WitnessView:
    late = any(when.timestamp() >= draw.not_before for when in one.times)
    seen = signed_when(one) if one.times else _("It has not signed the pool.")
    if late:
        seen = f"{seen} {_('That is too late: the value could be known already.')}"
    return WitnessView(
        one.key_name, seen, independence(independent=one.independent), late or not one.times or not one.independent
    )
