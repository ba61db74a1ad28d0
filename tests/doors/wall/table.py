"""Who reaches what: every address of every door, every act of the desk, for everybody, whatever they have to do with a complaint.

Written down by hand, before the program is asked. `test_every_address_for_everybody` asks it. An address, a role, a stage or an
act that is missing here fails there.
"""

from enum import Enum, auto

from evenhand.process.codes import Role

PEOPLE: dict[str, tuple[Role, ...]] = {
    "ines": (Role.INTAKE_OFFICER,),  # acknowledged nearly all, and is their named officer
    "ida": (Role.INTAKE_OFFICER,),  # named officer of `moved`
    "tara": (Role.TRIAGE_ASSESSOR,),  # assessed nearly all
    "tom": (Role.TRIAGE_ASSESSOR,),  # did nothing
    "mona": (Role.CASE_MANAGER,),  # manages all
    "mia": (Role.CASE_MANAGER,),  # did nothing
    "ivan": (Role.INVESTIGATOR,),  # investigates nearly all; `moved` was taken from him
    "irma": (Role.INVESTIGATOR,),  # investigates `twin`, which is linked with `held`, and `moved`
    "dora": (Role.DECISION_MAKER,),  # decides nearly all
    "dirk": (Role.DECISION_MAKER,),  # decides `twin`
    "rosa": (Role.REVIEWER,),  # vetoed `vetoed`
    "rex": (Role.REVIEWER,),  # did nothing
    "olga": (Role.OVERSEER,),  # reopened `reopened`
    "olaf": (Role.OVERSEER,),  # did nothing
    "omar": (Role.CASE_MANAGER, Role.OVERSEER),  # the first was written in behind the office's back
    "adam": (Role.ADMINISTRATOR,),
    "anna": (Role.APPOINTING_AUTHORITY,),
    "lena": (Role.LEADERSHIP,),
    "paul": (Role.PUBLICATION_OFFICER,),
    "lars": (Role.CASE_MANAGER, Role.LEADERSHIP),  # the second was written in behind the office's back
    "edna": (Role.CASE_MANAGER,),  # until yesterday
    "nora": (),
    "otis": (Role.OUTSIDE_HANDLER,),  # acknowledged `apart`, and is its named officer
    "oona": (Role.OUTSIDE_HANDLER,),  # did nothing
    "os": (Role.TRIAGE_ASSESSOR, Role.OUTSIDE_HANDLER),  # the second was written in behind the office's back
}
"""Everybody with an account, and what each has to do with the complaints below."""

STRANGERS = ("nobody", "complainant")
"""Who is not signed in: one with nothing, and one who holds the phrase of a complaint that is none of the below."""

SIGHT = """
              ines ida tara tom mona mia ivan irma dora dirk rosa rex olga olaf omar adam anna lena paul lars edna nora otis oona os
received        w   w   w    w   w    w   .    .    .    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    w
acknowledged    w   w   w    w   w    w   .    .    .    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    w
accepted        w   .   w    .   w    w   .    .    .    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
declined        w   .   w    .   w    w   .    .    .    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
following       w   .   w    .   w    w   .    .    .    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
opened          w   .   w    .   w    w   .    .    .    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
frozen          w   .   w    .   w    w   w    .    .    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
assigned        w   .   w    .   w    w   w    .    w    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
started         w   .   w    .   w    w   w    .    w    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
noticed         w   .   w    .   w    w   w    .    w    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
answered        w   .   w    .   w    w   w    .    w    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
recommended     w   .   w    .   w    w   w    .    w    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
held            w   .   w    .   w    w   w    .    w    .    w    w   c    c    c    .    .    .    .    .    .    .    .    .    .
twin            w   .   w    .   w    w   .    w    .    w    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
moved           w   w   w    .   w    w   w    w    w    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
decided         w   .   w    .   w    w   w    .    w    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
told            w   .   w    .   w    w   w    .    w    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
closed          w   .   w    .   w    w   w    .    w    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
watched         w   .   w    .   w    w   w    .    w    .    .    .   w    w    c    .    .    .    .    .    .    .    .    .    .
vetoed          w   .   w    .   .    w   .    .    .    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
reopened        .   .   .    .   .    w   .    .    .    .    .    .   c    c    c    .    .    .    .    .    .    .    .    .    .
apart           .   .   .    .   .    .   .    .    .    .    .    .   c    c    c    .    .    .    .    .    .    .    w    w    .
handed          .   .   .    .   .    .   .    .    .    .    .    .   c    c    c    .    .    .    .    .    .    .    w    w    .
imported        .   .   .    .   .    .   .    .    .    .    .    .   .    .    .    .    .    .    .    .    .    .    .    .    .
absent          .   .   .    .   .    .   .    .    .    .    .    .   .    .    .    .    .    .    .    .    .    .    .    .    .
"""
"""How much each sees of each complaint: its words (w), codes and days alone (c), or nothing: then it does not exist (.).

`held` and `vetoed` were decided two rungs lighter than recommended. Whoever had had a hand in the case of `vetoed`, or in
`reopened`, which was reopened on fraud, was taken off it. `apart` was set apart by its sender; `handed` by Mona, when Ivan and Dora
were assigned and it was linked with `moved`. `watched` is closed, and Olga and Olaf have opened it.
"""

