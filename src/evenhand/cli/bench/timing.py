"""Timing a thing done many times: n, median, 95th percentile, rate."""

import time
from collections.abc import Callable, Sequence
from typing import Any


def measure(do: Callable[[int], object], times: int) -> dict[str, Any]:
    """Do it `times` times one after the other; milliseconds and repetitions a second."""
    taken = []
    began = time.perf_counter()
    for place in range(times):
        start = time.perf_counter()
        do(place)
        taken.append((time.perf_counter() - start) * 1000)
    return spread(taken, time.perf_counter() - began)


def measure_with_cpu(do: Callable[[int], object], times: int) -> dict[str, Any]:
    """The same with `cpu_ms_each`, this process's own time for one: on a busy machine it says more."""
    before = time.process_time()
    found = measure(do, times)
    return {**found, "cpu_ms_each": round((time.process_time() - before) * 1000 / times, 3)}


def spread(taken: Sequence[float], whole: float) -> dict[str, Any]:
    """Median and 95th percentile of times in milliseconds, and how many were done in each of `whole` seconds."""
    ordered, times = sorted(taken), len(taken)
    return {
        "n": times,
        "p50_ms": round(ordered[times // 2], 3),
        "p95_ms": round(ordered[min(times - 1, times * 95 // 100)], 3),
        "rate_per_s": round(times / whole, 1),
    }
