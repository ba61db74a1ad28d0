"""The complaint as a whole: made, acknowledged, assessed, linked, written about. A1, B5, C10, H7."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from evenhand.process.codes import Assessment, CaseStage, Channel, Duty, LinkType, NonceBy, Role
from evenhand.process.commands import (
    Acknowledge,
    Assess,
    FollowLead,
    Link,
    NameOfficer,
    SendMessage,
    SetApart,
    Submit,
)
from evenhand.process.conflicts import Answer, conflict_here
from evenhand.process.decide.asking import (
    Ask,
    Facts,
    Refused,
    chosen,
    named_person,
    real_text,
    require,
    text_or_file,
    tied_to_party,
)
from evenhand.process.facts import Fact, Into
from evenhand.process.predicates import OUTSIDE, duties_held, roles_on
from evenhand.process.rules import HANDLERS, deals_with_complainants
from evenhand.process.state import COMPLAINANT, Other

NONCE_SIZE = 16
_TOKEN = re.compile(r"[0-9a-f]{64}")


def submit(ask: Ask[Submit]) -> Facts:
    """Register a complaint. The second fact is always there, so that anonymity does not show from outside."""
    asked = ask.command
    channel = chosen(Channel, asked.channel, "channel")
    own = ask.person.ref == COMPLAINANT
    require(
        own == (channel is Channel.WEB), "channel", "Name the channel by which the complaint really came.", "channel"
    )
    _known_labels(ask)
    require(len(asked.nonce) == NONCE_SIZE, "nonce", f"The nonce has {NONCE_SIZE} bytes: draw it again.", "nonce")
    require(_TOKEN.fullmatch(asked.token), "token", "The token is a SHA-256 in hex: start the form again.", "token")
    content = {
        "narrative": text_or_file(asked.narrative, asked.files, "narrative"),
        "about": asked.about,
        "happened": asked.happened,
    }
    received = ask.fact(
        "received",
        content,
        files=asked.files,
        nonce=asked.nonce,
        apart=asked.apart,
        category=asked.category,
        channel=channel.value,
        labels=list(asked.labels),
        nonce_by=chosen(NonceBy, asked.nonce_by, "nonce_by").value,
        rulebook=ask.rulebook.hash,
        token=asked.token,
    )
    return received, _complainant(ask)


def _complainant(ask: Ask[Submit]) -> Fact:
    who = ask.fact("complainant-recorded", {"name": ask.command.name, "reach": ask.command.reach}, Into.IDENTITY)
    return replace(who, data={**who.data, "anonymous": who.content is None}, cites="received")


def _known_labels(ask: Ask[Submit]) -> None:
    asked, book = ask.command, ask.rulebook
    require(
        asked.category in book.categories, "unknown-category", "Choose one of the rulebook's categories.", "category"
    )
    known = all(label in book.labels or label in book.categories for label in asked.labels)
    once = len({asked.category, *asked.labels}) == 1 + len(asked.labels)
    require(known and once, "unknown-label", "Choose further labels from the rulebook's list, each once.", "labels")


def acknowledge(ask: Ask[Acknowledge]) -> Facts:
    """Tell the complainant that it is in hand, and who the named officer is."""
    return (ask.fact("acknowledged", {"text": ask.command.words}, officer=_officer(ask)),)


def name_officer(ask: Ask[NameOfficer]) -> Facts:
    """Name another officer to the complainant: where the last one left, was taken off it, or has too much to do."""
    same = ask.command.officer == ask.state.named_officer
    require(not same, "named-already", "The complainant has been told to ask this officer already.", "officer")
    return (ask.fact("officer-named", officer=_officer(ask)),)


def _officer(ask: Ask[Acknowledge] | Ask[NameOfficer]) -> str:
    officer = named_person(ask, ask.command.officer, "officer")
    deals = deals_with_complainants(officer, ask.around.today, apart=ask.state.apart)
    free = conflict_here(officer.ref, Duty.MANAGE, ask.state, ask.around).answer is not Answer.YES
    fit = deals and free and officer.ref not in ask.state.shut_out() and not tied_to_party(ask, officer.ref)
    roles = (Role.OUTSIDE_HANDLER.value,) if ask.state.apart else HANDLERS
    sentence = (
        "Name an officer who deals with complainants, has not been taken off this one and has no interest in it: "
        f"{', '.join(roles)}."
    )
    require(fit, "officer", sentence, "officer")
    return officer.ref


def assess(ask: Ask[Assess]) -> Facts:
    """Say whether there is something here to decide. The reasons are for the complainant to read."""
    asked = ask.command
    result = chosen(Assessment, asked.result, "result")
    content = {"text": real_text(asked.reasons, "reasons")}
    scoped = result is Assessment.OUT_OF_SCOPE
    require(
        scoped or asked.rule is None, "rule", "A rule is cited only where it puts the matter out of scope.", "rule"
    )
    doubled = result is Assessment.DUPLICATE
    require(
        doubled or asked.duplicate_of is None, "duplicate-of", "Only a duplicate is one of another.", "duplicate_of"
    )
    match result:
        case Assessment.ACCEPTED:
            return (ask.fact("assessed", content, result=result.value),)
        case Assessment.OUT_OF_SCOPE:
            return (ask.fact("assessed", content, result=result.value, rule=_published_rule(ask)),)
        case Assessment.DUPLICATE:
            return _duplicate(ask, content)


def _published_rule(ask: Ask[Assess]) -> str:
    """C10: a complaint is out of scope only under a rule that anyone can read."""
    rule, rules = ask.command.rule, ask.rulebook.triage_rules
    if rule is None or rule not in rules:
        raise Refused("rule", f"Cite the published rule that puts it out of scope: {', '.join(rules)}.", "rule")
    return rule


def _duplicate(ask: Ask[Assess], content: Mapping[str, str]) -> Facts:
    other = ask.command.duplicate_of
    known = _other(ask, other, "duplicate_of")
    sentence = "That one was declined as a duplicate itself: name the complaint that is being handled."
    require(not known.duplicate, "duplicate-of", sentence, "duplicate_of")
    assessed = ask.fact("assessed", content, result=Assessment.DUPLICATE.value, duplicate_of=other, follows=True)
    if other in ask.state.links:
        return (assessed,)
    _stay_apart(ask, known, {ask.person.ref: frozenset({Duty.TRIAGE})}, "duplicate_of")
    _leave_the_reviewers(ask, known, "duplicate_of")
    return assessed, ask.fact("linked", other=other, type=LinkType.DUPLICATE.value)


def set_apart(ask: Ask[SetApart]) -> Facts:
    """It is about somebody with a say over the office: people from outside go on with it, and nobody else (B9)."""
    return (ask.fact("set-apart"),)


def follow_lead(ask: Ask[FollowLead]) -> Facts:
    """The complaint that it follows is closed: now its own complainant can be told how that ended (DOMAIN 5.1)."""
    outcome = ask.around.lead_outcome
    if outcome is None:
        raise LookupError("The permission table has asked whether it is closed.")
    return (ask.fact("lead-closed", outcome=outcome.value),)


def link(ask: Ask[Link]) -> Facts:
    """Read two complaints together. Each keeps its own complainant, receipt and age."""
    asked = ask.command
    kind = chosen(LinkType, asked.type, "type")
    known = _other(ask, asked.other, "other")
    require(asked.other not in ask.state.links, "linked-already", "These two are linked already.", "other")
    reasons = real_text(asked.reasons, "reasons")
    _stay_apart(ask, known, {}, "other")
    _leave_the_reviewers(ask, known, "other")
    return (ask.fact("linked", {"text": reasons}, other=asked.other, type=kind.value),)


def _other(ask: Ask[Any], index: int | None, field: str) -> Other:
    known = ask.around.others.get(index) if index is not None and index != ask.state.index else None
    if known is None or known.apart != ask.state.apart:  # across that wall neither exists for the other
        raise Refused("no-such-complaint", "Name another complaint that exists: check its number.", field)
    return known


def _stay_apart(ask: Ask[Any], other: Other, now: Mapping[str, frozenset[Duty]], field: str) -> None:
    """Refuse a link across which one person would hold two separated duties (invariant 2)."""
    sides = (ask.state.hands, ask.around.linked_hands, other.hands, now)
    torn = sorted(ref for ref in {ref for side in sides for ref in side} if len(duties_held(ref, *sides)) > 1)
    who = (
        ", ".join(torn) if isinstance(ask.command, Link) else "somebody"
    )  # an assessor may not see who is on the other
    sentence = f"Across this link {who} would hold two duties that nobody may hold together. {OUTSIDE}"
    require(not torn, "other-duty", sentence, field)


def _leave_the_reviewers(ask: Ask[Any], other: Other, field: str) -> None:
    """Refuse a link by which somebody who could review a decision that is held would have touched it (C2)."""
    here = {ask.person.ref, *ask.state.hands, *ask.around.linked_hands}
    there = other.hands.keys()
    today = ask.around.today
    held_here = ask.around.linked_held or any(case.stage is CaseStage.HELD for case in ask.state.cases)
    lost = (there - here if held_here else set()) | (here - there if other.held else set())
    people, apart = ask.around.people, ask.state.apart
    there_are = ((ref, people[ref]) for ref in lost if ref in people)
    reviewers = [ref for ref, one in there_are if Role.REVIEWER in roles_on(one, today, apart=apart)]
    sentence = (
        "A decision is held for review, and this link would keep a reviewer from it. Link them after the review."
    )
    require(not reviewers, "keeps-reviewers-away", sentence, field)


def send_message(ask: Ask[SendMessage]) -> Facts:
    """Write to the complainant, or as the complainant to the office."""
    asked = ask.command
    content = {"text": text_or_file(asked.text, asked.files, "text")}
    return (ask.fact("message-sent", content, files=asked.files),)
