"""A passkey's device in software: it makes ES256 keys and signs what a browser would have it sign (WebAuthn level 2).

The bytes it writes are put together here, from the standard; only CBOR and the names of the keys' parts are the library's.
"""

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ORIGIN = "https://desk.example"


def b64(raw: bytes) -> str:
    """As browsers have it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def client_data(kind: str, challenge: bytes, origin: str, **more) -> bytes:
    """What the browser says of the page."""
    return json.dumps({"type": kind, "challenge": b64(challenge), "origin": origin, **more}).encode()


@dataclass
class Device:
    """One device with one passkey; `counter` grows with each signature, unless it is one that does not count."""

    place: str = "desk.example"
    origin: str = ORIGIN
    counts: bool = True
    counter: int = 0
    id: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, challenge: bytes, **wrong) -> str:
        """The answer to being asked for a new passkey; `wrong` is what is to be otherwise."""
        told = {
            "kind": "webauthn.create",
            "origin": self.origin,
            "place": self.place,
            "flags": PRESENT | VERIFIED,
        } | wrong
        public = cbor.encode(dict(wrong.get("public") or ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(told["place"], told["flags"] | ATTESTED) + attested
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = client_data(told["kind"], challenge, told["origin"], **wrong.get("client", {}))
        return self._answer({"clientDataJSON": b64(said), "attestationObject": b64(attestation)})

    def shown(self, challenge: bytes, **wrong) -> str:
        """The answer to being asked for the passkey."""
        told = {
            "kind": "webauthn.get",
            "origin": self.origin,
            "place": self.place,
            "flags": PRESENT | VERIFIED,
        } | wrong
        self.counter += self.counts
        data = self._data(told["place"], told["flags"])
        said = client_data(told["kind"], challenge, told["origin"], **wrong.get("client", {}))
        signature = wrong.get("key", self.key).sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {"clientDataJSON": b64(said), "authenticatorData": b64(data), "signature": b64(signature)}
        )

    def _data(self, place: str, flags: int) -> bytes:
        return hashlib.sha256(place.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _answer(self, response: dict[str, str]) -> str:
        return json.dumps({"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response})
