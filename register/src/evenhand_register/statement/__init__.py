"""Published totals of a period, proved to be the exact sums over its entries (register.md section 5).

    {"claim": claim, "proofs": {"cells": {label: b64}, "total": b64 of 64 bytes}, "v": "evenhand.statement/v1"}

The period is a range of indexes, and each statement begins where the one before it ended. `document` is what a
statement says, `proofs` shows that its numbers are the sums, `exposure` which hidden numbers could be worked out
again, `make` writes one, `check` verifies one against the entries, and `figures` adds up what many have stated.
"""

from .check import Past, Period, Stated, Totals, check, examine
from .document import Claim, Head, Hidden, Statement, parse
from .exposure import exposed, hide, protected
from .figures import Interval, added, figure
from .make import Draft, Opened, claim_of, make, prove
from .narrow import narrowed

__all__ = [
    "Claim",
    "Draft",
    "Head",
    "Hidden",
    "Interval",
    "Opened",
    "Past",
    "Period",
    "Stated",
    "Statement",
    "Totals",
    "added",
    "check",
    "claim_of",
    "examine",
    "exposed",
    "figure",
    "hide",
    "make",
    "narrowed",
    "parse",
    "protected",
    "prove",
]
