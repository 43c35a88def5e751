"""The pytest fixtures that a council tests its own workbooks with, in a run of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from quarterbook import rules

TESTS = """
from pathlib import Path

import openpyxl
import pytest

HERE = Path(__file__).parent


def test_rating(evaluated):
    book = openpyxl.load_workbook(HERE / "master.xlsx")
    assert evaluated(book)["Data!C1"] == {green!r}
    book["Data"]["A1"] = 50
    assert evaluated(book)["Data!C1"] == {red!r}


@pytest.mark.parametrize("path", [HERE / "master.xlsx", str(HERE / "master.xlsx")])
def test_rating_of_a_file(evaluated, path):
    assert evaluated(path)["Data!C1"] == {green!r}


def test_what_has_no_answer(evaluated_anyway):
    book = openpyxl.load_workbook(HERE / "master.xlsx")
    book["Data"]["D1"] = "=NOSUCH(1)"
    found = evaluated_anyway(book)
    assert [entry.cell for entry in found.no_answer] == ["D1"]
    assert found["Data!C1"] == {green!r}


def test_fails(evaluated):
    book = openpyxl.load_workbook(HERE / "master.xlsx")
    book["Data"]["D1"] = "=NOSUCH(1)"
    evaluated(book)
"""


@pytest.mark.parametrize("found_by", ["its entry point", "-p"])
def test_the_fixtures_work_in_a_councils_own_tests(found_by: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for cell, value in {"A1": 100, "B1": 100, "C1": '=RAG(A1,B1,"up")'}.items():
        book.active[cell] = value
    book.save(tmp_path / "master.xlsx")
    ratings = {"green": rules.rag(100, 100, "up"), "red": rules.rag(50, 100, "up")}
    (tmp_path / "test_master.py").write_text(TESTS.format(**ratings))
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    options = ["-p", "quarterbook.testing"] if found_by == "-p" else []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    if found_by == "-p":
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "test_master.py"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "1 failed, 4 passed" in done.stdout, done.stdout + done.stderr
    assert "FAILED test_master.py::test_fails" in done.stdout
    assert "Data!D1 was not evaluated and keeps its stored value: it calls NOSUCH" in done.stdout
