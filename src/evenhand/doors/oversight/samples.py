"""Samples: those that were drawn, a form to draw one, and for each what it holds and the files to draw it again with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from evenhand.doors.look.parts import Link, Row
from evenhand.doors.look.templatetags.look import day, number
from evenhand.doors.oversight.forms import SampleForm
from evenhand.doors.oversight.pages import page
from evenhand.doors.oversight.words import LOOKED_INTO, frame_words
from evenhand.doors.requests import Request
from evenhand.doors.saved import saved
from evenhand.doors.staff.words import STAGE, Words
from evenhand.office.draw_sample import draw_sample
from evenhand.office.looking import note_look
from evenhand.office.sample_files import sample_csv, sample_json
from evenhand.process.facts import Refusal
from evenhand.records.load import rulebook_in_force
from evenhand.records.queries import samples as query
from evenhand.records.queries.people import names
from evenhand.records.queries.samples import Drawn, Sample


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One draw in the list. `again`: how many draws from the same complaints, asked for alike, came before it."""

    number: int
    url: str
    on: date
    by: str
    frame: str
    of: int
    drawn: int
    looked_into: int
    again: int


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One complaint of a sample."""

    number: str
    url: str
    stage: Words
    category: str
    received_on: date
    closed_on: date | None
    done: tuple[Words, ...]


@require_safe
def samples_page(request: Request) -> HttpResponse:
    """Every draw there ever was."""
    note_look(request.office, request.signed_in.person.ref, None, "samples")
    return page(request, "samples", {"samples": sample_lines()})


@require_http_methods(["GET", "HEAD", "POST"])
def new_page(request: Request) -> HttpResponse:
    """The form; sent, it draws, and shows what was drawn."""
    categories = rulebook_in_force().categories
    form = SampleForm(categories, request.POST) if request.method == "POST" else SampleForm(categories)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        who = request.signed_in.person.ref
        drawn = draw_sample(request.office, who, form.asked(), said["wanted"], said["value"])
        if not isinstance(drawn, Refusal):
            return HttpResponseRedirect(reverse("oversight:sample", args=[drawn]))
        form.refuse(drawn)
    return page(request, "new_sample", {"form": form, "way": [_up()]}, status=422 if form.errors else 200)


@require_safe
def sample_page(request: Request, number: int) -> HttpResponse:
    """One sample."""
    one = _found(number)
    person, today = request.signed_in.person, request.office.today()
    note_look(request.office, person.ref, None, "sample")
    categories = rulebook_in_force().categories
    drawn = [_drawn_line(each, categories) for each in query.drawn(one, person, today)]
    context = {
        "sample": one,
        "agrees": one.agrees(request.office.origin),
        "frame": frame_words(one.frame, categories),
        "facts": _facts(one, categories),
        "drawn": drawn,
        "done": sum(bool(line.done) for line in drawn),
        "way": [_up()],
    }
    return page(request, "sample", context)


@require_safe
def sample_file(request: Request, number: int, kind: str) -> HttpResponse:
    """Everything that somebody needs to draw again."""
    one = _found(number)
    note_look(request.office, request.signed_in.person.ref, None, "sample")
    if kind == "csv":
        return saved(sample_csv(one), f"sample-{number}.csv", "text/csv; charset=utf-8")
    if kind != "json":
        raise Http404
    return saved(sample_json(one, request.office.origin), f"sample-{number}.json", "application/json")


def sample_lines(most: int | None = None) -> list[SampleLine]:
    """The newest draws first; with `most` as many."""
    every = query.samples()
    categories, staff = rulebook_in_force().categories, names()
    before = _before(every)
    shown = every[:most] if most else every
    looked = query.looked_into(shown)
    return [
        SampleLine(
            number=one.number,
            url=reverse("oversight:sample", args=[one.number]),
            on=one.on,
            by=staff.get(one.by, one.by),
            frame=frame_words(one.frame, categories),
            of=len(one.listed),
            drawn=len(one.chosen),
            looked_into=looked[one.number],
            again=before[one.number],
        )
        for one in shown
    ]


def _before(every: list[Sample]) -> Mapping[int, int]:
    """By number, how many draws asked for the same frame before."""
    counts: dict[str, count[int]] = {}
    oldest_first = reversed(every)
    return {one.number: next(counts.setdefault(one.frame.spelt(), count())) for one in oldest_first}


def _found(number: int) -> Sample:
    one = query.sample(number)
    if one is None:
        raise Http404
    return one


def _up() -> Link:
    return Link(gettext("Samples"), reverse("oversight:samples"))


def _facts(one: Sample, categories: Mapping[str, str]) -> list[Row]:
    return [
        Row(gettext("Drawn from"), frame_words(one.frame, categories)),
        Row(gettext("Complaints to draw from"), number(len(one.listed))),
        Row(gettext("Drawn"), number(len(one.chosen))),
        Row(gettext("Drawn on"), day(one.on)),
        Row(gettext("By"), names().get(one.by, one.by)),
        Row(gettext("Random value"), _code(one.value)),
        Row(gettext("Hash of the list"), _code(one.frame_hash)),
        Row(gettext("As the register stood with"), gettext("%(size)s entries") % {"size": number(one.size)}),
        Row(gettext("Entry of this draw"), str(one.entry)),
    ]


def _code(text: str) -> SafeString:
    return format_html("<code>{}</code>", text)


def _drawn_line(one: Drawn, categories: Mapping[str, str]) -> DrawnLine:
    return DrawnLine(
        number=one.number,
        url=reverse("desk:complaint", args=[one.number]),
        stage=STAGE[one.stage],
        category=categories.get(one.category, one.category),
        received_on=one.received_on,
        closed_on=one.closed_on,
        done=tuple(words for act, words in LOOKED_INTO.items() if act in one.acts),
    )
