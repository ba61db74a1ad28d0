"""What an audit found of panels: which were drawn again, which pools wait for a draw or were replaced, whose word it rests on.

The names of panels, strata and outside sources are the organisation's own and stand in quotation marks.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from evenhand_register.ledger import Findings
from evenhand_register.panels import Panel
from evenhand_register.policy import Policy

from .times import utc

__all__ = ["as_details", "checked", "limits", "not_independent", "says", "warnings"]

_SPELT_OUT = 12  # panels that are named one by one; a program gets all of them


def checked(findings: Findings) -> list[str]:
    """Return how many draws were made again."""
    count = len(_drawn_again(findings))
    if count == 0:
        return []
    draws = (
        "One panel draw was made again, from its pool"
        if count == 1
        else f"{count} panel draws were made again, from their pools"
    )
    return [f"{draws}, and gave the same people in the same order."]


def says(findings: Findings) -> list[str]:
    """Return the newest panels, each with the chance that decided."""
    return [line for panel in _drawn_again(findings)[-_SPELT_OUT:] for line in _drawn(panel)]


def warnings(findings: Findings, policy: Policy) -> list[str]:
    """Return what a reader should ask about: pools without a draw, pools that were replaced, witnesses to doubt."""
    waiting = [panel for panel in findings.panels if panel.draw is None and panel.replaced_by is None]
    found = []
    if waiting:
        sealed = (
            f", unless it is one of {findings.sealed_draws} that are not published" if findings.sealed_draws else ""
        )
        found.append(f"{_some(waiting)} a panel pool from which no panel was drawn{sealed}.{_not_before(waiting)}")
    replaced = [panel for panel in findings.panels if panel.replaced_by is not None]
    found += [_replaced(panel, findings.sealed_draws) for panel in replaced[-_SPELT_OUT:]]
    if len(replaced) > _SPELT_OUT:
        found.append(f"{len(replaced) - _SPELT_OUT} earlier panel pools were replaced as well.")
    names = {key.name: panel for panel in reversed(findings.panels) for key in panel.dependent}
    found += [not_independent(name, f"The pool in entry {panel.index}") for name, panel in names.items()]
    return [*found, *_doubts(findings, policy)]


def limits(findings: Findings, policy: Policy) -> list[str]:
    """Return what drawing again does not show."""
    again = _drawn_again(findings)
    sealed = [panel for panel in findings.panels if panel.draw is not None and panel.outcome is None]
    found = []
    if sealed:
        found.append(
            f"{_some(sealed)} a panel pool that is not published, so its draw could not be made again: the parties can, with the "
            "transcript that they have."
        )
    by_signatures = [panel for panel in again if panel.outcome is not None and panel.outcome.value is None]
    if len(again) > len(by_signatures):
        found.append("It does not show that an outside value is the one that its source gave: look each up there.")
    if by_signatures:
        found.append(
            f"{_some(by_signatures)} a pool without an outside value: whoever ran the draw could ask a witness to sign again, and "
            "keep the outcome that they liked."
        )
    if again and not policy.witnesses:
        found.append(
            "Your policy names no witness, so those whom the pools name were taken at their word: whoever ran a draw could have "
            "made them up. Give a policy with --policy that names the witnesses which you take for independent."
        )
    return found


def _doubts(findings: Findings, policy: Policy) -> Iterator[str]:
    """What a policy that names witnesses makes of those whom the pools name."""
    if not policy.witnesses:
        return
    unknown = {key.name: panel for panel in reversed(findings.panels) for key in panel.unknown}
    for name, panel in unknown.items():
        yield (
            f"The pool in entry {panel.index} relies on the witness {name}, which your policy does not know as independent: "
            "whoever ran the draw could have made that witness up, unless it stood in an earlier policy of yours."
        )
    few = [panel for panel in findings.panels if not panel.enough and not panel.unknown]
    if few:
        yield f"{_some(few)} a panel pool that names fewer outside witnesses than your policy asks for."


def not_independent(name: str, where: str) -> str:
    """Return what to think of a witness that bears the register's own host name."""
    return (
        f"{where} relies on the witness {name}, which bears the register's own name: it is run by those whom it should watch, "
        "so it is not independent."
    )


def as_details(panel: Panel) -> dict[str, Any]:
    """Return a panel for a program."""
    pool = None if panel.logged is None else panel.logged.pool
    outcome = panel.outcome
    return {
        "draw": None if pool is None else pool.draw,
        "pool_index": panel.index,
        "draw_index": panel.draw,
        "drawn_again": outcome is not None,
        "replaced_by": panel.replaced_by,
        "result": None if outcome is None else [drawn.as_json() for drawn in outcome.result],
        "not_independent": [key.vkey for key in panel.dependent],
        "unknown_witnesses": [key.vkey for key in panel.unknown],
    }


def _drawn_again(findings: Findings) -> list[Panel]:
    return [panel for panel in findings.panels if panel.outcome is not None]


def _drawn(panel: Panel) -> Iterator[str]:
    if panel.outcome is None:
        return
    pool, value = panel.outcome.logged.pool, panel.outcome.value
    by = (
        "the witnesses' signatures"
        if pool.beacon is None
        else f"“{value}”, given as “{pool.beacon.round}” of {pool.beacon.name}"
    )
    yield f"The panel “{pool.words}” was drawn in entry {panel.draw} by {by}, from the pool in entry {panel.index}."


def _replaced(panel: Panel, sealed: int) -> str:
    if panel.draw is not None:
        before = f"after its panel had been drawn in entry {panel.draw}"
    elif sealed:
        before = "and whether anybody had been drawn from it is not published"
    else:
        before = "before anybody was drawn from it"
    return f"The panel pool in entry {panel.index} was replaced by the one in entry {panel.replaced_by}, {before}: ask why."


def _not_before(waiting: Sequence[Panel]) -> str:
    """The day before which a single pool cannot be drawn from, if it says one."""
    pool = waiting[0].logged.pool if len(waiting) == 1 and waiting[0].logged is not None else None
    if pool is None or pool.beacon is None:
        return ""
    return f" The pool says that nobody can know its random value before {utc(pool.beacon.not_before)}."


def _some(panels: Sequence[Panel]) -> str:
    more = f" (and {len(panels) - 1} others)" if len(panels) > 1 else ""
    return f"Entry {panels[0].index}{more} is"
