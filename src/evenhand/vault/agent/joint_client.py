"""Asking the key agent to open something together: one overseer asks, another confirms (see `vault.agent.joint`)."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field

from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.joint import Piece, pieces_to_json
from evenhand.vault.agent.rewrap import Rewrap
from evenhand.vault.agent.wire import CookieHalf, b64


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that one overseer asked to open. `about` is what they said, `left` how many seconds it can still be confirmed."""

    asked: str
    about: str
    by: str
    left: int


@dataclass(frozen=True, slots=True)
class JointClient:
    """What whoever has this slot can do together with another. Every method raises AgentError, SlotGone among them."""

    agent: AgentClient
    slot: str
    cookie_half: CookieHalf = field(repr=False)

    def ask(self, about: str, pieces: Sequence[Piece], purposes: Sequence[bytes], heirs: Sequence[bytes] = ()) -> str:
        """Leave one's piece for a day, for that use alone; returns what to confirm it by.

        `purposes` are of the grants that go to the two people, `heirs` of those of joint keys that go to the next one.

        Raises AgentError(NO_PIECE), AgentBusy.
        """
        uses = {"purposes": [b64(one) for one in purposes], "heirs": [b64(one) for one in heirs]}
        answer = self._ask("ask-together", about=about, **uses, **pieces_to_json(pieces))
        return str(answer["asked"])

    def waiting(self) -> list[Waiting]:
        """Everything that was asked and not opened yet, oldest first."""
        found = self._ask("asked-together")["waiting"]
        rows = found if isinstance(found, list) else []
        return [Waiting(str(one["asked"]), str(one["about"]), str(one["by"]), int(one["left"])) for one in rows]

    def open(self, asked: str, pieces: Sequence[Piece], wanted: Sequence[Rewrap]) -> list[bytes | None]:
        """For each its wrap, or None where the joint key does not open it or was not asked for it.

        Raises AgentError(NOT_ASKED, SAME_PERSON).
        """
        said = {"asked": asked, "wanted": [one.to_json() for one in wanted], **pieces_to_json(pieces)}
        wraps = self._ask("open-together", **said)["wraps"]
        found = wraps if isinstance(wraps, list) else []
        return [None if wrap is None else base64.b64decode(str(wrap), validate=True) for wrap in found]

    def forget(self, asked: str) -> None:
        """Take it back, or have done with it; one that is gone already is no error."""
        self._ask("forget-together", asked=asked)

    def _ask(self, what: str, **fields: object) -> dict[str, object]:
        return self.agent.ask({"do": what, "slot": self.slot, "cookie_half": b64(self.cookie_half), **fields})
