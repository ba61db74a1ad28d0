"""A draw of who decides, as the desk shows it: the pool, who saw it, who was drawn, and the file to draw again with."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from evenhand.doors.desk import words as w
from evenhand.doors.desk.history import Tongue
from evenhand.doors.desk.pages import page
from evenhand.doors.look.parts import Row
from evenhand.doors.requests import Request
from evenhand.doors.saved import saved_json
from evenhand.doors.staff.absent import find
from evenhand.doors.witness_words import independence, signed_when
from evenhand.office.draw_file import drawn, transcript, value_of
from evenhand.office.frozen_pool import Lottery, announced, read_pool
from evenhand.office.looking import note_look
from evenhand.office.witnessed import Signed
from evenhand.process.numbers import number as number_of
from evenhand.process.state import CaseState, ComplaintState, Draw
from evenhand.process.visibility import Sight, sees, summary
from evenhand.records.log_folder import LogFolder
from evenhand.records.queries.casefile import case_file
from evenhand.records.queries.register import RowsDamaged
from evenhand_register.errors import RegisterError

NOT_SIGNED = gettext_lazy("The draw is not under a signed head yet. Try again in a minute.")
DAMAGED = gettext_lazy(
    "The file cannot be made at the moment: what lies in the register does not fit together. Tell an administrator, who can find "
    "out more with evenhand doctor."
)


@dataclass(frozen=True, slots=True)
class WitnessView:
    """A witness that the pool names. `bad`: it is not independent, or it has not seen the pool in time."""

    name: str
    seen: str
    independence: str
    bad: bool


@dataclass(frozen=True, slots=True)
class DrawView:
    """One draw. `members` and `order` are (name, why not) pairs; `file` is the address of its transcript, if it was drawn.

    `past`: another one took its place, or the case was sent back since.
    """

    standing: str
    rows: tuple[Row, ...]
    members: tuple[tuple[str, w.Words], ...]
    order: tuple[tuple[str, w.Words], ...]
    witnesses: tuple[WitnessView, ...]
    file: str
    past: bool


def lottery(request: Request) -> Lottery:
    """What a draw works with."""
    return Lottery(request.own().policy, LogFolder(request.log_folder))


def draw_views(request: Request, state: ComplaintState, tongue: Tongue) -> Mapping[int, tuple[DrawView, ...]]:
    """The draws of a complaint's cases, by the number of the case, the newest first."""
    return {
        case.number: tuple(_view(request, state, case, draw, tongue) for draw in reversed(case.draws))
        for case in state.cases
        if case.draws
    }


@require_safe
def draw_file(request: Request, number: str, draw: str) -> HttpResponse:
    """The transcript of a draw, to be saved: with it anybody draws again."""
    file = case_file(find(request, number), request.office.today())
    state = file.loaded.state if file else None
    if state is None or sees(request.signed_in.person, summary(state), request.office.today()) is Sight.NOTHING:
        raise Http404
    found = drawn(state, draw)
    if found is None:
        raise Http404
    try:
        made, sentence = transcript(lottery(request), found[1]), NOT_SIGNED
    except (RegisterError, RowsDamaged):
        made, sentence = None, DAMAGED
    if made is None:
        return page(request, "unavailable", {"sentence": sentence, "number": number_of(state.index)}, status=503)
    note_look(request.office, request.signed_in.person.ref, state.index, "draw")
    return saved_json(made, f"{draw}.json")


def _view(request: Request, state: ComplaintState, case: CaseState, draw: Draw, tongue: Tongue) -> DrawView:
    seen: Sequence[Signed] = ()
    rows: tuple[Row, ...] = ()
    with suppress(RegisterError, RowsDamaged):  # the page stands; the doctor says what is wrong
        rows = tuple(_rows(draw))
        seen = read_pool(lottery(request), draw).seen
    return DrawView(
        standing=_standing(draw, seen, request.office.now(), tongue),
        rows=rows,
        members=tuple((tongue.person(each.person), _why(each.excluded)) for each in draw.members),
        order=tuple((tongue.person(ref), _why(draw.replaced.get(ref))) for ref in draw.order),
        witnesses=tuple(map(_witness, seen)),
        file=reverse("desk:draw", args=(number_of(state.index), draw.ref)) if draw.drawn is not None else "",
        past=draw != case.draw,
    )


def _standing(draw: Draw, seen: Sequence[Signed], now: datetime, tongue: Tongue) -> str:
    if draw.drawn is not None:
        return _("Drawn. With the file below anybody can draw again, and finds the same people.")
    if now.timestamp() < draw.not_before:
        return _("Frozen. The random value cannot be known yet.")
    if not seen or not all(one.times for one in seen):
        return _(
            "Nobody can be drawn from this pool: not every witness had signed it before the value could be known. Freeze another."
        )
    if draw.typed_by is None:
        return _("The random value can be known by now. Two people have to type it in.")
    return _(
        "%(name)s has typed a value in. Somebody else has to type it as well, without being told what it was."
    ) % {"name": tongue.person(draw.typed_by)}


def _rows(draw: Draw) -> Iterable[Row]:
    beacon, value = announced(draw), value_of(draw)
    yield Row(_("Source of the random value"), beacon.name)
    yield Row(_("Drawing"), beacon.round)
    yield Row(_("Written so"), beacon.how)
    yield Row(_("Known from"), date_format(localtime(datetime.fromtimestamp(beacon.not_before, UTC)), "j F Y, H:i"))
    if value is not None:
        yield Row(_("The value"), value)


def _why(code: str | None) -> w.Words:
    return w.EXCLUSION[code] if code is not None else ""


def _witness(one: Signed) -> WitnessView:
    seen = signed_when(one) if one.times else _("It has not signed the pool, or only when the value could be known.")
    return WitnessView(
        one.key_name, seen, independence(independent=one.independent), not one.times or not one.independent
    )
