"""The entries for people: a list, and each one with its exact bytes and its proof. No door from here to what they commit to."""

from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evenhand.doors.look.parts import Link, Row
from evenhand.doors.public.files import BYTES, FOR_EVER, SECONDS_OF_A_HEAD, TEXT
from evenhand.doors.public.log import Log, LoggedEntry, NewestFirst
from evenhand.doors.public.pages import page, public, with_log
from evenhand.doors.public.words import KINDS, kind_meaning, kind_name
from evenhand.doors.requests import Request
from evenhand.process.numbers import NumberError, number, parse_number
from evenhand_register.encoding import b64encode, parse_decimal
from evenhand_register.entry import day_bounds
from evenhand_register.tiles import record_path

PER_PAGE = 50
SHORT = 12
"""How much of a record hash a list shows."""


@require_safe
@with_log
def entries(request: Request, log: Log) -> HttpResponse:
    """The list, newest first; or the way to the entry that was asked for by its index or a complaint's number."""
    asked = request.GET.get("find", "").strip()
    fault = ""
    if asked:
        found = _find(asked, log)
        if isinstance(found, int):
            return HttpResponseRedirect(reverse("public:entry", args=[found]))
        fault = found
    shown = Paginator(NewestFirst(log), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "log": log,
        "page": shown,
        "asked": asked,
        "fault": fault,
        "columns": [_("Entry"), _("Kind"), _("Logged on"), _("Record")],
        "meanings": KINDS.values(),
        "rows": [_row(one) for one in shown],
    }
    return page(request, "entries", context)


@require_safe
@with_log
def entry(request: Request, log: Log, index: int) -> HttpResponse:
    """One entry."""
    logged = _logged(log, index)
    context = {
        "log": log,
        "entry": logged,
        "name": kind_name(logged.parsed.kind),
        "meaning": kind_meaning(logged.parsed.kind),
        "facts": _facts(logged),
        "number": number(index) if logged.parsed.kind == "intake" else "",
        "proof": log.proof(index).decode(),
        "opening": f"{reverse('public:register')}{record_path(logged.parsed.record)}" if log.opening(logged) else "",
        "held": _held(request.GET.get("record", ""), logged),
        "newer": index + 1 if index + 1 < log.size else None,
        "older": index - 1 if index else None,
        "way": [Link(_("Entries"), reverse("public:entries"))],
    }
    return page(request, "entry", context)


@require_safe
@with_log
def raw_entry(request: Request, log: Log, index: int) -> HttpResponse:  # noqa: ARG001  (called like every view)
    """The exact bytes as a file."""
    response = HttpResponse(_logged(log, index).raw, BYTES)
    return public(_as_file(response, f"entry-{index}.txt"), FOR_EVER, for_ever=True)


@require_safe
@with_log
def proof(request: Request, log: Log, index: int) -> HttpResponse:  # noqa: ARG001  (called like every view)
    """The proof under the newest head as a file (REGISTER.md 1.7)."""
    _logged(log, index)
    response = HttpResponse(log.proof(index), TEXT)
    return public(_as_file(response, f"entry-{index}.tlog-proof"), SECONDS_OF_A_HEAD)


def _logged(log: Log, index: int) -> LoggedEntry:
    if index >= log.size:
        raise Http404
    return log.entry(index)


def _held(record: str, logged: LoggedEntry) -> str:
    """Whether the record hash on somebody's printed receipt, in hex, is this entry's: `same`, `other`, or nothing to compare."""
    if not record:
        return ""
    return "same" if record.strip().lower() == logged.parsed.record.hex() else "other"


def _as_file(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{quote(name)}"'
    return response


def _find(asked: str, log: Log) -> int | str:
    """The index that was asked for, or the sentence why there is none."""
    index = parse_decimal(asked)
    if index is None:
        try:
            index = parse_number(asked)
        except NumberError:
            return _(
                "That is neither the index of an entry, such as 12, nor a complaint’s number, such as EH-0K7M-C."
            )
    if index < log.size:
        return index
    return _("There is no entry %(index)s: the newest is %(newest)s.") % {"index": index, "newest": log.size - 1}


def _row(logged: LoggedEntry) -> list[object]:
    link = format_html('<a href="{}">{}</a>', reverse("public:entry", args=[logged.index]), logged.index)
    return [link, kind_name(logged.parsed.kind), logged.parsed.day, _short(logged.record)]


def _short(record: str) -> SafeString:
    return format_html("<code>{}…</code>", record[:SHORT])


def _facts(logged: LoggedEntry) -> list[Row]:
    parsed = logged.parsed
    first, last = day_bounds(parsed.day)
    day = parsed.day if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    scheme = b64encode(parsed.scheme) if parsed.scheme else _("None: entries of this kind cite no scheme.")
    tally = b64encode(parsed.tally) if parsed.tally else _("None: this entry is logged and not counted under proof.")
    return [
        Row(_("Logged on"), _("%(day)s (UTC). A coarse label, and no evidence of time.") % {"day": day}),
        Row(_("Record"), _mono(logged.record)),
        Row(_("Scheme"), _mono(scheme) if parsed.scheme else scheme),
        Row(_("Tally"), _mono(tally) if parsed.tally else tally),
        Row(_("Leaf hash"), _mono(logged.leaf)),
    ]


def _mono(text: str) -> SafeString:
    return format_html("<code>{}</code>", text)
