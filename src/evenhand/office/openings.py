"""Overseers open a complaint, two together: one asks, another confirms, and both read it for some days (DESIGN 5.14, ADR 0027).

Only when it is confirmed is anything written: the act of two people, which everybody sees who works on the complaint, and whoever
made it.
"""

from collections.abc import Collection
from contextlib import suppress

from evenhand.office.act import Done, perform, present_at
from evenhand.office.chains import chains_to
from evenhand.office.context import Office
from evenhand.office.oversight_key import pass_on
from evenhand.office.sign_in import SignedIn
from evenhand.office.together import (
    NOT_ASKED,
    TogetherKeys,
    What,
    ask_together,
    every_key,
    find_asked,
    forget_asked,
    together_keys,
)
from evenhand.process.codes import OpeningReason
from evenhand.process.commands import OpenToOverseers
from evenhand.process.decide import decide
from evenhand.process.decide.oversight import asker_unsure
from evenhand.process.facts import Into, Refusal
from evenhand.process.permissions import may
from evenhand.process.state import Person
from evenhand.records.models import Compartment
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.errors import AgentError


def ask_to_open(
    office: Office, agent: AgentClient, who: SignedIn, complaint: int, reason: OpeningReason, sure_of: str = ""
) -> str | Refusal:
    """Ask another overseer to open it with one; returns what to confirm it by. Nothing is written. Raises AgentError.

    Where nobody can tell of a conflict of interest of whoever asks, `sure_of` is the mark of what they confirm of themself; it
    holds for the other's confirmation only as long as the answer stays that one.
    """
    found = present_at(office, who.person, complaint, OpenToOverseers(asked_by=who.person.ref, reason=reason))
    if isinstance(found, Refusal):
        return found
    loaded, present = found
    refusal = may(loaded.state, None, OpenToOverseers, present, loaded.around)
    mark, unsure = asker_unsure(loaded.state, present, loaded.around, sure_of)
    return (
        refusal
        or unsure
        or ask_together(office, agent, who, What.COMPLAINT, complaint, _compartments(complaint), reason.value, mark)
    )


def unsure_of(office: Office, person: Person, complaint: int) -> tuple[str, str]:
    """What somebody who would open it confirms of themself where nobody can tell of a conflict, and its mark; both empty else."""
    found = present_at(office, person, complaint, OpenToOverseers(asked_by=person.ref, reason=""))
    if isinstance(found, Refusal):
        return "", ""
    mark, unsure = asker_unsure(found[0].state, found[1], found[0].around, "")
    return (unsure.sentence, mark) if unsure else ("", "")


def confirm_opening(
    office: Office, agent: AgentClient, who: SignedIn, asked: str, sure_of: str = ""
) -> Done | Refusal:
    """Open the complaint to whoever asked and to whoever confirms. Raises AgentError, with its sentence.

    `sure_of`: the mark of what whoever confirms read of themself where nobody can tell of a conflict of interest (`unsure_of`).

    Where the joint key does not lead to it yet, the act is done all the same, and both wait for a handler who has the key.
    """
    wanted = find_asked(agent, who, asked)
    if wanted is None or wanted.what is not What.COMPLAINT:
        return NOT_ASKED
    command = OpenToOverseers(asked_by=wanted.by, reason=wanted.reason, sure_of=sure_of, asker_sure_of=wanted.sure_of)
    refused = _refused(office, who.person, wanted.index, command)
    if refused:  # before a key is passed on, which is an act
        return refused
    keys = _keys(office, agent, who, asked, _compartments(wanted.index))
    done = perform(office, who.person, wanted.index, command, keys)
    if not isinstance(done, Refusal):
        with suppress(AgentError):  # it is passed on by whoever opens something next
            pass_on(office, every_key(agent, who, asked))
        with suppress(AgentError):
            forget_asked(agent, who, asked)
    return done


def _refused(office: Office, person: Person, complaint: int, command: OpenToOverseers) -> Refusal | None:
    """Why it would not be opened to them at this moment, if so."""
    found = present_at(office, person, complaint, command)
    if isinstance(found, Refusal):
        return found
    loaded, present = found
    answer = decide(loaded.state, command, present, loaded.around, loaded.rulebook)
    return answer if isinstance(answer, Refusal) else None


def _keys(
    office: Office, agent: AgentClient, who: SignedIn, asked: str, compartments: Collection[str]
) -> TogetherKeys | None:
    """One joint key that leads to all of these, as far as there is one: later generations are granted to later joint keys.

    Where the newest leads to some alone, it is first let into the earlier joint keys, of which these two have pieces as well.
    """
    keys = together_keys(agent, who, asked, compartments)
    if keys is None or len(chains_to(compartments, keys.key)) == len(compartments):
        return keys
    with suppress(AgentError):  # then the rest waits for a handler who has the key
        pass_on(office, every_key(agent, who, asked, compartments))
    return together_keys(agent, who, asked, compartments)


def _compartments(complaint: int) -> list[str]:
    """Ids of the compartments that are opened with a complaint: its own and its cases', never who the complainant is."""
    rows = Compartment.objects.filter(complaint=complaint, purpose__in=(Into.COMPLAINT, Into.CASE))
    return list(rows.values_list("id", flat=True))
