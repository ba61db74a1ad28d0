"""A case up to the evidence: opened, allegations framed, people assigned, investigated. B1, B4, C4, H7."""

from evenhand.process.codes import WALLED_ROLES, Capacity, CaseStage, Duty, Role
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
)
from evenhand.process.decide.conflicted import noted, other_conflict
from evenhand.process.facts import Into
from evenhand.process.predicates import OUTSIDE, roles_of
from evenhand.process.state import Person

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
    require(asked.allegations, "no-allegation", "A case has at least one allegation: frame it.", "allegations")
    opened = ask.fact(
        "case-opened",
        content,
        Into.CASE,
        case=number,
        capacity=capacity.value,
        respondent=f"respondent-{number}",
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
    return noted((ask.on_case("assigned", duty=duty.value, person=person.ref),), unclear=unclear)


def _fit(ask: Ask[Assign], person: Person, role: Role) -> None:
    """Refuse someone who does not hold the role, is walled off, was taken off the case, or would assign themself."""
    roles = roles_of(person, ask.around.today)
    require(
        person.ref != ask.person.ref,
        "self-assigned",
        f"Nobody assigns themself: choose someone else. {OUTSIDE}",
        "person",
    )
    require(role in roles, "role", f"{person.ref} is no {role.value} today. Choose someone who is.", "person")
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
