"""What an outsider waits for who checks a large register: the tree alone, the sums too, every proof, and all of it a second time.

The register is made up (`counted_log`). Beyond the first million, proofs are stand-ins, and none are measured.
"""

import os
import time
from collections.abc import Callable
from typing import Any

from evenhand.cli.bench.timing import spread
from evenhand.cli.open_home import Opened
from evenhand_register.tools.check import Request, answer
from evenhand_register.tools.extent import Depth
from evenhand_register.tools.helpers import cores
from evenhand_register.tools.memory import Memory
from evenhand_register.tools.whole import Means, Plan

_ORIGIN = "demo.invalid/bench-of-the-audit"
_PROVED = 1_000_000


def audit(opened: Opened, times: int, size: int) -> dict[str, Any]:
    """The check of a register of `size` entries as `evenhand-verify` makes it, with all processors."""
    from evenhand.cli.bench.counted_log import TEMPLATES, make

    log = make(opened.home.root / f"counted-log-of-{size}", _ORIGIN, size, _PROVED)
    repeat = max(1, times // 100)
    memory = Memory(opened.home.root / "memory-of-the-auditor")
    means = Means(cores(), lambda below: below - 1, time.monotonic, None)

    def check(plan: Plan) -> None:
        found = answer(Request(str(log.folder), vkey=log.signer.vkey, plan=plan), memory, means)[0]
        if found.code is not None:
            raise AssertionError(found.title)

    lines = {"tree": _timed(check, Plan(Depth.TREE), repeat), "sums": _timed(check, Plan(Depth.NONE), repeat)}
    if size <= _PROVED:
        lines["proofs"] = _timed(check, Plan(again=True), 1)
        lines["again"] = _timed(check, Plan(), repeat)
    return {"size": size, "processors": cores(), "templates": TEMPLATES, **lines}


def _timed(check: Callable[[Plan], None], plan: Plan, repeat: int) -> dict[str, Any]:
    """How long one check takes, and how much of all processors' time it takes up."""
    taken, before = [], os.times()
    for _ in range(repeat):
        began = time.perf_counter()
        check(plan)
        taken.append((time.perf_counter() - began) * 1000)
    spent = sum(os.times()[:4]) - sum(before[:4])
    return {**spread(taken, sum(taken) / 1000), "cpu_s_each": round(spent / repeat, 2), "unit": "audits"}