TOLD_WHO = """
received      ines ida tara tom mona mia os
acknowledged  ines ida tara tom mona mia os
accepted      ines tara mona mia
declined      ines tara mona mia
following     ines tara mona mia
opened        ines tara mona mia
frozen        ines tara mona mia ivan
assigned      ines tara mona mia ivan
started       ines tara mona mia ivan
noticed       ines tara mona mia ivan
answered      ines tara mona mia ivan
recommended   ines tara mona mia ivan
held          ines tara mona mia ivan
twin          ines tara mona mia irma
moved         ines ida tara mona mia ivan irma
decided       ines tara mona mia ivan
told          ines tara mona mia ivan
closed        ines tara mona mia ivan
watched       ines tara mona mia ivan
vetoed        ines tara mia
reopened      mia
apart         otis oona
handed        otis oona
"""
"""Who may look at who the complainant is: whoever deals with complainants and sees the words; never who decides or reviews."""

ACTS = """
acknowledge  complaint  received      ines ida mona mia
assess       complaint  acknowledged  tara tom os
assess       complaint  apart         otis oona
officer      complaint  *             mona mia
officer      complaint  received      nobody
officer      complaint  vetoed        mia
officer      complaint  reopened      mia
officer      complaint  apart         otis oona
officer      complaint  handed        otis oona
link         complaint  *             mona mia
link         complaint  vetoed        mia
link         complaint  reopened      mia
link         complaint  apart         otis oona
link         complaint  handed        otis oona
write        complaint  *             mona mia ines
write        complaint  received      mona mia ines ida tara tom os
write        complaint  acknowledged  mona mia ines ida tara tom os
write        complaint  frozen        mona mia ines ivan
write        complaint  assigned      mona mia ines ivan
write        complaint  started       mona mia ines ivan
write        complaint  noticed       mona mia ines ivan
write        complaint  answered      mona mia ines ivan
write        complaint  recommended   mona mia ines ivan
write        complaint  held          mona mia ines ivan
write        complaint  decided       mona mia ines ivan
write        complaint  told          mona mia ines ivan
write        complaint  closed        mona mia ines ivan
write        complaint  watched       mona mia ines ivan
write        complaint  twin          mona mia ines irma
write        complaint  moved         mona mia ida irma
write        complaint  vetoed        mia ines
write        complaint  reopened      mia
write        complaint  apart         otis oona
write        complaint  handed        otis oona
open-case    complaint  accepted      mona mia
open-case    complaint  opened        mona mia
open-case    complaint  frozen        mona mia
open-case    complaint  assigned      mona mia
open-case    complaint  started       mona mia
open-case    complaint  noticed       mona mia
open-case    complaint  answered      mona mia
open-case    complaint  recommended   mona mia
open-case    complaint  held          mona mia
open-case    complaint  twin          mona mia
open-case    complaint  moved         mona mia
open-case    complaint  decided       mona mia
open-case    complaint  told          mona mia
open-case    complaint  vetoed        mia
open-case    complaint  reopened      mia
open-case    complaint  handed        otis oona
allegation   case       opened        mona mia
allegation   case       frozen        mona mia ivan
allegation   case       assigned      mona mia ivan
allegation   case       started       mona mia ivan
allegation   case       twin          mona mia irma
allegation   case       moved         mona mia irma
allegation   case       reopened      mia
allegation   case       handed        otis oona
assign       case       opened        mona mia
assign       case       frozen        mona mia
assign       case       assigned      mona mia
assign       case       started       mona mia
assign       case       noticed       mona mia
assign       case       answered      mona mia
assign       case       recommended   mona mia
assign       case       twin          mona mia
assign       case       moved         mona mia
assign       case       vetoed        mia
assign       case       reopened      mia
assign       case       handed        otis oona
evidence     case       opened        mona mia
evidence     case       frozen        mona mia ivan
evidence     case       assigned      mona mia ivan
evidence     case       started       mona mia ivan
evidence     case       noticed       mona mia ivan
evidence     case       answered      mona mia ivan
evidence     case       twin          mona mia irma
evidence     case       moved         mona mia irma
evidence     case       vetoed        mia
evidence     case       reopened      mia
evidence     case       handed        otis oona
freeze-pool  case       opened        mona mia
freeze-pool  case       frozen        mona mia
freeze-pool  case       vetoed        mia
freeze-pool  case       reopened      mia
freeze-pool  case       handed        otis oona
value        case       frozen        mona mia ivan
replace-drawn case      frozen        nobody
step-down    complaint  received      ines ida tara tom mona mia os
step-down    complaint  acknowledged  ines ida tara tom mona mia os
step-down    complaint  accepted      ines tara mona mia
step-down    complaint  declined      ines tara mona mia
step-down    complaint  following     ines tara mona mia
step-down    complaint  opened        ines tara mona mia
step-down    complaint  frozen        ines tara mona mia ivan
step-down    complaint  assigned      ines tara mona mia ivan dora
step-down    complaint  started       ines tara mona mia ivan dora
step-down    complaint  noticed       ines tara mona mia ivan dora
step-down    complaint  answered      ines tara mona mia ivan dora
step-down    complaint  recommended   ines tara mona mia ivan dora
step-down    complaint  held          ines tara mona mia ivan dora rosa rex
step-down    complaint  twin          ines tara mona mia irma dirk
step-down    complaint  moved         ines ida tara mona mia ivan irma dora
step-down    complaint  decided       ines tara mona mia ivan dora
step-down    complaint  told          ines tara mona mia ivan dora
step-down    complaint  vetoed        ines tara mia
step-down    complaint  reopened      mia
step-down    complaint  apart         otis oona
step-down    complaint  handed        otis oona
set-apart    complaint  *             mona mia
set-apart    complaint  received      ines ida tara tom mona mia os
set-apart    complaint  acknowledged  ines ida tara tom mona mia os
set-apart    complaint  frozen        mona mia ivan
set-apart    complaint  assigned      mona mia ivan
set-apart    complaint  started       mona mia ivan
set-apart    complaint  noticed       mona mia ivan
set-apart    complaint  answered      mona mia ivan
set-apart    complaint  recommended   mona mia ivan
set-apart    complaint  held          mona mia ivan
set-apart    complaint  decided       mona mia ivan
set-apart    complaint  told          mona mia ivan
set-apart    complaint  twin          mona mia irma
set-apart    complaint  moved         mona mia irma
set-apart    complaint  closed        nobody
set-apart    complaint  watched       nobody
set-apart    complaint  vetoed        mia
set-apart    complaint  reopened      mia
set-apart    complaint  apart         nobody
set-apart    complaint  handed        nobody
start        case       frozen        ivan
start        case       assigned      ivan
start        case       twin          irma
start        case       moved         irma
notice       case       started       ivan
reply        case       noticed       mona mia ivan
reply        case       answered      mona mia ivan
recommend    case       answered      ivan
decide       case       recommended   dora
review       case       held          rosa rex
tell         complaint  declined      mona mia
tell         case       decided       mona mia
close        case       told          mona mia
reopen       complaint  closed        olga olaf
reopen       complaint  watched       olga olaf
oversight-finding complaint watched   olga olaf
close-opening complaint watched       olga olaf
"""
"""Who may do each act on which complaint, or on its first case; nobody else may. `*` are the complaints of the desk without a
line of their own for that act."""


