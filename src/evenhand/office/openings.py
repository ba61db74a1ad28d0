"""Overseers open a complaint, two together: one asks, another confirms, and both read it for some days (DESIGN 5.14, ADR 0027).

Only when it is confirmed is anything written: the act of two people, which everybody sees who works on the complaint, and whoever
made it.
"""

from contextlib import suppress

from evenhand.office.act import Done, perform, present_at
from evenhand.office.context import Office
from evenhand.office.oversight_key import pass_on
from evenhand.office.sign_in import SignedIn
from evenhand.office.together import NOT_ASKED, What, ask_together, every_key, find_asked, forget_asked, together_keys
from evenhand.process.codes import OpeningReason
from evenhand.process.commands import OpenToOverseers
from evenhand.process.facts import Into, Refusal
from evenhand.process.permissions import may
from evenhand.records.models import Compartment
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.errors import AgentError


def ask_to_open(
    office: Office, agent: AgentClient, who: SignedIn, complaint: int, reason: OpeningReason
) -> str | Refusal:
    """Ask another overseer to open it with one; returns what to confirm it by. Nothing is written. Raises AgentError."""
    found = present_at(office, who.person, complaint, OpenToOverseers(asked_by=who.person.ref, reason=reason))
    if isinstance(found, Refusal):
        return found
    loaded, present = found
    refusal = may(loaded.state, None, OpenToOverseers, present, loaded.around)
    return refusal or ask_together(agent, who, What.COMPLAINT, complaint, _compartments(complaint), reason.value)


def confirm_opening(
    office: Office, agent: AgentClient, who: SignedIn, asked: str, *, sure: bool = False
) -> Done | Refusal:
    """Open the complaint to whoever asked and to whoever confirms. Raises AgentError, with its sentence.

    `sure`: that nobody can tell of a conflict of interest was read, and whoever confirms knows of none that matters.

    Where the joint key does not lead to it yet, the act is done all the same, and both wait for a handler who has the key.
    """
    wanted = find_asked(agent, who, asked)
    if wanted is None or wanted.what is not What.COMPLAINT:
        return NOT_ASKED
    command = OpenToOverseers(asked_by=wanted.by, reason=wanted.reason, sure=sure)
    keys = together_keys(agent, who, asked, _compartments(wanted.index))
    done = perform(office, who.person, wanted.index, command, keys)
    if not isinstance(done, Refusal):
        with suppress(AgentError):  # it is passed on by whoever opens something next
            pass_on(office, every_key(agent, who, asked))
        with suppress(AgentError):
            forget_asked(agent, who, asked)
    return done


def _compartments(complaint: int) -> list[str]:
    """Ids of the compartments that are opened with a complaint: its own and its cases', never who the complainant is."""
    rows = Compartment.objects.filter(complaint=complaint, purpose__in=(Into.COMPLAINT, Into.CASE))
    return list(rows.values_list("id", flat=True))
