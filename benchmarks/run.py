"""Measure what `docs/performance.md` says: `python benchmarks/run.py [--write]`.

Every figure is a ratio to a floor measured in the same run on the same machine, because seconds alone say nothing. Each
measurement runs in a process of its own, three times; the quickest counts, since what slows a run down is not ours.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(Path(__file__).parent))

import building  # noqa: E402
import columns  # noqa: E402
import server  # noqa: E402
from quarterbook.book.build import build_workbook  # noqa: E402
from quarterbook.demo import example_register  # noqa: E402
from quarterbook.register.files import read_register  # noqa: E402
from registers import register_of  # noqa: E402

PAGE = ROOT / "docs" / "performance.md"
SIZES = (19, 100, 200, 1000, 2000)
BUILT = 1000
MOST_BY_OPENPYXL = 1000
"""Beyond so many indicators two loads by openpyxl are not waited for."""
RUNS = 3
FLOOR = ("calamine", "engine")
OURS = {"evaluate": "`evaluate_file`", "opened": "`open`", "recalc": "`recalc`"}
"""Tasks of `measure.py` that are held against the floor, and what the table calls them."""
WHOLE = ("floor", "validate")
"""Tasks whose whole processes are held against each other."""
READING = ("read", "parsed")
"""Tasks that read all of a workbook, as it is done and by the XML parser alone."""
HELP_RUNS = 15
GOAL = 8
"""So many times as quick as two loads by openpyxl validating is meant to be."""


def measured(tasks: Sequence[str], path: Path) -> dict[str, dict[str, float]]:
    """Return the quickest of some runs of each task on a workbook, and the largest peak memory among them.

    They take turns, so that a slow minute of the machine is everybody's. `seconds` is the task alone, `whole` its
    process: interpreter, imports, task and end.
    """
    runs: dict[str, list[dict[str, float]]] = {task: [] for task in tasks}
    for task in list(tasks) * RUNS:
        command = [sys.executable, str(Path(__file__).with_name("measure.py")), task, str(path)]
        start = time.perf_counter()
        answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
        runs[task].append({**json.loads(answer.stdout), "whole": time.perf_counter() - start})
    return {
        task: {
            "seconds": min(run["seconds"] for run in of_task),
            "whole": min(run["whole"] for run in of_task),
            "peak_mb": max(run["peak_mb"] for run in of_task),
        }
        for task, of_task in runs.items()
    }


def headless_rows() -> tuple[list[str], list[str], list[str], list[str]]:
    """Return what is done without Excel: tables of it, of its memory, of validating, and of reading, with a remark."""
    ours = [cell for label in OURS.values() for cell in (label, "ratio")]
    heads = ["indicators", "calamine reads", "engine evaluates", *ours, "two openpyxl loads", "of them `open` takes"]
    seconds_rows = [_row(heads), _row(["---:"] * len(heads))]
    memory_heads = ["indicators", "engine", *ours]
    memory_rows = [_row(memory_heads), _row(["---:"] * len(memory_heads))]
    whole_heads = ["indicators", "floor", "`validate`", "ratio", "memory of the floor", "of `validate`", "ratio"]
    whole_heads += ["two openpyxl loads", "of them `validate` takes"]
    whole_rows = [_row(whole_heads), _row(["---:"] * len(whole_heads))]
    read_rows = [_row(["indicators", *("as it is", "parsed", "ratio")]), _row(["---:"] * 4)]
    remark = growth = ""
    before: tuple[int, dict[str, float], dict[str, float]] | None = None
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.xlsx"
            build_workbook(read_register(example_register()) if size == SIZES[0] else register_of(size), path)
            measured(("tables",), path)
            found = measured((*FLOOR, *OURS, *WHOLE, *READING), path)
            seconds, memory = ({task: run[what] for task, run in found.items()} for what in ("seconds", "peak_mb"))
            floor = sum(seconds[task] for task in FLOOR)
            below, ours = (found[task] for task in WHOLE)
            whole_cells = [f"{size:,}", f"{below['whole']:.3f} s", f"{ours['whole']:.3f} s"]
            whole_cells += [f"{ours['whole'] / below['whole']:.2f}", f"{below['peak_mb']:.0f} MB"]
            whole_cells += [f"{ours['peak_mb']:.0f} MB", f"{ours['peak_mb'] / below['peak_mb']:.2f}"]
            cells, memory_cells = [f"{size:,}"], [f"{size:,}", f"{memory['engine']:.0f} MB"]
            cells += [f"{seconds[task]:.3f} s" for task in FLOOR]
            for task in OURS:
                cells += [f"{seconds[task]:.3f} s", f"{seconds[task] / floor:.2f}"]
                memory_cells += [f"{memory[task]:.0f} MB", f"{memory[task] / memory['engine']:.2f}"]
            if size <= MOST_BY_OPENPYXL:
                twice = measured(("openpyxl",), path)["openpyxl"]
                cells += [f"{twice['seconds']:.3f} s", f"1/{twice['seconds'] / seconds['opened']:.1f}"]
                whole_cells += [f"{twice['whole']:.3f} s", f"1/{twice['whole'] / ours['whole']:.1f}"]
                left, share = twice["whole"] / GOAL, below["whole"] * GOAL / twice["whole"]
                remark = f"To be {GOAL} times as quick as openpyxl with {size:,} indicators would leave {left:.1f} s, "
                remark += f"of which the floor takes {share:.0%}. "
            else:
                cells += ["", ""]
                whole_cells += ["", ""]
            seconds_rows.append(_row(cells))
            memory_rows.append(_row(memory_cells))
            whole_rows.append(_row(whole_cells))
            if before is not None:
                times = [now["whole"] / then["whole"] for now, then in zip((below, ours), before[1:], strict=True)]
                growth = f"{size / before[0]:.0f} times the indicators of the row before take the floor {times[0]:.1f} "
                growth += f"times as long, and `validate` {times[1]:.1f} times."
            before = size, below, ours
            as_is, by_parser = (seconds[task] for task in READING)
            read_rows.append(_row([f"{size:,}", f"{as_is:.3f} s", f"{by_parser:.3f} s", f"{as_is / by_parser:.2f}"]))
    return seconds_rows, memory_rows, [*whole_rows, "", f"{remark}In the last row, {growth}"], read_rows


def help_rows() -> list[str]:
    """Return the table of how long the command line takes to say what it can do."""
    commands = {
        "`python -c pass`": [sys.executable, "-c", "pass"],
        "`import quarterbook`": [sys.executable, "-c", "import quarterbook"],
        "`quarterbook --help`": [sys.executable, "-m", "quarterbook", "--help"],
    }
    seconds = dict.fromkeys(commands, float("inf"))
    for _ in range(HELP_RUNS):
        for label, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            seconds[label] = min(seconds[label], time.perf_counter() - start)
    floor = next(iter(seconds.values()))
    heads = [_row(["command", "whole process", "ratio"]), _row(["---", "---:", "---:"])]
    return heads + [_row([label, f"{took:.3f} s", f"{took / floor:.1f}"]) for label, took in seconds.items()]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def columns_rows() -> list[str]:
    """Return the table of whole columns."""
    found = columns.measure(10_000_000)
    ratio = found["seconds"] / found["floor_seconds"]
    cells = [f"{found['rows']:,.0f}", f"{found['floor_seconds']:.2f} s", f"{found['seconds']:.2f} s", f"{ratio:.2f}"]
    return [
        "| rows | bare `numpy.select` | `rag_series` | ratio | peak memory: `numpy.select`, `rag_series` |",
        "| ---: | ---: | ---: | ---: | --- |",
        f"| {' | '.join(cells)} | {found['floor_peak_mb']:.0f} MB, {found['peak_mb']:.0f} MB |",
    ]


def building_rows() -> list[str]:
    """Return the table of building."""
    found = building.measure(BUILT)
    ratio = found["seconds"] / found["floor_seconds"]
    cells = [f"{found['indicators']:,.0f}", f"{found['calls']:,.0f}", f"{found['floor_seconds']:.1f} s"]
    return [
        "| indicators | calls to XlsxWriter | bare XlsxWriter | builder | ratio |",
        "| ---: | ---: | ---: | ---: | ---: |",
        f"| {' | '.join(cells)} | {found['seconds']:.1f} s | {ratio:.2f} |",
    ]


REPORTING = (
    "## The report as PDF",
    "",
    "Against LibreOffice, which prints the sheets of the same workbook to PDF: whole commands, from starting the",
    "program to the file on disk, in turns. Memory is the peak of the largest process. LibreOffice prints stored",
    "values and checks nothing, as `--final` does; without it, every formula is evaluated and every check run.",
    "What we aim at is half the time and a third of the memory; evaluating the formulas for the checks takes more of",
    "the latter, for the engine gives none of it back to the typesetter.",
)


def reporting_rows() -> list[str]:
    """Return the table of the report, measured by a small process: what Linux tells of memory begins with its."""
    command = [sys.executable, str(Path(__file__).with_name("reporting.py"))]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.splitlines()


def server_rows() -> list[str]:
    """Return the table of the web edition's calls."""
    found = server.measure()
    ratio = found["seconds"] / found["floor_seconds"]
    cells = [f"{found['rows']:,.0f}", f"{found['floor_seconds']:.3f} s", f"{found['seconds']:.2f} s", f"{ratio:.0f}"]
    return ["| ratings | one call | a call each | ratio |", "| ---: | ---: | ---: | ---: |", f"| {' | '.join(cells)} |"]


