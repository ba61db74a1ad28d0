"""What stands in clear: every member that the facts of each act may have, how it is written, and why it is not sealed.

Whoever holds the database reads all of this (DESIGN section 1, promise 6). The list is closed: a fact with a member that is not
here, or with a value of another shape, is refused before anything is written. No shape but the office's own labels takes free
text, so what a person wrote cannot get here by mistake. docs/reference/clear.md is printed from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.process.acts import ACTS
from evenhand.process.clear_shapes import (
    CODE,
    DAY,
    FLAG,
    HASH,
    LABEL,
    MARKS,
    NUMBER,
    OLD_CODE,
    REFERENCE,
    VALUE,
    WHO,
    Shape,
    each,
    numbered,
    parts,
)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of clear facts, with an example."""

    shape: Shape
    example: Any
    why: str


SEALED = each(parts(address=HASH, compartment=HASH, what=CODE, wrap=HASH))
COMPARTMENTS = each(
    parts(**{"for": CODE}, grants=each(parts(to=HASH, wrap=HASH)), key=HASH, public=HASH, vouched=HASH)
)
GRANTED = each(parts(compartment=HASH, to=HASH, wrap=HASH))
REVOKED = each(parts(compartment=HASH, to=HASH))
OLD_ALLEGATIONS = each(
    parts(
        number=NUMBER,
        clause=OLD_CODE,
        recommended=OLD_CODE,
        recommended_as=CODE,
        finding=OLD_CODE,
        finding_as=CODE,
        recommended_outcome=OLD_CODE,
        outcome=OLD_CODE,
        flags=each(CODE),
    )
)

ORDER = "who did what in which order is what decisions are challenged on"
CLOCKS = "promises are kept by days, and clocks run while nobody's key is there"
RIGHTS = "who may see and do what is decided before anything is opened"
COUNTS = "figures are counted from it without a key"
CONFLICTS = "a conflict of interest among the staff stops an act whoever is signed in; only its kind is said, and never of a party"
LOT = "who decides is drawn in public"
SAMPLES = "a sample is drawn so that whoever has the list can draw it again"
PROOF = "the doctor finds each changed or missing byte without a key"
TRUSTEES = "whether access could be given anew is known before it is needed"

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

_CASE = Member(NUMBER, 1, "a case is known by its number inside its complaint, and never by a name")
_DRAW = Member(REFERENCE, "d-0f1e2d3c4b5a6978", "pool and draw are public, under a reference of their own")
_OFFICER = Member(WHO, "s-8feda50f87", RIGHTS)
_OUTCOME = Member(CODE, "breach-sanction", COUNTS)
_APART = Member(FLAG, False, "only people from outside see it; about whom it is stands nowhere in clear")
_FINDINGS = Member(numbered(CODE), {"1": "proved"}, COUNTS)
_SANCTION = Member(NUMBER, 4, "how far a decision departs from the recommendation is worked out from it")
_NONCE_BY = Member(CODE, "typed", "a receipt says which check is not possible")
_PERIOD = {"first": Member(NUMBER, 0, COUNTS), "end": Member(NUMBER, 265, COUNTS)}
_PERSON = Member(WHO, "s-b6972dd550", RIGHTS)
_ACCOUNT = Member(WHO, "s-fd663c66a1", RIGHTS)
_SECOND = Member(WHO, "s-766be2d189", "no one person alone takes somebody's access away or gives it anew")
_TIE = Member(REFERENCE, "t-3f09a1c2d4e5f607", "a tie is taken back under a reference; who it is to is sealed")
_REASON = Member(CODE, "left", RIGHTS)
_TRUSTEES_KEY = Member(HASH, "5cfde29a0b3be0ed" * 2, "the doctor finds a key that was exchanged")
_MAP = Member(CODE, "town", "a second import of the same table is recognised")
_PUBLISHED = Member(NUMBER, 1, "oversight findings are public, by number")
_OLD: Mapping[str, Member] = {
    "map": _MAP,
    "source": Member(
        parts(cells=each(MARKS), complaint=HASH, record=HASH),
        {"cells": ["3f09a1"], "complaint": "340451e9e7b9bc21" * 4, "record": "f28f04f30e0cefa5" * 4},
        "a second import of the same table is recognised; the marks need a key that is not in the database",
    ),
    "closed_on": Member(DAY, "2018-03-16", COUNTS),
    "ended_on": Member(DAY, "2018-03-16", COUNTS),
    "flags": Member(each(CODE), ["no-finding"], "what old records lack or contradict is listed without opening them"),
}

