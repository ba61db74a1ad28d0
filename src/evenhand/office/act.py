"""How every verb on a complaint runs: load, decide, seal, append; and again if somebody else was quicker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from evenhand.office.access import Keeper, NewKey
from evenhand.office.context import Office
from evenhand.office.decided_again import KeysDoubted, decided_again
from evenhand.office.envelope import Access, Made, Setting, data_of, prepare
from evenhand.office.keyring import Keyring
from evenhand.office.reading import read_contents
from evenhand.office.uploads import taken
from evenhand.process.commands import Assess, Command, FreezePool, Link, TypeValue
from evenhand.process.decide import decide
from evenhand.process.facts import Fact, Into, Recorded, Refusal
from evenhand.process.fold import fold
from evenhand.process.letters import quoted
from evenhand.process.state import CLERK, COMPLAINANT, ComplaintState, Person
from evenhand.records.append import Prepared, Project, append
from evenhand.records.key_tasks import note_key_task
from evenhand.records.load import Loaded, load
from evenhand.records.project import project_complaint
from evenhand.vault.keys import PublicKey

_PARTIES = frozenset({COMPLAINANT, CLERK})
ACCOUNT_ENDED = Refusal("account-ended", "Your account has ended, so nothing was done. Ask an administrator.")
_GONE = Refusal("no-such-complaint", "There is no complaint with this number. Check the number.")


@dataclass(frozen=True, slots=True)
class Done:
    """What an act wrote: its entries' facts, and the complaint as it stands after them."""

    recorded: tuple[Recorded, ...]
    state: ComplaintState


@decided_again
def perform(
    office: Office, person: Person, complaint: int, command: Command, keys: Keyring | None = None
) -> Done | Refusal:
    """Carry out one command on one complaint. A refusal writes nothing.

    Whoever acts is taken as they are at this moment, not as they were when they were asked who they are: an appointment or an
    account that ended meanwhile gives nothing any more. With `keys`, those of whoever acts, a notice and a letter repeat what is
    sealed, and whoever may read the complaint from now on is granted its keys.

    Raises TypeError for a command that has a verb of its own, because more than the complaint is written (`office.panel_draw`).
    """
    if isinstance(command, FreezePool | TypeValue):
        raise TypeError(f"{type(command).__name__} is carried out by office.panel_draw.")
    found = present_at(office, person, complaint, command)
    if isinstance(found, Refusal):
        return found
    loaded, present = found
    sent_before = taken(getattr(command, "files", ()))
    if sent_before is not None:
        return sent_before
    around = replace(loaded.around, contents=repeated(loaded.state, command, keys))
    answer = decide(loaded.state, command, present, around, loaded.rulebook)
    if isinstance(answer, Refusal):
        return answer
    return write_facts(office, loaded, answer, keys)


def present_at(office: Office, person: Person, complaint: int, command: Command) -> tuple[Loaded, Person] | Refusal:
    """The complaint as it stands, and whoever acts as they are at this moment. Refused where either is not there."""
    loaded = load(complaint, office.today(), _mentioned(command))
    if loaded is None:
        return _GONE
    present = person if person.ref in _PARTIES else loaded.around.people.get(person.ref)
    return ACCOUNT_ENDED if present is None else (loaded, present)


def repeated(state: ComplaintState, command: Command, keys: Keyring | None) -> dict[int, dict[str, Any]]:
    """The contents that the command repeats to a party, as far as they open, by entry."""
    entries = quoted(state, command)
    if keys is None or not entries:
        return {}
    return {entry: opened.words for entry, opened in read_contents(entries, keys).by_entry.items()}


def _mentioned(command: Command) -> int | None:
    """The index of another complaint that the command names."""
    match command:
        case Assess():
            return command.duplicate_of
        case Link():
            return command.other
    return None


def write_facts(
    office: Office,
    loaded: Loaded,
    facts: Sequence[Fact],
    keys: Keyring | None = None,
    public: Sequence[Prepared] = (),
    also: Project | None = None,
) -> Done:
    """Seal and append facts of a complaint that were decided on as it was loaded. Raises Moved if it is not so any more, and
    KeysDoubted if there is nothing to seal them to.

    With them goes what changes in who holds the keys, as far as `keys` can grant. `public` are entries for everybody, after them.
    `also` writes committed rows in the same transaction.
    """
    state = loaded.state
    setting = Setting(loaded.ref, state.index, None, loaded.around.today, loaded.rulebook.late_after_days)
    keeper = Keeper(office, _foreseen(state, setting, facts), loaded.around.people, setting.today)
    access = keeper.access(keys)
    news = _new_keys(keeper, facts, access)
    made = {place: [one.made for one in new] for place, new in news.items()}
    entries = prepare(office, setting, facts, _publics(keeper, facts, made), made, access)
    after, now = state, office.now()
    waits = access.waits or any(one.waits for new in news.values() for one in new)

    def project(recorded: Sequence[Recorded]) -> None:
        nonlocal after
        own = recorded[: len(entries)]
        after = reduce(fold, own, state)
        project_complaint(loaded.ref, state, after, loaded.rulebook, own)
        note_key_task(state.index, now, waits=waits)
        if also is not None:
            also(own)

    recorded = append([*entries, *public], day=office.utc_day(), expected=loaded.expected, project=project)
    return Done(tuple(recorded[: len(entries)]), after)


def _foreseen(state: ComplaintState, setting: Setting, facts: Sequence[Fact]) -> ComplaintState:
    """The complaint as it will stand: as far as who may read it goes, what is sealed and where it is written make no difference."""
    indexes = range(state.last_index + 1, state.last_index + 1 + len(facts))
    news = (
        Recorded(index, data_of(setting, fact), bytes(32), fact.nonce)
        for index, fact in zip(indexes, facts, strict=True)
    )
    return reduce(fold, news, state)


def _new_keys(keeper: Keeper, facts: Sequence[Fact], access: Access) -> dict[int, list[NewKey]]:
    """The compartments that come into being with each fact: of a case that it opens, and another generation of what it seals to."""
    news: dict[int, list[NewKey]] = {}
    case, seen = _case_of(facts), set[Into]()
    for place, fact in enumerate(facts):
        if fact.act == "case-opened":
            news[place] = [keeper.new_case(int(fact.data["case"]))]
        if (fact.content is not None or fact.files) and fact.into not in seen:
            seen.add(fact.into)
            another = keeper.new_generation(fact.into, case if fact.into is Into.CASE else None, access)
            if another is not None:
                news.setdefault(place, []).append(another)
    return news


def _case_of(facts: Sequence[Fact]) -> int | None:
    """The case that they concern: all facts of one act concern one."""
    return next((int(fact.data["case"]) for fact in facts if fact.data.get("case") is not None), None)


def _publics(keeper: Keeper, facts: Sequence[Fact], made: Mapping[int, Sequence[Made]]) -> dict[Into, PublicKey]:
    """The public half of each compartment that these facts are sealed into. Raises KeysDoubted if one has none."""
    wanted = {fact.into for fact in facts if fact.content is not None or fact.files}
    if not wanted:
        return {}
    found = keeper.publics(_case_of(facts))
    for news in made.values():
        for new in news:
            found[Into(new.compartment.purpose)] = PublicKey(new.compartment.public)
    if not wanted <= found.keys():
        raise KeysDoubted
    return found
