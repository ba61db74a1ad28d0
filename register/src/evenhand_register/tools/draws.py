"""The sentences of an answer about a panel draw: what was drawn, by what chance, and what that does not show."""

from collections.abc import Iterator
from typing import Any

from evenhand_register.draw import DrawReport, Outcome, Pool
from evenhand_register.encoding import b64encode
from evenhand_register.policy import is_independent

from .answers import Answer, Verdict
from .panels import not_independent
from .times import utc
from .words import of_head

__all__ = ["of_draw"]

_BY_BEACON = "Nobody chose these people by hand, if the value is what it is said to be: see below."
_BY_SIGNATURES = (
    "These are the people whom the signatures pick. That they were asked for once only is not shown: see below."
)


def of_draw(report: DrawReport) -> Answer:
    """Return the answer for a transcript that passed every check, drawing again included."""
    outcome, pool = report.outcome, report.outcome.logged.pool
    head, drawn_under = of_head(report.head), of_head(outcome.head)
    answer = Answer(
        Verdict.VERIFIED,
        f"the panel “{pool.words}” was drawn by lot from a pool that was fixed before, in {pool.origin}.",
        details={**head.details, "what": "draw", "index": report.index, **_details(outcome)},
    )
    answer.checked += [
        *head.checked,
        f"The draw is in the list under that head as entry {report.index} (counted from 0), word for word.",
        f"The pool is entry {outcome.index}, word for word, and the last under the head that the draw was made with.",
        *drawn_under.checked,
        _chance(outcome),
        "Drawing again from that gives the same people in the same order.",
    ]
    answer.says += _people(outcome)
    answer.meaning.append(
        f"{_BY_SIGNATURES if pool.beacon is None else _BY_BEACON} "
        "Whoever drops out is replaced by the next of the same list, and by nobody else."
    )
    answer.warnings += _warnings(report)
    answer.limits += [*_limits(pool, outcome.value), *_witness_limits(report)]
    return answer


def _chance(outcome: Outcome) -> str:
    pool, value = outcome.logged.pool, outcome.value
    if pool.beacon is None:
        names = ", ".join(key.name for key in pool.witnesses)
        return f"The signatures of the witnesses {names} on that head are the chance that decided."
    return (
        f"The chance that decided is “{value}”, given as “{pool.beacon.round}” of {pool.beacon.name}. All witnesses that the pool "
        f"names had signed before {utc(pool.beacon.not_before)}, before which, the pool says, nobody could know it."
    )


def _people(outcome: Outcome) -> Iterator[str]:
    pool = outcome.logged.pool
    for drawn in outcome.result:
        instead = f". If they drop out, in this order: {', '.join(drawn.alternates)}" if drawn.alternates else ""
        yield f"{drawn.stratum}: {', '.join(drawn.panel)}{instead}"
    for stratum in pool.strata:
        yield f"{stratum.name} was drawn from: {', '.join(pool.eligible(stratum.name))}"
    for member in pool.members:
        if member.excluded is not None:
            yield f"Not to be drawn: {member.ref} ({member.stratum}), because “{member.excluded}”"
    yield f"Of the draw: “{outcome.words}”"


def _limits(pool: Pool, value: str | None) -> Iterator[str]:
    if pool.beacon is None:
        yield (
            "No outside value was used. Whoever ran the draw could ask a witness to sign again, and keep the outcome that they "
            "liked: for a panel of weight, ask for a draw by an outside value."
        )
    else:
        yield (
            f"It does not show that {pool.beacon.name} gave “{value}” for “{pool.beacon.round}”, nor that nobody knew it before "
            f"{utc(pool.beacon.not_before)}: look both up there. How the value is written: “{pool.beacon.how}”."
        )
    if pool.replaces is not None:
        yield f"This pool takes the place of an earlier one ({b64encode(pool.replaces)}): ask why, and what was drawn from that."
    yield (
        "It does not show that no other pool was logged for the same panel: the register shows how many pools and draws there are."
    )
    yield "It does not show who the people are, whether the right ones were in the pool, or whether a reason to exclude is true."


def _witness_limits(report: DrawReport) -> Iterator[str]:
    pool = report.outcome.logged.pool
    names = ", ".join(key.name for key in pool.witnesses if is_independent(key, pool.origin))
    if not names:
        return
    if report.head.quorum_required:
        yield f"That {names} do not depend on whoever ran the draw is your policy's word: nothing here shows it."
    else:
        yield (
            f"Your policy asks for no witness. Those that the pool names, {names}, have signed: whether they depend on whoever ran "
            "the draw is for you to know."
        )


def _warnings(report: DrawReport) -> Iterator[str]:
    """What has no code. A head that holds the value, seen before nobody could know it, contradicts the pool."""
    beacon = report.outcome.logged.pool.beacon
    times = [time for seen in report.head.seen.values() for time in seen]
    if beacon is not None and any(time < beacon.not_before for time in times):
        yield (
            f"A witness saw the draw, with the value in it, before {utc(beacon.not_before)}, when nobody was to know the value: "
            "so it was known, or chosen, earlier than the pool says."
        )
    pool = report.outcome.logged.pool
    for key in pool.witnesses:
        if not is_independent(key, pool.origin):
            yield not_independent(key.name, "The draw")


def _details(outcome: Outcome) -> dict[str, Any]:
    pool, beacon = outcome.logged.pool, outcome.logged.pool.beacon
    return {
        "draw": pool.draw,
        "pool_index": outcome.index,
        "pool": b64encode(outcome.logged.record),
        "replaces": None if pool.replaces is None else b64encode(pool.replaces),
        "beacon": None if beacon is None else {**vars(beacon), "value": outcome.value},
        "seed": b64encode(outcome.seed),
        "result": [drawn.as_json() for drawn in outcome.result],
        "named_witnesses": [key.vkey for key in pool.witnesses],
        "not_independent": [key.vkey for key in pool.witnesses if not is_independent(key, pool.origin)],
    }
