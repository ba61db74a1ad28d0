"""Asking the key agent. One connection per question, so a client may be shared by threads and outlive the agent."""

import base64
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path

from evenhand.vault.agent.chains import Target, targets_to_json
from evenhand.vault.agent.codes import SENTENCES, Code
from evenhand.vault.agent.frames import FrameFault, FrameTooLarge, receive_frame, send_frame
from evenhand.vault.agent.party_tokens import MOST_VALUES
from evenhand.vault.agent.passkeys import PasskeyAnswer, Purpose
from evenhand.vault.agent.rewrap import Rewrap
from evenhand.vault.agent.wire import LONGEST_CODE, LONGEST_NAME, Caller, CookieHalf, b64, b64_or_none
from evenhand.vault.argon import LONGEST_PASSWORD
from evenhand.vault.errors import (
    AgentBusy,
    AgentError,
    AgentUnavailable,
    BeginAgain,
    PasskeyRefused,
    SignInRefused,
    SlotGone,
    TriedTooOften,
)
from evenhand.vault.keys import Secret
from evenhand.vault.password import PasswordRecord
from evenhand.vault.tokens import Said
from evenhand.vault.totp import TotpSecret

TARGETS_AT_ONCE = 200
REWRAPS_AT_ONCE = 50
LINKS_AT_ONCE = 4_000  # each takes less than 500 bytes, so that these fit into a frame
SECONDS_TO_ANSWER = 20.0

_ERRORS: dict[str, type[AgentError]] = {
    Code.WRONG_PASSWORD_OR_CODE: SignInRefused,
    Code.NOT_VOUCHED: SignInRefused,
    Code.BUSY: AgentBusy,
    Code.SLOT_GONE: SlotGone,
    Code.BEGIN_AGAIN: BeginAgain,
    Code.PASSKEY_REFUSED: PasskeyRefused,
    Code.UNAVAILABLE: AgentUnavailable,
}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new slot. `cookie_half` goes into the person's cookie and nowhere else; `step` of a code is to be stored as used.

    `factor` is the mark of the second factor, or None from an agent without the instance key: two accounts must not have the same.
    Where a passkey was shown, `mark` and `counter` are its own, and there is no step.
    """

    slot: str
    cookie_half: CookieHalf
    step: int | None
    factor: str | None
    mark: str | None = None
    counter: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """Whoever has an account's password and code: what they typed, and against what. See `AgentClient.sign_in`.

    To sign in a `passkey` may stand in the place of the code.
    """

    record: PasswordRecord | None
    password: str = field(repr=False)
    code: str = field(repr=False)
    last_step: int | None
    now: int
    caller: Caller
    passkey: PasskeyAnswer | None = None


@dataclass(frozen=True, slots=True)
class Permit:
    """That another device may be set up without the lost one, until a moment in Unix seconds (see `vault.permit`)."""

    proof: bytes
    until: int


@dataclass(frozen=True, slots=True)
class Changed:
    """An account's new record, and the step of the code that is to be stored as used."""

    record: PasswordRecord
    step: int


@dataclass(frozen=True, slots=True)
class Begun:
    """A second factor that waits to be confirmed. `step` is to be stored as used, unless the code was that of a permit."""

    pending: str
    secret: TotpSecret
    step: int | None


