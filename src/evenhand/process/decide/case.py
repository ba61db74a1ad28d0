"""A case up to the evidence: opened, allegations framed, people assigned, investigated. B1, B4, C4, H7."""

from typing import Any

from evenhand.process.codes import WALLED_ROLES, Capacity, CaseStage, Duty, Role, StaysInside
from evenhand.process.commands import AddEvidence, Assign, FrameAllegation, OpenCase, StartInvestigation
from evenhand.process.decide.asking import (
    Ask,
    Facts,
    Refused,
    chosen,
    free_for,
    named_person,
    require,
    some_text,
    text_or_file,
    tied_to_party,
)
from evenhand.process.decide.conflicted import noted, other_conflict
from evenhand.process.facts import Into
from evenhand.process.predicates import OUTSIDE, roles_on
from evenhand.process.state import Person
from evenhand.process.ties import Tied

ROLE_FOR = {Duty.INVESTIGATE: Role.INVESTIGATOR, Duty.DECIDE: Role.DECISION_MAKER}
"""The duties that are assigned, and the role that each takes. Triage and review are taken up, not given."""


def open_case(ask: Ask[OpenCase]) -> Facts:
    """Open a case against one respondent. Inside it the respondent goes by a reference; the name is sealed."""
    asked = ask.command
    number = len(ask.state.cases) + 1
    content = {
        "name": some_text(asked.respondent_name, "respondent_name", "The respondent's name"),
        "reach": asked.respondent_reach,
    }
    capacity = chosen(Capacity, asked.capacity, "capacity")
    why = _stays_inside(ask, capacity)
    require(asked.allegations, "no-allegation", "A case has at least one allegation: frame it.", "allegations")
    opened = ask.fact(
        "case-opened",
        content,
        Into.CASE,
        case=number,
        capacity=capacity.value,
        respondent=f"respondent-{number}",
        **why,
    )
    framed = (
        ask.fact(
            "allegation-framed",
            {"text": some_text(particulars, "allegations", "What the respondent is said to have done")},
            Into.CASE,
            case=number,
            allegation=place,
            clause=_known_clause(ask, clause, "allegations"),
        )
        for place, (clause, particulars) in enumerate(asked.allegations, start=1)
    )
    return opened, *framed


def _stays_inside(ask: Ask[OpenCase], capacity: Capacity) -> dict[str, Any]:
    """Nobody handles a complaint about those with a say over them: it is set apart, or somebody says why it need not be (B9)."""
    why = ask.command.stays_inside
    if ask.state.apart or capacity is not Capacity.OFFICER:
        sentence = (
            "A reason is given only for a respondent who is an officer, where it is not set apart: leave it empty."
        )
        require(why is None, "not-an-officer", sentence, "stays_inside")
        return {}
    sentence = (
        "The respondent is an officer. Set the complaint apart, so that people from outside handle it, or choose why this office "
        "can."
    )
    require(why is not None, "set-apart", sentence, "stays_inside")
    return {"stays_inside": chosen(StaysInside, why, "stays_inside").value}


def frame_allegation(ask: Ask[FrameAllegation]) -> Facts:
    """Add one more allegation while the respondent has not had notice."""
    asked = ask.command
    clause = _known_clause(ask, asked.clause, "clause")
    content = {"text": some_text(asked.particulars, "particulars", "What the respondent is said to have done")}
    number = len(ask.case.allegations) + 1
    return (ask.on_case("allegation-framed", content, allegation=number, clause=clause),)


def _known_clause(ask: Ask[OpenCase] | Ask[FrameAllegation], code: str, field: str) -> str:
    known = ", ".join(ask.rulebook.clauses)
    require(code in ask.rulebook.clauses, "unknown-clause", f"Choose a clause of the rulebook: {known}.", field)
    return code


def assign(ask: Ask[Assign]) -> Facts:
    """Give a duty to someone who is free to take it."""
    asked, case = ask.command, ask.case
    duty = chosen(Duty, asked.duty, "duty")
    if duty not in ROLE_FOR:
        raise Refused("duty", "Only the duties to investigate and to decide are assigned.", "duty")
    investigating = duty is Duty.INVESTIGATE
    late = investigating and case.stage is CaseStage.RECOMMENDED
    require(not late, "stage", "The investigator has recommended already, so no other is needed.", "duty")
    by_lot = "Who decides this case is drawn by lot, so nobody is picked by hand."
    require(investigating or not case.draws, "drawn-by-lot", by_lot, "duty")
    holder = case.investigator if investigating else case.decision_maker
    require(asked.person != holder, "assigned-already", "That person has this duty already.", "person")
    person = named_person(ask, asked.person, "person")
    _fit(ask, person, ROLE_FOR[duty])
    free_for(ask, person, duty, "person")
    unclear = other_conflict(ask, person.ref, duty, case.number)
    return noted((ask.on_case("assigned", duty=duty.value, person=person.ref, **_tie(ask, person)),), unclear=unclear)


def _tie(ask: Ask[Assign], person: Person) -> dict[str, Any]:
    """What stands in the act of a tie to a party (B5). Who is tied is refused, without a word of to whom."""
    answer = ask.around.ties.get(person.ref, Tied.NO)
    conflict = f"This person has a conflict of interest here, as they declared. Choose someone else. {OUTSIDE}"
    require(not tied_to_party(ask, person.ref), "tied", conflict, "person")
    if answer is Tied.NO:
        return {}
    unsure = (
        "Whether this person is tied to a party cannot be told from codes: a similar name, or a party who is not findable yet. "
        "Ask them, and confirm that you answer for it; or choose someone else."
    )
    require(ask.command.answers_for_tie, "tie-cannot-tell", unsure, "answers_for_tie")
    return {"tie": answer.value}


def _fit(ask: Ask[Assign], person: Person, role: Role) -> None:
    """Refuse someone who does not hold the role, is walled off, was taken off the case, or would assign themself."""
    roles = roles_on(person, ask.around.today, apart=ask.state.apart)
    require(
        person.ref != ask.person.ref,
        "self-assigned",
        f"Nobody assigns themself: choose someone else. {OUTSIDE}",
        "person",
    )
    what = Role.OUTSIDE_HANDLER if ask.state.apart else role
    require(role in roles, "role", f"{person.ref} is no {what.value} today. Choose someone who is.", "person")
    walled = f"{person.ref} holds a role that is kept away from cases. Choose someone else."
    require(not roles & WALLED_ROLES, "walled", walled, "person")
    barred = f"This was taken from {person.ref}. Choose someone who has not touched it. {OUTSIDE}"
    require(person.ref not in ask.state.shut_out(), "barred", barred, "person")


def start_investigation(ask: Ask[StartInvestigation]) -> Facts:
    """Take it up, with a plan."""
    return (ask.on_case("investigation-started", {"text": some_text(ask.command.plan, "plan", "The plan")}),)


def add_evidence(ask: Ask[AddEvidence]) -> Facts:
    """Add what was found or said, and where it came from."""
    asked = ask.command
    content = {"text": text_or_file(asked.description, asked.files, "description"), "source": asked.source}
    return (ask.on_case("evidence-added", content, files=asked.files),)
