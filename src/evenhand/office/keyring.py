"""Whose keys an act is done with: those of whoever is signed in, in the key agent, or a key pair that is at hand (ADR 0022).

A keyring opens what leads from its one key over chains of wraps to a record, and wraps what it opens to others. On the staff's
side no key ever comes here: the agent is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from evenhand.vault.agent.chains import Opener, Target
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.rewrap import Granter, Rewrap
from evenhand.vault.agent.wire import CookieHalf
from evenhand.vault.keys import KeyPair, Secret, key_id
from evenhand.vault.tokens import Said, tokens
from evenhand.vault.wrap import Unwrapper


class Keyring(Protocol):
    """Opens and grants with one key, whose id is `key`."""

    @property
    def key(self) -> str:
        """The reference of the key pair that every chain begins with (see `vault.keys.key_id`)."""
        ...

    def open(self, targets: Sequence[Target]) -> Sequence[Secret | None]:
        """The secrets at the ends of chains, in one question; None for each that does not open."""
        ...

    def rewrap(self, wanted: Sequence[Rewrap]) -> Sequence[bytes | None]:
        """Wraps of what chains lead to; None for each that does not open or may not be granted."""
        ...

    def tokens(self, target: Target, said: Sequence[Said]) -> Sequence[str] | None:
        """The token of each normal form under the key at the end of the chains; None where none of them opens."""
        ...


@dataclass(frozen=True, slots=True)
class SlotKeys:
    """The key of whoever is signed in, which stays in the key agent. Its methods raise AgentError."""

    agent: AgentClient
    slot: str
    cookie_half: CookieHalf = field(repr=False)
    key: str

    def open(self, targets: Sequence[Target]) -> Sequence[Secret | None]:
        """See `AgentClient.open`."""
        return self.agent.open(self.slot, self.cookie_half, targets)

    def rewrap(self, wanted: Sequence[Rewrap]) -> Sequence[bytes | None]:
        """See `AgentClient.rewrap`."""
        return self.agent.rewrap(self.slot, self.cookie_half, wanted)

    def tokens(self, target: Target, said: Sequence[Said]) -> Sequence[str] | None:
        """See `AgentClient.tokens`."""
        return self.agent.tokens(self.slot, self.cookie_half, target, said)


class OwnKeys:
    """A key pair at hand: that of a phrase's holder, or of somebody whose key is in this process.

    It grants to keys for which `granter` finds a proof, and without one grants nothing.
    """

    def __init__(self, pair: KeyPair, granter: Granter | None = None) -> None:
        self.key = key_id(pair.public)
        self._opener, self._granter = Opener([Unwrapper(pair.private)]), granter

    def open(self, targets: Sequence[Target]) -> Sequence[Secret | None]:
        """The secrets at the ends of chains."""
        return [self._opener.open(target) for target in targets]

    def rewrap(self, wanted: Sequence[Rewrap]) -> Sequence[bytes | None]:
        """Wraps of what chains lead to."""
        return self._granter.wraps(self._opener, wanted) if self._granter else [None] * len(wanted)

    def tokens(self, target: Target, said: Sequence[Said]) -> Sequence[str] | None:
        """The token of each normal form."""
        private = self._opener.open(target)
        return None if private is None else tokens(private, said)
