"""Chains of wraps: how a person's key leads to a record's.

A `Link` is one wrap with the key it is made to. A `Chain` is links of which each is opened by the secret of the one
before: person -> team -> complaint -> record key. A `Target` is one wanted secret with alternative chains to it; the
first that opens counts, and a target without chains is one that nobody was granted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.fields import Fields
from evenhand.vault.agent.wire import b64
from evenhand.vault.errors import CannotOpen
from evenhand.vault.keys import PrivateKey, Secret
from evenhand.vault.wrap import WRAP_SIZE, Unwrapper

MOST_TARGETS = 500
MOST_CHAINS = 64
MOST_LINKS = 8
LONGEST_PURPOSE = 200


@dataclass(frozen=True, slots=True)
class Link:
    """One wrap, the `key_id` of the key pair it is made to, and its purpose."""

    to: str
    wrap: bytes
    purpose: bytes

    def to_json(self) -> dict[str, object]:
        """As it goes over the wire."""
        return {"to": self.to, "wrap": b64(self.wrap), "purpose": b64(self.purpose)}

    @classmethod
    def from_json(cls, message: object) -> Self:
        """Raises Refusal(MALFORMED)."""
        fields = Fields(message)
        link = cls(fields.text("to", 32), fields.raw("wrap", WRAP_SIZE), fields.raw("purpose", LONGEST_PURPOSE))
        fields.end()
        return link


type Chain = Sequence[Link]
type Target = Sequence[Chain]


def targets_to_json(targets: Iterable[Target]) -> list[object]:
    """As they go over the wire: a list of targets of chains of links."""
    return [[[link.to_json() for link in chain] for chain in target] for target in targets]


def targets_from_json(values: list[object]) -> list[Target]:
    """Raises Refusal(MALFORMED) if a chain is empty, or if anything is longer than it may be."""
    return [
        [[Link.from_json(link) for link in _list(chain, 1, MOST_LINKS)] for chain in _list(target, 0, MOST_CHAINS)]
        for target in values
    ]


def _list(value: object, least: int, most: int) -> list[object]:
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise Refusal(Code.MALFORMED)
    return value


class Opener:
    """Opens the targets of one request with the keys it may use; a step that several chains share is taken once."""

    def __init__(self, keys: Iterable[Unwrapper]) -> None:
        self._keys = {key.key_id: key for key in keys}
        self._steps: dict[tuple[str, bytes, bytes], Secret | None] = {}
        self._unwrappers: dict[Secret, Unwrapper] = {}

    def open(self, target: Target) -> Secret | None:
        """The secret at the end of the first chain that opens, or None if none does."""
        return next((secret for chain in target if (secret := self._follow(chain)) is not None), None)

    def _follow(self, chain: Chain) -> Secret | None:
        key = self._keys.get(chain[0].to)
        secret: Secret | None = None
        for link in chain:
            if secret is not None:
                key = self._ready(secret)
            if key is None or key.key_id != link.to:
                return None
            secret = self._step(key, link)
            if secret is None:
                return None
        return secret

    def _ready(self, secret: Secret) -> Unwrapper:
        if secret not in self._unwrappers:
            self._unwrappers[secret] = Unwrapper(PrivateKey(secret))
        return self._unwrappers[secret]

    def _step(self, key: Unwrapper, link: Link) -> Secret | None:
        step = (key.key_id, link.wrap, link.purpose)
        if step not in self._steps:
            try:
                self._steps[step] = key.unwrap(link.wrap, link.purpose)
            except CannotOpen:
                self._steps[step] = None
        return self._steps[step]