class Reach(Enum):
    """Who gets an answer at an address, and which."""

    SAME_FOR_ALL = auto()  # public: the same bytes for whoever asks
    VISITORS = auto()  # the portal, by cookies of its own: who is signed in at the desk makes no difference
    HOLDER = auto()  # whoever holds the phrase, about their own complaint; others are asked for it
    SIGNS_IN = auto()  # before the gate of the desk
    STAFF = auto()  # everybody with an account
    STAFF_SENDS = auto()  # everybody with an account, by a form alone, about themselves
    INTAKE = auto()  # whoever registers complaints; others are told whose it is
    WORKS_ON_CASES = auto()  # whoever holds a role of casework, about themself; others are told whose it is
    LOOKS_FOR_PARTIES = auto()  # whoever deals with parties; others are told whose it is
    ADMINISTRATOR = auto()  # for others it does not exist
    ENDS_ACCOUNTS = auto()  # an administrator, and whoever may be the second person; for others it does not exist
    OVERSEES = auto()  # whoever looks as an overseer; for others it does not exist, by whatever method
    OVERSEES_SENDS = auto()  # the same, by a form alone
    APPOINTS = auto()  # an appointing authority; for others it does not exist
    SEES = auto()  # whoever sees the complaint
    READS = auto()  # whoever sees its words
    IS_TOLD_WHO = auto()  # of those who see it, whoever may know who complained
    DRAWN = auto()  # of those who see it, where somebody was drawn: on none of these complaints
    MAY = auto()  # of those who see it, whoever may do the act


