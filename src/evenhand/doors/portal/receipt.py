"""Receipts: the page to read and print, and the file to keep (DESIGN 5.5)."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evenhand.doors.look.parts import Row
from evenhand.doors.portal import cookies
from evenhand.doors.portal.gate import holding
from evenhand.doors.portal.printed import on_paper
from evenhand.doors.requests import Request
from evenhand.doors.saved import saved_json
from evenhand.doors.witness_words import signed_in_words
from evenhand.office.drafts import discard_draft, open_draft
from evenhand.office.drafts_submit import already_sent
from evenhand.office.follow import Holder
from evenhand.office.keyring import OwnKeys
from evenhand.office.receipts import Receipt, make_receipt
from evenhand.office.witnessed import signers
from evenhand.process.codes import NonceBy
from evenhand.process.numbers import number
from evenhand.records.queries.receipts import their_receipts
from evenhand.records.queries.tracking import category_words, nonce_by

SECONDS_BETWEEN_LOOKS = 3


@require_safe
@holding
def page(request: Request, holder: Holder, index: int) -> HttpResponse:
    """Registered, with its number; and as soon as a signed head covers the entry, all that its receipt proves."""
    act = _act(holder, index)
    made = make_receipt(request.log_folder, request.own().policy.keys, index, OwnKeys(holder.pair))
    context = {
        "act": act,
        "index": index,
        "number": number(holder.complaint),
        "ready": made is not None,
        "seconds": SECONDS_BETWEEN_LOOKS,
        "file_name": _file_name(holder, index),
    }
    if made is not None:
        context |= _proved(request, holder, made)
    response = render(request, "portal/receipt.html", context)
    _end_draft(request, response)
    return response


@require_safe
@holding
def download(request: Request, holder: Holder, index: int) -> HttpResponse:
    """The file to keep."""
    _act(holder, index)
    made = make_receipt(request.log_folder, request.own().policy.keys, index, OwnKeys(holder.pair))
    if made is None:
        return not_signed_yet(request, reverse("portal:receipt", args=[index]))
    return saved_json(made.raw, _file_name(holder, index))


def not_signed_yet(request: Request, back: str) -> HttpResponse:
    """What was asked for is in the register, and no signed head covers it yet."""
    response = render(request, "portal/not_signed_yet.html", {"back": back}, status=503)
    response.headers["Retry-After"] = str(SECONDS_BETWEEN_LOOKS)
    return response


def _category(holder: Holder, data: Mapping[str, object]) -> str:
    """The category that the receipt proves, in the words of the rulebook pinned to the complaint; empty if it proves none."""
    return category_words(holder.complaint) if "category" in data else ""


def _end_draft(request: Request, response: HttpResponse) -> None:
    """The acknowledgement has arrived, so the draft that was sent is not needed for a retry any more."""
    key = cookies.draft_key(request)
    draft = open_draft(request.office, key) if key else None
    if key is not None and draft is not None and already_sent(draft.token) is not None:
        discard_draft(request.office, key)
        cookies.forget_draft(response)


def _act(holder: Holder, index: int) -> str:
    """Which act it is the receipt of. An entry of anybody else does not exist here."""
    act = their_receipts(holder.complaint).get(index)
    if act is None:
        raise Http404
    return act


def _file_name(holder: Holder, index: int) -> str:
    return f"receipt-{number(holder.complaint)}-{index}.json"


def _proved(request: Request, holder: Holder, made: Receipt) -> dict[str, object]:
    """What the receipt was found to prove, in words."""
    report = made.report
    facts = report.opening.facts
    category = _category(holder, facts["data"])
    checkpoint, by = report.head.checkpoint, nonce_by(holder.complaint)
    signed = signers(report.head)
    rows = [
        Row(_("Number of your complaint"), number(holder.complaint)),
        Row(_("Entry in the register"), report.index),
        Row(_("Entries when this was signed"), checkpoint.size),
        Row(_("Register"), checkpoint.origin),
        Row(_("Key of the register"), request.own().vkey),
        Row(_("Mark, drawn by us") if by == NonceBy.SERVER else _("Your own mark"), facts["nonce"] or _("None")),
        *([Row(_("Category"), category)] if category else []),
    ]
    return {
        "rows": rows,
        "paper": on_paper(request, report, category),
        "vkey": request.own().vkey,
        "nonce": facts["nonce"],
        "nonce_by": by,
        "witnesses": [Row(one.key_name, signed_in_words(one)) for one in signed],
        "outside": any(one.independent for one in signed),
    }
