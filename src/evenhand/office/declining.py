"""An overseer declines what another asked to open: with a reason, before all overseers, and without taking it away (ADR 0031).

It is kept as a look, so it is hashed with those of its day into the register, and nothing else is written. What was asked goes on
waiting until its day is over: another overseer can still confirm it, and whoever declined can think again.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from evenhand.office.context import Office
from evenhand.office.looking import note_look
from evenhand.office.sign_in import SignedIn
from evenhand.office.together import NOT_ASKED, Asked, What, find_asked
from evenhand.process.codes import DecliningReason
from evenhand.process.facts import Refusal
from evenhand.process.oversight import may_decline
from evenhand.records.load import people
from evenhand.records.models import Look
from evenhand.vault.agent.client import AgentClient

SHOWN_DAYS = 30
"""For so long declined askings stand on the first page of the overseers' door. Our own default."""
_DECLINED = "declined"
ALREADY = Refusal("already", "You declined this already. It waits for another overseer until its day is over.")


@dataclass(frozen=True, slots=True)
class Declined:
    """Something that was asked for and declined: a complaint (its index) or a note (its entry). People by staff reference."""

    what: What
    index: int
    asked_by: str
    by: str
    at: datetime
    reason: DecliningReason


def decline(office: Office, agent: AgentClient, who: SignedIn, asked: str, reason: str) -> Refusal | None:
    """Say to all overseers that one does not open it, and why. Raises AgentError."""
    wanted = find_asked(agent, who, asked)
    if wanted is None:
        return NOT_ASKED
    refusal = may_decline(people().get(who.person.ref), wanted.by, reason, office.today())
    if refusal is not None:
        return refusal
    if any(one.by == who.person.ref for one in declined_of(wanted, declined(office))):
        return ALREADY
    of_note = wanted.what is What.NOTE
    words = [_DECLINED, reason, wanted.by, *([str(wanted.index)] if of_note else [])]
    note_look(office, who.person.ref, None if of_note else wanted.index, " ".join(words))
    return None


def declined(office: Office) -> list[Declined]:
    """What was declined within the last days, newest first."""
    since = office.now().date() - timedelta(days=SHOWN_DAYS)
    rows = Look.objects.filter(day__gte=since, what__startswith=f"{_DECLINED} ").order_by("-day", "-id")
    found = []
    for at, by, complaint, what in rows.values_list("at", "person", "complaint", "what"):
        with suppress(ValueError, IndexError):  # a row that nothing of ours wrote is the doctor's to name
            _, reason, asked_by, *entry = what.split(" ")
            kind, index = (What.NOTE, int(entry[0])) if complaint is None else (What.COMPLAINT, complaint)
            found.append(Declined(kind, index, asked_by, by, at, DecliningReason(reason)))
    return found


def declined_of(asked: Asked, found: list[Declined]) -> list[Declined]:
    """Those that decline this asking, and no earlier one of the same by the same person."""
    same = (asked.what, asked.index, asked.by)
    return [one for one in found if (one.what, one.index, one.asked_by) == same and one.at.timestamp() >= asked.at]
