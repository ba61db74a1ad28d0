"""What crosses the agent's socket besides records and wraps: a secret, a limit, and how bytes stand in JSON."""

import base64

from evenhand.vault.keys import Secret

LONGEST_CODE = 20  # characters of a TOTP code as typed


class CookieHalf(Secret):
    """The half of a slot's key that the person's cookie carries, 32 bytes."""

    __slots__ = ()


def b64(value: bytes) -> str:
    """Standard base64, padded."""
    return base64.b64encode(value).decode("ascii")


def b64_or_none(value: bytes | None) -> str | None:
    """The same, or null."""
    return None if value is None else b64(value)
