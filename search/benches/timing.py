"""Timing calls one by one."""

import time
from collections.abc import Callable, Sequence
from typing import Any


def timed(calls: Sequence[Callable[[], Any]]) -> dict[str, float]:
    """The median and the 95th percentile of calls, in milliseconds, after one that warms up."""
    calls[0]()
    taken = []
    for call in calls:
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    last = len(taken) - 1
    return {"p50": round(taken[last // 2], 2), "p95": round(taken[round(last * 0.95)], 2)}
