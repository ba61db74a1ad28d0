"""Whether somebody has an account's password and second factor: counted against guessing, queued for Argon2id, used up once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Self

from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.fields import Fields
from evenhand.vault.agent.gate import Gate
from evenhand.vault.agent.passkeys import PasskeyAnswer, Passkeys, Used
from evenhand.vault.agent.throttle import Key, Kind, Throttle
from evenhand.vault.agent.wire import LONGEST_CODE, LONGEST_DEVICE, LONGEST_NAME, LONGEST_NETWORK
from evenhand.vault.argon import LONGEST_PASSWORD
from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import PublicKey, key_id
from evenhand.vault.password import PasswordRecord, UnlockedPerson, unlock
from evenhand.vault.totp import TotpSecret, used_step


@dataclass(frozen=True, slots=True)
class Try:
    """What was typed, against which account (None: there is none of this name), and under what a wrong try counts."""

    record: PasswordRecord | None
    password: str = field(repr=False)
    code: str = field(repr=False)
    now: int
    last_step: int | None
    name: str
    keys: tuple[Key, ...]
    passkey: PasskeyAnswer | None = None

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        """Takes its fields out. Raises Refusal(MALFORMED)."""
        name = fields.text("name", LONGEST_NAME)
        return cls(
            record=record_or_none(fields.take("record")),
            password=fields.text("password", LONGEST_PASSWORD),
            code=fields.text("code", LONGEST_CODE),
            now=fields.integer("now"),
            last_step=fields.integer_or_none("last_step"),
            name=name,
            keys=_keys(name, fields),
            passkey=PasskeyAnswer.from_value(fields.take("passkey")),
        )

    @property
    def known(self) -> bool:
        """Whether it comes from a device that the account was signed in to from before, or from the machine itself."""
        return any(kind in (Kind.DEVICE, Kind.COMMAND) for kind, _ in self.keys)


class Prover:
    """Checks tries. Safe for threads."""

    def __init__(self, gate: Gate, throttle: Throttle, passkeys: Passkeys) -> None:
        self.gate, self.throttle, self.passkeys = gate, throttle, passkeys
        self._last_steps: dict[str, int] = {}
        self._lock = Lock()

    @contextmanager
    def counted(self, keys: tuple[Key, ...]) -> Iterator[None]:
        """One try that counts as wrong if the block ends with WRONG_PASSWORD_OR_CODE, and else not. Raises Refusal(WAIT)."""
        self.throttle.enter(keys)
        try:
            yield
        except Refusal as refusal:
            if refusal.code is not Code.WRONG_PASSWORD_OR_CODE:
                self.throttle.take_back(keys)
            raise
        self.throttle.take_back(keys)

    def password(self, tried: Try) -> UnlockedPerson:
        """What the password opens. One Argon2id run, also where there is no account. Raises Refusal."""
        with self.gate.turn(known=tried.known):
            try:
                return unlock(tried.record, tried.password)
            except CannotOpen:
                raise Refusal(Code.WRONG_PASSWORD_OR_CODE) from None

    def second_factor(self, tried: Try, person: UnlockedPerson) -> Used:
        """The passkey that was shown, or else the code that was typed; used up either way. Raises Refusal."""
        if tried.passkey is not None:
            return self.passkeys.shown(tried.passkey, person.passkeys, tried.name)
        return Used(step=self.code(tried, person.totp_secret, person.key_pair.public))

    def code(self, tried: Try, secret: TotpSecret, public: PublicKey) -> int:
        """The step of the code, which is used up: here at once, and for good when the caller stores it. Raises Refusal."""
        with self._lock:  # two sign-ins with the same code must not both find it unused
            known = [step for step in (tried.last_step, self._last_steps.get(key_id(public))) if step is not None]
            step = used_step(secret, tried.code, tried.now, max(known, default=None))
            if step is None:
                raise Refusal(Code.WRONG_PASSWORD_OR_CODE)
            self._last_steps[key_id(public)] = step
        return step

    def forget_steps(self, public: PublicKey, step: int) -> None:
        """The person has another second factor, of which this step is used: what was used of the former one says nothing."""
        with self._lock:
            self._last_steps[key_id(public)] = step


def record_or_none(value: object) -> PasswordRecord | None:
    """An account's record. Raises Refusal(MALFORMED)."""
    try:
        return None if value is None else PasswordRecord.from_dict(value)
    except ValueError:
        raise Refusal(Code.MALFORMED) from None


def _keys(name: str, fields: Fields) -> tuple[Key, ...]:
    """A known device counts for itself; anybody else for the name, and for the network where there is one to tell."""
    network = fields.text("network", LONGEST_NETWORK)
    device = fields.text_or_none("device", LONGEST_DEVICE)
    if device is not None:
        return ((Kind.DEVICE, device),)
    return ((Kind.NAME, name), (Kind.NETWORK, network)) if network else ((Kind.NAME, name),)
