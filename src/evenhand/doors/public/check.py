"""Check a receipt, for whoever cannot run `evenhand-verify`: this server's word about itself, and the page says so.

Nothing is stored and nobody is signed in, so a forged request could do no more than ask a question: the form carries no
token, and the public door sets no cookie.
"""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from evenhand.doors.public.pages import page
from evenhand.doors.public.receipt_answer import verify
from evenhand.doors.public.receipt_form import ReceiptForm, ReceiptUploadHandler
from evenhand.doors.requests import Request

MOST_REQUEST = 16 * 1024 * 1024
"""A larger request is answered without being read."""
TOO_LARGE, UNPROCESSABLE = 413, 422


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request) -> HttpResponse:
    """The form; and with a receipt, what it proves."""
    if request.method != "POST":
        return page(request, "check", {"form": ReceiptForm()})
    if _length(request) > MOST_REQUEST:
        return _refused(
            request, _("That is far too large for a receipt. Choose the file that you were given."), TOO_LARGE
        )
    request.upload_handlers = [ReceiptUploadHandler(request)]
    try:
        form = ReceiptForm(request.POST, request.FILES)
    except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        return _refused(request, _("What arrived could not be read. Choose the file again, or paste what is in it."))
    if not form.is_valid():
        return page(request, "check", {"form": form}, status=UNPROCESSABLE)
    answer = verify(form.receipt, form.cleaned_data["mark"], request.log_folder, request.own().policy)
    return page(request, "check", {"form": ReceiptForm(), "answer": answer})


def _refused(request: Request, sentence: str, status: int = UNPROCESSABLE) -> HttpResponse:
    form = ReceiptForm({})
    form.errors.clear()
    form.add_error(None, sentence)
    return page(request, "check", {"form": form}, status=status)


def _length(request: Request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
