"""Asking the key agent. One connection per question, so a client may be shared by threads and outlive the agent."""

import base64
import socket
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evenhand.vault.agent.chains import Target, targets_to_json
from evenhand.vault.agent.codes import SENTENCES, Code
from evenhand.vault.agent.frames import FrameFault, FrameTooLarge, receive_frame, send_frame
from evenhand.vault.agent.wire import LONGEST_CODE, LONGEST_NAME, Caller, CookieHalf, b64, b64_or_none
from evenhand.vault.argon import LONGEST_PASSWORD
from evenhand.vault.errors import AgentBusy, AgentError, AgentUnavailable, SignInRefused, SlotGone, TriedTooOften
from evenhand.vault.keys import Secret
from evenhand.vault.password import PasswordRecord

TARGETS_AT_ONCE = 200
LINKS_AT_ONCE = 4_000  # each takes less than 500 bytes, so that these fit into a frame
SECONDS_TO_ANSWER = 20.0

_ERRORS: dict[str, type[AgentError]] = {
    Code.WRONG_PASSWORD_OR_CODE: SignInRefused,
    Code.NOT_VOUCHED: SignInRefused,
    Code.BUSY: AgentBusy,
    Code.SLOT_GONE: SlotGone,
    Code.UNAVAILABLE: AgentUnavailable,
}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new slot. `cookie_half` goes into the person's cookie and nowhere else; `step` is to be stored as used."""

    slot: str
    cookie_half: CookieHalf
    step: int


@dataclass(frozen=True, slots=True)
class Occupant:
    """Whose slot it is, and whether the instance key stands in for them."""

    person_ref: str
    stands_in: bool


class AgentClient:
    """Every method raises AgentUnavailable if no agent answers, and AgentError for what it refuses."""

    def __init__(self, socket_path: Path, seconds_to_answer: float = SECONDS_TO_ANSWER) -> None:
        self._path, self._seconds = socket_path, seconds_to_answer

    def sign_in(
        self,
        record: PasswordRecord | None,
        password: str,
        code: str,
        *,
        last_step: int | None,
        now: int,
        person_ref: str,
        caller: Caller,
        stand_in: bytes | None = None,
    ) -> SignedIn:
        """Opens a slot for a person.

        `record` is None for an account that does not exist: refused at the same cost. `last_step` is the `step` of
        their last sign-in, `now` is Unix seconds. `stand_in` is the proof of their appointment (see `vouch_for`), None
        for people for whom the instance key must not stand in. Raises SignInRefused, TriedTooOften, AgentBusy.
        """
        _refuse_giants(caller.name, password, code)
        answer = self._ask(
            {
                "do": "sign-in",
                "record": record.to_dict() if record else None,
                "password": password,
                "code": code,
                "last_step": last_step,
                "now": now,
                "person_ref": person_ref,
                "stand_in": b64_or_none(stand_in),
                **_counted(caller),
            }
        )
        return SignedIn(str(answer["slot"]), CookieHalf(_raw(answer["cookie_half"])), _number(answer, "step"))

    def whose(self, slot: str, cookie_half: CookieHalf) -> Occupant:
        """Who signed in to the slot; counts as use. Raises SlotGone: unknown, expired or the wrong half alike."""
        answer = self._ask({"do": "whose", "slot": slot, "cookie_half": b64(cookie_half)})
        return Occupant(str(answer["person_ref"]), answer["stands_in"] is True)

    def open(self, slot: str, cookie_half: CookieHalf, targets: Sequence[Target]) -> list[Secret | None]:
        """For each target its secret, or None if no chain to it opens; 200 in one round trip. Raises SlotGone."""
        asked: dict[str, object] = {"do": "open", "slot": slot, "cookie_half": b64(cookie_half)}
        opened: list[Secret | None] = []
        for portion in _portions(targets):
            secrets = self._ask({**asked, "targets": targets_to_json(portion)})["secrets"]
            if not isinstance(secrets, list) or len(secrets) != len(portion):
                raise _unavailable()
            opened += [None if secret is None else Secret(_raw(secret)) for secret in secrets]
        return opened

    def sign_out(self, slot: str) -> None:
        """Forgets a slot; one that is gone already is no error."""
        self._ask({"do": "sign-out", "slot": slot})

    def sign_out_person(self, person_ref: str) -> int:
        """Forgets every slot of a person, for example when their appointment ends; says how many there were."""
        return _number(self._ask({"do": "sign-out-person", "person_ref": person_ref}), "slots")

    def try_phrase(self, parts: Sequence[str]) -> None:
        """Counts one try of a phrase under each of its parts. Raises TriedTooOften."""
        self._ask({"do": "try-phrase", "parts": list(parts)})

    def phrase_opened(self, parts: Sequence[str]) -> None:
        """Takes that try back: the phrase was right."""
        self._ask({"do": "phrase-opened", "parts": list(parts)})

    def status(self) -> dict[str, object]:
        """Counts: `slots`, `argon2` (see `Gate.counts`), `counted` tries, `counts`; and if there is an `instance_key`."""
        return {name: value for name, value in self._ask({"do": "status"}).items() if name != "ok"}

    def stop(self) -> None:
        """Ends the agent; every slot is gone."""
        self._ask({"do": "stop"})

    def _ask(self, message: dict[str, object]) -> dict[str, object]:
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


def _counted(caller: Caller) -> dict[str, object]:
    return {"name": caller.name, "network": caller.network, "device": caller.device}


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
