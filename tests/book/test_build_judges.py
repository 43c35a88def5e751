"""The built workbook in two other engines: the LAMBDA names and every other formula, cell by cell."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import cellrune
import formulon
import pytest
from built import REGISTERS, Built, built
from formulon import ErrorCode, ValueKind

from quarterbook.book.addresses import cell_address
from quarterbook.cells import WorksheetError
from quarterbook.functions import REGISTRY

ERRORS = {ErrorCode.NA: "#N/A", ErrorCode.VALUE: "#VALUE!", ErrorCode.NAME: "#NAME?", ErrorCode.REF: "#REF!"}


@pytest.fixture(scope="module", params=["example", "odd", "300 indicators"])
def workbook(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A built workbook with its values."""
    return built(REGISTERS[request.param](), tmp_path_factory.mktemp("judges") / "master.xlsx")


@pytest.fixture(scope="module")
def plain(workbook: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook with optional arguments declared plain, which is how the judges know them."""
    path = tmp_path_factory.mktemp("judges") / "plain.xlsx"
    with zipfile.ZipFile(workbook.path) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/workbook.xml":
                text = content.decode()
                for function in REGISTRY.values():
                    assert escape(function.lambda_text) in text
                    text = text.replace(escape(function.lambda_text), escape(function.plain_lambda_text))
                content = text.encode()
            target.writestr(name, content)
    return path


def test_cellrune_says_the_same(workbook: Built, plain: Path) -> None:
    book = cellrune.Workbook.open_path(str(plain))
    assert book.calculate()["unavailable_count"] == 0

    def value(sheet: str, row: int, column: int) -> Any:
        address = cell_address(row, column)
        cell = book.read_values(sheet, address, address)[0][0]
        return WorksheetError(cell["value"]) if cell["kind"] == "error" else cell.get("value")

    assert differences(workbook, value) == []


def test_formulon_says_the_same(workbook: Built, plain: Path) -> None:
    positions = {name: position for position, name in enumerate(workbook.book.sheetnames)}
    with formulon.Workbook.load(plain.read_bytes()) as book:
        book.recalc()

        def value(sheet: str, row: int, column: int) -> Any:
            found = book.get_value(positions[sheet], row - 1, column - 1)
            return WorksheetError(ERRORS[found.error_code]) if found.kind == ValueKind.ERROR else found.to_python()

        assert differences(workbook, value) == []


def differences(workbook: Built, value: Any) -> list[str]:
    """Return every formula cell for which an engine has another value than ours."""
    return [
        f"{sheet}!{cell_address(row, column)}: {ours!r}, not {theirs!r}"
        for sheet, cells in workbook.evaluation.values.items()
        for (row, column), ours in cells.items()
        if not same(ours, theirs := value(sheet, row, column))
    ]


def same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=1e-12, abs_tol=1e-12)
    return type(ours) is type(theirs) and str(ours) == str(theirs)
