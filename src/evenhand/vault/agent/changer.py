"""Another password or another second factor under the same keys: what only whoever has the present ones may ask for.

The agent makes the account's new record and keeps nothing of it; the caller logs and stores it. A new second factor is shown
first and stored only when a code of it has come back, so that nobody shuts themselves out with a device that never got it.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.fields import Fields
from evenhand.vault.agent.proving import Prover, Try, record_or_none
from evenhand.vault.agent.wire import LONGEST_CODE, Answer, b64
from evenhand.vault.argon import LONGEST_PASSWORD
from evenhand.vault.keys import Entropy, KeyPair, PublicKey
from evenhand.vault.passkey import Passkey
from evenhand.vault.password import PasswordRecord, UnlockedPerson, record_of
from evenhand.vault.permit import permit_proof
from evenhand.vault.totp import TotpSecret, new_totp_secret, used_step

PENDING_SECONDS = 10 * 60
"""How long a new second factor waits for a code of it."""
MOST_PENDING = 100
WRONG_CODES = 5


@dataclass(slots=True)
class _Pending:
    before: PasswordRecord
    after: PasswordRecord
    secret: TotpSecret = field(repr=False)
    since: float
    wrong: int = 0


class Changer:
    """Answers these requests. Safe for threads. `clock` gives seconds that only ever grow."""

    def __init__(
        self, *, instance: KeyPair | None, prover: Prover, clock: Callable[[], float], entropy: Entropy
    ) -> None:
        self._instance, self._prover = instance, prover
        self._clock, self._entropy = clock, entropy
        self._pending: dict[str, _Pending] = {}
        self._lock = Lock()

    def change_password(self, fields: Fields) -> Answer:
        """The account's record under `new_password`, which the caller has found good enough."""
        tried, new = Try.from_fields(fields), fields.text("new_password", LONGEST_PASSWORD)
        fields.end()
        with self._prover.counted(tried.keys):
            person = self._prover.password(tried)
            step = self._prover.code(tried, person.totp_secret, person.key_pair.public)
        return {"record": self._record(new, person, person.totp_secret, person.passkeys).to_dict(), "step": step}

    def begin_device(self, fields: Fields) -> Answer:
        """A fresh second factor, which waits; for whoever has the present one, or a code that two people allowed in its place.

        It takes the place of every passkey too: one may be on the device that is lost.
        """
        tried = Try.from_fields(fields)
        permit, until = fields.raw_or_none("permit", 32), fields.integer_or_none("permit_until")
        fields.end()
        with self._prover.counted(tried.keys):
            person = self._prover.password(tried)
            public, step = person.key_pair.public, None
            if not self._permits(permit, until, tried, public):
                step = self._prover.code(tried, person.totp_secret, public)
        if tried.record is None:  # its password was refused above; this says so to the type checker
            raise Refusal(Code.WRONG_PASSWORD_OR_CODE)
        secret = new_totp_secret(self._entropy)
        after = self._record(tried.password, person, secret)
        pending = self._entropy(16).hex()
        with self._lock:
            self._sweep()
            if len(self._pending) >= MOST_PENDING:
                raise Refusal(Code.BUSY)
            self._pending[pending] = _Pending(tried.record, after, secret, self._clock())
        return {"pending": pending, "secret": b64(secret), "step": step}

    def finish_device(self, fields: Fields) -> Answer:
        """The account's record with the second factor that waits, for a code of it."""
        pending, record = fields.text("pending", 32), record_or_none(fields.take("record"))
        code, now = fields.text("code", LONGEST_CODE), fields.integer("now")
        fields.end()
        with self._lock:
            self._sweep()
            waiting = self._pending.get(pending)
            if waiting is None or waiting.before != record:
                raise Refusal(Code.BEGIN_AGAIN)
            step = used_step(waiting.secret, code, now, None)
            if step is None:
                waiting.wrong += 1
                if waiting.wrong >= WRONG_CODES:
                    del self._pending[pending]
                raise Refusal(Code.WRONG_PASSWORD_OR_CODE)
            del self._pending[pending]
        self._prover.forget_steps(waiting.after.public, step)
        return {"record": waiting.after.to_dict(), "step": step}

    def _record(
        self, password: str, person: UnlockedPerson, secret: TotpSecret, passkeys: tuple[Passkey, ...] = ()
    ) -> PasswordRecord:
        with self._prover.gate.turn(known=True):  # they have shown that they are no stranger
            return record_of(password, person.key_pair, secret, self._entropy, passkeys=passkeys)

    def _permits(self, permit: bytes | None, until: int | None, tried: Try, public: PublicKey) -> bool:
        if permit is None or until is None or self._instance is None or tried.now > until:
            return False
        return hmac.compare_digest(permit, permit_proof(self._instance, public, until, tried.code))

    def _sweep(self) -> None:
        now = self._clock()
        for pending, waiting in list(self._pending.items()):
            if now - waiting.since >= PENDING_SECONDS:
                del self._pending[pending]
