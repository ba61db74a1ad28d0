"""Staff accounts: one Argon2id run both checks the password and unlocks the person's key (DESIGN 5.8).

    stretched    = Argon2id(password, salt)
    verifier     = derive(stretched, "evenhand.password.verifier/v1")    stored as its SHA-256
    wrapping key = derive(stretched, "evenhand.password.wrapping/v1")    never stored

The person's private half and TOTP secret are boxes under the wrapping key, and the list of their passkeys carries a proof made
with it. So whoever copies the accounts must guess passwords at the price of Argon2, and whoever changes an account without the
password gains no key: the boxes of another password do not open, and grants are wrapped to the public half that only the true
private half fits.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from evenhand.vault.argon import DEFAULT_PARAMS, SALT, ArgonParams, Stretched, stretch
from evenhand.vault.box import box, unbox
from evenhand.vault.errors import CannotOpen, WrongPassword
from evenhand.vault.keys import Entropy, KeyPair, PrivateKey, PublicKey, Secret, derive, key_pair_of, new_key_pair
from evenhand.vault.passkey import MOST_PASSKEYS, Passkey, passkeys_proof
from evenhand.vault.totp import TotpSecret, new_totp_secret

_NO_SALT = bytes(SALT)
_PASSKEY_FIELDS = frozenset({"passkeys", "passkeys_proof"})
_BYTE_FIELDS = ("salt", "verifier_hash", "public", "wrapped_private", "sealed_totp")


class WrappingKey(Secret):
    """Opens a person's private half and TOTP secret; derived from their password each time, never stored."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class PasswordRecord:
    """What is stored of a person's password. None of it is of use without the password.

    A record without passkeys is written as records were before there were any.
    """

    salt: bytes
    params: ArgonParams
    verifier_hash: bytes
    public: PublicKey
    wrapped_private: bytes
    sealed_totp: bytes
    passkeys: tuple[Passkey, ...] = ()
    passkeys_proof: bytes = b""

    def to_dict(self) -> dict[str, object]:
        """For a JSON column: base64 text, and the parameters as numbers."""
        stored: dict[str, object] = {
            name: base64.b64encode(getattr(self, name)).decode("ascii") for name in _BYTE_FIELDS
        }
        return stored | {"params": self.params.to_dict()} | self._passkeys()

    @classmethod
    def from_dict(cls, stored: object) -> Self:
        """Raises ValueError, with a sentence, unless `stored` has the shape that `to_dict` gives."""
        if not isinstance(stored, dict) or set(stored) - _PASSKEY_FIELDS != {*_BYTE_FIELDS, "params"}:
            raise ValueError("The stored password record does not have the fields it should: the account is damaged.")
        try:
            raw = {name: base64.b64decode(stored[name], validate=True) for name in _BYTE_FIELDS}
        except (TypeError, ValueError, binascii.Error):
            raise ValueError("The stored password record is not base64: the account is damaged.") from None
        if len(raw["salt"]) != SALT:
            raise ValueError("The stored password record has a salt of the wrong length: the account is damaged.")
        return cls(
            salt=raw["salt"],
            params=ArgonParams.from_dict(stored["params"]),
            verifier_hash=raw["verifier_hash"],
            public=PublicKey(raw["public"]),
            wrapped_private=raw["wrapped_private"],
            sealed_totp=raw["sealed_totp"],
            **_read_passkeys(stored),
        )

    def _passkeys(self) -> dict[str, object]:
        if not self.passkeys:
            return {}
        return {
            "passkeys": [one.to_dict() for one in self.passkeys],
            "passkeys_proof": base64.b64encode(self.passkeys_proof).decode("ascii"),
        }


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A new account: what is stored, and what the person is shown once (the TOTP secret) or is granted with."""

    record: PasswordRecord
    key_pair: KeyPair
    totp_secret: TotpSecret


@dataclass(frozen=True, slots=True)
class UnlockedPerson:
    """What the right password opens."""

    key_pair: KeyPair
    totp_secret: TotpSecret
    passkeys: tuple[Passkey, ...] = ()


def enrol(password: str, entropy: Entropy, params: ArgonParams = DEFAULT_PARAMS) -> Enrolment:
    """A new key pair and TOTP secret under `password`, which `password_faults` has passed. Takes one Argon2id run."""
    key_pair, totp_secret = new_key_pair(entropy), new_totp_secret(entropy)
    return Enrolment(record_of(password, key_pair, totp_secret, entropy, params), key_pair, totp_secret)


def unlock(record: PasswordRecord | None, password: str) -> UnlockedPerson:
    """The person's key pair and TOTP secret, for one Argon2id run.

    For an account that does not exist pass None: it costs the same run and raises the same WrongPassword, so that
    neither answer nor time tells which accounts exist. Raises CannotOpen if the record itself was tampered with.
    """
    if record is None:
        stretch(password, _NO_SALT, DEFAULT_PARAMS)
        raise _wrong_password()
    verifier_hash, wrapping = _split(stretch(password, record.salt, record.params))
    if not hmac.compare_digest(verifier_hash, record.verifier_hash):
        raise _wrong_password()
    key_pair = key_pair_of(PrivateKey(unbox(record.wrapped_private, wrapping, b"private-half:" + record.public)))
    if key_pair.public != record.public:
        raise CannotOpen("The account's keys do not belong together: its record was changed.")
    if not hmac.compare_digest(record.passkeys_proof, passkeys_proof(record.passkeys, wrapping, record.public)):
        raise CannotOpen("The account's passkeys are not those that its owner added: its record was changed.")
    totp_secret = TotpSecret(unbox(record.sealed_totp, wrapping, b"totp:" + record.public))
    return UnlockedPerson(key_pair, totp_secret, record.passkeys)


def record_of(
    password: str,
    key_pair: KeyPair,
    totp_secret: TotpSecret,
    entropy: Entropy,
    params: ArgonParams = DEFAULT_PARAMS,
    passkeys: tuple[Passkey, ...] = (),
) -> PasswordRecord:
    """These keys under this password, with a salt of its own: for a new account, password or second factor. One Argon2id run."""
    salt = entropy(SALT)
    verifier_hash, wrapping = _split(stretch(password, salt, params))
    return PasswordRecord(
        salt=salt,
        params=params,
        verifier_hash=verifier_hash,
        public=key_pair.public,
        wrapped_private=box(key_pair.private, wrapping, b"private-half:" + key_pair.public, entropy),
        sealed_totp=box(totp_secret, wrapping, b"totp:" + key_pair.public, entropy),
        passkeys=passkeys,
        passkeys_proof=passkeys_proof(passkeys, wrapping, key_pair.public),
    )


def _read_passkeys(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Raises ValueError, with a sentence, for passkeys that are not as `PasswordRecord.to_dict` writes them."""
    if not _PASSKEY_FIELDS & set(stored):
        return {}
    several, proof = stored.get("passkeys"), stored.get("passkeys_proof")
    if not isinstance(several, list) or not 0 < len(several) <= MOST_PASSKEYS or not isinstance(proof, str):
        raise ValueError("The stored passkeys are not as many as there can be: the account is damaged.")
    try:
        return {
            "passkeys": tuple(map(Passkey.from_dict, several)),
            "passkeys_proof": base64.b64decode(proof, validate=True),
        }
    except binascii.Error:
        raise ValueError("The proof of the stored passkeys is not base64: the account is damaged.") from None


def _split(stretched: Stretched) -> tuple[bytes, WrappingKey]:
    """The hash of the verifier, and the wrapping key."""
    verifier = derive(stretched, b"evenhand.password.verifier/v1")
    return hashlib.sha256(verifier).digest(), WrappingKey(derive(stretched, b"evenhand.password.wrapping/v1"))


def _wrong_password() -> WrongPassword:
    return WrongPassword("The user name or the password is wrong.")
