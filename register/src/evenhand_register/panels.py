"""The pools and draws of a log, in its order (register.md section 7, and the end of section 9).

Each draw is made again from the pool that it names, where both are published: steps 2 and 4 to 6 of the transcript. What the log
itself shows stands in the place of steps 1 and 3. A pool is drawn from once, its draw stands after it, and its name and the pool
that it replaces are what they say.

That a reader's policy does not know the witnesses of an old pool makes no register untrue: policies change, and a key alone knows
no witness. So here those that a pool names are taken to be who they say; their signatures and times are checked all the same,
and the reader is told whom the policy does not know. Whoever checks the transcript of one draw is not so lenient.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .draw import LoggedPool, Outcome, Pool, open_pool, verify_document
from .encoding import b64decode
from .entry import Entry
from .errors import RegisterError
from .keys import VerifierKey
from .policy import Policy, is_independent
from .record import Opening

__all__ = ["Panel", "Panels"]


@dataclass
class Panel:
    """A pool that was logged as entry `index`, and what came of it. `logged` is None where it is not published.

    `draw` is the entry of its draw, None while there is none that is published; `outcome` is set where that was drawn again.
    `replaced_by` is the entry of a later pool that takes its place.
    """

    index: int
    logged: LoggedPool | None
    draw: int | None = None
    outcome: Outcome | None = None
    replaced_by: int | None = None
    unknown: Sequence[VerifierKey] = ()
    """The witnesses that it names and that the reader's policy does not know."""
    enough: bool = True
    """Whether those that the policy knows are as many as it asks for."""

    @property
    def dependent(self) -> list[VerifierKey]:
        """The witnesses that it names and that bear the register's own host name: none of them is independent."""
        if self.logged is None:
            return []
        pool = self.logged.pool
        return [key for key in pool.witnesses if not is_independent(key, pool.origin)]


class Panels:
    """Takes the pools and draws of one log in order. `origin` is the log's, `policy` the reader's."""

    def __init__(self, origin: str, policy: Policy) -> None:
        self.found: dict[bytes, Panel] = {}
        """Each panel by its pool's record."""
        self._origin, self._policy = origin, policy
        self._names: set[str] = set()

    def take_pool(self, index: int, entry: Entry, opening: Opening | None) -> Panel:
        """Take a pool, None as its opening where that is not published. Raises E_POOL_FORMAT, E_ORIGIN, E_DRAW_SHORT."""
        panel = Panel(index, None if opening is None else open_pool(entry.render(), opening, self._policy))
        if panel.logged is not None:
            pool = panel.logged.pool
            self._check_pool(pool)
            if pool.replaces is not None:
                self.found[pool.replaces].replaced_by = index
            names = {key: name for name, key in self._policy.witnesses.items()}
            panel.unknown = [key for key in pool.witnesses if key not in names]
            panel.enough = self._policy.is_satisfied_by([names[key] for key in pool.witnesses if key in names])
        self.found[entry.record] = panel
        return panel

    def take_draw(self, index: int, opening: Opening, root: Callable[[int], bytes | None]) -> None:
        """Take a draw that is published, and draw again. `root` gives that of the first so many entries of this log.

        Raises E_DRAW_FORMAT, E_ORIGIN, E_CONSISTENCY, E_QUORUM, E_DRAW_LATE, E_DRAW_SEED, E_DRAW_RESULT and those of a proof.
        """
        panel = self._pool_of(opening)
        if panel.draw is not None:
            raise RegisterError(
                "E_DRAW_FORMAT",
                f"It is a second draw from the pool in entry {panel.index}: only the first can count.",
            )
        panel.draw = index
        if panel.logged is not None:
            panel.outcome = verify_document(opening.facts["data"], panel.logged, self._trusted(panel))
            head = panel.outcome.head.checkpoint
            if root(head.size) != head.root:
                raise RegisterError(
                    "E_CONSISTENCY",
                    "It is a draw under a signed head of another list: the register has two histories, or had. Keep its record.",
                )

    def _check_pool(self, pool: Pool) -> None:
        if pool.origin != self._origin:
            raise RegisterError("E_ORIGIN", f"The pool was made for another register, {pool.origin}.")
        if pool.draw in self._names:
            raise RegisterError("E_POOL_FORMAT", f"The pool has the name {pool.draw}, which an earlier pool has.")
        self._names.add(pool.draw)
        if pool.replaces is not None and pool.replaces not in self.found:
            raise RegisterError("E_POOL_FORMAT", "The pool replaces one that does not stand before it in the list.")

    def _pool_of(self, opening: Opening) -> Panel:
        named = opening.facts["data"].get("pool")
        record = b64decode(named) if isinstance(named, str) else None
        if record is None or record not in self.found:
            raise RegisterError(
                "E_DRAW_FORMAT", "It is a draw from a pool that does not stand before it in the list."
            )
        return self.found[record]

    def _trusted(self, panel: Panel) -> Policy:
        """The reader's policy, with the witnesses of the pool that it does not know, and asking for nobody else."""
        own = {key.public_key for key in self._policy.logs}
        for key in panel.unknown:
            if key.public_key in own:  # no policy file could name it (section 1.5)
                raise RegisterError(
                    "E_QUORUM",
                    f"The witness {key.name}, which the pool names, has the register's own key: it is none.",
                )
        known = {**{key.vkey: key for key in panel.unknown}, **self._policy.witnesses}
        return replace(self._policy.without_quorum(), witnesses=known)
