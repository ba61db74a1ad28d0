"""Decide, write, and decide again if somebody else was quicker: what every verb does that decides on what it has read."""

from collections.abc import Callable
from functools import wraps

from evenhand.process.facts import Refusal
from evenhand.records.append import Moved

_TRIES = 5
_DOUBTED = Refusal(
    "keys-doubted",
    "Nothing was recorded: the key that this would be sealed with is not the one that the register names, so others might read it. "
    "It is not your mistake. Keep your words, and tell whoever runs this service: they find what is wrong with `evenhand doctor`.",
)
_BUSY = Refusal("try-again", "Others are working on the same thing at this moment. Nothing was changed: try again.")


class KeysDoubted(Exception):
    """There is no key to seal words to that an act of the register made: they would be lost, or read by whoever wrote it in."""


def decided_again[**P, T](verb: Callable[P, T]) -> Callable[P, T | Refusal]:
    """The verb, run anew each time that it raises Moved, with a refusal at the end where it would raise it for ever."""

    @wraps(verb)
    def stubborn(*args: P.args, **kwargs: P.kwargs) -> T | Refusal:
        for _ in range(_TRIES):
            try:
                return verb(*args, **kwargs)
            except Moved:
                continue
            except KeysDoubted:
                return _DOUBTED
        return _BUSY

    return stubborn
