"""Built workbooks before independent programs: the Open XML SDK, LibreOffice, openpyxl, and our own lint."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from built import REGISTERS, built
from openpyxl import load_workbook
from outside import SDK_ISSUE_1877, through_libreoffice, validator_errors
from python_calamine import CalamineWorkbook

from quarterbook.book.lint import lint
from quarterbook.register import Register


@pytest.fixture(scope="module", params=REGISTERS)
def workbook(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Register, Path]:
    register = REGISTERS[request.param]()
    path = tmp_path_factory.mktemp("outside") / "master.xlsx"
    built(register, path)
    return register, path


def test_the_lint_finds_nothing(workbook: tuple[Register, Path]) -> None:
    assert lint(workbook[1]) == []


def test_the_sdk_finds_nothing_but_its_own_fault(workbook: tuple[Register, Path]) -> None:
    found = {description for _, description in validator_errors(workbook[1])}
    assert [text for text in found if not any(known in text for known in SDK_ISSUE_1877)] == []


def test_libreoffice_opens_it_with_every_sheet(workbook: tuple[Register, Path], tmp_path: Path) -> None:
    register, path = workbook
    if len(register.indicators) > 50 and not os.environ.get("QUARTERBOOK_SLOW"):
        pytest.skip("takes LibreOffice minutes; set QUARTERBOOK_SLOW to run it")
    copy = CalamineWorkbook.from_path(str(through_libreoffice(path, tmp_path)))
    assert copy.sheet_names == load_workbook(path, read_only=True).sheetnames