class AgentClient:
    """Every method raises AgentUnavailable if no agent answers, and AgentError for what it refuses."""

    def __init__(self, socket_path: Path, seconds_to_answer: float = SECONDS_TO_ANSWER) -> None:
        self._path, self._seconds = socket_path, seconds_to_answer

    def sign_in(self, proof: Proof, person_ref: str, vouched: bytes | None = None) -> SignedIn:
        """Opens a slot for a person.

        `proof.record` is None for an account that does not exist: refused at the same cost. `last_step` is the `step` of
        their last sign-in, `now` is Unix seconds. `vouched` is the proof of their appointment (see `vouch_for`): a key for which it
        is none is refused. Raises SignInRefused, TriedTooOften, AgentBusy.
        """
        _refuse_giants(proof.caller.name, proof.password, proof.code)
        whose = {"person_ref": person_ref, "proof": b64_or_none(vouched)}
        answer = self.ask({"do": "sign-in", **_proving(proof), **whose})
        factor = None if answer.get("factor") is None else str(answer["factor"])
        slot, half = str(answer["slot"]), CookieHalf(_raw(answer["cookie_half"]))
        if answer.get("passkey") is None:
            return SignedIn(slot, half, _number(answer, "step"), factor)
        return SignedIn(slot, half, None, factor, str(answer["passkey"]), _number(answer, "counter"))

    def try_password(self, name: str, record: PasswordRecord | None, password: str) -> None:
        """Whether it is the password of the account with that sign-in name, for a command; `record` is None where there is none.

        Raises SignInRefused, TriedTooOften, AgentBusy.
        """
        _refuse_giants(name, password, "")
        asked = {"name": name, "record": record.to_dict() if record else None, "password": password}
        self.ask({"do": "try-password", **asked})

    def whose(self, slot: str, cookie_half: CookieHalf) -> str:
        """Whose slot it is, by reference; counts as use. Raises SlotGone: unknown, expired or the wrong half alike."""
        answer = self.ask({"do": "whose", "slot": slot, "cookie_half": b64(cookie_half)})
        return str(answer["person_ref"])

    def open(self, slot: str, cookie_half: CookieHalf, targets: Sequence[Target]) -> list[Secret | None]:
        """For each target its secret, or None if no chain to it opens; 200 in one round trip. Raises SlotGone."""
        asked: dict[str, object] = {"do": "open", "slot": slot, "cookie_half": b64(cookie_half)}
        opened: list[Secret | None] = []
        for portion in _portions(targets):
            secrets = self.ask({**asked, "targets": targets_to_json(portion)})["secrets"]
            if not isinstance(secrets, list) or len(secrets) != len(portion):
                raise _unavailable()
            opened += [None if secret is None else Secret(_raw(secret)) for secret in secrets]
        return opened

    def tokens(self, slot: str, cookie_half: CookieHalf, target: Target, values: Sequence[Said]) -> list[str] | None:
        """The token of each normal form under the key at the end of `target`; None if no chain to it opens. Raises SlotGone."""
        asked: dict[str, object] = {"do": "tokens", "slot": slot, "cookie_half": b64(cookie_half)}
        [chains] = targets_to_json([target])
        made: list[str] = []
        for first in range(0, len(values), MOST_VALUES):
            portion = [[str(kind), form] for kind, form in values[first : first + MOST_VALUES]]
            answer = self.ask({**asked, "target": chains, "values": portion})["tokens"]
            if answer is None:
                return None
            if not isinstance(answer, list) or len(answer) != len(portion):
                raise _unavailable()
            made += map(str, answer)
        return made

    def rewrap(self, slot: str, cookie_half: CookieHalf, wanted: Sequence[Rewrap]) -> list[bytes | None]:
        """For each its wrap; None where no chain opens or the agent has no proof for the public half. Raises SlotGone."""
        asked: dict[str, object] = {"do": "rewrap", "slot": slot, "cookie_half": b64(cookie_half)}
        made: list[bytes | None] = []
        for portion in batched(wanted, REWRAPS_AT_ONCE):
            wraps = self.ask({**asked, "wanted": [one.to_json() for one in portion]})["wraps"]
            if not isinstance(wraps, list) or len(wraps) != len(portion):
                raise _unavailable()
            made += [None if wrap is None else _raw(wrap) for wrap in wraps]
        return made

    def sign_out(self, slot: str) -> None:
        """Forgets a slot; one that is gone already is no error."""
        self.ask({"do": "sign-out", "slot": slot})

    def sign_out_person(self, person_ref: str, but: str | None = None) -> int:
        """Forgets every slot of a person but for this one, for example when their appointment ends; says how many these were."""
        return _number(self.ask({"do": "sign-out-person", "person_ref": person_ref, "but": but}), "slots")

    def change_password(self, proof: Proof, new_password: str) -> Changed:
        """The account's record under another password: same keys, same second factor. Raises as `sign_in` does."""
        _refuse_giants(proof.caller.name, proof.password, proof.code)
        answer = self.ask({"do": "change-password", **_proving(proof), "new_password": new_password})
        return Changed(_record(answer), _number(answer, "step"))

    def begin_device(self, proof: Proof, permit: Permit | None = None) -> Begun:
        """A fresh second factor, to be shown now and confirmed with `finish_device`. Nothing has changed yet.

        `proof.code` is one of the present device, or with a permit the code that two people allowed. Raises as `sign_in` does.
        """
        _refuse_giants(proof.caller.name, proof.password, proof.code)
        allowed = {
            "permit": b64_or_none(permit.proof if permit else None),
            "permit_until": permit.until if permit else None,
        }
        answer = self.ask({"do": "begin-device", **_proving(proof), **allowed})
        step = None if answer.get("step") is None else _number(answer, "step")
        return Begun(str(answer["pending"]), TotpSecret(_raw(answer["secret"])), step)

    def finish_device(self, pending: str, record: PasswordRecord, code: str, now: int) -> Changed:
        """The account's record with the second factor that was shown, whose code proves that the device has it.

        `record` is the account's at present. Raises SignInRefused for a wrong code, BeginAgain.
        """
        _refuse_giants("", "", code)
        asked: dict[str, object] = {"do": "finish-device", "pending": pending, "record": record.to_dict()}
        answer = self.ask({**asked, "code": code, "now": now})
        return Changed(_record(answer), _number(answer, "step"))

    def passkey_challenge(self, purpose: Purpose, name: str) -> bytes:
        """What a passkey is to sign for this name, there being such an account or not; to be used within five minutes, once."""
        return _raw(self.ask({"do": "passkey-challenge", "purpose": purpose.value, "name": name})["challenge"])

    def add_passkey(self, proof: Proof, made: PasskeyAnswer, label: str, today: str) -> tuple[Changed, str]:
        """The account's record with the passkey that was made, and its mark. Raises PasskeyRefused, and as `sign_in` does."""
        _refuse_giants(proof.caller.name, proof.password, proof.code)
        asked = {"made": made.to_dict(), "label": label, "today": today}
        answer = self.ask({"do": "add-passkey", **_proving(proof), **asked})
        return Changed(_record(answer), _number(answer, "step")), str(answer["mark"])

    def remove_passkey(self, proof: Proof, mark: str) -> Changed:
        """The account's record without the passkey of this mark. Raises as `sign_in` does."""
        _refuse_giants(proof.caller.name, proof.password, proof.code)
        answer = self.ask({"do": "remove-passkey", **_proving(proof), "mark": mark})
        return Changed(_record(answer), _number(answer, "step"))

    def try_phrase(self, parts: Sequence[str]) -> None:
        """Counts one try of a phrase under each of its parts. Raises TriedTooOften."""
        self.ask({"do": "try-phrase", "parts": list(parts)})

    def phrase_opened(self, parts: Sequence[str]) -> None:
        """Takes that try back: the phrase was right."""
        self.ask({"do": "phrase-opened", "parts": list(parts)})

    def status(self) -> dict[str, object]:
        """Counts: `slots`, `argon2` (see `Gate.counts`), `counted` tries, `counts`; and if there is an `instance_key`."""
        return {name: value for name, value in self.ask({"do": "status"}).items() if name != "ok"}

    def stop(self) -> None:
        """Ends the agent; every slot is gone. Returns when it answers no more, or still does after very many questions."""
        self.ask({"do": "stop"})
        with suppress(AgentUnavailable):
            for _ in range(10_000):
                self.ask({"do": "status"})

    def ask(self, message: dict[str, object]) -> dict[str, object]:
        """The agent's answer to one request. What it does has methods here and in `joint_client`."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(self._seconds)
                connection.connect(str(self._path))
                send_frame(connection, message)
                answer = receive_frame(connection)
        except FrameTooLarge:
            raise AgentError(Code.TOO_LARGE, SENTENCES[Code.TOO_LARGE]) from None
        except (OSError, FrameFault):
            raise _unavailable() from None
        if answer.get("ok") is not True:
            code, sentence = str(answer.get("code")), str(answer.get("sentence"))
            if code == Code.WAIT:
                raise TriedTooOften(code, sentence, _number(answer, "seconds"))
            raise _ERRORS.get(code, AgentError)(code, sentence)
        return answer


def _refuse_giants(name: str, password: str, code: str) -> None:
    """No account has such a name, password or code, so none is asked for."""
    if len(name) > LONGEST_NAME or len(password) > LONGEST_PASSWORD or len(code) > LONGEST_CODE:
        raise SignInRefused(Code.WRONG_PASSWORD_OR_CODE, SENTENCES[Code.WRONG_PASSWORD_OR_CODE])


def _proving(proof: Proof) -> dict[str, object]:
    caller = proof.caller
    return {
        "record": proof.record.to_dict() if proof.record else None,
        "password": proof.password,
        "code": proof.code,
        "last_step": proof.last_step,
        "now": proof.now,
        "name": caller.name,
        "network": caller.network,
        "device": caller.device,
        "passkey": proof.passkey.to_dict() if proof.passkey else None,
    }


def _record(answer: dict[str, object]) -> PasswordRecord:
    try:
        return PasswordRecord.from_dict(answer.get("record"))
    except ValueError:
        raise _unavailable() from None


def _portions(targets: Iterable[Target]) -> Iterator[list[Target]]:
    """The targets in their order, as many at a time as one question may hold."""
    portion: list[Target] = []
    links = 0
    for target in targets:
        more = sum(map(len, target))
        if portion and (len(portion) == TARGETS_AT_ONCE or links + more > LINKS_AT_ONCE):
            yield portion
            portion, links = [], 0
        portion.append(target)
        links += more
    if portion:
        yield portion


def _raw(value: object) -> bytes:
    return base64.b64decode(str(value), validate=True)


def _number(answer: dict[str, object], name: str) -> int:
    value = answer.get(name)
    if not isinstance(value, int):
        raise _unavailable()
    return value


def _unavailable() -> AgentUnavailable:
    return AgentUnavailable(Code.UNAVAILABLE, SENTENCES[Code.UNAVAILABLE])
