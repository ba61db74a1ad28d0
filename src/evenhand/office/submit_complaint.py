"""Make a complaint: the first act, by anyone, through any channel. Registered before any person can read it (A1).

The phrase's holder and the staff are granted the same two compartments, so neither can shut the other out of the complaint.
A retry with the same token finds the complaint that the first try made (DESIGN 5.4).
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError

from evenhand.office.act import ACCOUNT_ENDED
from evenhand.office.circle import newest_keys
from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.envelope import Made, Setting, make_compartments, prepare
from evenhand.office.uploads import taken
from evenhand.process.commands import Submit
from evenhand.process.decide import decide
from evenhand.process.facts import Fact, Into, Recorded, Refusal
from evenhand.process.fold import fold_all
from evenhand.process.numbers import number
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import COMPLAINANT, Around, Person
from evenhand.process.teams import Team
from evenhand.records.append import Expected, append
from evenhand.records.load import office_index, person, rulebook_in_force
from evenhand.records.models import PhraseHolder, SubmissionToken
from evenhand.records.project import project_complaint
from evenhand.records.sql import find, insert
from evenhand.vault.keys import PublicKey, key_id
from evenhand.vault.phrase import Phrase, lookup_ref, phrase_keys

BY_THE_SENDER = Person(COMPLAINANT)


@dataclass(frozen=True, slots=True)
class Submitted:
    """The complaint's index and number. `again`: an earlier try with this token had already made it."""

    index: int
    number: str
    again: bool = False


@decided_again
def submit_complaint(
    office: Office, command: Submit, phrase: Phrase, by: Person = BY_THE_SENDER
) -> Submitted | Refusal:
    """Register a complaint. `by` is the complainant, or the officer who enters what came by post or telephone."""
    earlier = find_submission(command.token)
    if earlier is not None:
        return earlier
    of_staff = by.ref != COMPLAINANT
    seen = office_index() if of_staff else None  # an account that ends meanwhile registers nothing
    present = person(by.ref) if of_staff else by
    if present is None:
        return ACCOUNT_ENDED
    sent_before = taken(command.files)
    if sent_before is not None:  # perhaps by the same submission, at the same moment
        return find_submission(command.token) or sent_before
    rulebook = rulebook_in_force()
    answer = decide(None, command, present, Around(today=office.today()), rulebook)
    if isinstance(answer, Refusal):
        return answer
    try:
        return _write(office, command, phrase, answer, rulebook, Expected(office=seen))
    except IntegrityError:
        earlier = find_submission(command.token)  # the same token, at the same moment
        if earlier is None:
            raise
        return earlier


def find_submission(token: str) -> Submitted | None:
    """What a submission with this token (SHA-256, hex) already made, if anything."""
    found = find(SubmissionToken, ("complaint",), "digest", token)
    return None if found is None else Submitted(found[0], number(found[0]), again=True)


def _write(
    office: Office, command: Submit, phrase: Phrase, facts: Sequence[Fact], rulebook: Rulebook, expected: Expected
) -> Submitted:
    keys = phrase_keys(phrase)
    public = keys.key_pair.public
    holder = {
        "key": key_id(public),
        "lookup": lookup_ref(keys.lookup),
        "public": base64.b64encode(public).decode(),
    }
    ref = office.entropy(10).hex()
    staff, *overseers = newest_keys(office, Team.OUTSIDE if command.apart else Team.INTAKE)
    made = make_compartments(office, {"complaint": (staff, public, *overseers), "identity": (staff, public)})
    received, *others = facts
    received = replace(received, data={**received.data, "holder": holder, "token": command.token})
    setting = Setting(ref, None, 0, office.today(), rulebook.late_after_days)
    entries = prepare(office, setting, (received, *others), _publics(made), {0: made})

    def project(recorded: Sequence[Recorded]) -> None:
        first = recorded[0].index
        project_complaint(ref, None, fold_all(recorded), rulebook, recorded)
        row = (holder["lookup"], first, holder["key"], bytes(public))
        insert(PhraseHolder, ("lookup", "complaint", "key", "public"), [row])
        insert(SubmissionToken, ("digest", "complaint"), [(command.token, first)])

    recorded = append(entries, day=office.utc_day(), expected=expected, project=project)
    return Submitted(recorded[0].index, number(recorded[0].index))


def _publics(made: Sequence[Made]) -> dict[Into, PublicKey]:
    return {Into(new.compartment.purpose): PublicKey(new.compartment.public) for new in made}
