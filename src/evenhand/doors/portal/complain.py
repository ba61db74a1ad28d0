"""Making a complaint, steps 1 to 5. Each step keeps what was answered; a draft that is gone loses nothing that is sent now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.doors.portal import cookies
from evenhand.doors.portal.forms import AboutForm, ApartForm, FilesForm, HappenedForm, YouForm
from evenhand.doors.requests import Request
from evenhand.doors.uploads import Fault, SealedUpload, sentence
from evenhand.office.drafts import (
    Draft,
    DraftKey,
    add_files,
    change_draft,
    discard_draft,
    new_draft_key,
    open_draft,
    remove_file,
)
from evenhand.office.drafts_submit import already_sent
from evenhand.office.limits import MEGABYTE, MOST_BYTES, MOST_FILES
from evenhand.office.uploads import count_attempt
from evenhand.process.facts import FileRef
from evenhand.records.queries.apart import outside_handlers

STEPS, FILES = 6, 4
"""How many steps there are, and which of them is the files."""
UNPROCESSABLE, UNAVAILABLE = 422, 503


@dataclass(frozen=True, slots=True)
class Step:
    """One page of questions. `fill` shows a draft's answers in the form, `keep` puts the form's answers into a draft.

    `name` is in its address and its template's name; `before` and `after` are the pages beside it (see `address`).
    """

    name: str
    number: int
    title: str | Promise
    form: type[forms.Form]
    fill: Callable[[Draft], dict[str, Any]]
    keep: Callable[[Draft, Mapping[str, Any]], Draft]
    before: str
    after: str


def _keep_you(draft: Draft, answers: Mapping[str, Any]) -> Draft:
    return replace(draft, anonymous=answers["who"] == YouForm.NO, name=answers["name"], reach=answers["reach"])


def _fill_you(draft: Draft) -> dict[str, Any]:
    who = "" if draft.anonymous is None else YouForm.NO if draft.anonymous else YouForm.YES
    return {"who": who, "name": draft.name, "reach": draft.reach}


_PAGES = (
    Step(
        "about",
        1,
        _("What is your complaint about?"),
        AboutForm,
        lambda draft: {"category": draft.category},
        lambda draft, answers: replace(draft, category=answers["category"]),
        "portal:start",
        "happened",
    ),
    Step(
        "happened",
        2,
        _("What happened?"),
        HappenedForm,
        lambda draft: {"narrative": draft.narrative, "happened": draft.happened, "about": draft.about},
        lambda draft, answers: replace(draft, **answers),
        "about",
        "apart",
    ),
    Step(
        "apart",
        3,
        ApartForm.base_fields["apart"].label or "",
        ApartForm,
        lambda draft: {"apart": "" if draft.apart is None else ApartForm.YES if draft.apart else ApartForm.NO},
        lambda draft, answers: replace(draft, apart=answers["apart"] == ApartForm.YES),
        "happened",
        "portal:files",
    ),
    Step("you", 5, _("About you"), YouForm, _fill_you, _keep_you, "portal:files", "portal:check"),
)
PAGES = {page.name: page for page in _PAGES}


@require_http_methods(["GET", "HEAD"])
def start(request: Request) -> HttpResponse:
    """What to expect; and the way back into a complaint that was begun here."""
    key, draft = current(request)
    context = {"lost": "lost" in request.GET, "resume": address(first_open(draft)) if draft else ""}
    response = render(request, "portal/start.html", context)
    if key is not None and draft is None:
        cookies.forget_draft(response)
    return response


@require_POST
def discard(request: Request) -> HttpResponse:
    """Throw the draft away."""
    key = cookies.draft_key(request)
    if key is not None:
        discard_draft(request.office, key)
    response = HttpResponseRedirect(reverse("portal:home"))
    cookies.forget_draft(response)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Request, name: str) -> HttpResponse:
    """One page of questions."""
    page = PAGES.get(name)
    if page is None:
        raise Http404
    key, draft = current(request)
    if request.method != "POST":
        return _show(request, page, page.form(initial=page.fill(draft or Draft())), key, draft)
    form = page.form(request.POST)
    if not form.is_valid():
        return _show(request, page, form, key, draft, UNPROCESSABLE)
    if draft is None and (full := no_room(request)):
        form.add_error(None, full)
        return _show(request, page, form, key, draft, UNAVAILABLE)
    key = key or new_draft_key(request.office)
    change_draft(request.office, key, lambda now: page.keep(now, form.cleaned_data))
    return keeping(HttpResponseRedirect(_next(request, page.after)), key)


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: Request) -> HttpResponse:
    """Step 4: several files, added and taken away, each sealed as it arrives."""
    key, draft = current(request)
    if request.method != "POST":
        return _show_files(request, FilesForm(), key, draft)
    uploads = cast(list[SealedUpload], request.FILES.getlist("attachments"))
    removed = request.POST.get("remove", "")
    form = FilesForm({})
    if draft is None and (full := no_room(request)):
        form.add_error(None, full)
        return _show_files(request, form, key, draft, UNAVAILABLE)
    key = key or new_draft_key(request.office)
    for problem in take_up(request, key, uploads):
        form.add_error("attachments", problem)
    if request.POST.get("do") == "add" and not uploads:
        form.add_error("attachments", _("Choose one or more files first, then add them."))
    if removed:
        remove_file(request.office, key, removed)
    if form.errors:
        return keeping(_show_files(request, form, key, open_draft(request.office, key), UNPROCESSABLE), key)
    stays = removed or request.POST.get("do") == "add"
    return keeping(HttpResponseRedirect(request.get_full_path() if stays else _next(request, "you")), key)


def no_room(request: Request) -> str:
    """Why no draft can begin at this moment; almost always nothing."""
    short = request.room.for_draft(request.office, request.sender)
    if short is None:
        return ""
    count_attempt(request.office, "portal", f"draft-{short}")
    return str(
        _(
            "So many complaints are being written at this moment that there is no room for one more. What you typed is still on "
            "this page: leave it open, and send it again in a few minutes."
        )
    )


def take_up(request: Request, key: DraftKey, uploads: list[SealedUpload]) -> list[str]:
    """Add the files that arrived whole to the draft; answers with a sentence for each that was not added."""
    problems, refs = [], []
    for upload in uploads:
        ref, problem = _taken(request, upload)
        problems += [problem] if problem else []
        refs += [ref] if ref else []
    refusal = add_files(request.office, key, refs) if refs else None
    if refusal is not None:
        count_attempt(request.office, "portal", refusal.code)
        problems.append(refusal.sentence)
    return problems


def _taken(request: Request, upload: SealedUpload) -> tuple[FileRef | None, str]:
    if upload.fault:
        return None, upload.sentence
    try:
        return upload.ref, ""
    except OSError:
        count_attempt(request.office, "portal", Fault.NOT_STORED)
        return None, sentence(upload.name or "", Fault.NOT_STORED)


def current(request: Request) -> tuple[DraftKey | None, Draft | None]:
    """The draft of this browser. One that was sent is over: what comes now begins another."""
    key = cookies.draft_key(request)
    draft = open_draft(request.office, key) if key else None
    if key is not None and draft is not None and already_sent(draft.token) is not None:
        discard_draft(request.office, key)
        return None, None
    return key, draft


def keeping(response: HttpResponse, key: DraftKey) -> HttpResponse:
    """The same answer, with the draft's key for the browser."""
    cookies.keep_draft_key(response, key)
    return response


