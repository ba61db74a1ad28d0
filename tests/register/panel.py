"""A panel that is drawn by lot in a small log, from the pool to the transcript; lies can be told on the way."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from evenhand_register import canonical, draw, policy, tiles
from evenhand_register.draw import Beacon, LoggedPool, Member, Pool, Stratum
from evenhand_register.policy import Policy
from evenhand_register.receipt import Logged

from .support import ORIGIN, Files, Log, Witness, counted, small_log

WITNESSES = [Witness("regulator.example/w1", counted(-101)), Witness("newspaper.example/w2", counted(-102))]
OWN = Witness("friend.example/w9", counted(-109))
NOT_BEFORE = 1_774_300_000
VALUE = "01-02-03"
POOL = Pool(
    draw="hearing-1",
    origin=ORIGIN,
    words="The first hearing",
    strata=(Stratum("lay", 2, 1), Stratum("legal", 1, 2)),
    members=(
        *(Member(f"m-{number:02}", "lay", "knows a party" if number == 3 else None) for number in range(6)),
        *(Member(f"n-{number:02}", "legal") for number in range(2)),
    ),
    witnesses=tuple(witness.key for witness in WITNESSES),
    beacon=Beacon(
        "lottery.example", "the draw of 2026-03-24", "three numbers in their order, joined by '-'", NOT_BEFORE
    ),
)


def trusting(witnesses: Sequence[Witness]) -> Policy:
    """The policy that asks for all of these."""
    lines = [f"log {small_log().signer.vkey}"]
    lines += [f"witness w{at} {witness.key.vkey}" for at, witness in enumerate(witnesses)]
    lines += [f"group all all {' '.join(f'w{at}' for at in range(len(witnesses)))}", "quorum all", ""]
    return policy.parse("\n".join(lines).encode())


TRUSTED = trusting(WITNESSES)


class Play:
    """A log with a pool that witnesses have seen: each at one time, or at several, in seconds after 100 before the beacon."""

    def __init__(
        self,
        pool: Pool = POOL,
        times: Sequence[int | tuple[int, ...]] = (1, 2),
        after: int = 0,
        witnesses: Sequence[Witness] = WITNESSES,
    ) -> None:
        self.log, self.witnesses, self.trusted = small_log(), witnesses, trusting(witnesses)
        self.at = self.log.add("pool", pool.as_json(), day="2026-W12")
        for number in range(after):
            self.log.add("event", {"act": "later", "number": number}, day="2026-W12")
        head = self.log.head()
        for witness, moments in zip(witnesses, times, strict=True):
            for time in moments if isinstance(moments, tuple) else [moments]:
                head = witness.cosign(head, NOT_BEFORE - 100 + time)
        self.proof = self.log.proof(self.at, head)
        opening = self.log.openings[self.at]
        assert opening is not None
        self.opening = opening

    @property
    def logged(self) -> LoggedPool:
        return draw.open_pool(self.log.entries[self.at], self.opening, self.trusted)

    def conduct(self, value: str | None = VALUE) -> dict[str, Any]:
        return draw.conduct(self.logged, self.proof, self.trusted, value, "Drawn in the hall, before both parties")

    def transcript(self, document: dict[str, Any], time: int = NOT_BEFORE + 1000) -> bytes:
        """Log a draw's document, whatever it says, and show it under a head that was seen at that time."""
        index = self.log.add("draw", document, day="2026-W13")
        opening = self.log.openings[index]
        assert opening is not None
        head = self.log.head()
        for witness in self.witnesses:
            head = witness.cosign(head, time)
        shown = Logged(self.log.entries[index], opening, self.log.proof(index, head))
        return draw.build(self.log.entries[self.at], self.opening, shown)


def published(log: Log, *but: int) -> Files:
    """The files of a log that publishes its pools and draws as well, but for the entries named."""
    files = log.published()
    for index, opening in enumerate(log.openings):
        if opening is not None and opening.facts["kind"] in ("pool", "draw") and index not in but:
            files[tiles.record_path(opening.record)] = canonical.dumps(opening.as_json())
    return files


def registers() -> dict[str, tuple[str | None, Callable[[], Files]]]:
    """Published registers with a panel, for the gallery: what each must be refused for, and its files."""

    def by_hand(document: dict[str, Any]) -> None:
        lay = document["result"][0]
        lay["panel"][1], lay["alternates"][0] = lay["alternates"][0], lay["panel"][1]

    def told(*lies: Callable[[dict[str, Any]], object]) -> Callable[[], Files]:
        def make() -> Files:
            play = Play()
            for at, lie in enumerate(lies):
                document = play.conduct()
                lie(document)
                play.log.add("draw", {**document, "words": f"Draw {at}"}, day="2026-W13")
            return published(play.log)

        return make

    return {
        "panel-good": (None, told(lambda _: None)),
        "panel-that-waits": (None, told()),
        "panel-chosen-by-hand": ("E_DRAW_RESULT", told(by_hand)),
        "panel-drawn-by-another-value": ("E_DRAW_SEED", told(lambda found: found["beacon"].update(value="01-02-04"))),
        "panel-drawn-twice": ("E_DRAW_FORMAT", told(lambda _: None, lambda _: None)),
    }


def files() -> dict[str, bytes]:
    """Transcripts for the gallery: a good draw, the weaker kind, and some that are not to be believed."""
    honest, hand_picked, late = Play().conduct(), Play().conduct(), Play(times=(1, 100))
    lay = hand_picked["result"][0]
    lay["panel"][1], lay["alternates"][0] = lay["alternates"][0], lay["panel"][1]
    by_signatures = Play(replace(POOL, beacon=None))
    own = Play(replace(POOL, witnesses=(WITNESSES[0].key, OWN.key)), (1, 2, 3), witnesses=[*WITNESSES, OWN])
    own.trusted = replace(own.trusted, quorum=None)
    return {
        "draw.json": Play().transcript(honest),
        "draw-by-signatures.json": by_signatures.transcript(by_signatures.conduct(None)),
        "draw-by-hand.json": Play().transcript(hand_picked),
        "draw-by-another-value.json": Play().transcript({**honest, "beacon": {"value": "01-02-04"}}),
        "draw-from-a-late-pool.json": late.transcript({**honest, "proof": late.proof.decode()}),
        "draw-before-a-friend.json": own.transcript(own.conduct()),
    }
