"""What the table of `rules` says of one person and one complaint: whether they may do something now, and all that they may.

Asked by `decide` before it looks at a command, and by the doors, which offer only what a row allows.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.process import commands as c
from evenhand.process import predicates as p
from evenhand.process.codes import INSIDE_ROLES, WALLED_ROLES, Role
from evenhand.process.facts import Refusal
from evenhand.process.own_conflict import own_refusal
from evenhand.process.rulebook import Rulebook
from evenhand.process.rules import RULES, Rule
from evenhand.process.stages import Stage
from evenhand.process.state import Around, CaseState, ComplaintState, Person


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a person can do now. `command` is the name of a command; `case` the case's number, or None."""

    command: str
    case: int | None
    words: str


def may(
    state: ComplaintState | None, case: int | None, command: type[c.Command], person: Person, around: Around
) -> Refusal | None:
    """Why this person may not do that now, or None if a row allows it and no conflict of interest of theirs is known.

    What the command says is not looked at.
    """
    rows = [rule for rule in RULES if rule.command is command and rule.on_case == (case is not None)]
    if not rows:
        return Refusal("not-an-act", "There is no such act here: say which case it is about, or leave the case out.")
    apart = state is not None and state.apart
    roles = p.roles_on(person, around.today, apart=apart)
    mine = [rule for rule in rows if roles.intersection(rule.roles)]
    if not mine:
        return Refusal("role", f"Your roles do not allow this. It is for: {_who(rows, apart=apart)}.")
    if state is None:
        return _begin(mine, person, around)
    return _go_on(state, case, mine, person, around)


def _begin(mine: list[Rule], person: Person, around: Around) -> Refusal | None:
    if all(rule.stages for rule in mine):
        return Refusal("no-such-complaint", "There is no such complaint. Check its number.")
    walled = p.roles_of(person, around.today) & WALLED_ROLES
    return Refusal(p.NOT_WALLED.name, p.NOT_WALLED.sentence) if walled else None


def _go_on(
    state: ComplaintState, case: int | None, mine: list[Rule], person: Person, around: Around
) -> Refusal | None:
    on = state.case(case) if case is not None else None
    if case is not None and on is None:
        return Refusal("no-such-case", f"This complaint has no case {case}. Choose one that it has.", "case")
    stage: Stage = on.stage if on else state.stage
    now = [rule for rule in mine if stage in rule.stages]
    if not now:
        stages = _list(rule.stages for rule in mine) or "a new complaint"
        return Refusal("stage", f"This cannot be done now: it stands at {stage.value}, and this is for: {stages}.")
    view = p.View(state, on, person, around)
    failed = [_failing(rule, view) for rule in now]
    if None in failed:
        return own_refusal(state, now[0].command, case, person, around)
    first = next(each for each in failed if each)
    return p.from_outside(Refusal(first.name, first.sentence), state)


def _failing(rule: Rule, view: p.View) -> p.Predicate | None:
    """The first condition of the row that does not hold."""
    return next((predicate for predicate in rule.predicates if not predicate.holds(view)), None)


def open_acts(state: ComplaintState, person: Person, around: Around, rulebook: Rulebook) -> tuple[Offer, ...]:
    """Everything that this person can do now on this complaint and its cases, in the order of the table.

    Nothing under a rulebook other than the one pinned, for `decide` would refuse it, and nothing that a conflict of interest of
    theirs would refuse. An act that has to name a person or another complaint is offered even when nobody is there to be named: its
    page says so.
    """
    offers = _offers(state, person, around, rulebook)
    return tuple(offer for offer, refusal in offers if refusal is None)


def withheld(state: ComplaintState, person: Person, around: Around, rulebook: Rulebook) -> Refusal | None:
    """The conflict of interest for which this person is not offered what the table allows them, or None."""
    return next((refusal for _offer, refusal in _offers(state, person, around, rulebook) if refusal), None)


def _offers(
    state: ComplaintState, person: Person, around: Around, rulebook: Rulebook
) -> list[tuple[Offer, Refusal | None]]:
    """What the table allows this person now, each with the conflict that refuses it, if one does."""
    if rulebook.hash != state.rulebook:
        return []
    roles = p.roles_on(person, around.today, apart=state.apart)
    offers: dict[tuple[str, int | None], tuple[Offer, Refusal | None]] = {}
    for rule in RULES:
        if roles.intersection(rule.roles):
            for case in _where(rule, state):
                number = case.number if case else None
                key = rule.command.__name__, number
                if key not in offers and _failing(rule, p.View(state, case, person, around)) is None:
                    refusal = own_refusal(state, rule.command, number, person, around)
                    offers[key] = Offer(*key, rule.words), refusal
    return list(offers.values())


def _where(rule: Rule, state: ComplaintState) -> list[CaseState | None]:
    """The cases that stand at a stage of the row; for a row on the complaint, [None] if it does."""
    if rule.on_case:
        return [case for case in state.cases if case.stage in rule.stages]
    return [None] if state.stage in rule.stages else []


def _who(rows: Iterable[Rule], *, apart: bool) -> str:
    """The roles that may do it, as whoever asks would have to hold one."""
    roles = dict.fromkeys(role for rule in rows for role in rule.roles)
    held = (Role.OUTSIDE_HANDLER.value if apart and role in INSIDE_ROLES else role for role in roles)
    return _list([held])


def _list(groups: Iterable[Iterable[str]]) -> str:
    """The words of all groups, each once, in order."""
    return ", ".join(dict.fromkeys(str(word) for group in groups for word in group))
