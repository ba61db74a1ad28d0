"""Overseers open a complaint, two together: one asks, another confirms, and both read it for some days (DESIGN 5.14, ADR 0027).

What was asked waits in the key agent, with the asker's piece of the overseers' key, and nowhere else. Only when it is confirmed is
anything written: the act of two people, which everybody sees who works on the complaint, and whoever made it.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from evenhand.office.act import Done, perform, present_at
from evenhand.office.chains import as_link, chains_to
from evenhand.office.circle import piece_holders
from evenhand.office.context import Office
from evenhand.office.keyring import Keyring
from evenhand.office.purposes import grant_purpose
from evenhand.office.sign_in import SignedIn
from evenhand.process.codes import OpeningReason
from evenhand.process.commands import OpenToOverseers
from evenhand.process.facts import Refusal
from evenhand.process.permissions import may
from evenhand.records.models import Compartment, Grant
from evenhand.vault.agent.chains import Target
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.agent.codes import SENTENCES, Code
from evenhand.vault.agent.joint import Piece
from evenhand.vault.agent.joint_client import JointClient, Waiting
from evenhand.vault.agent.rewrap import Rewrap
from evenhand.vault.errors import AgentError
from evenhand.vault.keys import Secret
from evenhand.vault.tokens import Said

NOT_ASKED = Refusal("not-asked", SENTENCES[Code.NOT_ASKED])


@dataclass(frozen=True, slots=True)
class Asked:
    """A complaint that one overseer asked to open. `left` is how many seconds another can still confirm it."""

    asked: str
    complaint: int
    reason: OpeningReason
    by: str
    left: int

    @classmethod
    def read(cls, waiting: Waiting) -> Self | None:
        """What the agent keeps of it, read back; None for what is no complaint."""
        what, _, rest = waiting.about.partition(":")
        index, _, reason = rest.partition(":")
        if what != "complaint":
            return None
        return cls(waiting.asked, int(index), OpeningReason(reason), waiting.by, waiting.left)


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


def ask_to_open(
    office: Office, agent: AgentClient, who: SignedIn, complaint: int, reason: OpeningReason
) -> str | Refusal:
    """Leave one's piece of the overseers' key for this complaint and this reason, for a day; returns what to confirm it by.

    Nothing is written. Raises AgentError, with its sentence.
    """
    found = present_at(office, who.person, complaint, OpenToOverseers(asked_by=who.person.ref, reason=reason))
    if isinstance(found, Refusal):
        return found
    loaded, present = found
    refusal = may(loaded.state, None, OpenToOverseers, present, loaded.around)
    if refusal is not None:
        return refusal
    about = f"complaint:{complaint}:{reason}"
    purposes = [grant_purpose(one) for one in (*of_complaint(complaint), *passed_on_with())]
    return joint_client(agent, who).ask(about, own_pieces(who.key), purposes)


def waiting_openings(agent: AgentClient, who: SignedIn) -> list[Asked]:
    """Every complaint that was asked for and not opened yet. Raises AgentError."""
    return [asked for one in joint_client(agent, who).waiting() if (asked := Asked.read(one)) is not None]


def confirm_opening(office: Office, agent: AgentClient, who: SignedIn, asked: str) -> Done | Refusal:
    """Open the complaint to whoever asked and to whoever confirms. Raises AgentError, with its sentence."""
    client = joint_client(agent, who)
    wanted = next((one for one in waiting_openings(agent, who) if one.asked == asked), None)
    if wanted is None:
        return NOT_ASKED
    command = OpenToOverseers(asked_by=wanted.by, reason=wanted.reason)
    done = perform(office, who.person, wanted.complaint, command, _keys(client, who, asked, wanted.complaint))
    if isinstance(done, Refusal):
        return done
    with suppress(AgentError):  # it is forgotten after a day
        client.forget(asked)
    return done


def forget_asked(agent: AgentClient, who: SignedIn, asked: str) -> None:
    """Take back what one asked for, or decline what another did. Raises AgentError."""
    joint_client(agent, who).forget(asked)


def joint_client(agent: AgentClient, who: SignedIn) -> JointClient:
    """What whoever is signed in can do together with another."""
    return JointClient(agent, who.slot, who.cookie_half)


def own_pieces(key: str) -> list[Piece]:
    """Where the pieces are that this key holds, each by the joint key that it is of."""
    mine = {piece: joint for joint, held in piece_holders().items() for to, piece in held.items() if to == key}
    grants = Grant.objects.filter(compartment__in=mine, to=key, ended_entry=None)
    return [Piece(mine[grant.compartment_id], [[as_link(grant)]]) for grant in grants.order_by("-id")]


def passed_on_with() -> list[str]:
    """Ids of the joint keys: whoever opens an older one can pass it on to the newest."""
    return list(piece_holders())


def of_complaint(complaint: int) -> list[str]:
    """Ids of the compartments that are opened with a complaint: its own and its cases', never who the complainant is."""
    rows = Compartment.objects.filter(complaint=complaint, purpose__in=("complaint", "case"))
    return list(rows.values_list("id", flat=True))


def _keys(client: JointClient, who: SignedIn, asked: str, complaint: int) -> Keyring | None:
    """The newest joint key that whoever confirms has a piece of and that leads to the complaint; None if none does yet."""
    pieces, compartments = own_pieces(who.key), of_complaint(complaint)
    for piece in pieces:
        if chains_to(compartments, piece.key):
            return TogetherKeys(client, asked, pieces, piece.key)
    return None
