"""What somebody opens with keys and copies of the database's rows alone: real cryptography, and none of the office's own reading.

Every wrap that ever lay in a row may have been copied. A chain leads from one's own private half over any of them, in any order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from evenhand.process.teams import PIECE
from evenhand.records.models import Compartment, Grant, Sealed
from evenhand.vault.errors import CannotOpen
from evenhand.vault.joint import THRESHOLD, joined
from evenhand.vault.keys import ContentKey, KeyPair, PrivateKey, key_id
from evenhand.vault.seal import open_sealed
from evenhand.vault.wrap import Unwrapper
from tests.office.team import enrolment

HASH = 32
"""The length of what is left of a wrap that was taken back."""


@dataclass
class Thief:
    """Private halves, by their ids, and wraps as (what they are of, to whom, bytes)."""

    private: dict[str, PrivateKey]
    wraps: set[tuple[str, str, bytes]] = field(default_factory=set)

    @classmethod
    def who(cls, *pairs: KeyPair) -> "Thief":
        """Somebody with these keys."""
        return cls({key_id(pair.public): pair.private for pair in pairs})

    def copies(self) -> None:
        """Take every wrap that there is at this moment, and open all that opens."""
        rows = Grant.objects.values_list("compartment_id", "to", "wrap")
        self.wraps |= {(of, to, bytes(wrap)) for of, to, wrap in rows if len(bytes(wrap)) > HASH}
        while found := self._next():
            self.private |= found

    def _next(self) -> dict[str, PrivateKey]:
        return {
            of: PrivateKey(Unwrapper(self.private[to]).unwrap(wrap, b"compartment:" + of.encode()))
            for of, to, wrap in self.wraps
            if to in self.private and of not in self.private
        }

    def opens(self, entries: Iterable[int]) -> set[int]:
        """Which of these entries' contents open. The ciphertexts are taken now, as if the database had been copied again."""
        rows = Sealed.objects.filter(entry__in=list(entries), what="content")
        return {row.entry for row in rows if self._opens(row)}

    def _opens(self, row: Sealed) -> bool:
        if row.compartment_id not in self.private:
            return False
        unwrapper = Unwrapper(self.private[row.compartment_id])
        try:
            key = unwrapper.unwrap(bytes(row.wrap), b"sealed:" + row.address.encode())
            return bool(open_sealed(bytes(row.ciphertext or b""), ContentKey(key)))
        except CannotOpen:
            return False


def somebody(login: str) -> Thief:
    """One of the team, with their own key."""
    return Thief.who(enrolment(login).key_pair)


def together(first: str, second: str) -> Thief:
    """Two who oversee or oversaw, all that each of them can copy by now, and every joint key that their pieces give."""
    pairs = {login: enrolment(login).key_pair for login in (first, second)}
    both = Thief.who(*pairs.values())
    both.copies()
    for entry in set(Compartment.objects.filter(purpose=PIECE).values_list("entry", flat=True)):
        pieces = Compartment.objects.filter(purpose=PIECE, entry=entry)
        held = {
            login: both.private[piece.id]
            for login, pair in pairs.items()
            for piece in pieces
            if piece.id in both.private and piece.grants.filter(to=key_id(pair.public)).exists()
        }
        if len(held) == THRESHOLD:
            key = joined(*((pairs[login].public, piece) for login, piece in held.items()))
            both.private[key_id(key.public)] = key.private
    both.copies()
    return both
