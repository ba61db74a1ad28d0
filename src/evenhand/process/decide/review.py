"""The review gate: verify or veto, nothing else. Invariant 8, C2. Who may do it stands in the permission table."""

from evenhand.process.commands import ReviewOverride
from evenhand.process.decide.asking import Ask, Facts, real_text
from evenhand.process.decide.decision import outcome


def review_override(ask: Ask[ReviewOverride]) -> Facts:
    """Verified, the decision takes effect. Vetoed, the case goes back to people who have not touched it."""
    asked, case = ask.command, ask.case
    content = {"text": real_text(asked.reasons, "reasons")}
    if not asked.verify:
        return (ask.on_case("override-vetoed", content),)
    findings = {each.number: each.finding for each in case.allegations if each.finding}
    effect = ask.on_case("case-decided", outcome=outcome(findings, case.sanction or 0).value)
    return ask.on_case("override-verified", content), effect
