"""Measure what `docs/performance.md` says: `python benchmarks/run.py [--write]`.

Every figure is a ratio to a floor measured in the same run on the same machine, because seconds alone say nothing. Each
measurement runs in a process of its own, three times; the quickest counts, since what slows a run down is not ours.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(Path(__file__).parent))

import building  # noqa: E402
import columns  # noqa: E402
import reporting  # noqa: E402
from quarterbook.book.build import build_workbook  # noqa: E402
from quarterbook.demo import example_register  # noqa: E402
from quarterbook.register.files import read_register  # noqa: E402
from registers import register_of  # noqa: E402

PAGE = ROOT / "docs" / "performance.md"
SIZES = (19, 200, 1000)
RUNS = 3


def measured(task: str, path: Path) -> dict[str, float]:
    """Return the quickest of some runs of a task on a workbook, and the largest peak memory among them."""
    runs = []
    for _ in range(RUNS):
        command = [sys.executable, str(Path(__file__).with_name("measure.py")), task, str(path)]
        answer = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
        runs.append(json.loads(answer.stdout))
    return {"seconds": min(run["seconds"] for run in runs), "peak_mb": max(run["peak_mb"] for run in runs)}


def headless_rows() -> list[str]:
    """Return the table of evaluation and recalculation."""
    rows = [
        "| indicators | calamine reads | engine evaluates | `evaluate_file` | ratio | `recalc` | ratio | memory |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.xlsx"
            build_workbook(read_register(example_register()) if size == SIZES[0] else register_of(size), path)
            found = {task: measured(task, path) for task in ("calamine", "engine", "evaluate", "recalc")}
            floor = found["calamine"]["seconds"] + found["engine"]["seconds"]
            cells = [f"{size:,}", f"{found['calamine']['seconds']:.3f} s", f"{found['engine']['seconds']:.3f} s"]
            for task in ("evaluate", "recalc"):
                cells += [f"{found[task]['seconds']:.3f} s", f"{found[task]['seconds'] / floor:.2f}"]
            cells.append(", ".join(f"{found[task]['peak_mb']:.0f} MB" for task in ("engine", "evaluate", "recalc")))
            rows.append(f"| {' | '.join(cells)} |")
    return rows


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
    found = building.measure(SIZES[-1])
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


def page() -> str:
    """Return `docs/performance.md`."""
    return "\n".join(
        [
            "# Performance",
            "",
            "Measured by `python benchmarks/run.py --write` on two cores, the quickest of three runs, each in a",
            "process of its own. Seconds depend on the machine; we watch the ratios, to a floor of the same run.",
            "",
            "## Evaluating and recalculating a master workbook",
            "",
            "The floor, to which the ratios are, is what cannot be saved: python-calamine reading every value, plus",
            "formualizer loading the file and evaluating every formula with our functions registered.",
            "`evaluate_file` also reads the structure, makes formulas fit, and tells answers from no answers; `recalc`",
            "also writes the values back (here every one was out of date). Memory is the peak of the engine alone, of",
            "`evaluate_file` and of `recalc`.",
            "",
            *headless_rows(),
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
            *reporting.rows(),
            "",
            "## Whole columns",
            "",
            "`rag_series` on numeric columns against a bare `numpy.select` of the same bands, which knows neither",
            "missing values nor tolerances nor the tenth decimal place. The first call in a process takes half a",
            "second longer, for the import of pandas.",
            "",
            *columns_rows(),
            "",
        ]
    )


if __name__ == "__main__":
    text = page()
    print(text)
    if "--write" in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
