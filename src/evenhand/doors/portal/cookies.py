"""The portal's two cookies: the key of a draft, and what a phrase gives while a complaint is followed.

Both are out of reach of scripts and of other sites' pages. The server keeps neither. Behind HTTPS their names begin with
`__Host-`, so that no other host and no plain connection can set them.
"""

import base64
import binascii

from django.conf import settings
from django.core import signing
from django.http import HttpResponseBase

from evenhand.doors.requests import Request
from evenhand.office.drafts import LASTS, DraftKey
from evenhand.office.follow import Possession

IDLE_SECONDS = 30 * 60
"""How long a complaint stays open without being looked at. The cookie itself ends with the browser."""
_PREFIX = "__Host-" if settings.SECURE_COOKIES else ""
DRAFT = f"{_PREFIX}evenhand-draft"
FOLLOW = f"{_PREFIX}evenhand-follow"


def draft_key(request: Request) -> DraftKey | None:
    """The key of the draft that this browser holds, if it holds one."""
    try:
        return DraftKey(base64.urlsafe_b64decode(request.COOKIES.get(DRAFT, "")))
    except (ValueError, binascii.Error):
        return None


def keep_draft_key(response: HttpResponseBase, key: DraftKey) -> None:
    """Give the browser the key of its draft for as long as the draft is kept."""
    _set(response, DRAFT, base64.urlsafe_b64encode(key).decode("ascii"), int(LASTS.total_seconds()))


def possession(request: Request) -> Possession | None:
    """What the browser holds of a phrase, unless it has been idle for too long."""
    try:
        signed = _signer().unsign(request.COOKIES.get(FOLLOW, ""), max_age=IDLE_SECONDS)
        return Possession.from_bytes(base64.urlsafe_b64decode(signed))
    except (signing.BadSignature, ValueError, binascii.Error):
        return None


def keep_possession(response: HttpResponseBase, held: Possession) -> None:
    """Open, or keep open, a complaint in this browser."""
    _set(response, FOLLOW, _signer().sign(base64.urlsafe_b64encode(held.to_bytes()).decode("ascii")), None)


def forget_draft(response: HttpResponseBase) -> None:
    """Take the draft's key back."""
    response.delete_cookie(DRAFT, samesite="Strict")


def forget_possession(response: HttpResponseBase) -> None:
    """Close the complaint in this browser."""
    response.delete_cookie(FOLLOW, samesite="Strict")


def forget(response: HttpResponseBase) -> None:
    """Take every cookie back: both of ours, and the one that protects forms."""
    forget_draft(response)
    forget_possession(response)
    response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")


def _set(response: HttpResponseBase, name: str, value: str, max_age: int | None) -> None:
    response.set_cookie(
        name, value, max_age=max_age, httponly=True, samesite="Strict", secure=settings.SECURE_COOKIES
    )


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="evenhand.portal.follow")
