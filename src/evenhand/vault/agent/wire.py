"""What crosses the agent's socket besides records and wraps: a secret, a limit, and how bytes stand in JSON."""

import base64
from dataclasses import dataclass

from evenhand.vault.keys import Secret

LONGEST_CODE = 40  # characters of a code as typed: six digits, or the longer one in place of a lost device
LONGEST_NAME = 80  # characters of a sign-in name, as the form takes it
LONGEST_NETWORK = 64  # characters of a network
LONGEST_DEVICE = 64  # characters of a device's mark
LONGEST_MARK = 64  # characters of a passkey's mark
LONGEST_ORIGIN = 300  # characters of a page's origin; a host name has 253 at most
LONGEST_ANSWER = 8_000  # characters of what a browser sends of a passkey

type Answer = dict[str, object]


class CookieHalf(Secret):
    """The half of a slot's key that the person's cookie carries, 32 bytes."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who tries to get in, as far as wrong tries are counted by it (see `throttle`).

    `name` as typed, whether there is such an account or not. `network`: where it comes from, empty where that says nothing.
    `device`: the mark of a device from which this very account was signed in to before, or None.
    """

    name: str
    network: str = ""
    device: str | None = None


def b64(value: bytes) -> str:
    """Standard base64, padded."""
    return base64.b64encode(value).decode("ascii")


def b64_or_none(value: bytes | None) -> str | None:
    """The same, or null."""
    return None if value is None else b64(value)
