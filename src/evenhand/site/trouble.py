"""What people are told when a request failed here: by a fault of ours, or because a disk or database is away for the moment."""

import errno
import sys

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

PASSING = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
)
"""What a disk or a machine says that has no room, or cannot write: it passes, and the same request then succeeds."""
RETRY_AFTER = "60"
"""Seconds."""


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (the same bytes for everybody)
    """The page for a request that failed: 503 with what to do where trying again will help, else 500. Both are logged."""
    if not _passes(sys.exc_info()[1]):
        return HttpResponse(loader.get_template("500.html").render(), status=500)
    if not connection.in_atomic_block:
        connection.close()  # SQLite's would stay as it was opened, also when the disk can be written to again
    return HttpResponse(loader.get_template("503.html").render(), status=503, headers={"Retry-After": RETRY_AFTER})


def sentence(error: BaseException) -> str | None:
    """What a command says that failed by it, if it will succeed when disk and database can be used again; else None."""
    if not _passes(error):
        return None
    reason = error.strerror if isinstance(error, OSError) else str(error).strip().partition("\n")[0]
    return (
        f"The disk or the database cannot be used at the moment: {reason}. Nothing that was recorded is lost. See that there is "
        "room on the disk, that it can be written to and that the database runs; then give the command again."
    )


def _passes(error: BaseException | None) -> bool:
    return isinstance(error, OperationalError | InterfaceError) or (
        isinstance(error, OSError) and error.errno in PASSING
    )
