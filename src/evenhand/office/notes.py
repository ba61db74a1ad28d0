"""Notes to the overseers: what somebody on the staff wants them to know, and nobody else; often on leaving (DOMAIN E4).

A note is sealed to the key that overseers open two together. Who wrote it is sealed with it, and stands nowhere in clear. That two
of them opened it is an act; what they make of it they say in a finding.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from evenhand.office.access import granted_with
from evenhand.office.act import ACCOUNT_ENDED
from evenhand.office.circle import openable_joint, read_circle
from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.envelope import Access, Setting, make_compartment, prepare
from evenhand.office.keyring import Keyring
from evenhand.office.note_reach import OPENED, NoteReach, note_reach, overseers_of
from evenhand.office.office_act import LATE_AFTER_DAYS, newest, record
from evenhand.office.oversight_key import pass_on
from evenhand.office.public_entry import nothing_to_project
from evenhand.office.reading import read_contents
from evenhand.office.sign_in import SignedIn
from evenhand.office.together import NOT_ASKED, What, ask_together, every_key, find_asked, forget_asked, together_keys
from evenhand.process.facts import Fact, Into, Refusal
from evenhand.process.oversight import may_open_note, may_write_note
from evenhand.records.append import Expected, append
from evenhand.records.load import people
from evenhand.records.models import Compartment, Grant
from evenhand.records.queries.office_history import days_of
from evenhand.vault.agent.client import AgentClient
from evenhand.vault.errors import AgentError
from evenhand.vault.joint import THRESHOLD
from evenhand.vault.keys import PublicKey

WRITTEN = "note-written"
NO_JOINT_KEY = Refusal(
    "no-overseers",
    "There are not two overseers who could open a note together, so there is nobody to seal it to. Nothing was kept: keep your "
    "words, and come back when there are. You can see who oversees on the page of people.",
)
NO_SUCH_NOTE = Refusal("no-such-note", "There is no such note. Look at the list of notes.")


@dataclass(frozen=True, slots=True)
class Note:
    """One note, by its entry. `opened`: to somebody who oversees; `mine`: to whoever asks; `read`: two ever opened it.

    `by`: the only two who oversee and could open it, or those of before any two of whom could where no two who oversee can, as
    staff references; empty where more could or nobody can. `shut`: no two who oversee can.
    """

    entry: int
    on: date
    opened: bool
    mine: bool
    read: bool = True
    shut: bool = False
    by: frozenset[str] = frozenset()


@decided_again
def write_note(office: Office, person: str, name: str, text: str) -> int | Refusal:
    """Seal a note to the overseers; returns its entry. `person` is the writer's reference, sealed with `name` and `text`."""
    seen, writer = newest(), people().get(person)
    if writer is None:
        return ACCOUNT_ENDED
    refusal = may_write_note(writer, text, office.today())
    if refusal is not None:
        return refusal
    joint = openable_joint(office)
    if joint is None:
        return NO_JOINT_KEY
    made = make_compartment(office, Into.NOTE.value, (joint.public,))
    fact = Fact(WRITTEN, {"by": "staff"}, {"text": text, "name": name, "writer": person}, Into.NOTE)
    setting = Setting(None, None, None, office.today(), LATE_AFTER_DAYS)
    public = {Into.NOTE: PublicKey(made.compartment.public)}
    entries = prepare(office, setting, [fact], public, {0: [made]})
    return append(entries, day=office.utc_day(), expected=Expected(office=seen), project=nothing_to_project)[0].index


def notes(office: Office, key: str) -> list[Note]:
    """Every note, newest first, as whoever has this key finds them."""
    rows = dict(Compartment.objects.filter(complaint=None, purpose=Into.NOTE).values_list("id", "entry"))
    held: dict[str, set[str]] = {}
    staff = {known.id for known in read_circle(office).people.values()}
    for compartment, to in Grant.objects.filter(compartment__in=rows, ended_entry=None).values_list(
        "compartment", "to"
    ):
        held.setdefault(compartment, set()).add(to)
    days, unread = days_of(list(rows.values())), {note.entry: note for note in note_reach()}
    present, found = overseers_of(office.today()), []
    for id_, entry in rows.items():
        there, reach = held.get(id_, set()), unread.get(entry)
        note = Note(entry, days[entry], opened=bool(there & staff), mine=key in there)
        found.append(replace(note, read=False, **_reached(reach, present)) if reach else note)
    return sorted(found, key=lambda note: -note.entry)


def read_note(entry: int, keys: Keyring) -> dict[str, str] | None:
    """The words of a note and who wrote it, or None where these keys do not open it. Raises AgentError."""
    found = read_contents([entry], keys).by_entry.get(entry)
    return {name: found.text(name) for name in ("text", "name")} if found else None


def ask_to_read(office: Office, agent: AgentClient, who: SignedIn, entry: int) -> str | Refusal:
    """Ask another overseer to open a note with one; returns what to confirm it by. Nothing is written. Raises AgentError."""
    refusal = may_open_note(people().get(who.person.ref), office.today())
    compartment = _compartment(entry)
    if refusal is not None or compartment is None:
        return refusal or NO_SUCH_NOTE
    return ask_together(office, agent, who, What.NOTE, entry, [compartment])


@decided_again
def confirm_reading(office: Office, agent: AgentClient, who: SignedIn, asked: str) -> int | Refusal:
    """Open the note to whoever asked and to whoever confirms; returns the note's entry. Raises AgentError."""
    seen, wanted = newest(), find_asked(agent, who, asked)
    compartment = _compartment(wanted.index) if wanted and wanted.what is What.NOTE else None
    if wanted is None or compartment is None:
        return NOT_ASKED
    everybody, circle = people(), read_circle(office)
    both = (wanted.by, who.person.ref)
    refusals = (may_open_note(everybody.get(ref), office.today()) for ref in both)
    refusal = next((one for one in refusals if one is not None), None)
    if refusal is not None:
        return refusal
    keys = together_keys(agent, who, asked, [compartment])
    there = set(Grant.objects.filter(compartment=compartment, ended_entry=None).values_list("to", flat=True))
    lacking = [circle.people[ref] for ref in both if circle.people[ref].id not in there]
    granted = granted_with(keys, [(compartment, known) for known in lacking])
    if len(granted) < len(lacking):
        return Refusal(
            "sealed", "Your two pieces do not open this note: it was sealed to overseers of before. Ask one of these."
        )
    data = {"asked_by": wanted.by, "by": who.person.ref, "note": wanted.index}
    record(office, [Fact(OPENED, data)], nothing_to_project, seen, access=Access(tuple(granted)))
    with suppress(AgentError):  # it is passed on by whoever opens something next
        pass_on(office, every_key(agent, who, asked))
    with suppress(AgentError):
        forget_asked(agent, who, asked)
    return wanted.index


def _reached(reach: NoteReach, present: frozenset[str]) -> dict[str, Any]:
    """Who an unread note depends on."""
    if not reach.openable(present):
        return {"shut": True, "by": max(reach.pairs(), key=len, default=frozenset())}
    able = frozenset[str]().union(*(held & present for held in reach.pairs() if len(held & present) >= THRESHOLD))
    return {"by": able if len(able) == THRESHOLD else frozenset()}


def _compartment(entry: int) -> str | None:
    rows = Compartment.objects.filter(complaint=None, purpose=Into.NOTE, entry=entry)
    return rows.values_list("id", flat=True).first()
