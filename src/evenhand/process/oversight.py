"""Who may write a note to the overseers, and who may open one (DOMAIN E4). Acts of the office, not of a case."""

from datetime import date

from evenhand.process.codes import DecliningReason
from evenhand.process.facts import Refusal
from evenhand.process.predicates import oversees_only
from evenhand.process.state import Person

LONGEST_NOTE = 20_000
"""Characters of a note: some ten pages."""


def may_write_note(writer: Person, text: str, today: date) -> Refusal | None:
    """Everybody with an account may, whatever they hold or held, but for those whom it would go to."""
    if oversees_only(writer, today):
        return Refusal("oversees", "Notes go to the overseers, and you are one: talk to the others.")
    if not text.strip():
        return Refusal("missing-text", "There is nothing written. Write what the overseers should know.", "text")
    if len(text) > LONGEST_NOTE:
        return Refusal(
            "too-long",
            f"A note has at most {LONGEST_NOTE:,} characters, and this has {len(text):,}. Shorten it, or write two.",
            "text",
        )
    return None


def may_decline(person: Person | None, asked_by: str, reason: str, today: date) -> Refusal | None:
    """Overseers decline what another asked for, with a reason from the list."""
    if person is None or not oversees_only(person, today):
        return Refusal("only-oversees", "Only overseers who hold no other role decline what another asked for.")
    if person.ref == asked_by:
        return Refusal("same-person", "You asked for this yourself. Take it back instead.")
    if reason not in set(DecliningReason):
        return Refusal("unknown-code", "Choose one of the reasons of the list.", "reason")
    return None


def may_open_note(person: Person | None, today: date) -> Refusal | None:
    """Overseers who are nothing else may, two together."""
    if person is None or not oversees_only(person, today):
        return Refusal("only-oversees", "Only overseers who hold no other role open notes.")
    return None
