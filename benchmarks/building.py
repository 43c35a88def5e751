"""Building a master workbook against bare XlsxWriter: `python benchmarks/building.py [INDICATORS]`.

The calls that the builder makes to XlsxWriter are recorded once; the floor repeats them, with formats and charts made
anew, and does nothing else. So both write the same cells, and what is over is what deciding what to write costs.
"""

from __future__ import annotations

import gc
import io
import sys
import time
from collections.abc import Callable
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from quarterbook.book.build import workbook_bytes
from quarterbook.book.sheets.styles import WORKBOOK_OPTIONS
from registers import register_of

RUNS = 3
RECORDED = [
    "set_column",
    "set_row",
    "write_string",
    "write_number",
    "write_blank",
    "write_formula",
    "write_url",
    "merge_range",
    "write_dynamic_array_formula",
    "add_table",
    "conditional_format",
    "data_validation",
    "insert_chart",
    "set_paper",
    "set_portrait",
    "set_landscape",
    "set_margins",
    "print_area",
    "fit_to_pages",
    "repeat_rows",
    "set_footer",
    "freeze_panes",
    "ignore_errors",
    "hide_gridlines",
]
"""The methods of XlsxWriter's worksheet that are recorded and repeated."""

Call = tuple[str, str, tuple[Any, ...], dict[str, Any]]


def recorded(task: Callable[[], object]) -> list[Call]:
    """Return the outermost calls that a task makes to XlsxWriter's worksheets: sheet, method and arguments."""
    calls: list[Call] = []
    originals = {name: getattr(Worksheet, name) for name in RECORDED}
    inside = False

    def recording(name: str) -> Callable[..., Any]:
        def method(self: Worksheet, *arguments: Any, **named: Any) -> Any:
            nonlocal inside
            if inside:
                return originals[name](self, *arguments, **named)
            calls.append((self.name, name, arguments, named))
            inside = True
            try:
                return originals[name](self, *arguments, **named)
            finally:
                inside = False

        return method

    for name in RECORDED:
        setattr(Worksheet, name, recording(name))
    try:
        task()
    finally:
        for name, method in originals.items():
            setattr(Worksheet, name, method)
    return calls


def repeated(calls: list[Call]) -> None:
    """Make recorded calls to a new workbook, and write it."""
    book = xlsxwriter.Workbook(io.BytesIO(), {**WORKBOOK_OPTIONS, "in_memory": True})
    formats: dict[int, Format] = {}

    def own(value: Any) -> Any:
        if isinstance(value, Format):
            if id(value) not in formats:
                formats[id(value)] = book.add_format()
                of_book = {
                    key: kept for key, kept in value.__dict__.items() if "index" not in key and "indices" not in key
                }
                formats[id(value)].__dict__.update(of_book)
            return formats[id(value)]
        if isinstance(value, dict):
            return {key: own(inner) for key, inner in value.items()}
        return [own(inner) for inner in value] if isinstance(value, list) else value

    sheets = {name: book.add_worksheet(name) for name in dict.fromkeys(call[0] for call in calls)}
    for sheet, method, arguments, named in calls:
        if method == "insert_chart":
            row, column, chart, *options = arguments
            new = book.add_chart({"type": "line"})
            for series in chart.series:
                new.add_series({"categories": f"={series['categories']}", "values": f"={series['values']}"})
            sheets[sheet].insert_chart(row, column, new, *options)
        else:
            getattr(sheets[sheet], method)(*(own(argument) for argument in arguments), **named)
    book.close()


def measure(indicators: int = 1000, runs: int = RUNS) -> dict[str, float]:
    """Return the seconds of the builder and of the floor, the quickest of some runs, and how many calls both make."""
    register = register_of(indicators)
    calls = recorded(lambda: workbook_bytes(register))
    seconds = {"seconds": float("inf"), "floor_seconds": float("inf")}
    for _ in range(runs):
        for name, task in (("seconds", lambda: workbook_bytes(register)), ("floor_seconds", lambda: repeated(calls))):
            gc.collect()
            start = time.perf_counter()
            task()
            seconds[name] = min(seconds[name], time.perf_counter() - start)
    return {**seconds, "indicators": float(indicators), "calls": float(len(calls))}


if __name__ == "__main__":
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    print(f"{found['indicators']:,.0f} indicators, {found['calls']:,.0f} calls: {found['seconds']:.2f} s")
    print(f"bare XlsxWriter {found['floor_seconds']:.2f} s, ratio {found['seconds'] / found['floor_seconds']:.2f}")
