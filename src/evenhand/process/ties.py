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
    """The answer. CANNOT_TELL: a similar name or the same building, or a party who is not findable yet."""

    YES = "yes"
    NO = "no"
    CANNOT_TELL = "cannot-tell"


def tied(declared: Collection[Token], parties: Collection[Token], *, all_findable: bool) -> Tied:
    """Whether what somebody declared agrees with a party. Who declared nothing is tied to nobody that anybody knows of."""
    if not declared:
        return Tied.NO
    shared = {kind for kind, _token in set(declared) & set(parties)}
    if shared & CERTAIN:
        return Tied.YES
    return Tied.CANNOT_TELL if shared or not all_findable else Tied.NO
