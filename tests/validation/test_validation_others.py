"""Other kinds of workbooks in a folder are passed over and told; one that is named is an error."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from quarterbook.checks import CHECKS
from quarterbook.master import open_master
from quarterbook.validation.command import Asked, validated
from quarterbook.validation.outcome import Run
from quarterbook.validation.paths import workbooks

MASTER = Path(__file__).parents[2] / "workbook" / "master.xlsx"


def run(*arguments: Path | str) -> Run:
    places = workbooks([str(argument) for argument in arguments])
    return validated(places, Asked(), CHECKS, open_master, date(2024, 3, 7))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Workbook().save(tmp_path / "published.xlsx")
    shutil.copy(MASTER, tmp_path / "master.xlsx")
    return tmp_path


def test_another_workbook_of_a_folder_is_passed_over_and_told(folder: Path) -> None:
    for argument in (folder, folder / "*.xlsx"):
        found = run(argument)
        assert [Path(outcome.path).name for outcome in found.outcomes] == ["master.xlsx"]
        assert found.errors == ()
        assert [note for note in found.notes if "published.xlsx: passed over" in note]


def test_one_that_is_named_is_an_error(folder: Path) -> None:
    found = run(folder / "published.xlsx", folder / "master.xlsx")
    assert len(found.errors) == 1
    assert "not a master workbook" in found.errors[0]
    assert found.status == 2


def test_a_damaged_workbook_of_a_folder_is_an_error_all_the_same(folder: Path) -> None:
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04")
    assert run(folder).status == 2


def test_a_folder_with_other_workbooks_only_is_an_error(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "published.xlsx")
    found = run(tmp_path)
    assert (found.status, len(found.outcomes)) == (2, 1)
    assert "published.xlsx: no master workbook of Quarterbook, and there is no other here" in found.errors[0]
