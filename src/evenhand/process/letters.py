"""What the program itself puts into a notice and into the letters of an outcome, so that nobody can leave it out.

Parties read these sentences: the allegations with their clauses, what could follow, the last day to reply; and later
the findings, whether there is a sanction, the reasons in the decision maker's own words, and how the decision departs from the
recommendation. What was sealed reaches
this opened, as the contents of entries by index.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from evenhand.process.codes import ComplaintOutcome, Direction, Finding, OverrideReason
from evenhand.process.commands import Command, GiveNotice, Notify
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import Allegation, CaseState, ComplaintState

type Contents = Mapping[int, Mapping[str, Any]]
"""Opened contents, by the index of their entry."""

FOUND: Mapping[Finding, str] = {
    Finding.PROVED: "proved",
    Finding.PROVED_IN_PART: "proved in part",
    Finding.ADMITTED: "admitted",
    Finding.NOT_PROVED: "not proved",
    Finding.NO_CASE: "no case to answer",
    Finding.FROZEN_ON_DEPARTURE: "not decided, because the respondent left",
}
WHY: Mapping[OverrideReason, str] = {
    OverrideReason.NEW_EVIDENCE: "new evidence",
    OverrideReason.ERROR_OF_FACT: "an error of fact",
    OverrideReason.ERROR_OF_RULE: "an error of rule, or the wrong version of a rule",
    OverrideReason.DISPROPORTIONATE: "disproportionate",
    OverrideReason.INCONSISTENT: "inconsistent with comparable cases",
    OverrideReason.PROCEDURAL_DEFECT: "a defect in the procedure",
    OverrideReason.CONFLICT_DISCOVERED: "a conflict of interest was discovered",
    OverrideReason.CONSENT: "consent or settlement",
    OverrideReason.LEGAL_ADVICE: "legal advice",
    OverrideReason.HEALTH: "health or vulnerability",
    OverrideReason.OTHER: "another reason",
}
_WAY = {Direction.UP: "harsher", Direction.DOWN: "lighter"}
ENDED: Mapping[ComplaintOutcome, str] = {
    ComplaintOutcome.UPHELD: "It was upheld: what was complained of was found to be a breach of the rules.",
    ComplaintOutcome.UPHELD_IN_PART: "It was upheld in part: a part of it was found to be a breach of the rules.",
    ComplaintOutcome.NOT_UPHELD: "It was not upheld: no breach of the rules was found.",
    ComplaintOutcome.OUT_OF_SCOPE: "It was not one that could be decided here.",
    ComplaintOutcome.DUPLICATE: "It was itself dealt with in another complaint.",
}
_MAY_ALWAYS_SPEAK = (
    "You may always speak about this to a lawyer, a doctor, a union, anyone who supports you, a regulator or the "
    "police."
)
_HOW_TO_REPLY = (
    "You may reply until {day}, more than once, in writing or in another form that suits you, and somebody may help "
    "you. Nothing is recommended before that day is over, unless you write that your reply is complete or that you "
    "do not wish to reply. Evidence that is added later is put to you first."
)


def quoted(state: ComplaintState, command: Command) -> tuple[int, ...]:
    """The entries whose contents the command repeats to a party. Whoever carries it out opens them first."""
    if not isinstance(command, GiveNotice | Notify) or command.case is None:
        return ()
    case = state.case(command.case)
    if case is None:
        return ()
    if isinstance(command, GiveNotice):
        return tuple(each.index for each in case.allegations)
    override = (case.override.index,) if case.override else ()
    return () if case.decision_index is None else (case.decision_index, *override)


def notice(case: CaseState, rulebook: Rulebook, contents: Contents, reply_by: date) -> str:
    """What is alleged, what could follow, and how long there is to reply. Raises KeyError for what is not opened."""
    alleged = [f"{_headed(each, rulebook)}\n{contents[each.index]['text']}" for each in case.allegations]
    clauses = [rulebook.clauses[each.clause] for each in case.allegations]
    usual, most = min(clause.lowest for clause in clauses), max(clause.highest for clause in clauses)
    could = (
        "Nothing has been decided. If any of it were found, sanctions under these clauses usually begin with: "
        f"{rulebook.ladder[usual].label}. The heaviest that they allow is: {rulebook.ladder[most].label}."
    )
    return _parts("What is alleged", *alleged, could, _HOW_TO_REPLY.format(day=_day(reply_by)), _MAY_ALWAYS_SPEAK)


def outcome_for_complainant(case: CaseState, rulebook: Rulebook, contents: Contents) -> str:
    """The finding on each allegation, whether there is a sanction, and why. Raises KeyError for what is not opened."""
    sanction = "There is a sanction." if case.sanction else "There is no sanction."
    return _parts(*_found(case, rulebook), sanction, *_reasons(case, contents), *_departs(case, contents))


def outcome_for_respondent(case: CaseState, rulebook: Rulebook, contents: Contents) -> str:
    """The same with the sanction by its name, and what only the respondent reads. Raises KeyError likewise."""
    rung = rulebook.ladder[case.sanction or 0]
    sanction = f"The sanction: {rung.label}." if case.sanction else "There is no sanction."
    alone = str(_decision(case, contents).get("for_respondent", ""))
    private = ("For you alone, and not for the complainant", alone) if alone else ()
    recommended = f"The sanction that was recommended: {rulebook.ladder[case.recommended_sanction or 0].label}."
    departs = [*_departs(case, contents), *([recommended] if case.override else [])]
    return _parts(*_found(case, rulebook), sanction, *_reasons(case, contents), *departs, *private)


def lead_ended(outcome: ComplaintOutcome) -> str:
    """How the complaint ended that a duplicate followed. What was said and found in it belongs to its own parties."""
    return f"The complaint that yours was dealt with in has been closed. {ENDED[outcome]}"


def last_day(remedy_by: date) -> str:
    """Until when somebody can go to the outside remedy."""
    return f"You can go there until {_day(remedy_by)}."


def _found(case: CaseState, rulebook: Rulebook) -> list[str]:
    findings = [
        f"{_headed(each, rulebook)}\nThe finding: {FOUND[each.finding]}." for each in case.allegations if each.finding
    ]
    return ["What was decided", *findings]


def _reasons(case: CaseState, contents: Contents) -> tuple[str, str]:
    return "The reasons, in the decision maker's words", str(_decision(case, contents)["text"])


def _departs(case: CaseState, contents: Contents) -> list[str]:
    """That the decision departs from the recommendation: how far, by whose power, at whose suggestion, and who checked it (C1).

    And that earlier ones did, and were sent back. Both parties read the same; nothing where nothing departed.
    """
    again = "once" if case.vetoes == 1 else f"{case.vetoes} times"
    vetoed = (
        [f"Before this, an independent reviewer sent the decision back {again}, to other people."]
        if case.vetoes
        else []
    )
    override = case.override
    if override is None:
        return vetoed
    said = contents[override.index]
    rungs = "one rung of the ladder" if override.distance == 1 else f"{override.distance} rungs of the ladder"
    far = "with the same sanction" if override.direction is Direction.LEVEL else f"{rungs} {_WAY[override.direction]}"
    recommended = [
        f"Allegation {each.number}: {FOUND[each.recommended]} was recommended."
        for each in case.allegations
        if each.recommended
    ]
    suggested = str(said.get("suggested_by") or "")
    checked = "An independent reviewer agreed with it before it took effect." if override.held else ""
    lines = [
        f"The decision departs from what the investigator recommended, {far}.",
        *recommended,
        f"The reason, from a list: {WHY[OverrideReason(override.reason)]}.",
        f"The power relied on: {said['power']}",
        f"At the suggestion of: {suggested}" if suggested else "Nobody is named as having suggested it.",
        checked,
    ]
    return [*vetoed, "\n".join(line for line in lines if line)]


def _decision(case: CaseState, contents: Contents) -> Mapping[str, Any]:
    return contents[-1 if case.decision_index is None else case.decision_index]


def _headed(allegation: Allegation, rulebook: Rulebook) -> str:
    clause = rulebook.clauses[allegation.clause]
    return f"Allegation {allegation.number}, under clause {clause.code}: {clause.text}"


def _parts(*parts: str) -> str:
    return "\n\n".join(parts)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
