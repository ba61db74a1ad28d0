"""What the public entries of a draw say in words, beside the random value that a case manager announces in their own."""

from collections.abc import Mapping, Sequence

from evenhand.process.codes import Exclusion
from evenhand.process.facts import Refusal

STRATUM = "decision-maker"
"""The one part of a panel that there is: the person who decides."""
EXCLUDED_WORDS: Mapping[str, str] = {
    Exclusion.TOOK_PART: "Took part in the case or in one linked with it",
    Exclusion.CONFLICT: "Has a conflict of interest",
    Exclusion.CHALLENGE_UPHELD: "Was challenged, and the challenge was upheld",
    Exclusion.TRAINING_LAPSED: "Training is not up to date",
    Exclusion.NOT_AVAILABLE: "Is not available",
}
DRAW_WORDS = "Two people typed in the same value, neither seeing what the other typed. Compare it with what its source published."
NO_WITNESS = Refusal(
    "no-witness",
    "No outside witness signs this register at present, or fewer than your own policy asks for. So nobody could show later that "
    "the pool was frozen before the random value was known, and none is frozen. Ask another body to run evenhand-witness (the "
    "documentation says how, in run-a-witness), name it in your policy file, and try again when its signature stands on the "
    "register's public page.",
)
_POOL_WORDS = "Who decides a case"
_DEPENDENT = (
    " (not independent: {names}, whose name is the register's own, so that it is run by whom it should watch; whoever runs both "
    "could have frozen another list later)"
)


def pool_words(dependent: Sequence[str]) -> str:
    """What a pool says of itself; `dependent` are the names of witnesses that the organisation runs itself."""
    return _POOL_WORDS + (_DEPENDENT.format(names=", ".join(dependent)) if dependent else "")
