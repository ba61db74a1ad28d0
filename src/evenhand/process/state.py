"""The state of one complaint and its cases, as folded from facts. Values only: what may happen next is in `decide`.

Everything that the rules ask about a complaint stands here, so a decision needs no database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from evenhand.process.affiliations import Affiliations
from evenhand.process.codes import (
    Assessment,
    Capacity,
    CaseOutcome,
    CaseStage,
    Channel,
    ComplaintOutcome,
    ComplaintStage,
    Direction,
    Duty,
    Exclusion,
    Finding,
    LinkType,
    NonceBy,
    Reply,
)
from evenhand.process.ties import Tied

COMPLAINANT = "complainant"
"""How facts name whoever holds the phrase of the complaint. Staff are named by their stable reference."""
RESPONDENT = "respondent"
"""How a notice names the respondent of its case."""
CLERK = "clerk"


@dataclass(frozen=True, slots=True)
class Allegation:
    """One claimed breach of one clause by the case's respondent. `number` counts from 1 inside the case."""

    number: int
    clause: str
    recommended: Finding | None = None
    finding: Finding | None = None
    index: int = -1
    """The entry that framed it, whose content says what the respondent is said to have done."""


@dataclass(frozen=True, slots=True)
class Override:
    """How the decision departs from the recommendation. `distance` is in rungs of the ladder, never negative."""

    by: str
    direction: Direction
    distance: int
    reason: str
    index: int
    held: bool = False
    """Whether it waits, or waited, for the independent reviewer before it took effect."""


@dataclass(frozen=True, slots=True)
class PoolMember:
    """Somebody on the list of those who decide cases, and why they cannot be drawn for this one, if so."""

    person: str
    excluded: Exclusion | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """A lot over who decides (REGISTER.md section 7). `not_before` is the Unix time before which nobody knows the value.

    `frozen` and `drawn` are the entries that say so. With each comes a public one: the first `pool` and `draw` after it.
    """

    ref: str
    members: tuple[PoolMember, ...]
    not_before: int
    frozen: int
    typed_by: str | None = None
    typed: str | None = None
    """The SHA-256 (hex) of what was typed last, and by whom. It counts when somebody else typed the same."""
    drawn: int | None = None
    order: tuple[str, ...] = ()
    """Everybody who could be drawn, in the order in which they were."""
    replaced: Mapping[str, Exclusion] = field(default_factory=dict)
    """Who of them cannot decide any more, and why."""

    @property
    def able(self) -> frozenset[str]:
        """Who can be drawn."""
        return frozenset(each.person for each in self.members if each.excluded is None)


@dataclass(frozen=True, slots=True)
class CaseState:
    """The handling of a complaint's allegations against one respondent. `number` counts from 1 in the complaint."""

    number: int
    respondent: str
    capacity: Capacity
    opened_on: date
    stage: CaseStage = CaseStage.OPENED
    allegations: tuple[Allegation, ...] = ()
    investigator: str | None = None
    decision_maker: str | None = None
    reviewer: str | None = None
    draw: Draw | None = None
    """Where a lot picks who decides: the pool that counts."""
    past_draws: tuple[Draw, ...] = ()
    """Pools that another one took the place of, and those from before a veto or a reopening, oldest first."""
    assigned_on: date | None = None
    started_on: date | None = None
    heard_from: date | None = None
    """The day since which the respondent has been owed notice: a reopening begins it anew, a veto does not."""
    notice_on: date | None = None
    """The day of the first notice since then."""
    reply_by: date | None = None
    reply: Reply | None = None
    """How the respondent has answered so far. More may come as long as `reply_on` is empty."""
    reply_on: date | None = None
    """The day on which the chance to answer the last notice ended."""
    answered_on: date | None = None
    """The day on which the chance to answer the first notice ended."""
    unseen: bool = False
    """Evidence was added that the respondent has not been given notice of."""
    inherited: bool = False
    """Notice and reply are from before a veto, and the people who gave and heard them are off the case."""
    recommended_by: str | None = None
    recommended_on: date | None = None
    recommended_sanction: int | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    decision_index: int | None = None
    """The entry of the decision, whose content holds the reasons."""
    sanction: int | None = None
    override: Override | None = None
    outcome: CaseOutcome | None = None
    effective_on: date | None = None
    outcome_record: bytes | None = None
    outcome_index: int | None = None
    told: frozenset[str] = frozenset()
    told_on: date | None = None
    closed_on: date | None = None
    stage_on: date | None = None
    """The day its present stage began. Nothing later may be dated before it."""
    returned_on: date | None = None
    """The day a veto or a reopening last sent it back to be opened again."""
    vetoes: int = 0
    hands: Mapping[str, frozenset[Duty]] = field(default_factory=dict)
    """Who has done what on this case, by staff reference."""
    barred: frozenset[str] = frozenset()
    """Everyone who had touched the case when it was vetoed or reopened as tainted: they may not act on it again."""

    @property
    def draws(self) -> tuple[Draw, ...]:
        """Every pool that was ever frozen for the case, oldest first. With one, nobody is picked by hand any more."""
        return self.past_draws if self.draw is None else (*self.past_draws, self.draw)