def page() -> str:
    """Return `docs/performance.md`."""
    seconds, memory, whole, reading = headless_rows()
    return "\n".join(
        [
            "# Performance",
            "",
            "Measured by `python benchmarks/run.py --write` on two cores, the quickest of three runs, each in a",
            "process of its own. Seconds depend on the machine; we watch the ratios, to a floor of the same run.",
            "",
            "## Opening, evaluating and recalculating a master workbook",
            "",
            "The floor, to which the ratios are, is what cannot be saved: python-calamine reading every value, plus",
            "formualizer loading the file and evaluating every formula with our functions registered.",
            "`evaluate_file` also reads the structure, makes formulas fit, and tells answers from no answers; `open`",
            "is that, with every cell and the register read as well; `recalc` also writes the values back (here every",
            "one was out of date). The last columns hold `open` against two loads by openpyxl, which gives either",
            "the formulas or the values.",
            "",
            *seconds,
            "",
            "The peak memory of the same processes; the ratios are to the engine alone.",
            "",
            *memory,
            "",
            "## Validating a master workbook",
            "",
            "Whole processes, from the start of the interpreter to its end: `quarterbook validate FILE --format json`",
            "with every check, against one process in which python-calamine reads every value and formualizer loads",
            "and evaluates, and against two loads by openpyxl. What we aim at is at most 1.5 times the time and the",
            f"memory of the one, {GOAL} times as quick as the other, the example (the first row) in less than a",
            "second, and cost that grows no faster than the workbook.",
            "",
            *whole,
            "",
            "## Reading a workbook",
            "",
            "Sheets that are written plainly, as by Excel, XlsxWriter and openpyxl, are read straight from their text",
            "(`book/sheet_text.py`); here against the same with every sheet left to the XML parser.",
            "",
            *reading,
            "",
            "## The command line",
            "",
            "What we aim at is `quarterbook --help` in at most 15 times what Python takes to do nothing.",
            "",
            *help_rows(),
            "",
            "## Building a master workbook",
            "",
            "The floor repeats every call that the builder makes to XlsxWriter, with the same arguments, and does",
            "nothing else. Evaluating the values that are then stored in the file is the table above.",
            "",
            *building_rows(),
            "",
            *REPORTING,
            "",
            *reporting_rows(),
            "",
            "## Whole columns",
            "",
            "`rag_series` on numeric columns against a bare `numpy.select` of the same bands, which knows neither",
            "missing values nor tolerances nor the tenth decimal place. The first call in a process takes half a",
            "second longer, for the import of pandas.",
            "",
            *columns_rows(),
            "",
            "## A column through the web edition",
            "",
            "`=RAG(C2:C1001, …)` is one call to the server that answers a thousand cells; a formula in each cell is a",
            "thousand calls. Over HTTP on the same machine, one after the other; a network in between adds its delay",
            "to every call. Needs the extra `server`.",
            "",
            *server_rows(),
            "",
        ]
    )


if __name__ == "__main__":
    text = page()
    print(text)
    if "--write" in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
