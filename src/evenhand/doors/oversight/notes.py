"""Notes to the overseers, as they find them: two open one together, and both read it from then on."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evenhand.doors.oversight.openings import refused
from evenhand.doors.oversight.pages import page
from evenhand.doors.requests import Request
from evenhand.office.keyring import SlotKeys
from evenhand.office.looking import note_look
from evenhand.office.notes import Note, ask_to_read, notes, read_note
from evenhand.process.facts import Refusal
from evenhand.records.queries.people import names
from evenhand.vault.errors import AgentError, SlotGone


@require_http_methods(["GET", "HEAD", "POST"])
def note_page(request: Request, entry: int) -> HttpResponse:
    """A note, for whoever it was opened to; sent, the page asks another overseer to open it with one."""
    found = next((note for note in all_notes(request) if note.entry == entry), None)
    if found is None:
        raise Http404
    try:
        if request.method == "POST":
            return _asked(request, entry)
        said = _read(request, found)
    except SlotGone:
        raise
    except AgentError as error:
        return refused(request, str(error))
    return page(request, "note", {"note": found, "said": said})


def all_notes(request: Request) -> list[Note]:
    """Every note, newest first."""
    return notes(request.office, request.signed_in.key)


def note_lines(request: Request) -> list[tuple[Note, str]]:
    """Each with the names of those on whom it depends that it can be opened, if it does depend on some."""
    known = names()
    return [(note, ", ".join(sorted(known.get(ref, ref) for ref in note.by))) for note in all_notes(request)]


def _asked(request: Request, entry: int) -> HttpResponse:
    asked = ask_to_read(request.office, request.agent, request.signed_in, entry)
    if isinstance(asked, Refusal):
        return refused(request, asked.sentence)
    return HttpResponseRedirect(reverse("oversight:home") + "?asked=1")


def _read(request: Request, note: Note) -> dict[str, str] | None:
    if not note.mine:
        return None
    who = request.signed_in
    said = read_note(note.entry, SlotKeys(request.agent, who.slot, who.cookie_half, who.key))
    note_look(request.office, who.person.ref, None, f"note {note.entry}")
    return said