OF_ACT: Mapping[str, Mapping[str, Member]] = {
    "received": {
        "category": Member(CODE, "har", COUNTS),
        "labels": Member(each(CODE), ["dis"], COUNTS),
        "channel": Member(CODE, "web", COUNTS),
        "apart": _APART,
        "nonce_by": _NONCE_BY,
        "rulebook": Member(HASH, "2cb3870b8d9c17f1" * 4, "the rules that hold for this complaint are pinned to it"),
        "token": Member(HASH, "b7461c4ce44a4412" * 4, "a retry finds the complaint that it already made"),
        "holder": Member(
            parts(key=HASH, lookup=HASH),
            {"key": "4bd96fa3ddb2506e" * 2, "lookup": "d62077d7beccbe71" * 4},
            "the doctor finds a phrase that was pointed at another complaint; no phrase follows from it",
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
    "evidence-added": {"case": _CASE},
    "case-opened": {
        "case": _CASE,
        "capacity": Member(CODE, "member", COUNTS),
        "stays_inside": Member(CODE, "other-body", RIGHTS),
        "respondent": Member(
            REFERENCE, "respondent-1", "a reference that is valid inside the complaint; the name is sealed"
        ),
    },
    "allegation-framed": {
        "case": _CASE,
        "allegation": Member(NUMBER, 1, COUNTS),
        "clause": Member(CODE, "2.1", COUNTS),
    },
    "assigned": {
        "case": _CASE,
        "duty": Member(CODE, "investigate", RIGHTS),
        "person": _PERSON,
        "tie": Member(
            CODE, "cannot-tell", "whoever assigns answers for it where a tie to a party cannot be ruled out"
        ),
    },
    "recused": {"recusal": Member(CODE, "relative", RIGHTS)},
    "pool-frozen": {
        "case": _CASE,
        "draw": _DRAW,
        "members": Member(
            each(parts(person=WHO, excluded=CODE)), [{"person": "s-b6972dd550", "excluded": "took-part"}], LOT
        ),
        "not_before": Member(NUMBER, 1774728000, "nobody types the random value before it can be known"),
    },
    "value-typed": {
        "case": _CASE,
        "draw": _DRAW,
        "value": Member(HASH, "9c1185a5c5e9fc54" * 4, "two people type the same, and neither sees it"),
    },
    "panel-drawn": {"case": _CASE, "draw": _DRAW, "order": Member(each(WHO), ["s-b6972dd550"], LOT)},
    "drawn-replaced": {"case": _CASE, "excluded": Member(CODE, "conflict", RIGHTS), "person": _PERSON},
    "investigation-started": {"case": _CASE},
    "notice-given": {"case": _CASE, "reply_by": Member(DAY, "2026-03-17", CLOCKS)},
    "reply-recorded": {"case": _CASE, "complete": Member(FLAG, True, CLOCKS)},
    "reply-window-passed": {"case": _CASE},
    "reply-waived": {"case": _CASE},
    "recommended": {"case": _CASE, "findings": _FINDINGS, "sanction": _SANCTION},
    "decision-made": {"case": _CASE, "findings": _FINDINGS, "sanction": _SANCTION},
    "overridden": {
        "case": _CASE,
        "direction": Member(CODE, "down", COUNTS),
        "distance": Member(NUMBER, 2, COUNTS),
        "reason": Member(CODE, "disproportionate", COUNTS),
        "held": Member(FLAG, True, "it has no effect before an independent reviewer agrees"),
    },
    "override-verified": {"case": _CASE},
    "override-vetoed": {"case": _CASE},
    "case-decided": {"case": _CASE, "outcome": _OUTCOME},
    "told": {
        "case": _CASE,
        "to": Member(WHO, "complainant", "nothing is closed before both parties are told"),
        "outcome": _OUTCOME,
        "lead_outcome": _OUTCOME,
        "remedy_by": Member(DAY, "2026-08-30", CLOCKS),
        "nonce_by": _NONCE_BY,
    },
    "case-closed": {"case": _CASE, "outcome": _OUTCOME},
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
    "cover-event": {"case": _CASE},
    "cover-outcome": {"case": _CASE},
    "rulebook-adopted": {
        "name": Member(LABEL, "membership-body", "rulebooks are published"),
        "version": Member(LABEL, "1", "rulebooks are published"),
        "rulebook": Member(HASH, "2cb3870b8d9c17f1" * 4, PROOF),
    },
    "account-created": {
        "account": _ACCOUNT,
        "key": Member(HASH, "137cbc88d5ece26c" * 2, "the doctor finds a key that was exchanged"),
        "row": Member(HASH, "187132f679458866" * 4, PROOF),
        "waits": Member(FLAG, True, "no one person alone makes an account that can be used"),
    },
    "account-confirmed": {"account": _ACCOUNT},
    "credentials-changed": {
        "account": _ACCOUNT,
        "row": Member(HASH, "187132f679458866" * 4, PROOF),
        "what": Member(CODE, "password", RIGHTS),
    },
    "keys-exchanged": {
        "account": _ACCOUNT,
        "key": Member(HASH, "137cbc88d5ece26c" * 2, "the doctor finds a key that was exchanged"),
        "row": Member(HASH, "187132f679458866" * 4, PROOF),
        "second": _SECOND,
        "stand_in": Member(HASH, "efb87509d0f0b033" * 4, PROOF),
    },
    "new-device-allowed": {
        "account": _ACCOUNT,
        "holds_until": Member(NUMBER, 1774728000, RIGHTS),
        "proof": Member(HASH, "efb87509d0f0b033" * 4, PROOF),
        "second": _SECOND,
    },
    "account-end-asked": {"account": _ACCOUNT, "reason": _REASON},
    "account-ended": {"account": _ACCOUNT, "reason": _REASON, "second": _SECOND},
    "appointment-made": {
        "appointment": Member(REFERENCE, "a-daf2b06757", RIGHTS),
        "person": _PERSON,
        "role": Member(CODE, "triage-assessor", RIGHTS),
        "since": Member(DAY, "2026-03-03", RIGHTS),
        "until": Member(DAY, "2027-03-03", RIGHTS),
        "background": Member(CODE, "from-membership", RIGHTS),
        "cools_off": Member(DAY, "2027-03-03", RIGHTS),
        "stand_in": Member(HASH, "efb87509d0f0b033" * 4, PROOF),
    },
    "proof-renewed": {
        "appointment": Member(REFERENCE, "a-daf2b06757", RIGHTS),
        "stand_in": Member(HASH, "efb87509d0f0b033" * 4, PROOF),
    },
    "team-keys-changed": {},
    "appointment-ended": {
        "appointment": Member(REFERENCE, "a-daf2b06757", RIGHTS),
        "until": Member(DAY, "2026-03-03", RIGHTS),
    },
    "tie-declared": {
        "tie": _TIE,
        "kind": Member(CODE, "family", RIGHTS),
        "tokens": Member(each(HASH), ["9b1c7e0f5a3d2468" * 4], PROOF),
    },
    "tie-ended": {"tie": _TIE},
    "note-written": {},
    "note-opened": {
        "asked_by": Member(WHO, "s-b6972dd550", RIGHTS),
        "note": Member(NUMBER, 41, "who opened which note is for everybody to see; who wrote it is sealed"),
    },
    "line-recorded": {"person": _PERSON, "manager": Member(WHO, "s-766be2d189", CONFLICTS)},
    "affiliations-declared": {
        "affiliations": Member(
            each(parts(kind=CODE, other=WHO, since=DAY, until=DAY)),
            [{"kind": "same-branch", "other": "s-b6972dd550", "since": "2024-01-01"}],
            CONFLICTS,
        )
    },
    "sample-drawn": {
        "sample": Member(NUMBER, 3, SAMPLES),
        "frame": Member(CODE, "closed", SAMPLES),
        "category": Member(CODE, "har", SAMPLES),
        "closed_from": Member(DAY, "2026-01-01", SAMPLES),
        "closed_to": Member(DAY, "2026-02-28", SAMPLES),
        "size": Member(NUMBER, 265, SAMPLES),
        "listed": Member(each(NUMBER), [12, 51], SAMPLES),
        "frame_hash": Member(HASH, "b929746d6ef84485" * 4, SAMPLES),
        "value": Member(VALUE, "35162415362514635241", SAMPLES),
        "wanted": Member(NUMBER, 1, SAMPLES),
        "chosen": Member(each(NUMBER), [51], SAMPLES),
    },
    "oversight-published": {
        "finding": _PUBLISHED,
        "row": Member(HASH, "187132f679458866" * 4, PROOF),
        "recommendations": Member(NUMBER, 2, "recommendations and answers are counted in public"),
        "samples": Member(each(NUMBER), [3], "an oversight finding says on which samples it rests"),
        "corrects": Member(NUMBER, 1, "nobody edits an oversight finding: another one corrects it"),
    },
    "recommendation-answered": {
        "finding": _PUBLISHED,
        "recommendation": Member(NUMBER, 1, "recommendations and answers are counted in public"),
        "answer": Member(CODE, "in-progress", "recommendations and answers are counted in public"),
        "row": Member(HASH, "187132f679458866" * 4, PROOF),
    },
    "compartment-made": {
        "as_of": Member(DAY, "2018-03-16", COUNTS),
        "files": Member(each(HASH), ["b929746d6ef84485" * 4], "a second import of the same table is recognised"),
        "map": _MAP,
        "map_sha256": Member(HASH, "75b1a4eac8d1ffe5" * 4, "a second import of the same table is recognised"),
    },
    "trustees-set": {
        "key": _TRUSTEES_KEY,
        "second": _SECOND,
        "shares": Member(NUMBER, 5, TRUSTEES),
        "threshold": Member(NUMBER, 3, TRUSTEES),
    },
    "trustees-recovered": {
        "given": Member(NUMBER, 3, TRUSTEES),
        "key": _TRUSTEES_KEY,
        "second": _SECOND,
    },
    "trustees-rehearsed": {
        "given": Member(NUMBER, 3, TRUSTEES),
        "key": _TRUSTEES_KEY,
        "opened": Member(FLAG, True, TRUSTEES),
    },
    "period-closed": {**_PERIOD, "label": Member(LABEL, "2026-03", "periods are public")},
    "key-added": {"key": Member(LABEL, "register.example/evenhand+1f2a3b4c+AbC", "keys that sign are public")},
    "key-retired": {"key": Member(LABEL, "register.example/evenhand+1f2a3b4c+AbC", "keys that sign are public")},
    "restored": {
        **_PERIOD,
        "signed": Member(NUMBER, 265, "a restore is told to everybody"),
        "with": Member(WHO, "s-766be2d189", "a restore is told to everybody"),
    },
    "looks-sealed": {
        "day": Member(DAY, "2026-03-03", PROOF),
        "count": Member(NUMBER, 37, PROOF),
        "hash": Member(HASH, "5386a3f8e53b6167" * 4, PROOF),
    },
    "imported-complaint": {
        **_OLD,
        "cases": Member(NUMBER, 1, COUNTS),
        "category": Member(OLD_CODE, "conduct", COUNTS),
    },
    "imported-case": {
        **_OLD,
        "case": _CASE,
        "capacity": Member(CODE, "employee", COUNTS),
        "respondent": Member(
            REFERENCE, "c64adfab9f63af638a7a", "a reference that is valid inside the case; the name is sealed"
        ),
        "allegations": Member(
            OLD_ALLEGATIONS, [{"number": 1, "clause": "05A", "finding": "SU", "finding_as": "proved"}], COUNTS
        ),
        "recommended": Member(NUMBER, 5, COUNTS),
        "final": Member(NUMBER, 3, COUNTS),
        "direction": Member(CODE, "down", COUNTS),
        "distance": Member(NUMBER, 2, COUNTS),
    },
}
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
