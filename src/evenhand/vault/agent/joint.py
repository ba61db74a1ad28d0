"""What two overseers open together: one asks, which leaves their piece here, and another confirms (DESIGN 5.14, ADR 0027).

Neither piece leaves the agent, nor does the key that they make, which is there for one answer. Whoever asks says what it is to be
used for, and it is used for nothing else: the keys of those compartments go to these two people, and the joint keys themselves to
the joint key that came after. What was asked is forgotten after a day, with a restart, and when the asker's account ends.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from evenhand.vault.agent.chains import (
    LONGEST_PURPOSE,
    MOST_TARGETS,
    Opener,
    Target,
    targets_from_json,
    targets_to_json,
)
from evenhand.vault.agent.codes import Code, Refusal
from evenhand.vault.agent.fields import Fields
from evenhand.vault.agent.rewrap import Granter, Rewrap
from evenhand.vault.agent.slots import Slots, Unlocked
from evenhand.vault.agent.wire import Answer, CookieHalf, b64_or_none
from evenhand.vault.errors import CannotOpen
from evenhand.vault.joint import joined
from evenhand.vault.keys import Entropy, PublicKey, Secret, key_id, key_pair_of
from evenhand.vault.wrap import Unwrapper

HOLDS = 24 * 60 * 60
"""Seconds for which somebody who confirms can be waited for. Our own default."""
MOST_ASKED = 200
MOST_KEYS = 20
LONGEST_ABOUT = 200
JOINT_SUBJECT = "oversight"
"""Whose a joint key is, as the installation's proof for it says."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Where one holder's piece of the joint key with that id is to be found."""

    key: str
    target: Target

    def to_json(self) -> dict[str, object]:
        """As it goes over the wire."""
        (target,) = targets_to_json([self.target])
        return {"key": self.key, "target": target}

    @classmethod
    def from_json(cls, message: object) -> "Piece":
        """Raises Refusal(MALFORMED)."""
        fields = Fields(message)
        (target,) = targets_from_json([fields.items("target", MOST_TARGETS)])
        piece = cls(fields.text("key", 32), target)
        fields.end()
        return piece


@dataclass(frozen=True, slots=True)
class _Asked:
    """One opening that waits for a second overseer."""

    about: str
    by: str
    public: PublicKey
    pieces: Mapping[str, Secret] = field(repr=False)
    purposes: frozenset[bytes]
    heirs: frozenset[bytes]
    at: float

    def allows(self, wanted: Rewrap, second: str) -> bool:
        """Whether a wrap is one that was asked for: of what its chains really end with, and to whom that may go."""
        ends = {chain[-1].purpose for chain in wanted.target}
        to_them = wanted.subject in (self.by, second) and wanted.purpose in self.purposes
        to_heir = wanted.subject == JOINT_SUBJECT and wanted.purpose in self.heirs
        return ends == {wanted.purpose} and (to_them or to_heir)


class Together:
    """The openings that wait. Safe for threads. `clock` gives seconds that only ever grow."""

    def __init__(self, slots: Slots, granter: Granter, clock: Callable[[], float], entropy: Entropy) -> None:
        self._slots, self._granter, self._clock, self._entropy = slots, granter, clock, entropy
        self._asked: dict[str, _Asked] = {}
        self._lock = Lock()

    def operations(self) -> dict[str, Callable[[Fields], Answer]]:
        """What the agent does for them, by name."""
        return {
            "ask-together": self._ask,
            "asked-together": self._list,
            "open-together": self._open,
            "forget-together": self._forget,
        }

    def drop_person(self, person_ref: str) -> None:
        """Forget what that person asked: their account ended, or they sign in with other keys."""
        with self._lock:
            self._asked = {name: asked for name, asked in self._asked.items() if asked.by != person_ref}

    def _ask(self, fields: Fields) -> Answer:
        unlocked = self._unlocked(fields)
        about, wanted = fields.text("about", LONGEST_ABOUT), _pieces(fields)
        purposes = frozenset(_purpose(value) for value in fields.items("purposes", MOST_TARGETS))
        heirs = frozenset(_purpose(value) for value in fields.items("heirs", MOST_TARGETS))
        fields.end()
        if purposes & heirs:
            raise Refusal(Code.MALFORMED)
        pieces = dict(_opened(unlocked, wanted))
        if not pieces:
            raise Refusal(Code.NO_PIECE)
        public = key_pair_of(unlocked.private).public
        asked = _Asked(about, unlocked.person_ref, public, pieces, purposes, heirs, self._clock())
        name = self._entropy(16).hex()
        with self._lock:
            self._sweep()
            if len(self._asked) >= MOST_ASKED:
                raise Refusal(Code.BUSY)
            self._asked[name] = asked
        return {"asked": name}

    def _list(self, fields: Fields) -> Answer:
        self._unlocked(fields)
        fields.end()
        with self._lock:
            self._sweep()
            now = self._clock()
            waiting = [
                {"asked": name, "about": asked.about, "by": asked.by, "left": int(HOLDS - (now - asked.at))}
                for name, asked in self._asked.items()
            ]
        return {"waiting": waiting}

    def _open(self, fields: Fields) -> Answer:
        unlocked = self._unlocked(fields)
        asked, wanted = self._get(fields.text("asked", 32)), _pieces(fields)
        rewraps = [Rewrap.from_json(one) for one in fields.items("wanted", MOST_TARGETS)]
        fields.end()
        if unlocked.person_ref == asked.by:
            raise Refusal(Code.SAME_PERSON)
        opener = Opener(_joint_keys(asked, unlocked, wanted))
        allowed = [one if asked.allows(one, unlocked.person_ref) else None for one in rewraps]
        made = iter(self._granter.wraps(opener, [one for one in allowed if one is not None]))
        return {"wraps": [b64_or_none(next(made)) if one is not None else None for one in allowed]}

    def _forget(self, fields: Fields) -> Answer:
        self._unlocked(fields)
        name = fields.text("asked", 32)
        fields.end()
        with self._lock:
            self._asked.pop(name, None)
        return {}

    def _get(self, name: str) -> _Asked:
        with self._lock:
            self._sweep()
            if name not in self._asked:
                raise Refusal(Code.NOT_ASKED)
            return self._asked[name]

    def _unlocked(self, fields: Fields) -> Unlocked:
        slot = fields.text("slot", 32)
        return self._slots.get(slot, CookieHalf(fields.exactly("cookie_half", CookieHalf.SIZE)))

    def _sweep(self) -> None:
        now = self._clock()
        self._asked = {name: asked for name, asked in self._asked.items() if now - asked.at < HOLDS}


def pieces_to_json(pieces: Sequence[Piece]) -> dict[str, object]:
    """The field of a request that names pieces."""
    return {"pieces": [piece.to_json() for piece in pieces]}


def _pieces(fields: Fields) -> list[Piece]:
    return [Piece.from_json(one) for one in fields.items("pieces", MOST_KEYS)]


def _purpose(value: object) -> bytes:
    return Fields({"purpose": value}).raw("purpose", LONGEST_PURPOSE)


def _opened(unlocked: Unlocked, wanted: Sequence[Piece]) -> Iterator[tuple[str, Secret]]:
    """The pieces that this person's key opens, by the joint key that they are of."""
    opener = Opener([Unwrapper(unlocked.private)])
    for piece in wanted:
        secret = opener.open(piece.target)
        if secret is not None:
            yield piece.key, secret


def _joint_keys(asked: _Asked, unlocked: Unlocked, wanted: Sequence[Piece]) -> Iterator[Unwrapper]:
    """Every joint key of which both have a piece. What comes out as another key than the one named opens nothing."""
    public = key_pair_of(unlocked.private).public
    for key, piece in _opened(unlocked, wanted):
        if key in asked.pieces:
            try:
                pair = joined((asked.public, asked.pieces[key]), (public, piece))
            except CannotOpen:
                continue
            if key_id(pair.public) == key:
                yield Unwrapper(pair.private)
