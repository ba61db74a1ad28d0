"""Step 5: check the answers, keep the phrase, send. Nobody is acknowledged without having had the phrase (DESIGN 5.4)."""

import hashlib

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evenhand.doors.look.parts import Row
from evenhand.doors.portal import cookies
from evenhand.doors.portal.complain import STEPS, UNPROCESSABLE, address, first_open, keeping
from evenhand.doors.portal.forms import CheckForm
from evenhand.doors.portal.gate import opened
from evenhand.doors.requests import Request
from evenhand.office.drafts import Draft, hand_out, open_draft
from evenhand.office.drafts_submit import Mark, already_sent, drawn_mark, server_mark, submit_draft, typed_mark
from evenhand.office.follow import Possession
from evenhand.office.submit_complaint import Submitted
from evenhand.office.uploads import count_attempt
from evenhand.process.facts import Refusal
from evenhand.records.queries.tracking import categories
from evenhand.vault.phrase import WORDS, Phrase
from evenhand_register.encoding import b64decode
from evenhand_register.nonce import SIZE


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request) -> HttpResponse:
    """Show everything; or send it."""
    if request.method == "POST":
        return _send(request)
    key = cookies.draft_key(request)
    draft = open_draft(request.office, key) if key else None
    if key is None or draft is None:
        return _lost()
    sent = already_sent(draft.token)
    if sent is not None:
        return _acknowledge(request, sent, draft.phrase)
    if first_open(draft) != "portal:check":
        return HttpResponseRedirect(address(first_open(draft)))
    if draft.phrase is None:
        draft = hand_out(request.office, key)
    return keeping(_show(request, draft, _form(draft)), key)


def _send(request: Request) -> HttpResponse:
    """Register the complaint. A form that was sent before leads to what it registered then, whatever became of the draft."""
    token = request.POST.get("token", "")
    key = cookies.draft_key(request)
    draft = open_draft(request.office, key) if key else None
    if draft is None or draft.phrase is None or draft.token != token:
        sent = already_sent(token)
        return _acknowledge(request, sent, None) if sent else _lost()
    form = _form(draft, request)
    if not form.is_valid():
        return _show(request, draft, form, UNPROCESSABLE)
    made = _submit(request, draft, _mark(request, form))
    if isinstance(made, Refusal):
        form.add_error(None, made.sentence)
        return _show(request, draft, form, UNPROCESSABLE)
    return _acknowledge(request, made, draft.phrase)


def _submit(request: Request, draft: Draft, mark: Mark) -> Submitted | Refusal:
    """Submit, and count the attempt if it fails: also one that fails by our own fault."""
    try:
        made = submit_draft(request.office, draft, mark)
    except Exception:
        count_attempt(request.office, "portal", "broken")
        raise
    if isinstance(made, Refusal):
        count_attempt(request.office, "portal", made.code)
    return made


def _acknowledge(request: Request, made: Submitted, phrase: Phrase | None) -> HttpResponse:
    """To the receipt, with the complaint open; without the phrase at hand only the number, and the way in by phrase."""
    response = HttpResponseRedirect(reverse("portal:receipt", args=[made.index]))
    if phrase is not None:
        cookies.keep_possession(response, Possession.of(phrase))
        return response
    holder = opened(request)
    if holder is not None and holder.complaint == made.index:
        return response
    return render(request, "portal/sent_before.html", {"number": made.number})


def _lost() -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('portal:start')}?lost=1")


def _mark(request: Request, form: CheckForm) -> Mark:
    """Typed before drawn, for who types means it; and ours only where there is neither."""
    typed, drawn = form.cleaned_data["mark_typed"], b64decode(form.cleaned_data["mark_drawn"], SIZE)
    if typed:
        return typed_mark(typed)
    return drawn_mark(drawn) if drawn else server_mark(request.office)


def _form(draft: Draft, request: Request | None = None) -> CheckForm:
    return CheckForm(
        _words(draft), asked_places(draft), request.POST if request else None, initial={"token": draft.token}
    )


def _words(draft: Draft) -> list[str]:
    return draft.phrase.text.split() if draft.phrase else []


def asked_places(draft: Draft) -> tuple[int, int]:
    """Which two words are asked for, the same ones each time the page of this draft is shown: one from each half."""
    drawn = hashlib.sha256(draft.token.encode()).digest()
    half = WORDS // 2
    return drawn[0] % half + 1, drawn[1] % half + 1 + half


def _show(request: Request, draft: Draft, form: CheckForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "rows": _rows(draft),
        "words": _words(draft),
        "steps": STEPS,
        "back": address("you"),
    }
    return render(request, "portal/check.html", context, status=status)


def _handled_by(draft: Draft) -> str:
    return (
        _("Only people from outside the organisation") if draft.apart else _("The people who handle complaints here")
    )


def _rows(draft: Draft) -> list[Row]:
    """Every answer, with a way to change it."""

    def change(page: str) -> str:
        return f"{address(page)}?back=check"

    names = "\n".join(file.name for file in draft.files)
    rows = [
        Row(_("What it is about"), categories().get(draft.category, draft.category), change("about")),
        Row(_("What happened"), draft.narrative, change("happened")),
        Row(_("When"), draft.happened or _("Not answered"), change("happened")),
        Row(_("Who it is about"), draft.about or _("Not answered"), change("happened")),
        Row(_("Who handles it"), _handled_by(draft), change("apart")),
        Row(_("Files"), names or _("None"), change("portal:files")),
    ]
    if draft.anonymous:
        return [*rows, Row(_("Your name"), _("You stay anonymous"), change("you"))]
    return [
        *rows,
        Row(_("Your name"), draft.name, change("you")),
        Row(_("How we can reach you"), draft.reach or _("Not answered"), change("you")),
    ]
