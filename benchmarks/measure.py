"""One measurement in a process of its own: `python benchmarks/measure.py TASK FILE` prints seconds and peak memory.

A process of its own, because peak memory never goes down and because an import or a warm cache must not help the task
that comes second. Only the task itself is timed, its imports are not.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path


def calamine(path: Path) -> Callable[[], object]:
    """The floor for reading: every value of every sheet by python-calamine."""
    from python_calamine import CalamineWorkbook

    def task() -> object:
        book = CalamineWorkbook.from_path(str(path))
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    return task


def engine(path: Path) -> Callable[[], object]:
    """The floor for evaluation: formualizer's load and evaluate, with the functions and tables that it needs."""
    from quarterbook.book.engine import Engine
    from quarterbook.book.package import Package
    from quarterbook.book.structure import read_structure
    from quarterbook.functions import REGISTRY

    structure = read_structure(Package.open(path))
    sheets, tables = [sheet.name for sheet in structure.sheets], list(structure.tables)

    def task() -> object:
        workbook = Engine(path.read_bytes(), str(path), sheets)
        for name, function in REGISTRY.items():
            workbook.register(name, function.on_cells)
        for table in tables:
            workbook.add_table(table)
        workbook.evaluate()
        return workbook

    return task


def openpyxl(path: Path) -> Callable[[], object]:
    """What a script would do that wants formulas and values: two loads by openpyxl."""
    from openpyxl import load_workbook

    return lambda: [load_workbook(path, data_only=wanted) for wanted in (False, True)]


def evaluate(path: Path) -> Callable[[], object]:
    """`quarterbook.evaluate_file`."""
    from quarterbook.book.evaluate import evaluate_file

    return lambda: evaluate_file(path)


def opened(path: Path) -> Callable[[], object]:
    """`quarterbook.open` with all that checks need: the cells, the values of every formula, and the register."""
    from quarterbook.book.read import open_book

    def task() -> object:
        book = open_book(path)
        with book.evaluating():
            contents = book.contents
        return book, contents, book.evaluation

    return task


def recalc(path: Path) -> Callable[[], object]:
    """`quarterbook recalc`, every stored value out of date."""
    from quarterbook.book.recalc import recalc as recalculate

    return lambda: recalculate(path, path.with_suffix(".out.xlsx"))


TASKS = {task.__name__: task for task in (calamine, engine, openpyxl, evaluate, opened, recalc)}


def peak() -> float:
    """Return this process's peak memory in MB. What `resource` tells on Linux begins with its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text())
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Run one task once and print what it took as JSON."""
    task = TASKS[sys.argv[1]](Path(sys.argv[2]))
    before = peak()
    start, worked = time.perf_counter(), time.process_time()
    kept = task()
    seconds, cpu = time.perf_counter() - start, time.process_time() - worked
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak_mb": peak(), "grown_mb": peak() - before}))
    del kept


if __name__ == "__main__":
    main()
