"""Following a complaint by its phrase: read where it stands, write, get files back, leave. No account, no key agent."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.doors.look.parts import Row
from evenhand.doors.look.templatetags.look import day
from evenhand.doors.portal import cookies, story
from evenhand.doors.portal.complain import UNPROCESSABLE
from evenhand.doors.portal.forms import MessageForm, PhraseForm
from evenhand.doors.portal.gate import holding, keep_open, opened, was_open
from evenhand.doors.requests import Request, told_to_wait
from evenhand.office.follow import Holder, Possession, read, read_their_file, write
from evenhand.office.follow import enter as enter_with
from evenhand.office.reading import Contents
from evenhand.office.uploads import count_attempt
from evenhand.process.clocks import Promise
from evenhand.process.facts import Refusal
from evenhand.records.queries.people import names
from evenhand.records.queries.receipts import their_receipts
from evenhand.records.queries.tracking import Standing, Step, entry_of_their_file, standing, steps
from evenhand.vault.phrase import PhraseFault, parse

STATUS = {"wait": 429}
"""What a refusal of `office.follow` is in HTTP; every other is that of a form that is not right."""


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request) -> HttpResponseBase:
    """Type the phrase. A message that was written before comes along, and is shown again once the complaint is open."""
    if request.method != "POST":
        if opened(request) is not None:
            return HttpResponseRedirect(reverse("portal:track"))
        return _enter(request, PhraseForm())
    form = PhraseForm(request.POST)
    if not form.is_valid():
        return _enter(request, form, status=UNPROCESSABLE)
    held = _possession(request, form)
    if isinstance(held, Refusal):
        form.add_error("phrase", held.sentence)
        return told_to_wait(_enter(request, form, status=STATUS.get(held.code, UNPROCESSABLE)), held)
    kept = request.POST.get("kept", "")
    response = _write_page(request, MessageForm(initial={"text": kept})) if kept else _to_complaint()
    cookies.keep_possession(response, held)
    return response


@require_POST
def leave(request: Request) -> HttpResponse:  # noqa: ARG001  (the shape of a view)
    """Close the complaint in this browser, and forget a draft too."""
    response = HttpResponseRedirect(reverse("portal:home"))
    cookies.forget(response)
    return response


@require_safe
@holding
def track(request: Request, holder: Holder) -> HttpResponse:
    """Where the complaint stands: what happened, what comes next and by when, letters and messages."""
    found = standing(holder.complaint, request.office.today())
    if found is None:
        raise Http404
    taken = steps(holder.complaint)
    contents = read(holder, [step.index for step in taken])
    letters = story.letters(taken, contents)
    context = {
        "standing": found,
        "who": story.WHO.get(found.next_step.who or "", ""),
        "events": story.events(found, taken, contents),
        "letters": [letter for letter in letters if letter.void_on is None],
        "void_letters": [letter for letter in letters if letter.void_on is not None],
        "thread": story.messages(taken, contents, names()),
        "receipts": their_receipts(holder.complaint),
        "draws": [step for step in taken if step.act == "panel-drawn"],
        "told": _told_us(found, taken, contents),
        "files": _first_files(taken, contents),
        "promises": _promises(found, request.office.today()),
        "promise_columns": [_("Promise"), _("By"), _("Done")],
        "not_opened": contents.closed,
        "sent": "sent" in request.GET,
    }
    return render(request, "portal/track.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write_message(request: Request) -> HttpResponseBase:
    """Write to the office."""
    holder = opened(request)
    if holder is None:
        return _enter(request, PhraseForm(), kept=request.POST.get("text", ""), over=was_open(request))
    if request.method != "POST":
        return keep_open(request, _write_page(request, MessageForm()))
    form = MessageForm(request.POST, request.FILES)
    if not form.is_valid():
        return keep_open(request, _write_page(request, form, UNPROCESSABLE))
    refs = tuple(upload.ref for upload in form.cleaned_data["attachments"])
    made = write(request.office, holder, form.cleaned_data["text"], refs)
    if isinstance(made, Refusal):
        count_attempt(request.office, "portal", made.code)
        form.add_error(None, made.sentence)
        return keep_open(request, _write_page(request, form, UNPROCESSABLE))
    return keep_open(request, HttpResponseRedirect(reverse("portal:track") + "?sent=1"))


@require_safe
@holding
def download(request: Request, holder: Holder, address: str) -> HttpResponseBase:
    """A file that came with the complaint or a message. It is always saved, never shown: it may hold anything."""
    entry = entry_of_their_file(holder.complaint, address)
    pieces = read_their_file(request.office, holder, address) if entry is not None else None
    if entry is None or pieces is None:
        raise Http404
    response = StreamingHttpResponse(_opened(pieces), content_type="application/octet-stream")
    name = _name(read(holder, [entry]), entry, address)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _possession(request: Request, form: PhraseForm) -> Possession | Refusal:
    """What the phrase gives. A phrase that opens nothing gets one sentence, whether it ever existed or not."""
    try:
        return enter_with(request.agent, parse(form.cleaned_data["phrase"]))
    except PhraseFault as fault:
        return Refusal("no-phrase", fault.sentence)


def _enter(
    request: Request, form: PhraseForm, *, kept: str | None = None, over: bool = False, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "kept": request.POST.get("kept", "") if kept is None else kept,
        "over": over or "over" in request.GET,
        "action": reverse("portal:follow"),
    }
    return render(request, "portal/enter.html", context, status=status)


def _to_complaint() -> HttpResponse:
    return HttpResponseRedirect(reverse("portal:track"))


def _write_page(request: Request, form: MessageForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "action": reverse("portal:write"), "choose_again": bool(request.FILES) and form.is_bound}
    return render(request, "portal/write.html", context, status=status)


def _told_us(found: Standing, taken: list[Step], contents: Contents) -> list[Row]:
    """What the complainant told us, to read again."""
    words: dict[str, Any] = {}
    for step in taken:
        if step.act in ("received", "complainant-recorded") and step.index in contents.by_entry:
            words |= contents.by_entry[step.index].words
    labels = (
        ("narrative", _("What happened")),
        ("happened", _("When")),
        ("about", _("Who it is about")),
        ("name", _("Your name")),
        ("reach", _("How we can reach you")),
    )
    rows = [Row(label, words[key]) for key, label in labels if words.get(key)]
    return [Row(_("What it is about"), found.category), *rows]


def _first_files(taken: list[Step], contents: Contents) -> tuple[story.Attached, ...]:
    """The files that came with the complaint itself."""
    first = next((step.index for step in taken if step.act == "received"), None)
    opened = contents.by_entry.get(first) if first is not None else None
    return story.attached(opened) if opened else ()


def _promises(found: Standing, today: date) -> list[tuple[object, object, object]]:
    """Promised and actual, for every clock that has started."""
    return [(promise.words, day(promise.due), _kept(promise, today)) for promise in found.promises]


def _kept(promise: Promise, today: date) -> object:
    if promise.done is None:
        return _("Not yet, and it is late") if promise.late(today) else _("Not yet")
    return format_html(_("{}, late"), day(promise.done)) if promise.late(today) else day(promise.done)


def _name(contents: Contents, entry: int, address: str) -> str:
    """The name that its sender gave the file."""
    opened = contents.by_entry.get(entry)
    named: Mapping[str, str] = {file.address: file.name for file in story.attached(opened)} if opened else {}
    return named.get(address, "file")


def _opened(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the first one read at once: what does not open at all is an error page and not an empty file."""
    first = next(pieces, b"")
    return chain([first], pieces)
