"""From rows back to what the process works with: recorded facts, the state of a complaint, a person with appointments."""

import base64
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from evenhand.process.affiliations import Affiliation, Affiliations, Declaration, taken_back
from evenhand.process.codes import Assessment, ComplaintOutcome, Duty
from evenhand.process.facts import Recorded
from evenhand.process.fold import fold_all
from evenhand.process.rulebook import Rulebook, parse
from evenhand.process.rules import deals_with_complainants
from evenhand.process.state import Appointment, Around, ComplaintState, Other, Person
from evenhand.records.append import Expected
from evenhand.records.links import linked_with
from evenhand.records.models import Account, Case, Complaint, Hand, Head, Record, RulebookText
from evenhand.records.models import Appointment as AppointmentRow
from evenhand.records.queries.ties import ties_to
from evenhand.records.sql import newest

type _Held = tuple[str, str, str, str, date, date | None, str | None, date | None]
type Raw = bytes | memoryview
"""Bytes as a database hands them over."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A complaint as it stands, with what the rules need from around it, and what to check before writing."""

    state: ComplaintState
    ref: str
    rulebook: Rulebook
    around: Around
    expected: Expected


def recorded_facts(complaint: int) -> Iterator[Recorded]:
    """Every fact of one complaint, in register order."""
    rows = (
        Record.objects.filter(complaint=complaint)
        .order_by("entry_id")
        .values_list("entry_id", "facts", "entry__record")
    )
    return as_recorded(rows)


def as_recorded(rows: Iterable[tuple[int, Raw, Raw]]) -> Iterator[Recorded]:
    """(index, facts as canonical JSON, record hash) rows as recorded facts."""
    for index, facts, record in rows:
        parsed = json.loads(bytes(facts))
        nonce = base64.b64decode(parsed["nonce"]) if parsed["nonce"] is not None else None
        yield Recorded(index, parsed["data"], bytes(record), nonce)


def state_of(complaint: int) -> ComplaintState | None:
    """The complaint folded from its facts, or None if there is none with that index."""
    facts = list(recorded_facts(complaint))
    return fold_all(facts) if facts else None


def load(complaint: int, today: date, mentioned: int | None = None) -> Loaded | None:
    """Everything that a decision about the complaint needs, or None if it does not exist or was imported.

    `mentioned` is the index of another complaint that the command names, if it names one.
    """
    office = office_index()
    ref = Complaint.objects.filter(index=complaint, imported=False).values_list("ref", flat=True).first()
    state = state_of(complaint) if ref is not None else None
    if ref is None or state is None:
        return None
    # What is expected is read before what is decided on: an act that comes between makes `append` say Moved.
    linked = linked_with(complaint)
    links = {complaint: linked}
    known = mentioned is not None and Complaint.objects.filter(index=mentioned, imported=False).exists()
    beyond: list[int] = []
    if mentioned is not None and known:
        links[mentioned] = linked_with(mentioned)
        beyond = [mentioned, *links[mentioned]]
    newest = dict(Complaint.objects.filter(index__in={*linked, *beyond}).values_list("index", "last_index"))
    others = {mentioned: _other(mentioned, beyond)} if mentioned is not None and known else {}
    around = Around(
        today=today,
        linked_hands=_hands(linked),
        linked_left=_left(linked),
        linked_held=_is_held(linked),
        people=people(),
        others=others,
        lead_outcome=_lead_outcome(state),
        ties=ties_to(state),
        affiliations=affiliations(),
        appointers=appointers(),
    )
    expected = Expected({**newest, complaint: state.last_index}, links, office)
    return Loaded(state, ref, rulebook(state.rulebook), around, expected)


def _other(complaint: int, beyond: list[int]) -> Other:
    """A complaint that a command names; `beyond` are it and all that are linked with it."""
    state = state_of(complaint)
    duplicate = state is not None and state.assessment is Assessment.DUPLICATE
    return Other(_hands(beyond), duplicate, _is_held(beyond), apart=state is not None and state.apart)


def accounts_in_use() -> QuerySet[Account]:
    """Every account that was confirmed and has not ended. No other signs in, acts, or is named in an act."""
    return Account.objects.filter(ended_entry=None, confirmed_entry__isnull=False)


def people(*, waiting: bool = False) -> dict[str, Person]:
    """Every account in use, with its appointments; with `waiting` also those that nobody has confirmed yet."""
    held: dict[str, list[Appointment]] = {}
    for row in _appointments():
        held.setdefault(row[1], []).append(Appointment(*row))
    accounts = Account.objects.filter(ended_entry=None) if waiting else accounts_in_use()
    refs = accounts.values_list("ref", flat=True)
    return {ref: Person(ref, tuple(held.get(ref, ()))) for ref in refs}


