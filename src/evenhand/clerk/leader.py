"""One clerk leads at a time: a lease row, renewed while the clerk lives, taken over when it is no more (REGISTER.md 9.2).

Whether it is renewed is seen by looking at the row for some time, and not by comparing clocks: one that was set wrong keeps
nobody out and lets nobody in. The lease of a clerk that was killed on this machine is taken over at once, so that a checkpoint
is as quick after a crash as before it; one elsewhere is watched first, because from here nobody can tell that it is gone.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from evenhand.records.models import Lease

TERM = timedelta(seconds=15)
"""How long a lease lasts after it was last renewed."""
RENEW = TERM / 3
"""How often it is renewed: a write that keeps others from writing as long as it lasts."""
NAME = "clerk"
NOBODY = ""
"""The holder of a lease that was given up."""
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_PROCESSES = Path("/proc/self/ns/pid")


class Leadership:
    """This process's claim to lead. `steady` tells seconds that pass evenly, whatever is done to the machine's clock."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self.holder = f"{_place()}:{os.getpid()}:{_began(os.getpid())}:{secrets.token_hex(4)}"
        self._steady = steady
        self._renewed: float | None = None
        self._seen: tuple[tuple[str, datetime], float] | None = None
        """Another's lease as it was seen last, and since when it is so."""

    def hold(self, now: datetime) -> bool:
        """Take or renew the lease. False while another clerk holds it."""
        if self._renewed is not None and self._steady() - self._renewed < RENEW.total_seconds():
            return Lease.objects.filter(name=NAME, holder=self.holder).exists()
        self._renewed = None
        with transaction.atomic():
            lease, _ = Lease.objects.select_for_update().get_or_create(
                name=NAME, defaults={"holder": self.holder, "until": now + TERM}
            )
            if not self._may_take(lease):
                return False
            lease.holder, lease.until = self.holder, now + TERM
            lease.save(update_fields=("holder", "until"))
        self._renewed = self._steady()
        return True

    def give_up(self) -> None:
        """Let another clerk take over at once."""
        self._renewed = None
        Lease.objects.filter(name=NAME, holder=self.holder).update(holder=NOBODY)

    def _may_take(self, lease: Lease) -> bool:
        if lease.holder in (self.holder, NOBODY) or is_gone(lease.holder):
            return True
        look = (lease.holder, lease.until)
        if self._seen is None or self._seen[0] != look:
            self._seen = (look, self._steady())
        return self._steady() - self._seen[1] > TERM.total_seconds()


def is_gone(holder: str) -> bool:
    """Whether a holder was a process of this machine that has ended. Of any other it cannot be known, and the answer is no."""
    place, pid, began, _ = (*holder.split(":"), "", "", "")[:4]
    return place == _place() != "" and _began(int(pid)) != began


def _place() -> str:
    """This start of this machine, and which of its processes can be seen. Empty where the system does not say: not Linux."""
    try:
        seen = _BOOT.read_text(encoding="ascii") + str(_PROCESSES.readlink())
    except OSError:
        return ""
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def _began(pid: int) -> str:
    """When a process began, in ticks since the machine's start (proc(5), field 22): a pid given out again is another process.

    Empty if it has ended.
    """
    try:
        state, *fields = (Path("/proc") / str(pid) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if state in "ZX" else fields[18]
