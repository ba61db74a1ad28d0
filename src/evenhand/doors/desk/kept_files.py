"""Files of a form that was refused: they were sealed on arrival and need not be sent again.

Each travels in the page as a signed token for the person who sent it, and nobody else's token is taken. It holds the
file's own key, which that person's own page may know; the clerk deletes what no act takes up within a day (office.uploads).
"""

import base64
from dataclasses import asdict
from datetime import timedelta

from django.core import signing

from evenhand.process.facts import FileRef

_LASTS = timedelta(days=1)


def to_token(file: FileRef, person: str) -> str:
    """The file as its sender's form carries it."""
    return signing.dumps(
        {**asdict(file), "key": base64.b64encode(file.key).decode()}, salt=_salt(person), compress=True
    )


def from_token(token: str, person: str) -> FileRef | None:
    """The file of a token, or None if the token was not made for this person or is too old."""
    try:
        told = signing.loads(token, salt=_salt(person), max_age=_LASTS)
    except signing.BadSignature:
        return None
    return FileRef(**{**told, "key": base64.b64decode(told["key"])})


def _salt(person: str) -> str:
    return f"desk-file:{person}"
