"""Passkeys as an account's record has them: what a device showed of itself once, and what vouches for the list.

The list is no secret. Its proof is made with the key that the password alone gives, so that whoever writes the database can neither
add a passkey nor keep one that was taken away (see `vault.password`).
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from evenhand.vault.keys import PublicKey, Secret, derive
from evenhand_register import canonical

ALGORITHMS = (-7, -8, -257)
"""ES256, EdDSA, RS256 (COSE), as WebAuthn recommends that they be offered."""
MOST_PASSKEYS = 5
LONGEST_LABEL = 40  # characters
LONGEST_ID = 1_023  # bytes (WebAuthn 4, Credential ID)
_LONGEST_PUBLIC = 1_024
_FIELDS = frozenset({"id", "public", "place", "label", "added", "counter"})


@dataclass(frozen=True, slots=True)
class Passkey:
    """One device's key for one account at one place.

    `id` is the credential ID, `public` the public key in COSE (RFC 9052), `place` the RP ID, the host name at which it was made and
    works; `label` its owner's name for it, `added` the day, `counter` the device's count of signatures then.
    """

    id: bytes
    public: bytes
    place: str
    label: str
    added: str
    counter: int

    @property
    def mark(self) -> str:
        """64 hex digits, the same for the same key: by them one that serves two accounts is found."""
        return hashlib.sha256(b"evenhand.passkey/v1\0" + self.public).hexdigest()

    def to_dict(self) -> dict[str, object]:
        """For a JSON column."""
        return {
            "id": base64.b64encode(self.id).decode("ascii"),
            "public": base64.b64encode(self.public).decode("ascii"),
            "place": self.place,
            "label": self.label,
            "added": self.added,
            "counter": self.counter,
        }

    @classmethod
    def from_dict(cls, stored: object) -> Self:
        """Raises ValueError, with a sentence, unless `stored` has the shape that `to_dict` gives."""
        damaged = ValueError("A stored passkey does not have the fields it should: the account is damaged.")
        if not isinstance(stored, dict) or set(stored) != _FIELDS:
            raise damaged
        words, counter = (stored["place"], stored["label"], stored["added"]), stored["counter"]
        if not all(isinstance(word, str) for word in words) or type(counter) is not int:
            raise damaged
        try:
            raw, public = (base64.b64decode(stored[name], validate=True) for name in ("id", "public"))
        except (TypeError, ValueError, binascii.Error):
            raise damaged from None
        if len(raw) > LONGEST_ID or len(public) > _LONGEST_PUBLIC or not 0 <= counter < 2**32:
            raise damaged
        return cls(raw, public, *words, counter)


def passkeys_proof(passkeys: Sequence[Passkey], wrapping: Secret, person: PublicKey) -> bytes:
    """32 bytes: this very list belongs to this person, says whoever has their password. Empty for no passkey at all."""
    if not passkeys:
        return b""
    said = bytes(person) + canonical.dumps([one.to_dict() for one in passkeys])
    return hmac.digest(derive(wrapping, b"evenhand.passkeys/v1"), said, "sha256")
