"""What an audit found of counts and statements of totals, in sentences.

The names of counters and figures are the organisation's own, from the logged scheme, and stand in quotation marks.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from evenhand_register.encoding import b64encode
from evenhand_register.ledger import Findings
from evenhand_register.policy import Policy, VerifiedCheckpoint
from evenhand_register.statement import Claim, Interval, Stated, added, narrowed

from .times import utc

__all__ = ["as_details", "checked", "limits", "period", "says", "warnings"]

_SPELT_OUT = 12  # periods whose numbers are printed; a program gets all of them
_NAMED = 3  # so many hidden numbers of a period are named


def checked(findings: Findings, proved: bool) -> list[str]:
    """Return what was checked of totals. Without the proofs of all entries, sums that fit are not yet true totals."""
    if not findings.statements:
        return []
    first, last = findings.statements[0].statement.claim, findings.statements[-1].statement.claim
    names = (
        f"The statement of totals for the period {first.period}"
        if first is last
        else f"Each of the {len(findings.statements)} statements of totals, {first.period} to {last.period},"
    )
    what = (
        "is true: its totals are the exact sums over the entries of its period"
        if proved
        else "adds up: its totals fit the sum of what the entries of its period hold"
    )
    cover = f"Together they cover the entries 0 to {last.end.size - 1} once each."
    return [f"{names} {what}, and each hidden number is as small as it says. {cover}"]


def says(findings: Findings) -> list[str]:
    """Return the numbers stated, the newest periods only, and the figures made of all of them."""
    found = [period(stated) for stated in findings.statements[-_SPELT_OUT:]]
    if findings.statements:
        last = findings.statements[-1]
        known = [(one.statement.claim, narrowed(one.statement.claim, one.scheme)) for one in findings.statements]
        found += [
            f"Through the period {last.statement.claim.period}, “{made.words}”: {_interval(added(made.vector, known))}."
            for made in last.scheme.figures
        ]
    return found


def limits(findings: Findings) -> list[str]:
    """Return what the totals do not show."""
    if not findings.statements:
        return ["No total has been stated yet: the entries are counted in secret."] if findings.counted else []
    end = findings.statements[-1].statement.claim.end.size
    return [f"Entries from {end} on belong to no period that has been stated yet."]


def warnings(findings: Findings, policy: Policy) -> list[str]:
    """Return which hidden numbers are badly hidden, and which periods ended unseen by the witnesses of a policy."""
    return [*_exposed(findings), *_unseen(findings, policy)]


def _unseen(findings: Findings, policy: Policy) -> Iterator[str]:
    """The newest head vouches for what the entries are. When a period ended, only who signed at its end can say."""
    unseen = [
        stated.statement.claim.period
        for stated in findings.statements
        if stated.end is not None and not policy.is_satisfied_by(stated.end.seen)
    ]
    if unseen:
        ends = " and ".join(dict.fromkeys((unseen[0], unseen[-1])))
        yield (
            f"When {ends} ended, fewer outside witnesses had signed than your policy "
            f"asks for ({len(unseen)} of {len(findings.statements)} periods). Their totals are proved by the entries; that "
            "nothing was counted into another period afterwards, no witness of yours has seen."
        )


def _exposed(findings: Findings) -> list[str]:
    return [
        f"In the period {stated.statement.claim.period} the number of “{stated.scheme.counters[label]}” is hidden, but it "
        f"can be worked out from the public ones. [W_EXPOSED {label}]"
        for stated in findings.statements
        for label in stated.exposed
    ]


def as_details(stated: Stated) -> dict[str, Any]:
    """Return what a program may want of a statement."""
    claim = stated.statement.claim
    return {
        "period": claim.period,
        "sequence": claim.sequence,
        "from": claim.start.size,
        "to": claim.end.size,
        "record": b64encode(stated.record),
        "entries": dict(claim.entries),
        "totals": dict(claim.totals),
        "hidden": {label: {"below": cell.below} for label, cell in claim.hidden.items()},
        "exposed": list(stated.exposed),
    }


def period(stated: Stated) -> str:
    """Return the numbers of one period."""
    claim, words = stated.statement.claim, stated.scheme.counters
    shown = [f"“{words[label]}”: {claim.totals[label]}" for label in words if claim.totals.get(label)]
    nought = sum(1 for number in claim.totals.values() if number == 0)
    parts = [
        *shown,
        *([f"{nought} others: 0" if shown else f"all {nought} shown: 0"] if nought else []),
        *_hidden(claim, words),
    ]
    return f"{claim.period} (entries {claim.start.size} to {claim.end.size - 1}{_seen(stated)}): {'; '.join(parts)}."


def _hidden(claim: Claim, words: Mapping[str, str]) -> list[str]:
    """Return which numbers are hidden; where they are many, how many. The answer for programs names all."""
    if len(claim.hidden) <= _NAMED:
        return [
            f"“{words[label]}”: hidden, below {claim.hidden[label].below}" for label in words if label in claim.hidden
        ]
    below = Counter(cell.below for cell in claim.hidden.values())
    return [f"{n} hidden, {'each ' if n > 1 else ''}below {bound}" for bound, n in sorted(below.items())]


def _seen(stated: Stated) -> str:
    """Return when outside witnesses saw the heads at the edges of a period, which bounds when it was."""
    edges = (("beginning", stated.start), ("end", stated.end))
    seen = [f"its {edge} on {utc(_earliest(head))}" for edge, head in edges if head is not None and head.seen]
    return f"; outside witnesses saw {' and '.join(seen)}" if seen else ""


def _earliest(head: VerifiedCheckpoint) -> int:
    return min(time for times in head.seen.values() for time in times)


def _interval(found: Interval) -> str:
    return str(found.low) if found.low == found.high else f"{found.low} to {found.high}"
