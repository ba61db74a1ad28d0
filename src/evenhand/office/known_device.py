"""A mark in a browser that signed in before: it lets nobody in, and keeps strangers' wrong tries from slowing its owner.

The mark is chance, signed together with the sign-in name: it tells nobody whose it is, and is of no use for another name. It is
written nowhere on the server. Wrong tries from a marked device count for that mark alone (see `vault.agent.throttle`).
"""

from datetime import timedelta

from django.core import signing

from evenhand.office.context import Office

LASTS = timedelta(days=180)
"""How long after the last sign-in the device is known."""
_SIZE = 16


def mark_of(login: str, cookie: str) -> str | None:
    """The device's mark, if this cookie was given to one from which this account was signed in to."""
    try:
        return _signer(login).unsign(cookie, max_age=LASTS)
    except signing.BadSignature:
        return None


def marked(office: Office, login: str, cookie: str) -> str:
    """The cookie for a device that has just signed in: the mark that it had, or a new one, from now on."""
    return _signer(login).sign(mark_of(login, cookie) or office.entropy(_SIZE).hex())


def _signer(login: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"evenhand.desk.device:{login}")
