"""Turning facts back into state. The register holds facts only; everything a complaint is now follows from them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from evenhand.process.facts import Recorded
from evenhand.process.fold import case as of_case
from evenhand.process.fold import complaint as of_complaint
from evenhand.process.fold.reading import with_case, with_hands, with_sure
from evenhand.process.state import CaseState, ComplaintState


class FoldError(ValueError):
    """A record that does not follow from what went before: an unknown act, an unknown code, an impossible step."""


def fold(state: ComplaintState | None, recorded: Recorded) -> ComplaintState:
    """The state after one more fact. Raises FoldError if that fact cannot stand there."""
    try:
        after = _begin(recorded) if state is None else _go_on(state, recorded)
        after = replace(
            after,
            last_index=recorded.index,
            hands=with_hands(after.hands, recorded),
            sure=with_sure(after.sure, recorded),
        )
        return _without_barred_officer(after)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise FoldError(f"Entry {recorded.index} does not follow from what went before: {error}") from error


def _without_barred_officer(state: ComplaintState) -> ComplaintState:
    """Whoever was taken off it is no longer the officer whom the complainant can ask."""
    return replace(state, named_officer=None) if state.named_officer in state.shut_out() else state


def fold_all(history: Iterable[Recorded]) -> ComplaintState:
    """The state after a whole history, in the order of the register. Raises FoldError, also for an empty history."""
    state: ComplaintState | None = None
    for recorded in history:
        state = fold(state, recorded)
    if state is None:
        raise FoldError("There is no complaint in an empty history.")
    return state


def _begin(recorded: Recorded) -> ComplaintState:
    if recorded.act != "received":
        raise ValueError(f"a complaint begins with received, not with {recorded.act}.")
    return of_complaint.begin(recorded)


def _go_on(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    if recorded.index <= state.last_index:
        raise ValueError(f"entry {state.last_index} has been folded already.")
    if "case" in recorded.data:
        return _on_case(state, recorded)
    return _known(of_complaint.FOLDS, recorded)(state, recorded)


def _known[F](folds: Mapping[str, F], recorded: Recorded) -> F:
    if recorded.act not in folds:
        raise ValueError(f"{recorded.act} is no act that can stand here.")
    return folds[recorded.act]


def _on_case(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    if recorded.act == "case-opened":
        return _open(state, recorded)
    case = state.case(recorded.data["case"])
    if case is None:
        raise ValueError(f"there is no case {recorded.data['case']}.")
    after = _known(of_case.FOLDS, recorded)(case, recorded)
    return with_case(state, replace(after, hands=with_hands(after.hands, recorded)))


def _open(state: ComplaintState, recorded: Recorded) -> ComplaintState:
    case: CaseState = of_case.begin(recorded)
    if case.number != len(state.cases) + 1:
        raise ValueError(f"case {case.number} is out of order.")
    return replace(state, cases=(*state.cases, replace(case, hands=with_hands(case.hands, recorded))))
