"""The pool, frozen in the log before the randomness is known (register.md section 7).

    {"beacon": {"how": words, "name": ref, "not_before": number, "round": words} | null, "draw": ref,
     "members": [{"excluded": words | null, "ref": ref, "stratum": ref}, ...], "origin": origin, "replaces": hash | null,
     "strata": [{"alternates": number, "name": ref, "seats": number}, ...], "v": "evenhand.pool/v1",
     "witnesses": [vkey, ...], "words": words}

Members are in strict ascending order of their refs, so nobody chooses an order. A member with a conflict of interest
stays in the list with the reason in `excluded`. Raises E_POOL_FORMAT, E_ORIGIN, E_DRAW_SHORT.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from evenhand_register._form import HASH_SIZE, Form
from evenhand_register.encoding import b64encode
from evenhand_register.errors import RegisterError
from evenhand_register.keys import COSIGNATURE, VerifierKey

__all__ = ["Beacon", "Member", "Pool", "Stratum", "parse_pool"]

_VERSION = "evenhand.pool/v1"
_MAX_MEMBERS, _MAX_STRATA, _MAX_SEATS, _MAX_WITNESSES = 4096, 16, 64, 16
_MAX_NUMBER = 2**53 - 1
_FORM = Form("E_POOL_FORMAT", "pool")


@dataclass(frozen=True)
class Beacon:
    """An outside random value: whose, which one, how it is written, and the Unix time before which nobody knows it."""

    name: str
    round: str
    how: str
    not_before: int


@dataclass(frozen=True)
class Member:
    """Somebody who may be drawn, under a name that says nothing; `excluded` gives the conflict, if there is one."""

    ref: str
    stratum: str
    excluded: str | None = None


@dataclass(frozen=True)
class Stratum:
    """A part of the panel: how many of its members sit, and how many stand in for them, in order."""

    name: str
    seats: int
    alternates: int


@dataclass(frozen=True)
class Pool:
    """A pool's document. Without a beacon the witnesses' cosignatures decide, which is weaker."""

    draw: str
    origin: str
    words: str
    strata: tuple[Stratum, ...]
    members: tuple[Member, ...]
    witnesses: tuple[VerifierKey, ...]
    beacon: Beacon | None = None
    replaces: bytes | None = None

    def eligible(self, stratum: str) -> list[str]:
        """Return the refs of the members of a stratum who are not excluded, in the pool's order."""
        return [member.ref for member in self.members if member.stratum == stratum and member.excluded is None]

    def as_json(self) -> dict[str, Any]:
        """Return the document, checked. Raises as `parse_pool`."""
        document = {
            "beacon": None if self.beacon is None else vars(self.beacon),
            "draw": self.draw,
            "members": [vars(member) for member in self.members],
            "origin": self.origin,
            "replaces": None if self.replaces is None else b64encode(self.replaces),
            "strata": [vars(stratum) for stratum in self.strata],
            "v": _VERSION,
            "witnesses": [key.vkey for key in self.witnesses],
            "words": self.words,
        }
        parse_pool(document, [self.origin])
        return document


def parse_pool(document: Any, origins: Collection[str]) -> Pool:
    """Return the pool that the document of a pool entry holds; `origins` are the logs it may belong to."""
    parts = _FORM.members(
        document, *("beacon", "draw", "members", "origin", "replaces", "strata", "v", "witnesses", "words")
    )
    _FORM.constant(parts["v"], _VERSION)
    strata = _strata(parts["strata"])
    pool = Pool(
        draw=_FORM.ref(parts["draw"]),
        origin=_FORM.text(parts["origin"], "origin"),
        words=_FORM.words(parts["words"]),
        strata=strata,
        members=_members(parts["members"], {stratum.name for stratum in strata}),
        witnesses=_witnesses(parts["witnesses"]),
        beacon=None if parts["beacon"] is None else _beacon(parts["beacon"]),
        replaces=_FORM.data_or_null(parts["replaces"], HASH_SIZE, "replaced pool"),
    )
    if pool.origin not in origins:
        raise RegisterError("E_ORIGIN", f"The pool was made for another register, {pool.origin}.")
    there = Counter(member.stratum for member in pool.members if member.excluded is None)
    for stratum in pool.strata:
        if there[stratum.name] < stratum.seats:
            raise RegisterError("E_DRAW_SHORT", f"The pool has too few members for the seats of {stratum.name}.")
    return pool


def _beacon(value: Any) -> Beacon:
    parts = _FORM.members(value, "how", "name", "not_before", "round")
    return Beacon(
        name=_FORM.ref(parts["name"]),
        round=_FORM.words(parts["round"]),
        how=_FORM.words(parts["how"]),
        not_before=_FORM.number(parts["not_before"], 0, _MAX_NUMBER, "time of the beacon"),
    )


def _strata(value: Any) -> tuple[Stratum, ...]:
    strata: dict[str, Stratum] = {}
    for item in _FORM.items(value, 1, _MAX_STRATA, "strata"):
        parts = _FORM.members(item, "alternates", "name", "seats")
        name = _FORM.ref(parts["name"])
        if name in strata:
            raise _FORM.fail(f"has the stratum {name} twice")
        seats = _FORM.number(parts["seats"], 1, _MAX_SEATS, "number of seats")
        strata[name] = Stratum(name, seats, _FORM.number(parts["alternates"], 0, _MAX_SEATS, "number of alternates"))
    return tuple(strata.values())


def _members(value: Any, strata: Collection[str]) -> tuple[Member, ...]:
    members: list[Member] = []
    for item in _FORM.items(value, 1, _MAX_MEMBERS, "members"):
        parts = _FORM.members(item, "excluded", "ref", "stratum")
        ref, stratum = _FORM.ref(parts["ref"]), _FORM.ref(parts["stratum"])
        if members and ref <= members[-1].ref:
            raise _FORM.fail("does not list its members once each, in the order of their refs")
        if stratum not in strata:
            raise _FORM.fail(f"has a member of {stratum}, which is no stratum of it")
        members.append(Member(ref, stratum, None if parts["excluded"] is None else _FORM.words(parts["excluded"])))
    return tuple(members)


def _witnesses(value: Any) -> tuple[VerifierKey, ...]:
    keys: list[VerifierKey] = []
    for item in _FORM.items(value, 1, _MAX_WITNESSES, "witnesses"):
        try:
            key = VerifierKey.parse(_FORM.text(item, "witness"))
        except RegisterError as error:
            raise _FORM.fail(f"names a witness whose key cannot be read. {error.sentence.rstrip('.')}") from None
        if key.type != COSIGNATURE:
            raise _FORM.fail("names a key that is no witness's")
        if any(key.public_key == other.public_key for other in keys):
            raise _FORM.fail("names one witness twice")
        keys.append(key)
    return tuple(keys)
