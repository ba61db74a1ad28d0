"""Recommendation and decision: two records by two people, and a measured distance between them. Invariants 1 and 8,
C1, C2.

Two rungs up count like two rungs down. A decision that departs by the rulebook's threshold or more has no effect
until an independent reviewer has verified it; so has one for the reason "other", whatever the distance (DOMAIN 6.3).
"""

from collections.abc import Mapping
from typing import Any

from evenhand.process.codes import (
    BREACH_FINDINGS,
    LIVE_FINDINGS,
    CaseOutcome,
    Direction,
    Finding,
    OverrideReason,
)
from evenhand.process.commands import Decide, Recommend
from evenhand.process.decide.asking import Ask, Facts, chosen, real_text, require, some_text
from evenhand.process.facts import Fact
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import CaseState

type Findings = dict[int, Finding]


def recommend(ask: Ask[Recommend]) -> Facts:
    """The investigator's answer: a finding for every allegation, and one rung."""
    asked = ask.command
    findings = _checked_findings(ask.case, asked.findings)
    _check_sanction(ask.case, ask.rulebook, findings, asked.sanction)
    content = {"text": real_text(asked.reasons, "reasons")}
    return (ask.on_case("recommended", content, findings=_coded(findings), sanction=asked.sanction),)


def decide_case(ask: Ask[Decide]) -> Facts:
    """The decision maker's answer. Where it departs from the recommendation, that is a record of its own."""
    asked, case = ask.command, ask.case
    findings = _checked_findings(case, asked.findings)
    _check_sanction(case, ask.rulebook, findings, asked.sanction)
    content = {"text": real_text(asked.reasons, "reasons"), "for_respondent": asked.for_respondent}
    made = ask.on_case("decision-made", content, findings=_coded(findings), sanction=asked.sanction)
    override = _override(ask, findings)
    if override is not None and override.data["held"]:
        return made, override
    effect = ask.on_case("case-decided", outcome=outcome(findings, asked.sanction).value)
    return (made, override, effect) if override is not None else (made, effect)


def outcome(findings: Mapping[int, Finding], sanction: int) -> CaseOutcome:
    """How a case decided in this way is counted."""
    if not BREACH_FINDINGS.intersection(findings.values()):
        return CaseOutcome.NO_BREACH
    return CaseOutcome.BREACH_SANCTION if sanction else CaseOutcome.BREACH_NO_SANCTION


def departure(case: CaseState, findings: Mapping[int, Finding], sanction: int) -> tuple[Direction, int] | None:
    """Direction and distance in rungs from what was recommended, or None if nothing departs."""
    recommended = case.recommended_sanction or 0
    if sanction != recommended:
        return Direction.UP if sanction > recommended else Direction.DOWN, abs(sanction - recommended)
    changed = any(each.recommended != findings[each.number] for each in case.allegations)
    return (Direction.LEVEL, 0) if changed else None


def _override(ask: Ask[Decide], findings: Findings) -> Fact | None:
    asked = ask.command
    departs = departure(ask.case, findings, asked.sanction)
    if departs is None:
        sentence = (
            "This decision follows the recommendation, so there is no departure to give a reason for: leave it empty."
        )
        require(asked.override_reason is None, "no-override", sentence, "override_reason")
        return None
    direction, distance = departs
    reason = chosen(OverrideReason, asked.override_reason, "override_reason")
    power = some_text(asked.power, "power", "The power relied on to depart from the recommendation")
    return ask.on_case(
        "overridden",
        {"power": power, "suggested_by": asked.suggested_by},
        direction=direction.value,
        distance=distance,
        reason=reason.value,
        held=distance >= ask.rulebook.override_threshold or reason is OverrideReason.OTHER,
    )


def _checked_findings(case: CaseState, asked: Mapping[int, str]) -> Findings:
    each = "Give one finding for every allegation, by its number."
    require(asked.keys() == {allegation.number for allegation in case.allegations}, "findings", each, "findings")
    findings = {number: chosen(Finding, code, "findings") for number, code in sorted(asked.items())}
    frozen = "A respondent's departure does not end a case: go on to a finding."
    require(LIVE_FINDINGS.issuperset(findings.values()), "frozen", frozen, "findings")
    return findings


def _check_sanction(case: CaseState, rulebook: Rulebook, findings: Findings, sanction: int) -> None:
    """Refuse a rung that is not on the ladder, has no breach under it, or that the breached clauses do not carry."""
    top = rulebook.top_rung
    require(_is_rung(sanction, top), "sanction", f"Choose a rung from 0 to {top}.", "sanction")
    breached = [each.clause for each in case.allegations if findings[each.number] in BREACH_FINDINGS]
    require(
        breached or sanction == 0, "no-breach", "Without a breach there is no sanction: choose rung 0.", "sanction"
    )
    highest = max((rulebook.clauses[clause].highest for clause in breached), default=0)
    above = f"The clauses found breached allow rung {highest} at most."
    require(sanction <= highest, "sanction-range", above, "sanction")


def _is_rung(sanction: Any, top: int) -> bool:
    return isinstance(sanction, int) and not isinstance(sanction, bool) and 0 <= sanction <= top


def _coded(findings: Findings) -> dict[str, str]:
    return {str(number): finding.value for number, finding in findings.items()}
