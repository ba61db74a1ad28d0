"""Asking one witness, in a thread of its own: it may be slow, gone, broken or against us, and keeps nobody waiting.

What comes back is weighed here as far as it can be without our database: a signature counts only if it verifies with the key
that the policy has for the witness, and a claim that we lost entries only if a head that our own key signed comes with it.
"""

import logging
import threading
from collections.abc import Collection
from dataclasses import dataclass

from evenhand.clerk.cosigned import is_of, with_lines
from evenhand.office.witness_policy import OutsideWitness
from evenhand.records.log_folder import LogFolder
from evenhand.records.queries.witnesses import WitnessState
from evenhand_register import note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.errors import RegisterError
from evenhand_register.keys import VerifierKey
from evenhand_register.note import Note, Signature
from evenhand_register.tiles import StoredHashes
from evenhand_register.tools.sources import UsageError
from evenhand_register.tools.witness_sender import latest, sender
from evenhand_register.witness import SetBackError, WitnessError, ask

SECONDS = 10.0
"""How long a witness has for the connection, and as long for the rest."""
_UNKNOWN = (403, 404)
_CONTRADICTS = 422
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """A head to be signed: its note as it was published, and the log that it is the head of, with the keys of that log."""

    signed: bytes
    log: LogFolder
    keys: Collection[VerifierKey]

    @property
    def text(self) -> str:
        """What is signed."""
        return note.parse(self.signed).text

    @property
    def head(self) -> Checkpoint:
        """The same, read."""
        return Checkpoint.parse(self.text)


@dataclass(frozen=True, slots=True)
class Reply:
    """How it ended. `shown`: a head that our own key signed, with which a witness bears out that it saw another list."""

    question: Question
    state: WitnessState
    lines: tuple[Signature, ...] = ()
    shown: bytes = b""


class Asker:
    """Asks one witness one thing at a time."""

    def __init__(self, witness: OutsideWitness) -> None:
        self.witness = witness
        self._thread: threading.Thread | None = None
        self._reply: Reply | None = None
        self._signed = 0
        """How many entries it signed last, as far as we remember; it corrects us where we do not."""

    @property
    def is_asking(self) -> bool:
        """Whether no reply has come yet, or whether it was not taken."""
        return self._thread is not None

    def ask(self, question: Question) -> None:
        """Begin to ask. Only when it is not asking."""
        self._thread = threading.Thread(target=self._run, args=(question,), daemon=True, name="witness")
        self._thread.start()

    def take(self) -> Reply | None:
        """The reply, once, as soon as there is one."""
        if self._thread is None or self._thread.is_alive():
            return None
        self._thread.join()
        self._thread = None
        reply, self._reply = self._reply, None
        if reply is not None:
            self._signed = reply.question.head.size if reply.state is WitnessState.SIGNED else 0
        return reply

    def _run(self, question: Question) -> None:
        try:
            self._reply = put(question, self.witness, self._signed)
        except Exception:  # noqa: BLE001  (logged; whatever a stranger's answer brings about, it ends here)
            _log.exception("asking a witness failed in a way that we do not know")
            self._reply = Reply(question, WitnessState.FAILED)


def put(question: Question, witness: OutsideWitness, signed: int = 0, seconds: float = SECONDS) -> Reply:
    """Ask for a cosignature; where it is refused because the witness saw another list, also for what it saw."""
    hashes = StoredHashes(question.log, question.head.size)
    try:
        found = ask(question.signed, hashes, sender(witness.url, seconds), [witness.key], signed)
    except SetBackError:
        return Reply(question, WitnessState.CLAIMS, shown=_shown(question, witness, seconds))
    except WitnessError as error:
        if error.status == _CONTRADICTS:
            return Reply(question, WitnessState.CLAIMS, shown=_shown(question, witness, seconds))
        return Reply(question, _state(error.status))
    except (RegisterError, UsageError):  # our own tiles are damaged, which whoever signs next will say
        return Reply(question, WitnessState.FAILED)
    return Reply(question, WitnessState.SIGNED, found.lines)


def _state(status: int) -> WitnessState:
    if status == 0:
        return WitnessState.AWAY
    return WitnessState.UNKNOWN if status in _UNKNOWN else WitnessState.FAILED


def _shown(question: Question, witness: OutsideWitness, seconds: float) -> bytes:
    """The head that a witness shows as its last, if our own key signed it, with nobody's signature but ours and its own."""
    try:
        raw = latest(witness.url, question.head.origin, seconds)
        shown = note.parse(raw or b"")
        if Checkpoint.parse(shown.text).origin != question.head.origin:
            return b""
        note.verify(shown, question.keys)
    except RegisterError:  # also a WitnessError: nothing was to be had
        return b""
    own = {(key.name, key.key_id): line for key in question.keys for line in shown.signatures if is_of(line, key)}
    return with_lines(Note(shown.text, tuple(own.values())), witness.key, shown.signatures).render()
