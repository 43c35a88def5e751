"""The worked cases of `data/vectors.csv`: function, arguments and expected result, both as JSON."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parent / "data" / "vectors.csv"


@dataclass(frozen=True)
class Vector:
    """One worked case."""

    line: int
    function: str
    arguments: list[Any]
    expected: Any

    def __str__(self) -> str:
        """Where it stands, as the name of a test: plain letters, so that any tool can pass it on."""
        return f"{self.function}-line-{self.line}"


@cache
def vectors(*functions: str) -> list[Vector]:
    """Return the cases of these functions (worksheet names), or all of them."""
    with VECTORS.open(encoding="utf-8", newline="") as file:
        cases = [
            Vector(line, row["function"], json.loads(row["arguments"]), json.loads(row["expected"]))
            for line, row in enumerate(csv.DictReader(file), start=2)
        ]
    return [case for case in cases if not functions or case.function in functions]
