"""The real office as a stage: every turn goes through the verbs that a door would use, under a clock that is set by hand."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from evenhand.clerk.duties import do_what_is_due
from evenhand.clerk.integrate import Integrator
from evenhand.clerk.statements import state_periods
from evenhand.demo.scene import Paper
from evenhand.office.act import perform
from evenhand.office.context import Office
from evenhand.office.keyring import Keyring
from evenhand.office.looking import note_look
from evenhand.office.make_findable import AFTER, make_findable
from evenhand.office.submit_complaint import submit_complaint
from evenhand.office.uploads import Incoming
from evenhand.process.commands import Command, Submit
from evenhand.process.facts import FileRef, Refusal
from evenhand.process.state import COMPLAINANT, ComplaintState, Person
from evenhand.records.load import people, state_of
from evenhand.vault.phrase import Phrase, new_phrase

_NONCE = 16


class SettableClock(Protocol):
    """A clock that is set by hand. The only one there is refuses every origin outside demo.invalid (see `site.clock`)."""

    moment: datetime

    def go_to(self, moment: datetime) -> None:
        """Move to a later moment."""
        ...


@dataclass(slots=True)
class OfficeStage:
    """The demonstration's office. `keys` are the staff's, by reference.

    `phrases` keeps what a real one never has: every complainant's phrase, by index.
    """

    office: Office
    clock: SettableClock
    integrator: Integrator
    refs: dict[str, str]
    keys: Mapping[str, Keyring]
    beside: dict[date, list[Callable[[], None]]] = field(default_factory=dict)
    """What is done on a day beside all that belongs to a complaint."""
    phrases: dict[int, Phrase] = field(default_factory=dict)
    _people: dict[str, Person] = field(default_factory=dict)
    _seen: set[tuple[str, int]] = field(default_factory=set)

    def go_to(self, moment: datetime) -> None:
        """It is now that moment, or already a little later: every question to the clock takes a second."""
        self.clock.go_to(max(moment, self.clock.moment))

    def begin_day(self, day: date) -> None:
        """The clerk's duties; on the first of a month everything so far is signed and published, and what was counted is proved."""
        do_what_is_due(self.office)
        self._seen.clear()
        for act in self.beside.pop(day, ()):
            act()
        if day.day == 1:
            self.integrate()
            for _ in state_periods(self.office, self.integrator.files, self.integrator.vkeys):
                pass

    def integrate(self) -> None:
        """Bring every entry into the tree and sign it."""
        while self.integrator.run() is not None:
            pass

    def submit(self, who: str, command: Submit) -> ComplaintState | Refusal:
        """Make a complaint, with a fresh phrase, nonce and token."""
        entropy = self.office.entropy
        phrase = new_phrase(entropy)
        token = hashlib.sha256(entropy(_NONCE)).hexdigest()
        made = submit_complaint(
            self.office, replace(command, nonce=entropy(_NONCE), token=token), phrase, self._person(who)
        )
        if isinstance(made, Refusal):
            return made
        self.phrases[made.index] = phrase
        return self.state(made.index)

    def perform(self, who: str, index: int, command: Command) -> ComplaintState | Refusal:
        """Ask for something on a complaint. A member of staff has looked at it first, and that is recorded."""
        done = perform(self.office, self._person(who), index, command, self.keys.get(who))
        if isinstance(done, Refusal):
            return done
        if who != COMPLAINANT and (who, index) not in self._seen:
            note_look(self.office, who, index, "page")
            self._seen.add((who, index))
        if isinstance(command, AFTER):
            make_findable(self.office, self._person(who), index, self.keys[who])
            return self.state(index)
        return done.state

    def state(self, index: int) -> ComplaintState:
        """How a complaint stands."""
        state = state_of(index)
        if state is None:
            raise LookupError(f"There is no complaint {index}.")
        return state

    def seal(self, paper: Paper) -> FileRef:
        """Seal a file as an upload is sealed."""
        incoming = Incoming(self.office)
        incoming.write(paper.text.encode())
        return incoming.finish(paper.name, paper.media_type)

    def _person(self, who: str) -> Person:
        if not self._people:
            self._people.update(people())
        return Person(COMPLAINANT) if who == COMPLAINANT else self._people[who]
