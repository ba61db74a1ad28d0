"""What stands in clear in the acts of a complaint and of its cases."""

from collections.abc import Mapping

from evenhand.process.clear.members import CASE, CLOCKS, COUNTS, LOT, PERSON, RIGHTS, Member
from evenhand.process.clear.shapes import CODE, DAY, FLAG, HASH, NUMBER, REFERENCE, WHO, each, numbered, parts

_DRAW = Member(REFERENCE, "d-0f1e2d3c4b5a6978", "pool and draw are public, under a reference of their own")
_OFFICER = Member(WHO, "s-8feda50f87", RIGHTS)
_OUTCOME = Member(CODE, "breach-sanction", COUNTS)
_APART = Member(FLAG, False, "only people from outside see it; about whom it is stands nowhere in clear")
_FINDINGS = Member(numbered(CODE), {"1": "proved"}, COUNTS)
_SANCTION = Member(NUMBER, 4, "how far a decision departs from the recommendation is worked out from it")
_NONCE_BY = Member(CODE, "typed", "a receipt says which check is not possible")

OF_COMPLAINT: Mapping[str, Mapping[str, Member]] = {
    "received": {
        "category": Member(CODE, "har", COUNTS),
        "labels": Member(each(CODE), ["dis"], COUNTS),
        "channel": Member(CODE, "web", COUNTS),
        "apart": _APART,
        "nonce_by": _NONCE_BY,
        "rulebook": Member(HASH, "2cb3870b8d9c17f1" * 4, "the rules that hold for this complaint are pinned to it"),
        "token": Member(HASH, "b7461c4ce44a4412" * 4, "a retry finds the complaint that it already made"),
        "holder": Member(
            parts(key=HASH, lookup=HASH, public=HASH),
            {
                "key": "4bd96fa3ddb2506e" * 2,
                "lookup": "d62077d7beccbe71" * 4,
                "public": "L8SZgkwlaHYpZEWaqgwJAE/ZOx6kXymYPTINDJMj4QY=",
            },
            "the doctor finds a phrase that was pointed at another complaint, and what is sealed later opens with it; no phrase "
            "follows from it",
        ),
    },
    "carried-over": {},
    "complainant-recorded": {
        "anonymous": Member(FLAG, False, "letters and pages differ for a sender who gave no name")
    },
    "party-tokens-made": {
        "parties": Member(
            each(parts(case=NUMBER, tokens=each(HASH))),
            [{"case": 1, "tokens": ["9b1c7e0f5a3d2468" * 4]}],
            "the doctor finds a token that was added, changed or taken away; without its row such a hash says nothing of anybody",
        )
    },
    "acknowledged": {"officer": _OFFICER},
    "officer-named": {"officer": _OFFICER},
    "assessed": {
        "result": Member(CODE, "accepted", COUNTS),
        "rule": Member(CODE, "no-clause", "a complaint is out of scope only under a published rule"),
        "duplicate_of": Member(NUMBER, 51, RIGHTS),
        "follows": Member(FLAG, True, CLOCKS),
    },
    "set-apart": {},
    "lead-closed": {"outcome": _OUTCOME},
    "linked": {
        "other": Member(NUMBER, 51, "nobody takes up two duties on complaints that are linked"),
        "type": Member(CODE, "same-incident", "nobody takes up two duties on complaints that are linked"),
    },
    "message-sent": {},
    "access-settled": {},
    "evidence-added": {"case": CASE},
    "case-opened": {
        "case": CASE,
        "capacity": Member(CODE, "member", COUNTS),
        "stays_inside": Member(CODE, "other-body", RIGHTS),
        "respondent": Member(
            REFERENCE, "respondent-1", "a reference that is valid inside the complaint; the name is sealed"
        ),
    },
    "allegation-framed": {
        "case": CASE,
        "allegation": Member(NUMBER, 1, COUNTS),
        "clause": Member(CODE, "2.1", COUNTS),
    },
    "assigned": {
        "case": CASE,
        "duty": Member(CODE, "investigate", RIGHTS),
        "person": PERSON,
        "tie": Member(
            CODE, "cannot-tell", "whoever assigns answers for it where a tie to a party cannot be ruled out"
        ),
    },
    "recused": {"recusal": Member(CODE, "relative", RIGHTS)},
    "pool-frozen": {
        "case": CASE,
        "draw": _DRAW,
        "members": Member(
            each(parts(person=WHO, excluded=CODE)), [{"person": "s-b6972dd550", "excluded": "took-part"}], LOT
        ),
        "not_before": Member(NUMBER, 1774728000, "nobody types the random value before it can be known"),
    },
    "value-typed": {
        "case": CASE,
        "draw": _DRAW,
        "value": Member(HASH, "9c1185a5c5e9fc54" * 4, "two people type the same, and neither sees it"),
    },
    "panel-drawn": {"case": CASE, "draw": _DRAW, "order": Member(each(WHO), ["s-b6972dd550"], LOT)},
    "drawn-replaced": {"case": CASE, "excluded": Member(CODE, "conflict", RIGHTS), "person": PERSON},
    "investigation-started": {"case": CASE},
    "notice-given": {"case": CASE, "reply_by": Member(DAY, "2026-03-17", CLOCKS)},
    "reply-recorded": {"case": CASE, "complete": Member(FLAG, True, CLOCKS)},
    "reply-window-passed": {"case": CASE},
    "reply-waived": {"case": CASE},
    "recommended": {"case": CASE, "findings": _FINDINGS, "sanction": _SANCTION},
    "decision-made": {"case": CASE, "findings": _FINDINGS, "sanction": _SANCTION},
    "overridden": {
        "case": CASE,
        "direction": Member(CODE, "down", COUNTS),
        "distance": Member(NUMBER, 2, COUNTS),
        "reason": Member(CODE, "disproportionate", COUNTS),
        "held": Member(FLAG, True, "it has no effect before an independent reviewer agrees"),
    },
    "override-verified": {"case": CASE},
    "override-vetoed": {"case": CASE},
    "case-decided": {"case": CASE, "outcome": _OUTCOME},
    "told": {
        "case": CASE,
        "to": Member(WHO, "complainant", "nothing is closed before both parties are told"),
        "outcome": _OUTCOME,
        "lead_outcome": _OUTCOME,
        "remedy_by": Member(DAY, "2026-08-30", CLOCKS),
        "nonce_by": _NONCE_BY,
    },
    "case-closed": {"case": CASE, "outcome": _OUTCOME},
    "complaint-closed": {"outcome": _OUTCOME},
    "reopened": {
        "cases": Member(each(NUMBER), [1], RIGHTS),
        "ground": Member(CODE, "fraud", RIGHTS),
        "heard_again": Member(FLAG, True, CLOCKS),
    },
    "oversight-opened": {
        "asked_by": Member(WHO, "s-b6972dd550", RIGHTS),
        "reason": Member(CODE, "sampled", "why overseers look is for everybody who works on it to see"),
        "until": Member(DAY, "2026-03-17", RIGHTS),
    },
    "oversight-closed": {},
    "oversight-found": {"result": Member(CODE, "in-order", COUNTS)},
    "cover-event": {"case": CASE},
    "cover-outcome": {"case": CASE},
}
