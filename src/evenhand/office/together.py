"""What two overseers do together: one asks, and their piece of the joint key waits in the key agent until another confirms.

Nothing is written before that. See `vault.agent.joint` for what the agent keeps, and ADR 0027 for why.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from evenhand.office.chains import as_link, chains_to
from evenhand.office.circle import piece_holders
from evenhand.office.context import Office
from evenhand.office.purposes import grant_purpose
from evenhand.office.sign_in import SignedIn
from evenhand.process.facts import Refusal
from evenhand.records.models import Grant
from evenhand.vault.agent.chains import Target
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.codes import SENTENCES, Code
from evenhand.vault.agent.joint import MOST_KEYS, Piece
from evenhand.vault.agent.joint_client import JointClient, Waiting
from evenhand.vault.agent.rewrap import Rewrap
from evenhand.vault.keys import Secret
from evenhand.vault.tokens import Said

NOT_ASKED = Refusal("not-asked", SENTENCES[Code.NOT_ASKED])
NOT_YOURS = Refusal(
    "not-yours",
    "Another overseer asked for this, and only they take it back. Decline it instead: all overseers read that, and why.",
)
MOST_WAITING = 20
"""Things that one overseer has asked for and that wait. Our own limit."""
ENOUGH = Refusal(
    "asked-enough",
    f"{MOST_WAITING} things that you asked for wait already. Have another overseer open some of them, or take some back.",
)
NO_PIECE = Refusal("no-piece", SENTENCES[Code.NO_PIECE])


class What(StrEnum):
    """What is opened together."""

    COMPLAINT = "complaint"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that one overseer asked to open: a complaint (its index) for a reason's code, or a note (its entry).

    `left` is how many seconds another can still confirm it. `sure_of`: the mark of what whoever asked confirmed that nobody can
    tell of a conflict of interest of theirs; empty where there was nothing to confirm. `at`: when, in seconds by the office's
    clock.
    """

    asked: str
    what: What
    index: int
    reason: str
    by: str
    left: int
    sure_of: str = ""
    at: int = 0

    @classmethod
    def read(cls, waiting: Waiting) -> Self:
        """What the agent kept of it, read back."""
        what, index, reason, sure_of, at = waiting.about.split(":")
        return cls(waiting.asked, What(what), int(index), reason, waiting.by, waiting.left, sure_of, int(at))


@dataclass(frozen=True, slots=True)
class TogetherKeys:
    """The joint key with that id, as the two who opened it have it for one act. It opens nothing to either; it grants."""

    client: JointClient
    asked: str
    pieces: Sequence[Piece]
    key: str

    def open(self, targets: Sequence[Target]) -> Sequence[Secret | None]:
        """Nothing: what is granted with it is opened by each with their own key."""
        return [None] * len(targets)

    def rewrap(self, wanted: Sequence[Rewrap]) -> Sequence[bytes | None]:
        """See `JointClient.open`. Raises AgentError."""
        return self.client.open(self.asked, self.pieces, wanted)

    def tokens(self, target: Target, said: Sequence[Said]) -> None:  # as every keyring has it
        """None: it is for granting."""


def ask_together(
    office: Office,
    agent: AgentClient,
    who: SignedIn,
    what: What,
    index: int,
    compartments: Collection[str],
    reason: str = "",
    sure_of: str = "",
) -> str | Refusal:
    """Leave one's piece for a day, to open these compartments; returns what to confirm it by. Raises AgentError.

    Asked for again, it waits in the place of the earlier asking. Nobody fills the room that all overseers share.
    """
    pieces = own_pieces(who.key, compartments)
    if not pieces:
        return NO_PIECE
    own = [one for one in waiting_together(agent, who) if one.by == who.person.ref]
    for one in own:
        if (one.what, one.index) == (what, index):
            forget_asked(agent, who, one.asked)
    if sum((one.what, one.index) != (what, index) for one in own) >= MOST_WAITING:
        return ENOUGH
    purposes, heirs = ([grant_purpose(one) for one in ids] for ids in (compartments, [one.key for one in pieces]))
    at = int(office.now().timestamp())
    return _client(agent, who).ask(f"{what}:{index}:{reason}:{sure_of}:{at}", pieces, purposes, heirs)


def waiting_together(agent: AgentClient, who: SignedIn) -> list[Asked]:
    """Everything that was asked for and not opened yet. Raises AgentError."""
    return [Asked.read(waiting) for waiting in _client(agent, who).waiting()]


def find_asked(agent: AgentClient, who: SignedIn, asked: str) -> Asked | None:
    """What is confirmed by that, if it still waits. Raises AgentError."""
    return next((one for one in waiting_together(agent, who) if one.asked == asked), None)


def forget_asked(agent: AgentClient, who: SignedIn, asked: str) -> None:
    """Have done with it: it was opened. Raises AgentError."""
    _client(agent, who).forget(asked)


def take_back(agent: AgentClient, who: SignedIn, asked: str) -> Refusal | None:
    """Forget what one asked for oneself; nobody takes back what another did. Raises AgentError."""
    wanted = find_asked(agent, who, asked)
    if wanted is not None and wanted.by != who.person.ref:
        return NOT_YOURS
    forget_asked(agent, who, asked)
    return None


def together_keys(
    agent: AgentClient, who: SignedIn, asked: str, compartments: Collection[str]
) -> TogetherKeys | None:
    """The newest joint key that whoever confirms has a piece of and that leads to the compartments; None if none does yet."""
    found = (keys for keys in every_key(agent, who, asked, compartments) if chains_to(compartments, keys.key))
    return next(found, None)


def every_key(
    agent: AgentClient, who: SignedIn, asked: str, compartments: Collection[str] = ()
) -> list[TogetherKeys]:
    """The joint keys of which whoever confirms has a piece, in the order of `own_pieces`."""
    pieces, client = own_pieces(who.key, compartments), _client(agent, who)
    return [TogetherKeys(client, asked, pieces, piece.key) for piece in pieces]


def own_pieces(key: str, compartments: Collection[str] = ()) -> list[Piece]:
    """Where the pieces are that this key holds, each by the joint key that it is of.

    Those that lead to the compartments come first, then the newest, and no more than the agent takes: whoever has overseen for long
    holds pieces of many.
    """
    mine = {piece: joint for joint, held in piece_holders().items() for to, piece in held.items() if to == key}
    grants = Grant.objects.filter(compartment__in=mine, to=key, ended_entry=None)
    found = [Piece(mine[grant.compartment_id], [[as_link(grant)]]) for grant in grants.order_by("-id")]
    leads = {piece.key for piece in found if compartments and chains_to(compartments, piece.key)}
    return sorted(found, key=lambda piece: piece.key not in leads)[:MOST_KEYS]


def _client(agent: AgentClient, who: SignedIn) -> JointClient:
    return JointClient(agent, who.slot, who.cookie_half)
