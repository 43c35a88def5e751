"""Saying what it can do must not cost the command line what doing it takes."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("formualizer", "lxml", "numpy", "openpyxl", "pandas", "python_calamine", "xlsxwriter")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["recalc", "--help"], ["validate", "--help"]])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom quarterbook.cli import main\n"
        f"try: main({arguments})\n"
        f"finally: print('loaded:', sorted(set({HEAVY}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "loaded: []"), done.stderr
