"""What stands in clear: every member that the facts of each act may have, how it is written, and why it is not sealed.

Whoever holds the database reads all of this (DESIGN section 1, promise 6). The list is closed: a fact with a member that is not
here, or with a value of another shape, is refused before anything is written. No shape but the office's own labels takes free
text, so what a person wrote cannot get here by mistake. docs/reference/clear.md is printed from it.
"""

from collections.abc import Mapping
from typing import Any

from evenhand.process.acts import ACTS
from evenhand.process.clear.complaint import OF_COMPLAINT
from evenhand.process.clear.members import CLOCKS, ORDER, PROOF, RIGHTS, Member
from evenhand.process.clear.office import OF_OFFICE
from evenhand.process.clear.older import OF_OLDER
from evenhand.process.clear.shapes import CODE, DAY, FLAG, HASH, REFERENCE, WHO, each, parts

SEALED = each(parts(address=HASH, compartment=HASH, what=CODE, wrap=HASH))
COMPARTMENTS = each(
    parts(**{"for": CODE}, grants=each(parts(to=HASH, wrap=HASH)), key=HASH, public=HASH, vouched=HASH)
)
GRANTED = each(parts(compartment=HASH, to=HASH, wrap=HASH))
REVOKED = each(parts(compartment=HASH, to=HASH))

COMMON: Mapping[str, Member] = {
    "act": Member(CODE, "message-sent", ORDER),
    "by": Member(WHO, "s-8feda50f87", RIGHTS),
    "on": Member(DAY, "2026-03-03", CLOCKS),
    "late": Member(FLAG, False, CLOCKS),
    "complaint": Member(
        REFERENCE, "72351934b7e91c65d602", "acts of one complaint are found by it; it is random, and not its number"
    ),
    "sealed": Member(
        SEALED,
        [
            {
                "address": "8db5e7679b64812a" * 4,
                "compartment": "8c782ad72ef567e1" * 2,
                "what": "content",
                "wrap": "467cdd9ef66c3628" * 4,
            }
        ],
        PROOF,
    ),
    "compartments": Member(
        COMPARTMENTS,
        [
            {
                "for": "case",
                "grants": [{"to": "45e36f035205fe38" * 2, "wrap": "83fcc63803049d22" * 4}],
                "key": "43d1da3c401d28a1" * 2,
                "public": "L8SZgkwlaHYpZEWaqgwJAE/ZOx6kXymYPTINDJMj4QY=",
            }
        ],
        PROOF,
    ),
    "granted": Member(
        GRANTED,
        [
            {
                "compartment": "43d1da3c401d28a1" * 2,
                "to": "45e36f035205fe38" * 2,
                "wrap": "83fcc63803049d22" * 4,
            }
        ],
        PROOF,
    ),
    "revoked": Member(REVOKED, [{"compartment": "43d1da3c401d28a1" * 2, "to": "45e36f035205fe38" * 2}], PROOF),
    "unclear": Member(FLAG, True, "where nobody could tell of a conflict of interest, it shows who went on"),
    "counted": Member(
        HASH, "9fWuqmMMcjdeMgLbXx0JqFMtYWZwXCNbleqA7/UGHso=", "a receipt proves by it which counted entry it is of"
    ),
}
"""What any act may have."""

OF_ACT: Mapping[str, Mapping[str, Member]] = {**OF_COMPLAINT, **OF_OFFICE, **OF_OLDER}
"""What each act may have beside these. An act without members of its own says what it says by having happened."""


def require_clear(act: str, data: Mapping[str, Any]) -> None:
    """Raises ValueError, naming act and member and never the value, if these facts hold anything that may not stand in clear."""
    if act not in ACTS:
        raise ValueError(f"There is no act named {act!r}.")
    own = OF_ACT[act]
    for name, value in data.items():
        member = own.get(name) or COMMON.get(name)
        if member is None:
            raise ValueError(
                f"{act} would write its member {name} in clear, and the list of what may be has no such member."
            )
        if value is not None and not member.shape.fits(value):
            raise ValueError(
                f"{act} would write something in clear in its member {name} that is no {member.shape.words}."
            )
