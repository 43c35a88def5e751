"""A column of ratings through the web edition in one call, against a call a cell: `python benchmarks/server.py`.

Both go over HTTP to the project in `addin/server`, as Office.js calls it. The floor is the one call.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "server"))

ROWS = 1000
RUNS = 3


def measure(rows: int = ROWS, runs: int = RUNS) -> dict[str, float]:
    """Return the seconds of one call for a column (`floor_seconds`) and of a call a cell, each the best of its runs."""
    from serving import serving

    column = [[0.5 + (n % 100) / 100] for n in range(rows)]
    found = {"rows": float(rows), "floor_seconds": float("inf"), "seconds": float("inf")}
    with serving() as server:
        for _ in range(runs):
            start = time.perf_counter()
            at_once = server.call("RAG", column, [[1.0]], [["up"]], None, None)
            found["floor_seconds"] = min(found["floor_seconds"], time.perf_counter() - start)
            start = time.perf_counter()
            one_by_one = [server.call("RAG", [row], [[1.0]], [["up"]], None, None)[0] for row in column]
            found["seconds"] = min(found["seconds"], time.perf_counter() - start)
            assert at_once == one_by_one, "both have to do the same work"
    return found


if __name__ == "__main__":
    print(measure())