@dataclass(frozen=True, slots=True)
class ComplaintState:
    """One submission by one sender, with its cases. `index` is that of its `received` entry and gives its number."""

    index: int
    received_on: date
    channel: Channel
    category: str
    anonymous: bool
    rulebook: str
    nonce: bytes | None = None
    nonce_by: NonceBy = NonceBy.SERVER
    """Who drew it. Every receipt with it says so: of one that we drew nobody can tell whether it is theirs alone."""
    stage: ComplaintStage = ComplaintStage.RECEIVED
    named_officer: str | None = None
    """Whom the complainant was told to ask (a staff reference)."""
    acknowledged_on: date | None = None
    assess_from: date | None = None
    """The day from which it waits to be assessed: its receipt, or when it was reopened to be assessed anew."""
    apart: bool = False
    """It is about somebody with a say over the office, so only people from outside handle it (B9). It never says about whom."""
    assessment: Assessment | None = None
    assessed_on: date | None = None
    assessed_record: bytes | None = None
    rule: str | None = None
    duplicate_of: int | None = None
    lead_closed_on: date | None = None
    """The day on which it was noted that the complaint that this one follows was closed, and how."""
    lead_outcome: ComplaintOutcome | None = None
    links: Mapping[int, LinkType] = field(default_factory=dict)
    cases: tuple[CaseState, ...] = ()
    told: bool = False
    told_on: date | None = None
    closed_on: date | None = None
    outcome: ComplaintOutcome | None = None
    reopened: int = 0
    reopened_on: date | None = None
    hands: Mapping[str, frozenset[Duty]] = field(default_factory=dict)
    """Who has done what on this complaint and its cases, by staff reference."""
    barred: frozenset[str] = frozenset()
    """Everyone who had a hand in it when it was reopened as tainted, and whoever stepped down."""
    stage_on: date | None = None
    """The day its present stage began."""
    sure: frozenset[str] = frozenset()
    """Who has confirmed, where nobody can tell, that they know of no conflict of interest of their own."""
    unanswered_since: date | None = None
    """The complainant wrote and nobody has written back since."""
    findable: frozenset[int | None] = frozenset()
    """Parties of whom tokens were made: the respondents of these cases, and for None the complainant."""
    openings: Mapping[str, date | None] = field(default_factory=dict)
    """Overseers to whom it was ever opened, with the last day of it; None where that is over."""
    last_index: int = -1

    def opened_to(self) -> frozenset[str]:
        """The overseers to whom it is open now (DESIGN 5.14)."""
        return frozenset(ref for ref, until in self.openings.items() if until is not None)

    def case(self, number: int) -> CaseState | None:
        """The case of that number, or None."""
        return next((case for case in self.cases if case.number == number), None)

    def to_make_findable(self) -> tuple[int | None, ...]:
        """Parties of whom no tokens were made yet, in order. An anonymous complainant has none to be made."""
        parties = (*(() if self.anonymous else (None,)), *(case.number for case in self.cases))
        return tuple(party for party in parties if party not in self.findable)

    def shut_out(self) -> frozenset[str]:
        """Everyone who may no longer see or touch the complaint, because of a veto or a tainted reopening."""
        return self.barred.union(*(case.barred for case in self.cases))


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who holds which role, given by whom, for how long (B4). `until` is the first day it no longer does."""

    ref: str
    person: str
    role: str
    by: str
    since: date
    until: date | None = None
    background: str | None = None
    """From where they came; None for what was recorded before anybody was asked, or by the founding."""
    cools_off: date | None = None
    """The day from which somebody who left the leadership's office may work on cases under this appointment."""

    def holds(self, today: date) -> bool:
        """Whether the appointment is in force on that day."""
        return self.since <= today and (self.until is None or today < self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever wants to act: a member of staff with their appointments, the complainant (by phrase), or the clerk."""

    ref: str
    appointments: tuple[Appointment, ...] = ()

    def roles(self, today: date) -> frozenset[str]:
        """Roles held under appointments in force on that day."""
        return frozenset(appointment.role for appointment in self.appointments if appointment.holds(today))


@dataclass(frozen=True, slots=True)
class Other:
    """Another complaint that exists. `hands`: who has done what on it and on all that are linked with it.

    `duplicate`: it was itself declined as a duplicate, so nothing may be declined as a duplicate of it. `held`: a
    decision on it, or on one linked with it, waits for the reviewer. `apart`: it was set apart.
    """

    hands: Mapping[str, frozenset[Duty]] = field(default_factory=dict)
    duplicate: bool = False
    held: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What the rules need to know from outside the complaint itself.

    `linked_hands`: who has done what on any complaint linked with this one, in either direction and through others,
    by staff reference. `linked_held`: whether a decision on one of these waits for the reviewer. `people`: the staff
    that a command may name, by reference. `others`: the complaints that a command may name, by index; one that is not
    here does not exist. `lead_outcome`: how the complaint that this one follows was closed, None while it is open.
    `contents`: what was opened of the entries that the command repeats to a party, by index. `ties`: who of the staff is
    tied to a party of it, or may be, by what they declared. `affiliations`: those of the staff with
    each other. `appointers`: who ever appointed whom, by whom was appointed; also of those who are gone.
    `linked_left`: who stepped down from a complaint linked with this one.
    """

    today: date
    linked_hands: Mapping[str, frozenset[Duty]] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    others: Mapping[int, Other] = field(default_factory=dict)
    linked_held: bool = False
    lead_outcome: ComplaintOutcome | None = None
    contents: Mapping[int, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    ties: Mapping[str, Tied] = field(default_factory=dict)
    affiliations: Affiliations = field(default_factory=Affiliations)
    appointers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    linked_left: frozenset[str] = frozenset()

    def appointed_through(self, person: Person) -> frozenset[str]:
        """Everyone who appointed the person, or appointed somebody who did, at whatever distance."""
        found: set[str] = set()
        waiting = [held.by for held in person.appointments]
        while waiting:
            by = waiting.pop()
            if by not in found:
                found.add(by)
                waiting += self.appointers.get(by, ())
        return frozenset(found)
