"""What a browser sends of a passkey, read and checked (WebAuthn level 2, sections 7.1 and 7.2). Only the key agent loads this.

The checks of type, origin, challenge, place, presence and signature are the library's. What is asked beside them: the origin is the
very one of the page, no other page frames it, the key is of a kind that we asked for, and the counter never goes back.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialRpEntity,
    RegistrationResponse,
)

from evenhand.vault.errors import VaultError
from evenhand.vault.passkey import ALGORITHMS, LONGEST_ID, Passkey


class PasskeyFault(VaultError):
    """What came is not the answer of a passkey to this question, from this place."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is: its origin, as a browser names it."""

    origin: str

    @property
    def id(self) -> str:
        """The RP ID: the host name alone. Raises PasskeyFault for an origin at which there are no passkeys."""
        try:
            parts = urlsplit(self.origin)
            host = parts.hostname or ""
        except ValueError:
            raise PasskeyFault("This is no origin.") from None
        if not host or (parts.scheme != "https" and not (parts.scheme == "http" and host == "localhost")):
            raise PasskeyFault("Passkeys work over HTTPS alone.")
        return host


@dataclass(frozen=True, slots=True)
class New:
    """A passkey that a device has just made."""

    id: bytes
    public: bytes
    counter: int


@dataclass(frozen=True, slots=True)
class Shown:
    """The passkey that answered, and its device's count of signatures; nought from devices that do not count."""

    passkey: Passkey
    counter: int


def challenge_of(answer: str) -> bytes:
    """The challenge that an answer says it is to. Raises PasskeyFault."""
    try:
        response = _parsed(answer)["response"]
        return CollectedClientData(websafe_decode(response["clientDataJSON"])).challenge
    except PasskeyFault:
        raise
    except Exception:  # noqa: BLE001 - whatever a hostile answer does to a parser, it is no answer
        raise _no_answer() from None


def read_new(answer: str, challenge: bytes, place: Place) -> New:
    """What a device answered to being asked for a passkey. Raises PasskeyFault.

    Who made the device is not asked: attestation is ignored.
    """
    server = _server(place)
    try:
        registration = RegistrationResponse.from_dict(_parsed(answer))
        data = server.register_complete(_state(challenge), registration)
        client, made = registration.response.client_data, data.credential_data
    except Exception:  # noqa: BLE001 - as above
        raise _no_answer() from None
    if made is None or client.cross_origin or made.public_key.get(3) not in ALGORITHMS:
        raise _no_answer()
    if made.credential_id != registration.raw_id or not 0 < len(made.credential_id) <= LONGEST_ID:
        raise _no_answer()
    return New(made.credential_id, cbor.encode(dict(made.public_key)), data.counter)


def read_shown(answer: str, challenge: bytes, place: Place, passkeys: Sequence[Passkey]) -> Shown:
    """Which of these passkeys answered. Raises PasskeyFault if none of them did, or not here, or not to this challenge."""
    here = {one.id: one for one in passkeys if one.place == place.id}
    server = _server(place)
    try:
        shown = AuthenticationResponse.from_dict(_parsed(answer))
        known = server.authenticate_complete(_state(challenge), [_credential(one) for one in here.values()], shown)
        client: CollectedClientData = shown.response.client_data
        data: AuthenticatorData = shown.response.authenticator_data
    except Exception:  # noqa: BLE001 - as above
        raise _no_answer() from None
    if client.cross_origin:
        raise _no_answer()
    return Shown(here[known.credential_id], data.counter)


def goes_back(counter: int, last: int) -> bool:
    """Whether this count cannot come after the last one, so that a copy of the device is about (WebAuthn 6.1.1)."""
    return (counter, last) != (0, 0) and counter <= last


def _server(place: Place) -> Fido2Server:
    def is_ours(origin: str) -> bool:
        return origin == place.origin

    return Fido2Server(PublicKeyCredentialRpEntity(id=place.id, name=place.id), verify_origin=is_ours)


def _state(challenge: bytes) -> Mapping[str, Any]:
    return {"challenge": websafe_encode(challenge), "user_verification": "preferred"}


def _credential(passkey: Passkey) -> AttestedCredentialData:
    key = CoseKey.parse(cast("Mapping[int, Any]", cbor.decode(passkey.public)))
    return AttestedCredentialData.create(bytes(16), passkey.id, key)


def _parsed(answer: str) -> Any:
    return json.loads(answer)


def _no_answer() -> PasskeyFault:
    return PasskeyFault("This is not the answer of a passkey to what was asked here.")
