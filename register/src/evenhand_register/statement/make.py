"""Writing a statement: hide what is small, seal it, prove that the numbers are the sums.

The writer knows every T_k and R, the sum of all r of the period, from the running totals beside its log. It destroys R
once the statement is final: R and hidden cells together invite guessing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand_register.chance import Entropy, scalars
from evenhand_register.errors import RegisterError
from evenhand_register.group import Scalar, minus
from evenhand_register.one_of import Nonces
from evenhand_register.scheme import Scheme

from .document import Claim, Head, Hidden, Statement
from .exposure import exposed
from .proofs import cell_point, prove_cell, prove_total

__all__ = ["Draft", "Opened", "claim_of", "make", "prove"]


@dataclass(frozen=True)
class Draft:
    """What is to be stated. `values` gives T_k for every counter of the scheme, `hide` the bound for those not shown."""

    origin: str
    period: str
    sequence: int
    previous: bytes | None
    scheme_id: bytes
    scheme: Scheme
    start: Head
    end: Head
    entries: Mapping[str, int]
    values: Mapping[str, int]
    hide: Mapping[str, int]


@dataclass(frozen=True)
class Opened:
    """What opens a hidden cell: its value and its blinding s_k. Never published."""

    value: int
    s: Scalar


def make(draft: Draft, blinding: Scalar, entropy: Entropy) -> Statement:
    """Return the statement of a draft, `blinding` being R. It is not verified here: `check` does that.

    `entropy` is the system's generator. Raises W_EXPOSED where a hidden number could be worked out, and E_CELL_PROOF
    where one is not below its bound.
    """
    given_away = exposed(draft.scheme, draft.hide)
    if given_away:
        raise RegisterError(
            "W_EXPOSED",
            f"The hidden number {given_away[0]} could be worked out from the public ones: hide another in its protection.",
        )
    for label, below in draft.hide.items():
        if not 0 <= draft.values[label] < below:
            raise RegisterError("E_CELL_PROOF", f"The number {label} is not below {below} and cannot be hidden so.")
    drawn = scalars(entropy, blinding, draft.period.encode())
    opened = {label: Opened(draft.values[label], next(drawn)) for label in draft.hide}
    claim = claim_of(draft, opened)
    nonces = {
        label: Nonces.draw(scalars(entropy, cell.s, claim.context), draft.hide[label])
        for label, cell in opened.items()
    }
    return prove(claim, opened, blinding, nonces, next(scalars(entropy, blinding, claim.context)))


def claim_of(draft: Draft, opened: Mapping[str, Opened]) -> Claim:
    """Return the claim of a draft, its hidden cells sealed."""
    return Claim(
        origin=draft.origin,
        period=draft.period,
        sequence=draft.sequence,
        previous=draft.previous,
        scheme=draft.scheme_id,
        start=draft.start,
        end=draft.end,
        entries=draft.entries,
        totals={label: draft.values[label] for label in draft.scheme.counters if label not in draft.hide},
        hidden={
            label: Hidden(below, cell_point(label, opened[label].value, opened[label].s))
            for label, below in draft.hide.items()
        },
    )


def prove(
    claim: Claim, opened: Mapping[str, Opened], blinding: Scalar, nonces: Mapping[str, Nonces], k: Scalar
) -> Statement:
    """Return the claim with its proofs, given what opens its hidden cells, R, and nonces that serve these alone."""
    cells = {
        label: prove_cell(claim.context, label, cell.below, opened[label].value, opened[label].s, nonces[label])
        for label, cell in claim.hidden.items()
    }
    residue = blinding
    for cell in opened.values():
        residue = minus(residue, cell.s)
    return Statement(claim, cells, prove_total(claim.context, residue, k))
