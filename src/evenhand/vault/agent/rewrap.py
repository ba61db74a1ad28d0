"""Granting: a secret that the person can open, wrapped anew to somebody for whom this installation vouches.

The secret never leaves the agent. Without a proof by the instance key nothing is wrapped, so a public half that somebody wrote into
the database gets no key (ADR 0022).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.vault.agent.chains import (
    LONGEST_PURPOSE,
    MOST_TARGETS,
    Opener,
    Target,
    targets_from_json,
    targets_to_json,
)
from evenhand.vault.agent.fields import Fields
from evenhand.vault.agent.instance_key import is_vouched
from evenhand.vault.agent.wire import Answer, b64, b64_or_none
from evenhand.vault.keys import Entropy, PublicKey
from evenhand.vault.wrap import wrap

LONGEST_PROOF = 64
LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Rewrap:
    """One wanted wrap: of what the target opens, to the public half of `subject`, with the proof that it is theirs."""

    target: Target
    subject: str
    to: PublicKey
    proof: bytes
    purpose: bytes

    def to_json(self) -> dict[str, object]:
        """As it goes over the wire."""
        (target,) = targets_to_json([self.target])
        sealed = {"to": b64(self.to), "proof": b64(self.proof), "purpose": b64(self.purpose)}
        return {"target": target, "subject": self.subject, **sealed}

    @classmethod
    def from_json(cls, message: object) -> "Rewrap":
        """Raises Refusal(MALFORMED)."""
        fields = Fields(message)
        (target,) = targets_from_json([fields.items("target", MOST_TARGETS)])
        wanted = cls(
            target,
            fields.text("subject", LONGEST_SUBJECT),
            PublicKey(fields.exactly("to", 32)),
            fields.raw("proof", LONGEST_PROOF),
            fields.raw("purpose", LONGEST_PURPOSE),
        )
        fields.end()
        return wanted


class Granter:
    """Wraps what an opener opens to keys that are vouched for, and to no others.

    `vouch_public` checks the proofs. One of before 2026-11-22, which did not say whose the key is, is none any more.
    """

    def __init__(self, vouch_public: bytes, entropy: Entropy) -> None:
        self._vouch_public, self._entropy = vouch_public, entropy

    def answer(self, opener: Opener, fields: Fields) -> Answer:
        """The agent's answer to `rewrap`."""
        wanted = [Rewrap.from_json(one) for one in fields.items("wanted", MOST_TARGETS)]
        fields.end()
        return {"wraps": [b64_or_none(one) for one in self.wraps(opener, wanted)]}

    def wraps(self, opener: Opener, wanted: Sequence[Rewrap]) -> list[bytes | None]:
        """For each its wrap; None where the target does not open or nobody vouches for the public half."""
        return [self._wrap(opener, one) if self.vouched(one.subject, one.to, one.proof) else None for one in wanted]

    def vouched(self, subject: str, public: PublicKey, proof: bytes) -> bool:
        """Whether it is a proof that the public half is that subject's."""
        return is_vouched(self._vouch_public, subject, public, proof)

    def _wrap(self, opener: Opener, wanted: Rewrap) -> bytes | None:
        secret = opener.open(wanted.target)
        if secret is None:
            return None
        try:
            return wrap(secret, wanted.to, wanted.purpose, self._entropy)
        except ValueError:  # a point that no honest key pair has
            return None
