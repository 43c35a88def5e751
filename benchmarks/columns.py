"""Whole columns against a bare `numpy.select`: `python benchmarks/columns.py [ROWS]`.

The floor gives the same bands on the same figures and nothing else: it knows no missing value, no direction, no
tolerance of a row's own and no tenth decimal place. It stands here twice: in its quickest form (one byte a row) and as
most people would write it (words). Seconds are the best of several runs, turn and turn about, so that a slow moment of
the machine falls on all alike. Memory is what a call allocates at its peak, its arguments not counted.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from quarterbook.columns import rag_series
from quarterbook.vocabulary import BANDS, DEFAULT_AMBER, DEFAULT_BLUE

ROWS = 10_000_000
RUNS = 7


def measure(rows: int = ROWS, runs: int = RUNS) -> dict[str, float]:
    """Return seconds and peak memory of `rag_series`, of the quickest floor (`floor_…`) and of words (`words_…`).

    Args:
        rows: how many rows of numbers to rate.
        runs: how often each is timed; the best counts.
    """
    random = np.random.default_rng(2023)
    target = random.uniform(1, 1_000_000, rows)
    current = target * random.uniform(0.8, 1.2, rows)

    def select(red: Any, amber: Any, green: Any, blue: Any) -> Any:
        variance = (current - target) / np.abs(target)
        bands = [variance < -DEFAULT_AMBER, variance < 0, variance <= DEFAULT_BLUE]
        return np.select(bands, [red, amber, green], blue)

    tasks: dict[str, Callable[[], Any]] = {
        "": lambda: rag_series(current, target, "up"),
        "floor_": lambda: select(*np.arange(len(BANDS), dtype=np.int8)),
        "words_": lambda: select(*BANDS),
    }
    differing = np.count_nonzero(tasks[""]().cat.codes.to_numpy() != tasks["floor_"]())
    assert differing <= rows / 1000, "the floor has to do the same work, save for the tenth decimal place"

    seconds = dict.fromkeys(tasks, float("inf"))
    for _ in range(runs):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            seconds[name] = min(seconds[name], time.perf_counter() - start)

    found = {"rows": float(rows)}
    for name, task in tasks.items():
        tracemalloc.start()  # NumPy reports its arrays to it
        task()
        found |= {f"{name}seconds": seconds[name], f"{name}peak_mb": tracemalloc.get_traced_memory()[1] / 1e6}
        tracemalloc.stop()
    return found


if __name__ == "__main__":
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
    print(f"{found['rows']:,.0f} rows")
    for name, label in {"": "rag_series", "floor_": "select, one byte a row", "words_": "select, words"}.items():
        seconds, megabytes = found[f"{name}seconds"], found[f"{name}peak_mb"]
        print(
            f"{label:24}{seconds:8.3f} s{megabytes:8.1f} MB   rag_series takes {found['seconds'] / seconds:.2f} of it"
        )
