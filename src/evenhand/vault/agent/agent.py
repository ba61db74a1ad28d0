"""What the agent does with each request: the whole of it, without sockets, files or a clock of its own."""

import hmac
import json
import sys
from collections import Counter
from collections.abc import Callable
from threading import Lock

from evenhand.vault.agent.chains import MOST_TARGETS, Opener, targets_from_json
from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.fields import Fields
from evenhand.vault.agent.gate import Gate
from evenhand.vault.agent.instance_key import stand_in_proof
from evenhand.vault.agent.slots import Slots, Unlocked
from evenhand.vault.agent.wire import LONGEST_CODE, CookieHalf, b64, b64_or_none
from evenhand.vault.argon import LONGEST_PASSWORD
from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import KeyPair, PublicKey, key_id
from evenhand.vault.password import PasswordRecord, UnlockedPerson, unlock
from evenhand.vault.totp import TotpSecret, used_step
from evenhand.vault.wrap import Unwrapper

LONGEST_REF = 200

type Answer = dict[str, object]


class Agent:
    """Answers requests. Safe for threads; `Slots` and `Gate` hold what changes."""

    def __init__(self, *, instance: KeyPair | None, slots: Slots, gate: Gate) -> None:
        self._instance = instance
        self._instance_unwrapper = Unwrapper(instance.private) if instance else None
        self._slots, self._gate = slots, gate
        self.stopping = False
        self._last_steps: dict[str, int] = {}
        self._counts: Counter[str] = Counter()
        self._lock = Lock()
        self._operations: dict[str, Callable[[Fields], Answer]] = {
            "sign-in": self._sign_in,
            "whose": self._whose,
            "open": self._open,
            "sign-out": self._sign_out,
            "sign-out-person": self._sign_out_person,
            "status": self._status,
            "stop": self._stop,
        }

    def answer(self, message: object) -> Answer:
        """The answer to one request; never raises, never holds more of a failure than its kind."""
        try:
            fields = Fields(message)
            operation = self._operations.get(fields.text("do", 40))
            if operation is None:
                raise Refusal(Code.UNKNOWN_OPERATION)  # noqa: TRY301 - one place turns refusals into answers
            return {"ok": True, **operation(fields)}
        except Refusal as refusal:
            self._count("refused")
            return refusal.to_answer()
        except Exception as failure:  # noqa: BLE001 - its text or traceback could hold a secret, so only its type is told
            self._count("failed")
            told = {"event": "A request to the key agent failed.", "error": type(failure).__name__}
            print(
                json.dumps({**told, "level": "error", "logger": "evenhand.agent", "process": "agent"}),
                file=sys.stderr,
            )
            return Refusal(Code.INTERNAL).to_answer()

    def _sign_in(self, fields: Fields) -> Answer:
        record = _record_or_none(fields.take("record"))
        password, code = fields.text("password", LONGEST_PASSWORD), fields.text("code", LONGEST_CODE)
        now, last_step = fields.integer("now"), fields.integer_or_none("last_step")
        person_ref, proof = fields.text("person_ref", LONGEST_REF), fields.raw_or_none("stand_in", 32)
        fields.end()
        person = self._unlock(record, password)
        public = person.key_pair.public
        step = self._use_code(person.totp_secret, public, code, now, last_step)
        unlocked = Unlocked(person_ref, person.key_pair.private, self._may_stand_in(public, proof))
        slot, cookie_half = self._slots.put(unlocked)
        self._count("sign-ins")
        return {"slot": slot, "cookie_half": b64(cookie_half), "step": step}

    def _unlock(self, record: PasswordRecord | None, password: str) -> UnlockedPerson:
        with self._gate.turn():
            try:
                return unlock(record, password)
            except CannotOpen:
                raise Refusal(Code.WRONG_PASSWORD_OR_CODE) from None

    def _use_code(self, secret: TotpSecret, public: PublicKey, code: str, now: int, last_step: int | None) -> int:
        """The step of the code, which is used up: here at once, and for good when the caller stores it."""
        with self._lock:  # two sign-ins with the same code must not both find it unused
            known = [step for step in (last_step, self._last_steps.get(key_id(public))) if step is not None]
            step = used_step(secret, code, now, max(known, default=None))
            if step is None:
                raise Refusal(Code.WRONG_PASSWORD_OR_CODE)
            self._last_steps[key_id(public)] = step
        return step

    def _may_stand_in(self, public: PublicKey, proof: bytes | None) -> bool:
        if proof is None:
            return False
        if self._instance is None or not hmac.compare_digest(proof, stand_in_proof(self._instance, public)):
            raise Refusal(Code.NOT_VOUCHED)
        return True

    def _whose(self, fields: Fields) -> Answer:
        unlocked = self._unlocked(fields)
        fields.end()
        return {"person_ref": unlocked.person_ref, "stands_in": unlocked.stands_in}

    def _open(self, fields: Fields) -> Answer:
        unlocked = self._unlocked(fields)
        keys = [Unwrapper(unlocked.private)]
        if unlocked.stands_in and self._instance_unwrapper:
            keys.append(self._instance_unwrapper)
        targets = targets_from_json(fields.items("targets", MOST_TARGETS))
        fields.end()
        opener = Opener(keys)
        secrets = [opener.open(target) for target in targets]
        self._count("opened", sum(secret is not None for secret in secrets))
        return {"secrets": [b64_or_none(secret) for secret in secrets]}

    def _sign_out(self, fields: Fields) -> Answer:
        slot = fields.text("slot", 32)
        fields.end()
        self._slots.drop(slot)
        return {}

    def _sign_out_person(self, fields: Fields) -> Answer:
        person_ref = fields.text("person_ref", LONGEST_REF)
        fields.end()
        return {"slots": self._slots.drop_person(person_ref)}

    def _status(self, fields: Fields) -> Answer:
        fields.end()
        with self._lock:
            counts = dict(self._counts)
        instance = self._instance is not None
        return {
            "slots": self._slots.count(),
            "argon2": self._gate.counts(),
            "counts": counts,
            "instance_key": instance,
        }

    def _stop(self, fields: Fields) -> Answer:
        fields.end()
        self.stopping = True  # the server ends the process once this answer is sent
        return {}

    def _unlocked(self, fields: Fields) -> Unlocked:
        slot = fields.text("slot", 32)
        return self._slots.get(slot, CookieHalf(fields.exactly("cookie_half", CookieHalf.SIZE)))

    def _count(self, what: str, by: int = 1) -> None:
        with self._lock:
            self._counts[what] += by


def _record_or_none(value: object) -> PasswordRecord | None:
    try:
        return None if value is None else PasswordRecord.from_dict(value)
    except ValueError:
        raise Refusal(Code.MALFORMED) from None
