"""What stands in clear in the acts of the office itself."""

from collections.abc import Mapping

from evenhand.process.clear.members import CONFLICTS, COUNTS, MAP, PERSON, PROOF, RIGHTS, SAMPLES, TRUSTEES, Member
from evenhand.process.clear.shapes import CODE, DAY, FLAG, HASH, LABEL, NUMBER, REFERENCE, VALUE, WHO, each, parts

_PERIOD = {"first": Member(NUMBER, 0, COUNTS), "end": Member(NUMBER, 265, COUNTS)}
_ACCOUNT = Member(WHO, "s-fd663c66a1", RIGHTS)
_ADDRESS = Member(HASH, "4e0d6f21b7a8c953" * 4, PROOF)
_SECOND = Member(WHO, "s-766be2d189", "no one person alone takes somebody's access away or gives it anew")
_TIE = Member(REFERENCE, "t-3f09a1c2d4e5f607", "a tie is taken back under a reference; who it is to is sealed")
_REASON = Member(CODE, "left", RIGHTS)
_MATERIALS = Member(
    CODE, "returned", "what was declared on leaving is on record; what and where is for the overseers"
)
_TRUSTEES_KEY = Member(HASH, "5cfde29a0b3be0ed" * 2, "the doctor finds a key that was exchanged")
_PUBLISHED = Member(NUMBER, 1, "oversight findings are public, by number")

OF_OFFICE: Mapping[str, Mapping[str, Member]] = {
    "rulebook-adopted": {
        "name": Member(LABEL, "membership-body", "rulebooks are published"),
        "version": Member(LABEL, "1", "rulebooks are published"),
        "rulebook": Member(HASH, "2cb3870b8d9c17f1" * 4, PROOF),
    },
    "account-created": {
        "account": _ACCOUNT,
        "address": _ADDRESS,
        "key": Member(HASH, "137cbc88d5ece26c" * 2, "the doctor finds a key that was exchanged"),
        "row": Member(HASH, "187132f679458866" * 4, PROOF),
        "waits": Member(FLAG, True, "no one person alone makes an account that can be used"),
    },
    "account-confirmed": {"account": _ACCOUNT},
    "address-given": {"account": _ACCOUNT, "address": _ADDRESS, "second": _SECOND},
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
    "materials-declared": {"materials": _MATERIALS},
    "account-ended": {"account": _ACCOUNT, "materials": _MATERIALS, "reason": _REASON, "second": _SECOND},
    "appointment-made": {
        "appointment": Member(REFERENCE, "a-daf2b06757", RIGHTS),
        "person": PERSON,
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
    "line-recorded": {"person": PERSON, "manager": Member(WHO, "s-766be2d189", CONFLICTS)},
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
        "map": MAP,
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
}
