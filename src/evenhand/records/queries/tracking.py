"""What a complainant may know of their complaint: its standing, its promises, and the steps taken, without any respondent.

Deny by default: an act that is not in `SHOWN` does not leave here, nor does any of its facts that is not named there. The words
in it are sealed, and opened elsewhere with the phrase's key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from evenhand.process.clocks import NextStep, Promise, next_step, promises
from evenhand.process.codes import ComplaintStage
from evenhand.process.facts import Into, Recorded
from evenhand.process.numbers import number
from evenhand.process.rulebook import Rulebook
from evenhand.process.state import COMPLAINANT, RESPONDENT
from evenhand.records.load import officers, recorded_facts, rulebook, rulebook_in_force, state_of
from evenhand.records.models import Account, Compartment, PhraseHolder, Record, Sealed

SHOWN: Mapping[str, tuple[str, ...]] = {
    "received": ("apart",),
    "complainant-recorded": ("anonymous",),
    "acknowledged": ("officer",),
    "officer-named": ("officer",),
    "assessed": ("result", "rule"),
    "recused": (),
    "set-apart": (),
    "lead-closed": (),
    "linked": (),
    "message-sent": (),
    "case-opened": (),
    "assigned": ("duty",),
    "pool-frozen": (),
    "panel-drawn": ("draw",),
    "drawn-replaced": (),
    "investigation-started": (),
    "notice-given": ("reply_by",),
    "reply-recorded": (),
    "reply-window-passed": (),
    "reply-waived": (),
    "recommended": (),
    "override-verified": (),
    "override-vetoed": (),
    "case-decided": (),
    "told": ("outcome", "lead_outcome", "remedy_by"),
    "case-closed": (),
    "complaint-closed": ("outcome",),
    "reopened": ("ground", "cases"),
    "oversight-opened": ("reason", "until"),
    "oversight-found": ("result",),
}
"""The acts that a complainant is shown, and which of their facts."""


@dataclass(frozen=True, slots=True)
class HolderRow:
    """Which complaint a phrase opens, and the reference of the key it was sealed to."""

    complaint: int
    key: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. `by` is the complainant, or the reference of a member of staff; empty on a case."""

    index: int
    on: date
    act: str
    case: int | None
    by: str
    data: Mapping[str, Any]

    @property
    def own(self) -> bool:
        """Whether the complainant did it."""
        return self.by == COMPLAINANT


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a complaint stands today, by the rulebook pinned to it. `rules`: why one may be out of scope, by code.

    `named_officer` is the name of the member of staff to ask, and `cases` how many there are. `promises` are the
    organisation's: when a respondent replied is the respondent's affair. No respondent is in here. `apart`: only people from
    outside handle it; `nobody_outside`: and none of them is there.
    """

    number: str
    stage: ComplaintStage
    received_on: date
    category: str
    cases: int
    apart: bool
    nobody_outside: bool
    rules: Mapping[str, str]
    named_officer: str | None
    next_step: NextStep
    promises: tuple[Promise, ...]


def categories() -> Mapping[str, str]:
    """What a complaint can be about, by code, under the rulebook in force."""
    return rulebook_in_force().categories


def holder(lookup: str) -> HolderRow | None:
    """Whom the reference of a lookup token belongs to."""
    row = PhraseHolder.objects.filter(lookup=lookup).first()
    return HolderRow(row.complaint, row.key) if row else None


def standing(complaint: int, today: date) -> Standing | None:
    """Where the complaint stands, or None if there is none with that index."""
    state = state_of(complaint)
    if state is None:
        return None
    book: Rulebook = rulebook(state.rulebook)
    able = officers(today, apart=state.apart)
    officer = state.named_officer if state.named_officer in able else None
    ours = tuple(promise for promise in promises(state, book) if promise.who != RESPONDENT)
    return Standing(
        number=number(complaint),
        stage=state.stage,
        received_on=state.received_on,
        category=book.categories[state.category],
        cases=len(state.cases),
        apart=state.apart,
        nobody_outside=state.apart and not able,
        rules=book.triage_rules,
        named_officer=Account.objects.filter(ref=officer).values_list("name", flat=True).first() if officer else None,
        next_step=next_step(state, book, today),
        promises=ours,
    )


def steps(complaint: int) -> list[Step]:
    """The steps that the complainant may know of, in register order."""
    return [_step(recorded) for recorded in recorded_facts(complaint) if _may_know(recorded)]


def category_words(complaint: int) -> str:
    """What the complaint is about, in the words of the rulebook pinned to it."""
    received = next(iter(recorded_facts(complaint)))
    return rulebook(str(received.data["rulebook"])).categories[str(received.data["category"])]


def nonce_by(complaint: int) -> str:
    """Who drew the complainant's mark: their script, they themselves, or for want of both the server (DESIGN 5.4)."""
    received = next(iter(recorded_facts(complaint)))
    return str(received.data["nonce_by"])


def sealed_to_them(complaint: int, entries: Sequence[int]) -> list[int]:
    """Of these entries, those whose words lie in a compartment that the complainant opens. A case's words are not theirs."""
    own = Compartment.objects.filter(complaint=complaint, purpose__in=(Into.COMPLAINT, Into.IDENTITY))
    found = Sealed.objects.filter(entry__in=entries, what="content", compartment__in=own)
    return list(found.order_by("entry").values_list("entry", flat=True))


def entry_of_their_file(complaint: int, address: str) -> int | None:
    """The entry by which a file came to the complaint, if it lies in a compartment that its complainant opens."""
    own = Compartment.objects.filter(complaint=complaint, purpose__in=(Into.COMPLAINT, Into.IDENTITY))
    found = Sealed.objects.filter(address=address, what="file", compartment__in=own).values_list("entry", flat=True)
    entry = found.first()
    return (
        entry if entry is not None and Record.objects.filter(entry_id=entry, complaint=complaint).exists() else None
    )


def _may_know(recorded: Recorded) -> bool:
    told_another = recorded.act == "told" and recorded.data.get("to") != COMPLAINANT
    ends_nothing = recorded.act == "reply-recorded" and not recorded.data.get("complete", True)
    return recorded.act in SHOWN and not told_another and not ends_nothing


def _step(recorded: Recorded) -> Step:
    data = {name: recorded.data[name] for name in SHOWN[recorded.act] if name in recorded.data}
    case = recorded.data.get("case")
    by = str(recorded.data["by"]) if case is None or recorded.act == "told" else ""
    return Step(recorded.index, recorded.on, recorded.act, case, by, data)
