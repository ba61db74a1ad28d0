"""The one slow hash (Argon2id, RFC 9106): what makes a guessed password dear."""

import unicodedata
from dataclasses import asdict, dataclass
from typing import Self

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from evenhand.vault.keys import Secret

SALT = 16
LONGEST_PASSWORD = 1_024  # characters; far above the policy's limit, so that a giant one costs nothing


class Stretched(Secret):
    """What a password became: 32 bytes from which the verifier and the wrapping key are derived."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ArgonParams:
    """Memory in KiB, passes over it, lanes. Raises ValueError outside of what this program will run.

    The default takes about 0.25 s on one core: 64 MiB and three passes as RFC 9106 section 4 recommends second, with
    one lane, since more lanes are hardly faster on the two cores that we count on and two people may sign in at once.
    The ceiling keeps a tampered record from taking the machine's memory.
    """

    memory_kib: int = 65_536
    passes: int = 3
    lanes: int = 1

    def __post_init__(self) -> None:
        sound = 1 <= self.lanes <= 4 and 1 <= self.passes <= 10 and 8 * self.lanes <= self.memory_kib <= 262_144
        if not sound:
            raise ValueError("These Argon2 parameters are outside of what this program runs: the account is damaged.")

    def to_dict(self) -> dict[str, int]:
        """For storing beside the salt."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: object) -> Self:
        """Raises ValueError unless `stored` is exactly what `to_dict` gives."""
        if not isinstance(stored, dict) or set(stored) != {"memory_kib", "passes", "lanes"}:
            raise ValueError("The stored Argon2 parameters are not complete: the account is damaged.")
        if not all(type(value) is int for value in stored.values()):
            raise ValueError("The stored Argon2 parameters are not whole numbers: the account is damaged.")
        return cls(**stored)


DEFAULT_PARAMS = ArgonParams()


def stretch(password: str, salt: bytes, params: ArgonParams) -> Stretched:
    """One Argon2id run. The password is first normalised (NFKC), so that an accent typed on another keyboard fits."""
    typed = unicodedata.normalize("NFKC", password[:LONGEST_PASSWORD]).encode("utf-8", "surrogatepass")
    memory, passes, lanes = params.memory_kib, params.passes, params.lanes
    return Stretched(Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory).derive(typed))
