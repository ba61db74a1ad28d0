"""A passkey more or one less, under the same password and keys: for whoever has the password and a code of their authenticator."""

from collections.abc import Callable, Mapping

from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.fields import Fields
from evenhand.vault.agent.passkeys import PasskeyAnswer
from evenhand.vault.agent.proving import Prover, Try
from evenhand.vault.agent.wire import LONGEST_MARK, Answer
from evenhand.vault.keys import Entropy
from evenhand.vault.passkey import LONGEST_LABEL, MOST_PASSKEYS, Passkey
from evenhand.vault.password import UnlockedPerson, record_of

_DAY = 10  # characters


class PasskeyChanger:
    """Answers these requests; `Prover` holds what changes."""

    def __init__(self, prover: Prover, entropy: Entropy) -> None:
        self._prover, self._entropy = prover, entropy

    def operations(self) -> Mapping[str, Callable[[Fields], Answer]]:
        """By what requests call them."""
        return {
            "passkey-challenge": self._prover.passkeys.challenge,
            "add-passkey": self.add,
            "remove-passkey": self.remove,
        }

    def add(self, fields: Fields) -> Answer:
        """The account's record with the passkey that a device has just made."""
        tried, made = Try.from_fields(fields), PasskeyAnswer.from_value(fields.take("made"))
        label, today = fields.text("label", LONGEST_LABEL), fields.text("today", _DAY)
        fields.end()
        if made is None:
            raise Refusal(Code.MALFORMED)
        person, step = self._prove(tried)
        passkey = self._prover.passkeys.made(made, tried.name, label, today)
        if len(person.passkeys) >= MOST_PASSKEYS or passkey.mark in {one.mark for one in person.passkeys}:
            raise Refusal(Code.PASSKEY_REFUSED)
        return self._answer(tried, person, (*person.passkeys, passkey), step) | {"mark": passkey.mark}

    def remove(self, fields: Fields) -> Answer:
        """The account's record without the passkey of this mark."""
        tried, mark = Try.from_fields(fields), fields.text("mark", LONGEST_MARK)
        fields.end()
        person, step = self._prove(tried)
        left = tuple(one for one in person.passkeys if one.mark != mark)
        return self._answer(tried, person, left, step)

    def _prove(self, tried: Try) -> tuple[UnlockedPerson, int]:
        with self._prover.counted(tried.keys):
            person = self._prover.password(tried)
            return person, self._prover.code(tried, person.totp_secret, person.key_pair.public)

    def _answer(self, tried: Try, person: UnlockedPerson, passkeys: tuple[Passkey, ...], step: int) -> Answer:
        with self._prover.gate.turn(known=True):  # they have shown that they are no stranger
            record = record_of(tried.password, person.key_pair, person.totp_secret, self._entropy, passkeys=passkeys)
        return {"record": record.to_dict(), "step": step}
