"""The draw of who decides, in the register: the pool before the random value is known, and whom the value picked (REGISTER.md 7).

With the act on the case goes a public entry, which says nothing of the case: `pool` when the list is frozen, `draw` when the lot is
cast. The head that ends with the pool is kept with the signatures of the outside witnesses (`records.log_folder.edge_path`), who
saw it before the value could be known. So whoever has the transcript can draw again, and finds the same people.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from evenhand.office.act import GONE, Done, write_facts
from evenhand.office.context import Office
from evenhand.office.decided_again import decided_again
from evenhand.office.draw_words import DRAW_WORDS, EXCLUDED_WORDS, NO_WITNESS, STRATUM, pool_words
from evenhand.office.public_entry import public_entry
from evenhand.office.witness_policy import OutsideWitness, OwnPolicy, is_independent
from evenhand.office.witnessed import Signed, signed, witnesses_now
from evenhand.process.commands import FreezePool, TypeValue
from evenhand.process.decide import decide
from evenhand.process.decide.draw import is_second
from evenhand.process.facts import Fact, Refusal
from evenhand.process.permissions import may
from evenhand.process.state import CaseState, Draw, Person
from evenhand.records.load import Loaded, load
from evenhand.records.log_folder import LogFolder, edge_path
from evenhand.records.queries.draws import DRAW, POOL, public_half
from evenhand.records.queries.register import OpenedEntry
from evenhand.records.queries.witnesses import WitnessState
from evenhand_register import draw, note
from evenhand_register.checkpoint import Checkpoint
from evenhand_register.encoding import is_ref, is_words
from evenhand_register.errors import RegisterError
from evenhand_register.policy import verify_checkpoint
from evenhand_register.receipt import Logged
from evenhand_register.record import Opening
from evenhand_register.tiles import CHECKPOINT, StoredHashes
from evenhand_register.tlog_proof import TlogProof
from evenhand_register.tree import prove_inclusion

LEAST_AHEAD, MOST_AHEAD = timedelta(minutes=10), timedelta(days=366)
"""How far ahead the random value has to be: the witnesses have to sign before, and a case has to be decided some day."""
_MOST_ALTERNATES = 64
_VALUE = re.compile(r"[!-~]([ -~]{0,1022}[!-~])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Lottery:
    """What a draw works with beside the office: our own policy with the outside witnesses, and the published log."""

    own: OwnPolicy
    log: LogFolder


@decided_again
def freeze_pool(
    office: Office, lottery: Lottery, person: Person, complaint: int, command: FreezePool
) -> Done | Refusal:
    """Freeze the pool of a case and log it for everybody. Refused without an outside witness that signs at present."""
    loaded = load(complaint, office.today())
    if loaded is None:
        return GONE
    asked = replace(command, draw=f"d-{office.entropy(8).hex()}")
    answer = decide(loaded.state, asked, person, loaded.around, loaded.rulebook)
    if isinstance(answer, Refusal):
        return answer
    fault = _beacon_fault(asked, office.now())
    witnesses = _signing(lottery, office.now())
    if fault is not None or not witnesses:
        return fault or NO_WITNESS
    [fact] = answer
    try:
        document = _pool(office, fact, _the_case(loaded, asked.case), witnesses).as_json()
    except RegisterError as error:
        return Refusal("pool", f"{error.sentence} Nothing was frozen.")
    return write_facts(office, loaded, answer, public=[public_entry(office, POOL, document)])


@decided_again
def type_value(
    office: Office, lottery: Lottery, person: Person, complaint: int, command: TypeValue
) -> Done | Refusal:
    """Note the random value. If somebody else typed the same before, draw, log the draw for everybody, and assign who was drawn."""
    loaded = load(complaint, office.today())
    if loaded is None:
        return GONE
    refusal = may(loaded.state, command.case, TypeValue, person, loaded.around)
    if refusal is not None:
        return refusal
    asked = replace(command, value=command.value.strip())
    lot = _the_case(loaded, asked.case).draw
    refusal = _value_fault(asked.value, lot.not_before if lot else 0, office)
    if refusal is not None:
        return refusal
    public = []
    if lot is not None and is_second(lot, person, asked.value):
        try:
            document = _cast(lottery, lot.frozen, asked.value)
        except RegisterError as error:
            return Refusal("not-drawn", f"{error.sentence} Nobody is drawn from this pool: freeze another one.")
        asked = replace(asked, order=_order(document))
        public = [public_entry(office, DRAW, document)]
    answer = decide(loaded.state, asked, person, loaded.around, loaded.rulebook)
    return answer if isinstance(answer, Refusal) else write_facts(office, loaded, answer, public=public)


def transcript(lottery: Lottery, case: CaseState) -> bytes | None:
    """The file with which anybody draws again, for `evenhand-verify draw`; None until a published head covers the draw.

    Raises RegisterError if what was made does not verify.
    """
    raw = lottery.log.read(CHECKPOINT)
    if case.draw is None or case.draw.drawn is None or raw is None:
        return None
    pool, drawn = public_half(POOL, case.draw.frozen), public_half(DRAW, case.draw.drawn)
    size = Checkpoint.parse(note.parse(raw).text).size
    if drawn.index >= size:
        return None
    made = draw.build(pool.body, Opening.parse(pool.opening), _logged(lottery.log, drawn, size, raw))
    draw.verify(made, lottery.own.keys)
    return made


def seen_by(lottery: Lottery, lot: Draw) -> Sequence[Signed]:
    """The witnesses that a pool names, with the times at which each signed the head that ends with it; none if it has not yet."""
    pool = public_half(POOL, lot.frozen)
    raw = _head_of(lottery.log, pool.index + 1)
    seen = verify_checkpoint(raw, lottery.own.keys).seen if raw is not None else {}
    known = {key: name for name, key in lottery.own.policy.witnesses.items()}
    named = draw.open_pool(pool.body, Opening.parse(pool.opening), lottery.own.policy).pool
    return [
        signed(known.get(key, key.name), key, named.origin, seen.get(known.get(key, ""), ()))
        for key in named.witnesses
    ]


def _the_case(loaded: Loaded, number: int) -> CaseState:
    found = loaded.state.case(number)
    if found is None:
        raise LookupError("`decide` accepts nothing on a case that does not exist.")
    return found


def _pool(office: Office, fact: Fact, case: CaseState, witnesses: Sequence[OutsideWitness]) -> draw.Pool:
    listed = fact.data["members"]
    members = (
        draw.Member(each["person"], STRATUM, each["excluded"] and EXCLUDED_WORDS[each["excluded"]]) for each in listed
    )
    able = sum(each["excluded"] is None for each in listed)
    before = public_half(POOL, case.last_frozen) if case.last_frozen is not None else None
    dependent = [each.key.name for each in witnesses if not is_independent(each.key, office.origin)]
    return draw.Pool(
        draw=fact.data["draw"],
        origin=office.origin,
        words=pool_words(dependent),
        strata=(draw.Stratum(STRATUM, 1, min(able - 1, _MOST_ALTERNATES)),),
        members=tuple(members),
        witnesses=tuple(each.key for each in witnesses),
        beacon=draw.Beacon(**fact.data["beacon"]),
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
    return bool(words.strip()) and is_words(words)


def _value_fault(value: str, not_before: int, office: Office) -> Refusal | None:
    if not _VALUE.fullmatch(value):
        return Refusal(
            "value", "A value has 1 to 1024 plain letters, digits and signs. Write it as the pool says.", "value"
        )
    known = datetime.fromtimestamp(not_before, office.timezone)
    if office.now() < known:
        return Refusal(
            "too-early",
            f"Nobody can know this value before {known:%Y-%m-%d %H:%M}: wait until it has been published.",
            "value",
        )
    return None


def _order(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Everybody whom the draw picked, in order: who decides, and who stands in."""
    [result] = document["result"]
    return (*result["panel"], *result["alternates"])


def _cast(lottery: Lottery, frozen: int, value: str) -> dict[str, Any]:
    """The document of the draw. Raises RegisterError where the pool was not seen by its witnesses in time."""
    pool = public_half(POOL, frozen)
    policy = lottery.own.policy
    logged = draw.open_pool(pool.body, Opening.parse(pool.opening), policy)
    size = pool.index + 1
    head = _head_of(lottery.log, size)
    if head is None:
        raise RegisterError("E_DRAW_FORMAT", "No head that ends with the pool was signed before it was needed.")
    return draw.conduct(logged, _logged(lottery.log, pool, size, head).proof, policy, value, DRAW_WORDS)


def _head_of(log: LogFolder, size: int) -> bytes | None:
    """The head of so many entries, put aside or still the newest; None if there is none."""
    newest = log.read(CHECKPOINT)
    if newest is not None and Checkpoint.parse(note.parse(newest).text).size == size:
        return newest
    return log.read(edge_path(size))


def _logged(log: LogFolder, opened: OpenedEntry, size: int, head: bytes) -> Logged:
    path = prove_inclusion(StoredHashes(log, size), opened.index, size)
    proof = TlogProof(opened.index, tuple(path), head)
    return Logged(opened.body, Opening.parse(opened.opening), proof.render())
