"""What a visitor can try: for each kind of waiting work one person who can do it, and complaints to follow by their phrase."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from evenhand.process.codes import ComplaintStage
from evenhand.process.numbers import number
from evenhand.process.permissions import open_acts
from evenhand.process.state import ComplaintState
from evenhand.records.load import Loaded, load
from evenhand.records.models import Complaint
from evenhand.vault.phrase import Phrase

WORTH_TRYING = {
    "Acknowledge": "acknowledge {number} and name an officer",
    "Assess": "assess {number}",
    "OpenCase": "open a case on {number}",
    "Assign": "assign people on {number}",
    "StartInvestigation": "start the investigation of {number}",
    "GiveNotice": "give notice on {number}",
    "RecordReply": "record the reply on {number}",
    "Recommend": "recommend on {number}",
    "Decide": "decide {number}",
    "ReviewOverride": "verify or veto the override held on {number}",
    "Notify": "tell the parties of {number}",
    "Reopen": "reopen {number}",
}
"""Commands that a visitor may like to give, and how the list of logins says so."""
_CLOSED_LATELY = 3


@dataclass(frozen=True, slots=True)
class Followed:
    """A complaint that a visitor can follow on the portal, and what there is to see."""

    number: str
    phrase: str = field(repr=False)
    shows: str


def tries(today: date) -> dict[str, list[str]]:
    """By staff reference: what this person can do now. Each kind of work goes to whoever has the least to try so far."""
    able = _able(loaded for index in _waiting() if (loaded := load(index, today)) is not None)
    found: dict[str, list[str]] = {}
    for command, words in WORTH_TRYING.items():
        if command in able:
            ref, index = min(able[command], key=lambda pair: len(found.get(pair[0], ())))
            found.setdefault(ref, []).append(words.format(number=number(index)))
    return found


def _waiting() -> list[int]:
    """Complaints that are not closed, and a few closed lately."""
    live = Complaint.objects.filter(imported=False)
    closed = live.filter(stage=ComplaintStage.CLOSED).order_by("-closed_on").values_list("index", flat=True)
    still = live.exclude(stage=ComplaintStage.CLOSED).order_by("-index").values_list("index", flat=True)
    return [*still, *closed[:_CLOSED_LATELY]]


def _able(complaints: Iterable[Loaded]) -> dict[str, list[tuple[str, int]]]:
    """By command: (staff reference, complaint) pairs that the permission table allows now."""
    able: dict[str, list[tuple[str, int]]] = {}
    for loaded in complaints:
        for person in loaded.around.people.values():
            for offer in open_acts(loaded.state, person, loaded.around, loaded.rulebook):
                able.setdefault(offer.command, []).append((person.ref, loaded.state.index))
    return able


def _talking(state: ComplaintState) -> bool:
    return state.stage is ComplaintStage.ACCEPTED and state.unanswered_since is not None


_FOLLOWED: tuple[tuple[str, Callable[[ComplaintState], bool]], ...] = (
    ("received most recently", lambda state: state.stage is ComplaintStage.RECEIVED),
    ("under way, with a message that waits for an answer", _talking),
    ("decided and closed", lambda state: state.stage is ComplaintStage.CLOSED and bool(state.cases)),
)


def followed(phrases: Mapping[int, Phrase], today: date) -> list[Followed]:
    """One complaint of each kind, the newest; fewer if there is none of a kind."""
    found = [loaded.state for index in sorted(phrases, reverse=True) if (loaded := load(index, today)) is not None]
    chosen = ((shows, next((state for state in found if holds(state)), None)) for shows, holds in _FOLLOWED)
    return [Followed(number(state.index), phrases[state.index].text, shows) for shows, state in chosen if state]
