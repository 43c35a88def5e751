"""A report as PDF against LibreOffice's PDF of the same workbook: `python benchmarks/reporting.py [INDICATORS]`.

Both are whole commands, from starting the program to the file on disk, one after the other on the same machine, the
quickest of some runs. Memory is the most that the largest process of a command held. LibreOffice prints stored values
and checks nothing; so the report is made with `--final`, which does the same, and again with the checks.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from quarterbook.book.build import build_workbook
from registers import register_of

RUNS = 3
INDICATORS = 200
MEGABYTE = 1024
"""Kilobytes, in which Linux counts the memory of a process."""


def took(command: list[str]) -> tuple[float, float]:
    """Return the seconds of a command and the peak memory of its largest process in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: the report is a draft
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / MEGABYTE


def commands(workbook: Path, folder: Path) -> dict[str, list[str]]:
    """Return the commands that make a PDF of a workbook, by their names."""
    program = shutil.which("soffice")
    if program is None:
        raise RuntimeError("LibreOffice is not installed")
    report = [sys.executable, "-m", "quarterbook", "report", str(workbook), "--pdf", str(folder / "report.pdf")]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    return {
        "LibreOffice": [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(workbook)],
        "report --final": [*report, "--final"],
        "report": report,
    }


def measure(indicators: int = INDICATORS, runs: int = RUNS) -> dict[str, tuple[float, float]]:
    """Return the seconds and the peak memory in MB of each command, the best of some runs that take turns."""
    best: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook = folder / "book.xlsx"
        build_workbook(register_of(indicators), workbook)
        made = commands(workbook, folder)
        build_workbook(register_of(1), folder / "small.xlsx")
        took(commands(folder / "small.xlsx", folder)["LibreOffice"])  # its first start makes a profile
        for _ in range(runs):
            for what, command in made.items():
                found = took(command)
                best[what] = tuple(map(min, best.get(what, found), found))  # type: ignore[assignment]
    return best


def rows(indicators: int = INDICATORS) -> list[str]:
    """Return the table."""
    found = measure(indicators)
    seconds, megabytes = found["LibreOffice"]
    table = ["| indicators | command | time | ratio | memory | ratio |", "| ---: | --- | ---: | ---: | ---: | ---: |"]
    for what, (took_seconds, took_megabytes) in found.items():
        cells = [f"{indicators:,}", what if what == "LibreOffice" else f"`{what}`", f"{took_seconds:.1f} s"]
        cells += [f"{took_seconds / seconds:.2f}", f"{took_megabytes:.0f} MB", f"{took_megabytes / megabytes:.2f}"]
        table.append(f"| {' | '.join(cells)} |")
    return table


if __name__ == "__main__":
    print("\n".join(rows(int(sys.argv[1]) if len(sys.argv) > 1 else INDICATORS)))
