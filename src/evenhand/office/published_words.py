"""What the codes in published tables mean, in the words of the downloads. Pages translate them."""

from evenhand.process.codes import ComplaintOutcome, Direction

OUTCOMES: dict[str, str] = {
    ComplaintOutcome.UPHELD: "Upheld",
    ComplaintOutcome.UPHELD_IN_PART: "Upheld in part",
    ComplaintOutcome.NOT_UPHELD: "Not upheld",
    ComplaintOutcome.OUT_OF_SCOPE: "Out of scope",
    ComplaintOutcome.DUPLICATE: "Duplicate of another complaint",
    "not-known": "Outcome not known",
}
DEPARTURES: dict[str, str] = {
    Direction.UP: "Harsher than recommended",
    Direction.DOWN: "Milder than recommended",
    Direction.LEVEL: "Other findings, same sanction",
    "verified": "Departure verified by the independent reviewer",
    "vetoed": "Departure vetoed by the independent reviewer",
}
"""Every act of the public kind `review`."""
COMPARISONS: dict[str, str] = {
    "same": "As recommended",
    Direction.UP: DEPARTURES[Direction.UP],
    Direction.DOWN: DEPARTURES[Direction.DOWN],
}
"""How decisions in older records stand beside their recommendations."""
