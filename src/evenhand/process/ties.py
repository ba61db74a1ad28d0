"""Whether somebody on the staff is tied to a party: compared by tokens alone, and answered with yes, no or cannot tell (B5).

A tie is what a member of staff has declared: to whom, by name and other particulars, and of which kind. Who it is to is sealed;
here are tokens of theirs and tokens of the parties. What was not declared is not known: "no" is no finding of independence.
"""

from collections.abc import Collection
from enum import StrEnum

type Token = tuple[str, str]
"""A kind of particular and its token."""

CERTAIN = frozenset({"name", "e-mail", "telephone", "member"})
"""Particulars that one person has. That these are the kinds there are, a test compares with `vault.tokens`."""
UNCERTAIN = frozenset({"near", "address"})
"""Particulars that others share: a similar name, a building."""


class TieKind(StrEnum):
    """How somebody is tied to a person (DOMAIN 5.2): a closed list."""

    ONESELF = "oneself"
    FAMILY = "family"
    FRIEND = "friend"
    BUSINESS = "business"
    WORK = "work"
    POLITICAL = "political"
    DISPUTE = "dispute"
    OTHER = "other"


class Tied(StrEnum):
    """The answer. CANNOT_TELL: a similar name or the same building, a tie taken back, or a party who is not findable yet."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot-tell"


def tied(
    declared: Collection[Token], parties: Collection[Token], *, all_findable: bool, taken_back: Collection[Token] = ()
) -> Tied:
    """Whether what somebody declared agrees with a party. Who declared nothing is tied to nobody that anybody knows of.

    `taken_back` are tokens of ties that they declared once and took back. Where one of these certainly agrees, nobody can tell:
    else a tie could be taken back just for the act and declared again after it.
    """
    shared = {kind for kind, _token in set(declared) & set(parties)}
    if shared & CERTAIN:
        return Tied.YES
    unclear = shared or (declared and not all_findable)
    once = {kind for kind, _token in set(taken_back) & set(parties)} & CERTAIN
    return Tied.CANNOT_TELL if unclear or once else Tied.NO
