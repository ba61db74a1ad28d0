"""What stands in clear of older records."""

from collections.abc import Mapping

from evenhand.process.clear.members import CASE, COUNTS, MAP, Member
from evenhand.process.clear.shapes import CODE, DAY, HASH, MARKS, NUMBER, OLD_CODE, REFERENCE, each, parts

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
_OLD: Mapping[str, Member] = {
    "map": MAP,
    "source": Member(
        parts(cells=each(MARKS), complaint=HASH, record=HASH),
        {"cells": ["3f09a1"], "complaint": "340451e9e7b9bc21" * 4, "record": "f28f04f30e0cefa5" * 4},
        "a second import of the same table is recognised; the marks need a key that is not in the database",
    ),
    "closed_on": Member(DAY, "2018-03-16", COUNTS),
    "ended_on": Member(DAY, "2018-03-16", COUNTS),
    "flags": Member(each(CODE), ["no-finding"], "what old records lack or contradict is listed without opening them"),
}

OF_OLDER: Mapping[str, Mapping[str, Member]] = {
    "imported-complaint": {
        **_OLD,
        "cases": Member(NUMBER, 1, COUNTS),
        "category": Member(OLD_CODE, "conduct", COUNTS),
    },
    "imported-case": {
        **_OLD,
        "case": CASE,
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