def first_open(draft: Draft) -> str:
    """The first page that still has to be answered (see `address`)."""
    if not draft.category:
        return "about"
    if not draft.narrative:
        return "happened"
    if draft.apart is None:
        return "apart"
    return "you" if draft.anonymous is None else "portal:check"


def address(name: str) -> str:
    """The address of a page of questions, or of another page of the portal by its full name."""
    return reverse(name) if ":" in name else reverse("portal:step", args=[name])


def _next(request: Request, after: str) -> str:
    """Where to go: the check-answers page for whoever came from there, else the page named."""
    return address("portal:check" if request.GET.get("back") == "check" else after)


def _show(
    request: Request, page: Step, form: forms.Form, key: DraftKey | None, draft: Draft | None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "page": page,
        "steps": STEPS,
        "back": _next(request, page.before),
        "lost": key is not None and draft is None,
        "nobody_outside": page.form is ApartForm and not outside_handlers(request.office.today()),
    }
    return render(request, f"portal/{page.name}.html", context, status=status)


def _show_files(
    request: Request, form: FilesForm, key: DraftKey | None, draft: Draft | None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "steps": STEPS,
        "files": draft.files if draft else (),
        "back": _next(request, "apart"),
        "step": FILES,
        "most_files": MOST_FILES,
        "most_megabytes": MOST_BYTES // MEGABYTE,
        "lost": key is not None and draft is None,
    }
    return render(request, "portal/files.html", context, status=status)
