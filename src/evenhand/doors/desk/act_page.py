"""The page of one act: its form, what the reader needs beside it, and the answer of the process."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from evenhand.doors.desk import words
from evenhand.doors.desk.acts import BY_SLUG, ActPage
from evenhand.doors.desk.complaint import open_file
from evenhand.doors.desk.dossier import conflict_of
from evenhand.doors.desk.draws import lottery
from evenhand.doors.desk.findable import make_findable_at_once
from evenhand.doors.desk.forms.base import ActForm, Scene
from evenhand.doors.desk.forms.case import ONE_MORE, OpenCaseForm
from evenhand.doors.desk.forms.decision import DecideForm
from evenhand.doors.desk.forms.letters import LetterForm, Shown
from evenhand.doors.desk.forms.twice import TwiceForm
from evenhand.doors.desk.history import Tongue, distance_words, lines
from evenhand.doors.desk.opening import keyring, pass_keys_on, read
from evenhand.doors.desk.pages import page, unseen_beside
from evenhand.doors.desk.worklist import LEFT
from evenhand.doors.requests import Request
from evenhand.doors.staff.gate import typed
from evenhand.office.act import Done, perform
from evenhand.office.looking import note_look
from evenhand.office.make_findable import AFTER
from evenhand.office.panel_draw import freeze_pool, type_value
from evenhand.office.reading import Contents
from evenhand.office.ties import tied_to_respondent
from evenhand.process.codes import Direction
from evenhand.process.commands import Command, FreezePool, OpenCase, TypeValue
from evenhand.process.facts import Refusal
from evenhand.process.numbers import number as number_of
from evenhand.process.own_conflict import CONFLICT
from evenhand.process.permissions import may
from evenhand.process.shapes import COVER_ACTS
from evenhand.process.state import CaseState
from evenhand.process.visibility import Sight, sees, summary
from evenhand.records.queries.casefile import CaseFile
from evenhand.records.queries.people import names
from evenhand.vault.errors import AgentBusy, AgentUnavailable

CANNOT_REPEAT = _(
    "Nothing was recorded: this repeats to a party what is sealed, and the key agent is not running. What you wrote stands below. "
    "Try again in a moment, or tell an administrator."
)


@require_http_methods(["GET", "HEAD", "POST"])
def act_page(request: Request, number: str, act: str, case: int | None = None) -> HttpResponse:
    """Ask for an act and do it. What the reader may not do is a page that says why; what they may not see is not there."""
    file, sight = open_file(request, number)
    loaded, described = file.loaded, BY_SLUG.get(act)
    on = _case(file, case)
    if described is None:
        raise Http404
    scene = Scene(loaded, request.signed_in.person, names(), on)
    refusal = may(loaded.state, case, described.command, scene.person, loaded.around)
    if refusal is not None:
        return _refused(request, scene, described, refusal)
    if request.method != "POST":
        return _ask(request, file, sight, described, described.form(scene))
    form = described.form(scene, request.POST, request.FILES)
    if isinstance(form, OpenCaseForm) and ONE_MORE in request.POST:
        return _ask(request, file, sight, described, form.untested())
    if not form.is_valid() or _must_see_consequences(form):
        return _ask(request, file, sight, described, form)
    answer = _perform(request, form)
    if isinstance(answer, Refusal):
        form.refuse(answer)
        return _ask(request, file, sight, described, form)
    pass_keys_on(request)
    return _back(request, answer)


def _perform(request: Request, form: ActForm) -> Done | Refusal:
    """With the key of whoever asks, for what has to be repeated to a party. Raises SlotGone when the session is over."""
    scene, keys = form.scene, keyring(request)
    try:
        command, index = form.command(), scene.loaded.state.index
        if isinstance(command, FreezePool):
            return freeze_pool(request.office, lottery(request), scene.person, index, command, keys)
        if isinstance(command, TypeValue):
            return type_value(request.office, lottery(request), scene.person, index, command, keys)
        tie = _own_tie(request, command)
        if tie is not None:
            return tie
        done = perform(request.office, scene.person, index, command, keys)
        if isinstance(done, Done) and isinstance(command, AFTER):
            make_findable_at_once(request, index)
        return done  # noqa: TRY300  (of one try: all of these ask the agent)
    except (AgentUnavailable, AgentBusy):
        return Refusal("agent", str(CANNOT_REPEAT))


def _own_tie(request: Request, command: Command) -> Refusal | None:
    """Why whoever opens a case may not, by what they declared about themselves."""
    if not isinstance(command, OpenCase):
        return None
    who, keys = request.signed_in.person.ref, keyring(request)
    return tied_to_respondent(request.office, who, command.respondent_name, command.respondent_reach, keys)


def _case(file: CaseFile, number: int | None) -> CaseState | None:
    if number is None:
        return None
    found = file.loaded.state.case(number)
    if found is None:
        raise Http404
    return found


def _back(request: Request, done: Done) -> HttpResponse:
    """To the complaint, or to the list for whoever no longer sees it."""
    if sees(request.signed_in.person, summary(done.state), request.office.today()) is Sight.NOTHING:
        return HttpResponseRedirect(f"{reverse('desk:worklist')}?{LEFT}=1")
    shown = number_of(done.state.index)
    first = next(each for each in done.recorded if each.act not in COVER_ACTS)
    return HttpResponseRedirect(f"{reverse('desk:complaint', args=(shown,))}?done={first.index}")


def _refused(request: Request, scene: Scene, described: ActPage, refusal: Refusal) -> HttpResponse:
    context = {
        "number": number_of(scene.loaded.state.index),
        "act": described,
        "sentence": refusal.sentence,
        "conflict": conflict_of(scene.loaded, scene.person) if refusal.code == CONFLICT else None,
        "typed": [value for _name, value in typed(request) if value.strip()],
    }
    return page(request, "act_refused", context, status=403)


def _must_see_consequences(form: ActForm) -> bool:
    """Some forms are sent twice: the first time the page says what follows from them."""
    return isinstance(form, TwiceForm) and form.asks_twice and not form.consequences_seen


def _ask(request: Request, file: CaseFile, sight: Sight, described: ActPage, form: ActForm) -> HttpResponse:
    loaded, scene = file.loaded, form.scene
    beside = [
        each
        for each in file.facts
        if each.act in described.background and each.data.get("case") in (None, scene.case_number)
    ]
    reading = read(request, beside, sight)
    note_look(request.office, scene.person.ref, loaded.state.index, f"form {described.slug}")
    consequences, shown = _consequences(form), _letters(form, reading.contents)
    context = {
        "number": number_of(loaded.state.index),
        "case": scene.case,
        "stage": words.STAGE[scene.case.stage if scene.case else loaded.state.stage],
        "act": described,
        "form": form,
        "one_more": ONE_MORE,
        "beside": lines(
            beside, reading.contents, Tongue(loaded.rulebook, scene.names, unseen_beside(request, loaded.state))
        ),
        "unread": reading.sentence if beside else "",
        "consequences": consequences,
        "letters": shown,
        "more_to_come": isinstance(form, TwiceForm) and form.asks_twice and not consequences and not shown,
    }
    return page(request, "act", context, status=422 if form.errors else 200)


def _consequences(form: ActForm) -> dict[str, object] | None:
    """What follows from a decision: how far it departs, and whether it then waits for a reviewer."""
    if not isinstance(form, DecideForm) or not form.answered:
        return None
    form.show_consequences()
    departs = form.departure()
    if departs is None:
        return {"departs": False, "sentence": gettext("It follows the recommendation and takes effect at once.")}
    return {
        "departs": True,
        "sentence": _departure_words(departs.direction, departs.distance),
        "held": departs.held_by_distance,
        "threshold": distance_words(form.scene.rulebook.override_threshold),
    }


def _letters(form: ActForm, contents: Contents) -> Sequence[Shown]:
    """What goes to the parties, whole, once it was written; nothing where what it repeats could not be opened."""
    if not isinstance(form, LetterForm) or not form.asks_twice or not form.answered:
        return ()
    try:
        shown = form.shown({entry: opened.words for entry, opened in contents.by_entry.items()})
    except KeyError:
        return ()
    form.show_consequences()
    return shown


def _departure_words(direction: Direction, distance: int) -> str:
    if direction is Direction.LEVEL:
        return gettext("It departs from the recommendation: same sanction, other findings.")
    way = gettext("heavier") if direction is Direction.UP else gettext("lighter")
    return gettext("It departs from the recommendation: %(distance)s %(way)s.") % {
        "distance": distance_words(distance),
        "way": way,
    }
