"""The draw of who decides, in the register: the pool before the random value is known, and whom the value picked (REGISTER.md 7).

With the act on the case goes a public entry, which says nothing of the case: `pool` when the list is frozen, `draw` when the lot is
cast. The head that ends with the pool is kept with the signatures of the outside witnesses (`records.log_folder.edge_path`), who
saw it before the value could be known. So whoever has the transcript can draw again, and finds the same people.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from evenhand.office.act import Done, present_at, write_facts
from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.draw_words import DRAW_WORDS, EXCLUDED_WORDS, NO_WITNESS, STRATUM, pool_words
from evenhand.office.frozen_pool import FrozenPool, Lottery, newest_size, read_pool
from evenhand.office.keyring import Keyring
from evenhand.office.public_entry import public_entry
from evenhand.office.receipts import logged_under
from evenhand.office.witness_policy import OutsideWitness
from evenhand.office.witnessed import witnesses_now
from evenhand.process.commands import FreezePool, TypeValue
from evenhand.process.decide import decide
from evenhand.process.decide.draw import is_second
from evenhand.process.facts import Fact, Refusal
from evenhand.process.permissions import may
from evenhand.process.state import CaseState, Draw, Person
from evenhand.records.load import Loaded
from evenhand.records.queries.draws import DRAW, POOL, public_half
from evenhand.records.queries.witnesses import WitnessState
from evenhand_register import draw
from evenhand_register.encoding import is_ref, is_words
from evenhand_register.errors import RegisterError
from evenhand_register.policy import is_independent
from evenhand_register.tiles import StoredHashes

LEAST_AHEAD, MOST_AHEAD = timedelta(minutes=10), timedelta(days=366)
"""How far ahead the random value has to be: the witnesses have to sign before, and a case has to be decided some day."""
_MOST_ALTERNATES = 64
_LONGEST = 200
_VALUE = re.compile(r"[!-~]([ -~]{0,198}[!-~])?", re.ASCII)


@decided_again
def freeze_pool(
    office: Office, lottery: Lottery, person: Person, complaint: int, command: FreezePool, keys: Keyring | None = None
) -> Done | Refusal:
    """Freeze the pool of a case and log it for everybody. Refused without an outside witness that signs at present."""
    found = present_at(office, person, complaint, command)
    if isinstance(found, Refusal):
        return found
    loaded, present = found
    asked = replace(command, draw=f"d-{office.entropy(8).hex()}")
    answer = decide(loaded.state, asked, present, loaded.around, loaded.rulebook)
    if isinstance(answer, Refusal):
        return answer
    fault = _beacon_fault(asked, office.now()) or _unsigned(lottery, _the_case(loaded, asked.case).draw)
    witnesses = _signing(lottery, office.now())
    if fault is not None or not witnesses:
        return fault or NO_WITNESS
    [fact] = answer
    try:
        document = _pool(office, asked, fact, _the_case(loaded, asked.case), witnesses).as_json()
    except RegisterError as error:
        return Refusal("pool", f"{error.sentence} Nothing was frozen.")
    return write_facts(office, loaded, answer, keys, [public_entry(office, POOL, document)])


@decided_again
def type_value(
    office: Office, lottery: Lottery, person: Person, complaint: int, command: TypeValue, keys: Keyring | None = None
) -> Done | Refusal:
    """Note the random value. If somebody else typed the same before, draw, log the draw for everybody, and assign who was drawn."""
    found = present_at(office, person, complaint, command)
    if isinstance(found, Refusal):
        return found
    loaded, present = found
    refusal = may(loaded.state, command.case, TypeValue, present, loaded.around)
    if refusal is not None:
        return refusal
    lot = _the_lot(loaded, command.case)
    asked, frozen = replace(command, value=command.value.strip()), read_pool(lottery, lot)
    refusal = _value_fault(asked.value, lot.not_before, office) or _unseen(frozen)
    if refusal is not None:
        return refusal
    public = []
    if is_second(lot, present, asked.value):
        document = _cast(lottery, frozen, asked.value)
        asked = replace(asked, order=_order(document))
        public = [public_entry(office, DRAW, document)]
    answer = decide(loaded.state, asked, present, loaded.around, loaded.rulebook)
    return answer if isinstance(answer, Refusal) else write_facts(office, loaded, answer, keys, public)


def _the_case(loaded: Loaded, number: int) -> CaseState:
    found = loaded.state.case(number)
    if found is None:
        raise LookupError("`decide` accepts nothing on a case that does not exist.")
    return found


def _the_lot(loaded: Loaded, number: int) -> Draw:
    lot = _the_case(loaded, number).draw
    if lot is None:
        raise LookupError("The permission table lets nobody type a value where no pool was frozen.")
    return lot


def _pool(
    office: Office, asked: FreezePool, fact: Fact, case: CaseState, witnesses: Sequence[OutsideWitness]
) -> draw.Pool:
    listed = fact.data["members"]
    members = (
        draw.Member(each["person"], STRATUM, each["excluded"] and EXCLUDED_WORDS[each["excluded"]]) for each in listed
    )
    able = sum(each["excluded"] is None for each in listed)
    before = public_half(POOL, case.draws[-1].frozen) if case.draws else None
    dependent = [each.key.name for each in witnesses if not is_independent(each.key, office.origin)]
    return draw.Pool(
        draw=fact.data["draw"],
        origin=office.origin,
        words=pool_words(dependent),
        strata=(draw.Stratum(STRATUM, 1, min(able - 1, _MOST_ALTERNATES)),),
        members=tuple(members),
        witnesses=tuple(each.key for each in witnesses),
        beacon=draw.Beacon(name=asked.source, round=asked.round, how=asked.how, not_before=asked.not_before),
        replaces=before.record if before else None,
    )


def _signing(lottery: Lottery, now: datetime) -> Sequence[OutsideWitness]:
    """The witnesses of our policy that sign at present; none if they are fewer than the policy asks for."""
    found = witnesses_now(lottery.log, lottery.own, now)
    states = found.all if found else ()
    names = {each.name for each in states if each.state is WitnessState.SIGNED and not each.late}
    if not lottery.own.policy.is_satisfied_by(names):
        return ()
    return [each for each in lottery.own.witnesses if each.name in names]


def _beacon_fault(command: FreezePool, now: datetime) -> Refusal | None:
    if not is_ref(command.source):
        return Refusal(
            "source",
            "Give the source a short name without spaces: letters, digits, dots, dashes, underscores and strokes, such as "
            "state-lottery/six-of-49.",
            "source",
        )
    if not _says_something(command.round):
        return Refusal("round", "Say which drawing of the source decides, in a few words, such as its date.", "round")
    if not _says_something(command.how):
        return Refusal("how", "Say how the value is written, so that everybody writes it alike.", "how")
    if not (now + LEAST_AHEAD).timestamp() <= command.not_before <= (now + MOST_AHEAD).timestamp():
        minutes = LEAST_AHEAD // timedelta(minutes=1)
        return Refusal(
            "not-ahead",
            f"The value must first be known later than {minutes} minutes from now, and within a year: the pool has to be seen by "
            "the witnesses while nobody can know it. Choose a later drawing.",
            "not_before",
        )
    return None


def _says_something(words: str) -> bool:
    return bool(words.strip()) and words.isprintable() and len(words) <= _LONGEST and is_words(words)


def _unsigned(lottery: Lottery, lot: Draw | None) -> Refusal | None:
    """Pool after pool would keep the head waiting for witnesses each time."""
    if lot is None or lot.drawn is not None or newest_size(lottery.log) > public_half(POOL, lot.frozen).index:
        return None
    return Refusal("not-signed-yet", "The pool before this one is not signed yet: wait a minute.")


def _value_fault(value: str, not_before: int, office: Office) -> Refusal | None:
    if not _VALUE.fullmatch(value):
        return Refusal(
            "value", "A value has 1 to 200 plain letters, digits and signs. Write it as the pool says.", "value"
        )
    known = datetime.fromtimestamp(not_before, office.timezone)
    if office.now() < known:
        return Refusal(
            "too-early",
            f"Nobody can know this value before {known:%Y-%m-%d %H:%M}: wait until it has been published.",
            "value",
        )
    return None


def _unseen(frozen: FrozenPool) -> Refusal | None:
    """Why nobody can be drawn from a pool whose value can be known by now."""
    missing = [one.key_name for one in frozen.seen if not one.times]
    if frozen.head is not None and not missing:
        return None
    names = ", ".join(missing) or "the witnesses"
    return Refusal(
        "not-seen",
        f"Nobody can be drawn from this pool: {names} had not signed the head that ends with it before the value could be known. "
        "Freeze another pool, with a value that nobody knows yet.",
    )


def _order(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Everybody whom the draw picked, in order: who decides, and who stands in."""
    [result] = document["result"]
    return (*result["panel"], *result["alternates"])


def _cast(lottery: Lottery, frozen: FrozenPool, value: str) -> dict[str, Any]:
    hashes = StoredHashes(lottery.log, frozen.entry.index + 1)
    proof = logged_under(frozen.entry, hashes, frozen.head or b"").proof
    return draw.conduct(frozen.logged, proof, frozen.policy, value, DRAW_WORDS)
