"""Challenges for passkeys, and whether an answer to one is good: each is for one name and purpose, for minutes, and counts once.

A challenge carries its own proof, under a key of this process: so strangers who ask for many fill nothing, and what is kept is only
which ones were answered by somebody who had the password too.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock
from typing import Self

from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.fields import Fields
from evenhand.vault.agent.wire import LONGEST_ANSWER, LONGEST_MARK, LONGEST_NAME, LONGEST_ORIGIN, Answer, b64
from evenhand.vault.keys import Entropy
from evenhand.vault.passkey import MOST_PASSKEYS, Passkey

CHALLENGE_SECONDS = 5 * 60
"""How long a challenge can be answered."""
_RANDOM, _UNTIL, _PROOF = 16, 8, 32


class Purpose(StrEnum):
    """What a challenge is answered for."""

    SIGN_IN = "sign-in"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class PasskeyAnswer:
    """What a browser sent, from the page of which origin, and by mark the counts of signatures that are stored for the account."""

    answer: str = field(repr=False)
    origin: str
    counters: Mapping[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        """As it goes over the wire."""
        counters = [{"mark": mark, "counter": counter} for mark, counter in self.counters.items()]
        return {"answer": self.answer, "origin": self.origin, "counters": counters}

    @classmethod
    def from_value(cls, value: object) -> Self | None:
        """Raises Refusal(MALFORMED)."""
        if value is None:
            return None
        fields = Fields(value)
        answer, origin = fields.text("answer", LONGEST_ANSWER), fields.text("origin", LONGEST_ORIGIN)
        counters = [Fields(one) for one in fields.items("counters", MOST_PASSKEYS)]
        fields.end()
        return cls(answer, origin, {one.text("mark", LONGEST_MARK): one.integer("counter") for one in counters})


@dataclass(frozen=True, slots=True)
class Used:
    """Which second factor was shown: the step of a code, or a passkey's mark and its count of signatures."""

    step: int | None = None
    mark: str | None = None
    counter: int | None = None

    def to_answer(self) -> Answer:
        """As it goes over the wire."""
        return {"step": self.step, "passkey": self.mark, "counter": self.counter}


class Passkeys:
    """Makes challenges and checks answers. Safe for threads. `clock` gives seconds that only ever grow."""

    def __init__(self, clock: Callable[[], float], entropy: Entropy) -> None:
        self._clock, self._entropy, self._secret = clock, entropy, entropy(32)
        self._used: dict[bytes, int] = {}
        self._counters: dict[str, int] = {}
        self._lock = Lock()

    def challenge(self, fields: Fields) -> Answer:
        """One for whoever says that this is their name, whether there is such an account or not."""
        purpose, name = _purpose(fields.text("purpose", 20)), fields.text("name", LONGEST_NAME)
        fields.end()
        until = int(self._clock()) + CHALLENGE_SECONDS
        begins = self._entropy(_RANDOM) + until.to_bytes(_UNTIL, "big")
        return {"challenge": b64(begins + self._proof(begins, purpose, name))}

    def shown(self, given: PasskeyAnswer, passkeys: Sequence[Passkey], name: str) -> Used:
        """The passkey of the account that answered. Raises Refusal(WRONG_PASSWORD_OR_CODE), for every reason alike."""
        from evenhand.vault.webauthn import Place, goes_back, read_shown

        with _refusing(Code.WRONG_PASSWORD_OR_CODE):
            challenge = self._spend(given.answer, Purpose.SIGN_IN, name)
            shown = read_shown(given.answer, challenge, Place(given.origin), passkeys)
        mark = shown.passkey.mark
        with self._lock:  # two sign-ins with one answer's count must not both find it new
            known = (shown.passkey.counter, given.counters.get(mark, 0), self._counters.get(mark, 0))
            if goes_back(shown.counter, max(known)):
                raise Refusal(Code.WRONG_PASSWORD_OR_CODE)
            self._counters[mark] = shown.counter
        return Used(mark=mark, counter=shown.counter)

    def made(self, given: PasskeyAnswer, name: str, label: str, today: str) -> Passkey:
        """The passkey that a device made for this account. Raises Refusal(PASSKEY_REFUSED)."""
        from evenhand.vault.webauthn import Place, read_new

        with _refusing(Code.PASSKEY_REFUSED):
            place = Place(given.origin)
            new = read_new(given.answer, self._spend(given.answer, Purpose.ADD, name), place)
            return Passkey(new.id, new.public, place.id, label, today, new.counter)

    def _spend(self, answer: str, purpose: Purpose, name: str) -> bytes:
        """The answer's challenge, which is used up. Raises PasskeyFault, and Refusal if it is none of ours, late or used."""
        from evenhand.vault.webauthn import PasskeyFault, challenge_of

        challenge = challenge_of(answer)
        begins, proof = challenge[: _RANDOM + _UNTIL], challenge[_RANDOM + _UNTIL :]
        if not hmac.compare_digest(proof, self._proof(begins, purpose, name)):
            raise PasskeyFault("This is no challenge of ours, or it was for another name or purpose.")
        until, now = int.from_bytes(begins[_RANDOM:], "big"), self._clock()
        with self._lock:
            for old in [old for old, ends in self._used.items() if ends < now]:
                del self._used[old]
            if until < now or begins in self._used:
                raise PasskeyFault("This challenge is late, or was answered before.")
            self._used[begins] = until
        return challenge

    def _proof(self, begins: bytes, purpose: Purpose, name: str) -> bytes:
        said = begins + f"{purpose.value}\0{name}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, said, hashlib.sha256)


@contextmanager
def _refusing(code: Code) -> Iterator[None]:
    """Turns every PasskeyFault of the block into one refusal."""
    from evenhand.vault.webauthn import PasskeyFault

    try:
        yield
    except PasskeyFault:
        raise Refusal(code) from None


def _purpose(said: str) -> Purpose:
    try:
        return Purpose(said)
    except ValueError:
        raise Refusal(Code.MALFORMED) from None
