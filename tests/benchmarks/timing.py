"""Timing calls one by one."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any


def milliseconds(call: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def spread(taken: Iterable[float]) -> dict[str, float]:
    """The median and the 95th percentile."""
    ordered = sorted(taken)
    last = len(ordered) - 1
    return {"p50": round(ordered[last // 2], 2), "p95": round(ordered[round(last * 0.95)], 2)}


def timed(calls: Sequence[Callable[[], Any]]) -> dict[str, float]:
    """The spread of calls, in milliseconds, after one that warms up."""
    calls[0]()
    return spread(milliseconds(call) for call in calls)
