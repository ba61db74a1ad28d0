"""What an act looks like from outside. The kinds of entries and their order are public, so acts that are counted apart
must not differ in them.

Every decision, review, closing and reopening has one of two shapes: an event and an outcome; or, where a departure
from a recommendation is made, verified or vetoed, an event, a review and an outcome. What an act lacks for its shape
is filled with covers, which say nothing and count nothing. A decision that is held is thus written like one that takes
effect, and a veto like a verification. DESIGN 5.1; how it would be attacked is in
tests/figures/test_suppress_attack.py.
"""

from collections.abc import Callable, Sequence

from evenhand.process.acts import ACTS, Kind
from evenhand.process.facts import Fact

COVERS = {Kind.EVENT: "cover-event", Kind.OUTCOME: "cover-outcome"}
"""The act that stands in for an entry of each kind."""
COVER_ACTS = frozenset(COVERS.values())

ENDING = (Kind.EVENT, Kind.OUTCOME)
DEPARTURE = (Kind.EVENT, Kind.REVIEW, Kind.OUTCOME)


def covered(facts: Sequence[Fact], cover: Callable[[str], Fact]) -> tuple[Fact, ...]:
    """The facts of one act, with covers where its shape has an entry that they have not. `cover` makes one."""
    kinds = {kind_of(fact) for fact in facts}
    if Kind.REVIEW in kinds:
        return _fill(DEPARTURE, facts, cover)
    return _fill(ENDING, facts, cover) if Kind.OUTCOME in kinds else tuple(facts)


def kind_of(fact: Fact) -> Kind:
    """The public kind of the fact's entry."""
    return ACTS[fact.act].kind


def _fill(shape: Sequence[Kind], facts: Sequence[Fact], cover: Callable[[str], Fact]) -> tuple[Fact, ...]:
    left = {kind_of(fact): fact for fact in facts}
    if len(left) < len(facts) or not left.keys() <= set(shape):
        raise ValueError(f"An act of {', '.join(fact.act for fact in facts)} would stand out among the others.")
    return tuple(left.get(kind) or cover(COVERS[kind]) for kind in shape)
