"""One member of clear facts, and the reasons for which any of them is not sealed."""

from dataclasses import dataclass
from typing import Any

from evenhand.process.clear.shapes import CODE, NUMBER, WHO, Shape


@dataclass(frozen=True, slots=True)
class Member:
    """One member of clear facts, with an example."""

    shape: Shape
    example: Any
    why: str


ORDER = "who did what in which order is what decisions are challenged on"
CLOCKS = "promises are kept by days, and clocks run while nobody's key is there"
RIGHTS = "who may see and do what is decided before anything is opened"
COUNTS = "figures are counted from it without a key"
CONFLICTS = "a conflict of interest among the staff stops an act whoever is signed in; only its kind is said, and never of a party"
LOT = "who decides is drawn in public"
SAMPLES = "a sample is drawn so that whoever has the list can draw it again"
PROOF = "the doctor finds each changed or missing byte without a key"
TRUSTEES = "whether access could be given anew is known before it is needed"

CASE = Member(NUMBER, 1, "a case is known by its number inside its complaint, and never by a name")
PERSON = Member(WHO, "s-b6972dd550", RIGHTS)
MAP = Member(CODE, "town", "a second import of the same table is recognised")
