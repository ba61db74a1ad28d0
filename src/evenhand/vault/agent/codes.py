"""Why the agent refuses: a closed list, and the sentence for each."""

from enum import StrEnum


class Code(StrEnum):
    """What a refusal says to a program."""

    MALFORMED = "malformed"
    TOO_LARGE = "too-large"
    UNKNOWN_OPERATION = "unknown-operation"
    WRONG_PASSWORD_OR_CODE = "wrong-password-or-code"  # noqa: S105 - a code, not a password
    NOT_VOUCHED = "not-vouched"
    WAIT = "wait"
    BUSY = "busy"
    SLOT_GONE = "slot-gone"
    BEGIN_AGAIN = "begin-again"
    PASSKEY_REFUSED = "passkey-refused"
    NO_PIECE = "no-piece"
    NOT_ASKED = "not-asked"
    SAME_PERSON = "same-person"
    INTERNAL = "internal"
    UNAVAILABLE = "unavailable"


SENTENCES = {
    Code.MALFORMED: "The key agent cannot read this request; nothing was opened.",
    Code.TOO_LARGE: "The request is larger than the key agent accepts; ask for fewer things at a time.",
    Code.UNKNOWN_OPERATION: "The key agent does not know this operation; is another version running?",
    Code.WRONG_PASSWORD_OR_CODE: "The user name, the password or the code is wrong. A code works only once.",
    Code.NOT_VOUCHED: "This account's appointment was not vouched for by this installation; have it appointed again.",
    Code.WAIT: "There were too many wrong tries; wait before the next one.",
    Code.BUSY: "Too many people are signing in at this moment; try again in a few seconds.",
    Code.SLOT_GONE: "You are signed out, after a pause or because the service restarted; sign in again.",
    Code.BEGIN_AGAIN: "This new device was not confirmed in time, or too many wrong codes came; begin again.",
    Code.PASSKEY_REFUSED: "This passkey was not made for this account and page, or is there already; nothing was changed.",
    Code.NO_PIECE: "Your key holds no piece of the overseers’ key yet: it is passed on when an overseer or a handler comes by.",
    Code.NOT_ASKED: "Nobody asks for this any more: it was more than a day ago, or the service restarted. Ask for it anew.",
    Code.SAME_PERSON: "You asked for this yourself, and another overseer has to confirm it. Nothing was opened.",
    Code.INTERNAL: "The key agent failed on this request; nothing was opened. Its own log names the kind of failure.",
    Code.UNAVAILABLE: "The key agent does not answer, so nothing sealed can be opened; start the service again.",
}


class Refusal(Exception):
    """The agent's answer is no. Never leaves the agent's process as an exception. `seconds` to wait go with WAIT alone."""

    def __init__(self, code: Code, seconds: int | None = None) -> None:
        super().__init__(SENTENCES[code])
        self.code, self.seconds = code, seconds

    def to_answer(self) -> dict[str, object]:
        """As it goes over the wire."""
        answer: dict[str, object] = {"ok": False, "code": self.code.value, "sentence": str(self)}
        return answer if self.seconds is None else answer | {"seconds": self.seconds}