ADDRESSES: dict[str, Reach] = {
    "look-exit": Reach.SAME_FOR_ALL,
    "public:register": Reach.SAME_FOR_ALL,
    "public:checkpoint": Reach.SAME_FOR_ALL,
    "public:tile": Reach.SAME_FOR_ALL,
    "public:record": Reach.SAME_FOR_ALL,
    "public:vkey": Reach.SAME_FOR_ALL,
    "public:policy": Reach.SAME_FOR_ALL,
    "public:verify-page": Reach.SAME_FOR_ALL,
    "public:entries": Reach.SAME_FOR_ALL,
    "public:entry": Reach.SAME_FOR_ALL,
    "public:entry-bytes": Reach.SAME_FOR_ALL,
    "public:entry-proof": Reach.SAME_FOR_ALL,
    "public:figures": Reach.SAME_FOR_ALL,
    "public:periods-csv": Reach.SAME_FOR_ALL,
    "public:periods-json": Reach.SAME_FOR_ALL,
    "public:oversight": Reach.SAME_FOR_ALL,
    "public:finding": Reach.SAME_FOR_ALL,
    "public:finding-file": Reach.SAME_FOR_ALL,
    "public:answer-file": Reach.SAME_FOR_ALL,
    "public:check": Reach.SAME_FOR_ALL,
    "portal:home": Reach.VISITORS,
    "portal:leave-quickly": Reach.VISITORS,
    "portal:start": Reach.VISITORS,
    "portal:discard": Reach.VISITORS,
    "portal:files": Reach.VISITORS,
    "portal:check": Reach.VISITORS,
    "portal:step": Reach.VISITORS,
    "portal:follow": Reach.VISITORS,
    "portal:leave": Reach.VISITORS,
    "portal:track": Reach.HOLDER,
    "portal:write": Reach.HOLDER,
    "portal:file": Reach.HOLDER,
    "portal:draw": Reach.HOLDER,
    "portal:receipt": Reach.HOLDER,
    "portal:receipt-file": Reach.HOLDER,
    "desk:sign-in": Reach.SIGNS_IN,
    "desk:sign-in-passkey": Reach.SIGNS_IN,
    "desk:new-device": Reach.SIGNS_IN,
    "desk:new-device-confirm": Reach.SIGNS_IN,
    "desk:sign-out": Reach.SIGNS_IN,
    "desk:account": Reach.STAFF,
    "desk:note": Reach.STAFF,
    "desk:materials": Reach.STAFF,
    "desk:passkeys": Reach.STAFF,
    "desk:passkey-options": Reach.STAFF_SENDS,
    "desk:remove-passkey": Reach.STAFF_SENDS,
    "desk:worklist": Reach.STAFF,
    "desk:figures": Reach.STAFF,
    "desk:people": Reach.STAFF,
    "desk:rules": Reach.STAFF,
    "desk:affiliations": Reach.STAFF,
    "desk:line": Reach.APPOINTS,
    "desk:recommendations": Reach.APPOINTS,
    "desk:answer": Reach.APPOINTS,
    "desk:new-account": Reach.ADMINISTRATOR,
    "desk:confirm-account": Reach.ENDS_ACCOUNTS,
    "desk:end-account": Reach.ENDS_ACCOUNTS,
    "desk:health": Reach.ADMINISTRATOR,
    "desk:register": Reach.INTAKE,
    "desk:ties": Reach.WORKS_ON_CASES,
    "desk:end-tie": Reach.WORKS_ON_CASES,
    "desk:search": Reach.LOOKS_FOR_PARTIES,
    "desk:make-findable": Reach.LOOKS_FOR_PARTIES,
    "oversight:home": Reach.OVERSEES,
    "oversight:ask": Reach.OVERSEES,
    "oversight:confirm": Reach.OVERSEES_SENDS,
    "oversight:decline": Reach.OVERSEES,
    "oversight:forget": Reach.OVERSEES_SENDS,
    "oversight:note": Reach.OVERSEES,
    "oversight:samples": Reach.OVERSEES,
    "oversight:new-sample": Reach.OVERSEES,
    "oversight:sample": Reach.OVERSEES,
    "oversight:sample-file": Reach.OVERSEES,
    "oversight:findings": Reach.OVERSEES,
    "oversight:new-finding": Reach.OVERSEES,
    "desk:complaint": Reach.SEES,
    "desk:file": Reach.READS,
    "desk:draw": Reach.DRAWN,
    "desk:complainant": Reach.IS_TOLD_WHO,
    "desk:act": Reach.MAY,
    "desk:case-act": Reach.MAY,
}
"""Every address by its name."""


