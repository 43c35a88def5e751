"""One measurement in a process of its own: `python benchmarks/measure.py TASK FILE` prints seconds and peak memory.

A process of its own, because peak memory never goes down and because an import or a warm cache must not help the task
that comes second. Only the task itself is timed, its imports are not.
"""

from __future__ import annotations

import contextlib
import io
import json
import pickle
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


def tables(path: Path) -> Callable[[], object]:
    """Write down, beside the workbook, the sheets and tables that the engine has to be told of."""
    from quarterbook.book.package import Package
    from quarterbook.book.structure import read_structure

    def task() -> object:
        structure = read_structure(Package.open(path))
        found = [sheet.name for sheet in structure.sheets], list(structure.tables)
        return _told(path).write_bytes(pickle.dumps(found))

    return task


def _told(path: Path) -> Path:
    return path.with_suffix(".tables")


def engine(path: Path) -> Callable[[], object]:
    """The floor for evaluation: formualizer's load and evaluate, with the functions and tables that it needs."""
    from quarterbook.book.engine import Engine
    from quarterbook.functions import REGISTRY

    sheets, tables = pickle.loads(_told(path).read_bytes())

    def task() -> object:
        workbook = Engine(path.read_bytes(), str(path), sheets)
        for name, function in REGISTRY.items():
            workbook.register(name, function.on_cells)
        for table in tables:
            workbook.add_table(table)
        workbook.evaluate()
        return workbook

    return task


def floor(path: Path) -> Callable[[], object]:
    """Both floors in one process, which holds what each gives."""
    tasks = calamine(path), engine(path)
    return lambda: [task() for task in tasks]


def validate(path: Path) -> Callable[[], object]:
    """`quarterbook validate FILE --format json`, what it prints left aside."""
    from quarterbook.cli import main

    def task() -> object:
        with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())), contextlib.suppress(SystemExit):
            main(["validate", str(path), "--format", "json"])

    return task


def read(path: Path) -> Callable[[], object]:
    """All that is read of a workbook without evaluating it: its structure, and what its cells show."""
    from quarterbook.book.package import Package
    from quarterbook.book.view import view_of_file

    return lambda: view_of_file(Package.open(path))


def parsed(path: Path) -> Callable[[], object]:
    """The same, every sheet read by the XML parser as if none were written plainly."""
    from quarterbook.book import structure

    structure.plain_sheet = lambda _: None  # type: ignore[assignment, return-value]
    return read(path)


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


TASKS = {
    task.__name__: task
    for task in (tables, calamine, engine, floor, read, parsed, openpyxl, evaluate, opened, recalc, validate)
}


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
