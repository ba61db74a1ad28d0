"""The log's files, for programs: a tlog-tiles log under this address (REGISTER.md 1.6).

Every other path under it does not exist. What is read from disk is named by the register's own spelling of a path, never
by what was asked for, so no address leads out of the folder.
"""

import re
from contextlib import suppress

from django.http import Http404, HttpResponse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from evenhand.doors.public.pages import SECONDS_KEPT, public
from evenhand.doors.requests import Request
from evenhand.office.published_files import key_files, verify_page, verify_page_inline
from evenhand.records.log_folder import LogFolder
from evenhand_register import note
from evenhand_register.errors import RegisterError
from evenhand_register.tiles import CHECKPOINT, parse_path, record_path

TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
JSON = "application/json"
HTML = "text/html; charset=utf-8"
SECONDS_OF_A_HEAD = 3
FOR_EVER = 31_536_000
_RECORD = re.compile(r"[0-9a-f]{64}", re.ASCII)


@require_safe
def checkpoint(request: Request) -> HttpResponse:
    """The signed head, with the newest line of each witness: other people's readers may refuse two of one."""
    raw = _read(request, CHECKPOINT)
    with suppress(RegisterError):  # what is no signed note is shown as it is: whoever checks it will say so
        raw = note.once(raw, first=False)
    return public(HttpResponse(raw, TEXT), SECONDS_OF_A_HEAD)


@require_safe
def tile(request: Request, rest: str) -> HttpResponse:
    """A tile of hashes, or a bundle of entries."""
    path = parse_path(f"tile/{rest}")
    if path is None:
        raise Http404
    return public(_file(request, path.render(), BYTES), FOR_EVER, for_ever=True)


@require_safe
def record(request: Request, name: str) -> HttpResponse:
    """The opening of a published record."""
    if not _RECORD.fullmatch(name):
        raise Http404
    return public(_file(request, record_path(bytes.fromhex(name)), JSON), FOR_EVER, for_ever=True)


@require_safe
def key(request: Request, name: str) -> HttpResponse:
    """The verifier key, or the policy that trusts it and names the witnesses."""
    own = request.own()
    return public(HttpResponse(key_files(own.vkeys, own.policy.text)[name], TEXT), SECONDS_KEPT)


_NOTHING = {name: [CSP.NONE] for name in ("default-src", "base-uri", "form-action", "frame-ancestors")}


@require_safe
@csp_override({**_NOTHING, **verify_page_inline(), "img-src": ["data:"]})
def verify(request: Request) -> HttpResponse:  # noqa: ARG001  (the same for every register)
    """The page that checks a receipt without a network: its own script and style by their hashes, and nothing else."""
    return public(HttpResponse(verify_page(), HTML), SECONDS_KEPT)


def _file(request: Request, path: str, content_type: str) -> HttpResponse:
    return HttpResponse(_read(request, path), content_type)


def _read(request: Request, path: str) -> bytes:
    content = LogFolder(request.log_folder).read(path)
    if content is None:
        raise Http404
    return content