LOOKS_FOR_PARTIES = frozenset({"ines", "ida", "tara", "tom", "mona", "mia", "ivan", "irma", "otis", "oona", "os"})
"""Who may look for a party by name, among the complaints that they see."""


OVERSEE = frozenset({"olga", "olaf", "omar"})
"""Who looks as an overseer. Omar holds another role beside it, which counts for nothing then."""


WORK_ON_CASES = LOOKS_FOR_PARTIES | {"dora", "dirk", "rosa", "rex", "omar", "lars"}
"""Who says whom they are tied to: each for themself."""


def _rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def sights() -> dict[tuple[str, str], str]:
    """What each person sees of each complaint: `w`, `c` or `.`."""
    heads, *rows = _rows(SIGHT)
    return {(login, row[0]): seen for row in rows for login, seen in zip(heads, row[1:], strict=True)}


def told_who() -> dict[str, frozenset[str]]:
    """Who may look at who the complainant is, by complaint."""
    return {row[0]: frozenset(row[1:]) for row in _rows(TOLD_WHO)}


COMPLAINTS = tuple(row[0] for row in _rows(SIGHT)[1:])
AT_THE_DESK = COMPLAINTS[: COMPLAINTS.index("imported")]


def doers() -> dict[tuple[str, str, str], frozenset[str]]:
    """Who may do an act: by its slug, `complaint` or `case`, and complaint."""
    rows = sorted(_rows(ACTS), key=lambda row: row[2] != "*")
    found: dict[tuple[str, str, str], frozenset[str]] = {}
    for slug, on, where, *who in rows:
        for complaint in AT_THE_DESK if where == "*" else (where,):
            found[slug, on, complaint] = frozenset(who)
    return found