def appointers() -> dict[str, frozenset[str]]:
    """Who ever appointed whom, by whom was appointed: also by appointments that ended, and of accounts that did."""
    found: dict[str, frozenset[str]] = {}
    for person, by in AppointmentRow.objects.values_list("person_id", "by").distinct():
        found[person] = found.get(person, frozenset()) | {by}
    return found


def affiliations() -> Affiliations:
    """The lines of management and declarations of the staff: of each person the newest act counts, and what it took back.

    Read from the acts themselves, so there is no copy that could disagree with them.
    """
    managers: dict[str, str | None] = {}
    declared: dict[str, Declaration] = {}
    withdrawn: dict[str, frozenset[str]] = {}
    rows = Record.objects.filter(act__in=["line-recorded", "affiliations-declared"]).order_by("entry_id")
    for recorded in as_recorded(rows.values_list("entry_id", "facts", "entry__record")):
        if recorded.act == "line-recorded":
            managers[recorded.data["person"]] = recorded.data["manager"]
        else:
            by, now = recorded.data["by"], tuple(map(_affiliation, recorded.data["affiliations"]))
            declaration = Declaration(recorded.on, now)
            withdrawn[by] = taken_back(withdrawn.get(by, frozenset()), declared.get(by), declaration)
            declared[by] = declaration
    return Affiliations(managers, declared, withdrawn)


def _affiliation(said: Mapping[str, str | None]) -> Affiliation:
    until = said["until"]
    return Affiliation(
        str(said["kind"]),
        str(said["other"]),
        date.fromisoformat(str(said["since"])),
        date.fromisoformat(until) if until else None,
    )


def officers(today: date, *, apart: bool) -> frozenset[str]:
    """Everyone who can be the officer named to a complainant, of what is set apart or of what is not."""
    return frozenset(ref for ref, one in people().items() if deals_with_complainants(one, today, apart=apart))


def not_officers(today: date, *, apart: bool) -> tuple[str, ...]:
    """Every account, ended ones too, whose holder cannot be the officer named to a complainant."""
    able = officers(today, apart=apart)
    return tuple(ref for ref in Account.objects.order_by("ref").values_list("ref", flat=True) if ref not in able)


def person(ref: str) -> Person | None:
    """One account in use with its appointments, or None."""
    if not accounts_in_use().filter(ref=ref).exists():
        return None
    return Person(ref, tuple(Appointment(*row) for row in _appointments().filter(person_id=ref)))


def _appointments() -> QuerySet[AppointmentRow, _Held]:
    return AppointmentRow.objects.values_list(
        "ref", "person_id", "role", "by", "since", "until", "background", "cools_off"
    )


@lru_cache(maxsize=32)
def rulebook(hash_: str) -> Rulebook:
    """The rulebook with this hash. Raises RulebookText.DoesNotExist: a pinned rulebook is never gone."""
    return parse(RulebookText.objects.get(hash=hash_).text)


def rulebook_in_force() -> Rulebook:
    """The rulebook adopted last."""
    found = newest(RulebookText, ("hash",), "entry")
    if found is None:
        raise RulebookText.DoesNotExist("No rulebook was ever adopted: run `evenhand init`.")
    return rulebook(found[0])


def office_index() -> int:
    """Index of the newest act of the office itself."""
    return int(Head.objects.values_list("office_index", flat=True).get(id=1))


def _lead_outcome(state: ComplaintState) -> ComplaintOutcome | None:
    """How the complaint that this one follows was closed; what a duplicate was closed as is how its own lead was."""
    lead = state_of(state.duplicate_of) if state.duplicate_of is not None and state.closed_on is None else None
    return (lead.lead_outcome or lead.outcome) if lead and lead.outcome else None


def _is_held(complaints: Collection[int]) -> bool:
    """Whether a decision on one of them waits for the reviewer."""
    return Case.objects.filter(complaint__in=complaints, held=True).exists()


def _left(complaints: list[int]) -> frozenset[str]:
    """Who stepped down from one of these, for a conflict of interest that may be with a party of them all."""
    rows = Record.objects.filter(complaint__in=complaints, act="recused").values_list("facts", flat=True)
    return frozenset(str(json.loads(bytes(facts))["data"]["by"]) for facts in rows)


def _hands(complaints: list[int]) -> dict[str, frozenset[Duty]]:
    hands: dict[str, frozenset[Duty]] = {}
    for ref, duty in Hand.objects.filter(complaint_id__in=complaints).values_list("person", "duty"):
        hands[ref] = hands.get(ref, frozenset()) | {Duty(duty)}
    return hands
