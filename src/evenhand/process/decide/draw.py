"""Who decides, drawn by lot: the pool, the random value that two people type in, and who stands in (DOMAIN 5.4, I2, I4).

What a value picks from a pool follows from the register (REGISTER.md section 7) and is worked out by the office. Here stands who
is in the pool, who cannot be drawn, and that nobody is picked by hand, before or after.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from evenhand.process.codes import GIVEN_EXCLUSIONS, LASTING_EXCLUSIONS, WALLED_ROLES, Duty, Exclusion, Role
from evenhand.process.commands import FreezePool, ReplaceDrawn, TypeValue
from evenhand.process.decide.asking import Ask, Facts, Refused, chosen, real_text, require, tied_to_party
from evenhand.process.decide.conflicted import has_conflict
from evenhand.process.facts import Fact, Into
from evenhand.process.predicates import OUTSIDE, has_other_part, roles_on
from evenhand.process.state import Draw, Person, PoolMember

LEAST = 2
"""People who can be drawn, at least: with fewer there is no lot."""


def freeze_pool(ask: Ask[FreezePool]) -> Facts:
    """Write down who may be drawn. Everybody who decides cases is in the list; nobody is left out of it without a reason."""
    asked = ask.command
    members = pool_members(ask)
    left = [each for each in members if each.excluded is None]
    few = f"A lot needs {LEAST} people who can be drawn, and here are {len(left)}. {OUTSIDE}"
    require(len(left) >= LEAST, "too-few", few, "excluded")
    listed = [{"excluded": each.excluded.value if each.excluded else None, "person": each.person} for each in members]
    return (ask.on_case("pool-frozen", draw=asked.draw, members=listed, not_before=asked.not_before),)


def _conflicted(ask: Ask[Any], ref: str, case: int) -> bool:
    """Whether somebody cannot decide it: for a tie to a party, or an affiliation with others who are on it."""
    return tied_to_party(ask, ref) or has_conflict(ask, ref, Duty.DECIDE, case)


def pool_members(ask: Ask[FreezePool]) -> tuple[PoolMember, ...]:
    """Everybody who decides cases, by reference. Raises Refused where an exclusion is of somebody else, or is none."""
    there = sorted(ref for ref, one in ask.around.people.items() if _decides_cases(ask, one))
    strangers = sorted(ask.command.excluded.keys() - set(there))
    require(not strangers, "not-in-pool", f"Not in the pool: {', '.join(strangers)}. Leave them out.", "excluded")
    given = {ref: _given(code, "excluded") for ref, code in ask.command.excluded.items()}
    before = {ref: why for draw in ask.case.draws for ref, why in draw.replaced.items() if why in LASTING_EXCLUSIONS}
    out = {ref: Exclusion.CONFLICT for ref in there if _conflicted(ask, ref, ask.case.number)}
    out |= {ref: Exclusion.TOOK_PART for ref in there if ref == ask.person.ref or _took_part(ask, ref)}
    return tuple(PoolMember(ref, out.get(ref) or before.get(ref) or given.get(ref)) for ref in there)


def type_value(ask: Ask[TypeValue]) -> Facts:
    """Note what was typed. When somebody else typed the same before, the lot is cast and whoever was drawn is assigned."""
    asked, draw, digest = ask.command, _draw(ask), digest_of(ask.command.value)
    again = "You typed this value yourself before. Somebody else has to type it as well, without your telling them."
    require(draw.typed_by != ask.person.ref or draw.typed != digest, "typed-already", again, "value")
    typed = ask.on_case("value-typed", draw=draw.ref, value=digest)
    if not is_second(draw, ask.person, asked.value):
        return (typed,)
    drawn = ask.on_case("panel-drawn", draw=draw.ref, order=list(asked.order))
    return (typed, drawn, *take_place(ask, ask.case.number, asked.order))


def is_second(draw: Draw, person: Person, value: str) -> bool:
    """Whether somebody else typed the same value before, so that it counts."""
    return draw.typed_by not in (None, person.ref) and draw.typed == digest_of(value)


def digest_of(value: str) -> str:
    """SHA-256 (hex) of a random value: as such it lies in the facts until it counts, so that nobody reads what another typed."""
    return hashlib.sha256(value.encode()).hexdigest()


def replace_drawn(ask: Ask[ReplaceDrawn]) -> Facts:
    """Whoever was drawn cannot decide: the next one in the order of the draw does."""
    asked, draw = ask.command, _draw(ask)
    content = {"text": real_text(asked.reasons, "reasons")}
    first = str(ask.case.decision_maker)
    gone = replaced(ask, ask.case.number, first, _given(asked.why, "why"), content)
    place = draw.order.index(first) + 1
    return (gone, *take_place(ask, ask.case.number, draw.order[place:]))


def take_place(ask: Ask[Any], case: int, order: tuple[str, ...]) -> Iterator[Fact]:
    """The first of these who can still decide is assigned to that case; each one passed over is noted, with the reason."""
    for ref in order:
        person = ask.around.people.get(ref)
        if person is None or not _decides_cases(ask, person):
            yield replaced(ask, case, ref, Exclusion.NOT_AVAILABLE)
        elif _took_part(ask, ref):
            yield replaced(ask, case, ref, Exclusion.TOOK_PART)
        elif _conflicted(ask, ref, case):
            yield replaced(ask, case, ref, Exclusion.CONFLICT)
        else:
            yield ask.fact("assigned", case=case, duty=Duty.DECIDE.value, person=ref)
            return


def replaced(ask: Ask[Any], case: int, ref: str, why: Exclusion, content: dict[str, str] | None = None) -> Fact:
    """Somebody who was drawn cannot decide that case."""
    return ask.fact("drawn-replaced", content, Into.CASE, case=case, excluded=why.value, person=ref)


def _decides_cases(ask: Ask[Any], person: Person) -> bool:
    roles = roles_on(person, ask.around.today, apart=ask.state.apart)
    return Role.DECISION_MAKER in roles and not roles & WALLED_ROLES


def _took_part(ask: Ask[Any], ref: str) -> bool:
    """Whether the person has another part in this or in what is linked with it, or was taken off it."""
    other = has_other_part(ref, Duty.DECIDE, ask.state, ask.around)
    return other or ref in ask.state.shut_out()


def _given(code: str, field: str) -> Exclusion:
    why = chosen(Exclusion, code, field)
    known = ", ".join(sorted(GIVEN_EXCLUSIONS))
    require(why in GIVEN_EXCLUSIONS, "known-already", f"Who took part is known without you. Choose: {known}.", field)
    return why


def _draw(ask: Ask[Any]) -> Draw:
    if ask.case.draw is None:
        raise Refused("no-pool", "No pool was frozen for this case: freeze one first.")
    return ask.case.draw
