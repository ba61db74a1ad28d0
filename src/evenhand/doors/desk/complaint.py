"""The page of one complaint, who its complainant is, and its files."""

from collections.abc import Iterable
from itertools import chain

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from evenhand.doors.desk import words
from evenhand.doors.desk.dossier import dossier
from evenhand.doors.desk.draws import draw_views
from evenhand.doors.desk.history import File, Tongue, lines
from evenhand.doors.desk.opening import AGENT_DOWN, IDENTITY, keyring, read, read_one
from evenhand.doors.desk.pages import page, unseen_beside
from evenhand.doors.requests import Request
from evenhand.doors.staff.absent import find
from evenhand.office.looking import note_look
from evenhand.office.reading import read_file
from evenhand.process.clocks import next_step
from evenhand.process.facts import Recorded
from evenhand.process.numbers import number as number_of
from evenhand.process.teams import may_be_told_who
from evenhand.process.visibility import Sight, sees, summary
from evenhand.records.blobs import BlobMissing
from evenhand.records.queries.casefile import CaseFile, case_file, entry_of_file
from evenhand.records.queries.people import names
from evenhand.vault.errors import AgentBusy, AgentUnavailable, CannotOpen

SAFE_TYPES = frozenset(
    {
        "application/pdf",
        "audio/mpeg",
        "audio/ogg",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/plain",
        "video/mp4",
    }
)
"""What a browser is told that a file is. Anything else is bytes; and even these are only ever saved, never shown by the page."""

DAMAGED = _(
    "This file is damaged or missing in the store. Tell an administrator, who can find out more with evenhand doctor."
)
NOT_YOURS = _("This file cannot be opened with your key: it was not granted to you, or it was erased.")


@require_safe
def complaint_page(request: Request, number: str) -> HttpResponse:
    """One complaint with its cases: where it stands, what can be done now, and all that happened."""
    file, sight = open_file(request, number)
    loaded, person = file.loaded, request.signed_in.person
    reading = read(request, file.facts, sight)
    tongue = Tongue(loaded.rulebook, names(), unseen_beside(request, loaded.state))
    told = lines(file.facts, reading.contents, tongue)
    note_look(request.office, person.ref, loaded.state.index, "page")
    context = {
        "number": number_of(loaded.state.index),
        "state": loaded.state,
        "stage": words.STAGE[loaded.state.stage],
        "unread": reading.sentence,
        "dossier": dossier(loaded, told, person, tongue, draw_views(request, loaded.state, tongue)),
        "next_step": next_step(loaded.state, loaded.rulebook, loaded.around.today),
        "done": _just_done(request, file),
        "told_who": sight is Sight.WORDS and may_be_told_who(loaded.state, person, loaded.around.today),
    }
    return page(request, "complaint", context)


@require_safe
def complainant_page(request: Request, number: str) -> HttpResponse:
    """Who the complainant is. On a page of its own, so that every look at it is one that somebody meant."""
    file, sight = open_file(request, number)
    loaded, person = file.loaded, request.signed_in.person
    context = {"number": number_of(loaded.state.index), "state": loaded.state}
    allowed = sight is Sight.WORDS and may_be_told_who(loaded.state, person, loaded.around.today)
    if not allowed:
        return page(request, "complainant", {**context, "refused": True}, status=403)
    [recorded] = [each for each in file.facts if each.act == IDENTITY]
    reading = read_one(request, recorded.index)
    note_look(request.office, person.ref, loaded.state.index, "complainant")
    [line] = lines([recorded], reading.contents, Tongue(loaded.rulebook, names()))
    return page(request, "complainant", {**context, "line": line, "unread": reading.sentence})


@require_safe
def file_page(request: Request, number: str, address: str) -> HttpResponseBase:
    """One file, to be saved. Never shown by the browser on the desk's own address, whatever it says that it is."""
    case, sight = open_file(request, number)
    index = case.loaded.state.index
    entry = entry_of_file(index, address) if sight is Sight.WORDS else None
    if entry is None:
        raise Http404
    try:
        found = _file(request, case, entry, address)
        pieces = read_file(request.office, address, keyring(request))
    except (AgentUnavailable, AgentBusy):
        return page(request, "unavailable", {"sentence": AGENT_DOWN, "number": number_of(index)}, status=503)
    if found is None or pieces is None:
        return page(request, "unavailable", {"sentence": NOT_YOURS, "number": number_of(index)}, status=403)
    note_look(request.office, request.signed_in.person.ref, index, f"file of entry {entry}")
    try:
        first = next(pieces, b"")  # a file that was changed is refused here, before a byte of it is sent
    except (CannotOpen, BlobMissing):
        return page(request, "unavailable", {"sentence": DAMAGED, "number": number_of(index)}, status=500)
    return _download(found, chain([first], pieces))


def open_file(request: Request, number: str) -> tuple[CaseFile, Sight]:
    """The complaint of that number and how much of it whoever is signed in sees. Raises Http404 if that is nothing."""
    today = request.office.today()
    file = case_file(find(request, number), today)
    sight = sees(request.signed_in.person, summary(file.loaded.state), today) if file else Sight.NOTHING
    if file is None or sight is Sight.NOTHING:
        raise Http404
    return file, sight


def _just_done(request: Request, file: CaseFile) -> Recorded | None:
    """The act that brought the reader here, if it is one of theirs on this complaint: an address alone confirms nothing."""
    asked, ref = request.GET.get("done"), request.signed_in.person.ref
    return next((each for each in file.facts if str(each.index) == asked and each.data["by"] == ref), None)


def _file(request: Request, case: CaseFile, entry: int, address: str) -> File | None:
    [recorded] = [each for each in case.facts if each.index == entry]
    reading = read_one(request, entry)
    [line] = lines([recorded], reading.contents, Tongue(case.loaded.rulebook, {}))
    return next((file for file in line.files if file.address == address), None)


def _download(file: File, pieces: Iterable[bytes]) -> HttpResponseBase:
    media_type = file.media_type if file.media_type in SAFE_TYPES else "application/octet-stream"
    response = StreamingHttpResponse(pieces, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=file.name or "file"
    )
    response.headers["Content-Length"] = str(file.size)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
