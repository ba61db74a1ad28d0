"""What the agent does with each request: the whole of it, without sockets, files or a clock of its own."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from threading import Lock

from evenhand.vault.agent.chains import MOST_TARGETS, Opener, targets_from_json
from evenhand.vault.agent.changer import Changer
from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.fields import Fields
from evenhand.vault.agent.instance_key import factor_mark
from evenhand.vault.agent.joint import Together
from evenhand.vault.agent.party_tokens import asked_for, party_tokens
from evenhand.vault.agent.passkey_changer import PasskeyChanger
from evenhand.vault.agent.proving import Prover, Try, record_or_none
from evenhand.vault.agent.rewrap import LONGEST_PROOF, Granter
from evenhand.vault.agent.slots import Slots, Unlocked
from evenhand.vault.agent.throttle import Key, Kind
from evenhand.vault.agent.wire import LONGEST_NAME, Answer, CookieHalf, b64, b64_or_none
from evenhand.vault.argon import LONGEST_PASSWORD
from evenhand.vault.keys import KeyPair
from evenhand.vault.wrap import Unwrapper

LONGEST_REF = 200
MOST_PARTS = 12
LONGEST_PART = 100


class Agent:
    """Answers requests. Safe for threads; `Slots` and `Prover` hold what changes."""

    def __init__(
        self,
        *,
        instance: KeyPair | None,
        slots: Slots,
        prover: Prover,
        changer: Changer,
        granter: Granter,
        passkeys: PasskeyChanger,
        together: Together,
    ) -> None:
        self._instance, self._granter, self._together = instance, granter, together
        self._slots, self._prover = slots, prover
        self.stopping = False
        self._counts: Counter[str] = Counter()
        self._lock = Lock()
        self._operations: dict[str, Callable[[Fields], Answer]] = {
            "sign-in": self._sign_in,
            "whose": self._whose,
            "open": self._open,
            "tokens": self._tokens,
            "rewrap": self._rewrap,
            "sign-out": self._sign_out,
            "sign-out-person": self._sign_out_person,
            "change-password": changer.change_password,
            "begin-device": changer.begin_device,
            "finish-device": changer.finish_device,
            "try-password": self._try_password,
            "try-phrase": self._try_phrase,
            "phrase-opened": self._phrase_opened,
            "status": self._status,
            "stop": self._stop,
            **passkeys.operations(),
            **together.operations(),
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
        tried = Try.from_fields(fields)
        person_ref, proof = fields.text("person_ref", LONGEST_REF), fields.raw_or_none("proof", LONGEST_PROOF)
        fields.end()
        with self._prover.counted(tried.keys):
            person = self._prover.password(tried)
            public = person.key_pair.public
            used = self._prover.second_factor(tried, person)
            if proof is not None and not self._granter.vouched(person_ref, public, proof):
                raise Refusal(Code.NOT_VOUCHED)
            slot, cookie_half = self._slots.put(Unlocked(person_ref, person.key_pair.private))
        self._count("sign-ins")
        factor = factor_mark(self._instance, person.totp_secret) if self._instance else None
        return {"slot": slot, "cookie_half": b64(cookie_half), **used.to_answer(), "factor": factor}

    def _whose(self, fields: Fields) -> Answer:
        unlocked = self._unlocked(fields)
        fields.end()
        return {"person_ref": unlocked.person_ref}

    def _open(self, fields: Fields) -> Answer:
        unlocked = self._unlocked(fields)
        targets = targets_from_json(fields.items("targets", MOST_TARGETS))
        fields.end()
        opener = Opener([Unwrapper(unlocked.private)])
        secrets = [opener.open(target) for target in targets]
        self._count("opened", sum(secret is not None for secret in secrets))
        return {"secrets": [b64_or_none(secret) for secret in secrets]}

    def _tokens(self, fields: Fields) -> Answer:
        opener = Opener([Unwrapper(self._unlocked(fields).private)])
        target, values = asked_for(fields)
        fields.end()
        made = party_tokens(opener, target, values)
        self._count("tokens", len(made or ()))
        return {"tokens": made}

    def _rewrap(self, fields: Fields) -> Answer:
        unlocked = self._unlocked(fields)
        return self._granter.answer(Opener([Unwrapper(unlocked.private)]), fields)

    def _sign_out(self, fields: Fields) -> Answer:
        slot = fields.text("slot", 32)
        fields.end()
        self._slots.drop(slot)
        return {}

    def _sign_out_person(self, fields: Fields) -> Answer:
        person_ref, but = fields.text("person_ref", LONGEST_REF), fields.text_or_none("but", 32)
        fields.end()
        self._together.drop_person(person_ref)
        return {"slots": self._slots.drop_person(person_ref, but)}

    def _try_password(self, fields: Fields) -> Answer:
        """Whether it is the password of an account, for a command; nothing is opened. One Argon2id run for every name alike."""
        name, record = fields.text("name", LONGEST_NAME), record_or_none(fields.take("record"))
        password = fields.text("password", LONGEST_PASSWORD)
        fields.end()
        keys = ((Kind.COMMAND, name),)
        with self._prover.counted(keys):
            self._prover.password(Try(record, password, "", 0, None, name, keys))
        return {}

    def _try_phrase(self, fields: Fields) -> Answer:
        keys = _phrase_keys(fields)
        self._prover.throttle.enter(keys)
        return {}

    def _phrase_opened(self, fields: Fields) -> Answer:
        self._prover.throttle.take_back(_phrase_keys(fields))
        return {}

    def _status(self, fields: Fields) -> Answer:
        fields.end()
        with self._lock:
            counts = dict(self._counts)
        instance = self._instance is not None
        return {
            "slots": self._slots.count(),
            "argon2": self._prover.gate.counts(),
            "counted": self._prover.throttle.counted(),
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


def _phrase_keys(fields: Fields) -> tuple[Key, ...]:
    parts = tuple((Kind.PHRASE, _part(value)) for value in fields.items("parts", MOST_PARTS))
    fields.end()
    return parts


def _part(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_PART:
        raise Refusal(Code.MALFORMED)
    return value
