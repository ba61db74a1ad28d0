"""The second factor: six digits that change every 30 seconds (TOTP, RFC 6238), each accepted at most once.

The clock is passed in. A code of the step before or after is accepted too, since phones are off by some seconds.
"""

import base64
from hmac import compare_digest

import pyotp

from evenhand.vault.keys import Entropy, Secret

STEP_SECONDS = 30
_TOLERATED_STEPS = (-1, 0, 1)


class TotpSecret(Secret):
    """What the person's authenticator holds: 20 bytes (RFC 4226 section 4, R6)."""

    SIZE = 20
    __slots__ = ()

    @property
    def base32(self) -> str:
        """As a person types it into an authenticator."""
        return base64.b32encode(self).decode("ascii")


def new_totp_secret(entropy: Entropy) -> TotpSecret:
    """A fresh secret."""
    return TotpSecret(entropy(TotpSecret.SIZE))


def totp_uri(secret: TotpSecret, account: str, issuer: str) -> str:
    """The otpauth:// address that an authenticator reads from a QR code. It holds the secret."""
    return pyotp.TOTP(secret.base32).provisioning_uri(name=account, issuer_name=issuer)


def totp_code(secret: TotpSecret, now: int) -> str:
    """The code at `now` (Unix seconds): for the demonstration's sign-in page and for tests."""
    return pyotp.TOTP(secret.base32).at(now)


def used_step(secret: TotpSecret, code: str, now: int, last_step: int | None) -> int | None:
    """The step whose code this is, or None if it is no step's near `now` or its step was used before.

    `now` is Unix seconds. `last_step` is what the last success answered (None before the first): the caller keeps it
    and passes it in, so that a code seen over a shoulder or replayed from a log is refused.
    """
    totp = pyotp.TOTP(secret.base32)
    typed = "".join(code.split()).encode("utf-8", "surrogatepass")
    first_unused = 0 if last_step is None else last_step + 1
    for step in (now // STEP_SECONDS + offset for offset in _TOLERATED_STEPS):
        if step >= first_unused and compare_digest(typed, totp.generate_otp(step).encode()):
            return step
    return None
