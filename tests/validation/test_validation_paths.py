"""Which workbooks are meant by files, folders and globs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quarterbook.validation.paths import workbooks


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*arguments: str) -> list[str]:
    return [place.path.as_posix() for place in workbooks(arguments) if not place.trouble]


def troubles(*arguments: str) -> list[str]:
    return [place.trouble for place in workbooks(arguments) if place.trouble]


def test_a_folder_is_every_workbook_in_it_and_below_by_name(here: Path) -> None:
    make(here, "w/b.xlsx", "w/A.XLSM", "w/a.xlsx", "w/deep/er/c.xlsx", "w/notes.txt", "w/old.xls", "w/x.xlsx.bak")
    assert found("w") == ["w/A.XLSM", "w/a.xlsx", "w/b.xlsx", "w/deep/er/c.xlsx"]


def test_lock_files_and_hidden_ones_are_left_out(here: Path) -> None:
    make(here, "w/a.xlsx", "w/~$a.xlsx", "w/.b.xlsx", "w/.git/c.xlsx")
    assert found("w") == ["w/a.xlsx"]
    assert found("w/*") == ["w/a.xlsx"]
    assert found("**/*.xlsx") == ["w/a.xlsx"]
    assert found("w/a.xlsx", "w/~$a.xlsx") == ["w/a.xlsx"]  # as a shell expands w/*.xlsx


def test_a_glob_is_expanded_where_the_shell_does_not(here: Path) -> None:
    make(here, "q1/a.xlsx", "q1/b.xlsm", "q2/a.xlsx", "q2/notes.txt", "q3/deep/a.xlsx")
    assert found("q?/a.xlsx") == ["q1/a.xlsx", "q2/a.xlsx"]
    assert found("q*") == ["q1/a.xlsx", "q1/b.xlsm", "q2/a.xlsx", "q3/deep/a.xlsx"]
    assert found("**/*.xlsx") == ["q1/a.xlsx", "q2/a.xlsx", "q3/deep/a.xlsx"]
    assert found(str(here / "q[12]" / "*.xlsx")) == [str(here / "q1/a.xlsx"), str(here / "q2/a.xlsx")]


def test_brackets_in_names_are_brackets(here: Path) -> None:
    make(here, "Reports [2024]/a.xlsx", "Reports [2024]/Final [v2].xlsx")
    assert found("Reports [2024]/Final [v2].xlsx") == ["Reports [2024]/Final [v2].xlsx"]
    assert found("Reports [2024]/*.xlsx") == ["Reports [2024]/a.xlsx", "Reports [2024]/Final [v2].xlsx"]


def test_the_order_is_that_of_the_arguments_and_each_workbook_comes_once(here: Path) -> None:
    make(here, "b/x.xlsx", "a/y.xlsx", "a/z.xlsx")
    (here / "again.xlsx").symlink_to(here / "a" / "y.xlsx")
    assert found("b", "a/z.xlsx", "a", "./a/y.xlsx", "again.xlsx", "*/*.xlsx") == ["b/x.xlsx", "a/z.xlsx", "a/y.xlsx"]


def test_a_file_that_is_named_counts_whatever_its_ending(here: Path) -> None:
    make(here, "report.xls")
    assert found("report.xls") == ["report.xls"]


def test_what_leads_to_no_workbook_is_told_and_stops_nothing(here: Path) -> None:
    make(here, "a.xlsx", "empty/notes.txt")
    arguments = ("missing.xlsx", "empty", "none*.xlsx", "nowhere/*.xlsx", "a.xlsx")
    assert found(*arguments) == ["a.xlsx"]
    assert troubles(*arguments) == [
        "missing.xlsx: there is no such file or folder",
        "empty: no workbook in this folder or below it (.xlsx or .xlsm)",
        "none*.xlsx: no workbook matches this (.xlsx or .xlsm)",
        "nowhere/*.xlsx: no workbook matches this (.xlsx or .xlsm)",
    ]


@pytest.mark.parametrize("argument", ["", "a\0b", "x" * 5000, "[", "**", "*" * 300 + "[!"])
def test_an_odd_argument_is_told(here: Path, argument: str) -> None:
    places = workbooks([argument])
    assert len(places) == 1
    assert places[0].trouble


def test_nothing_but_lock_files_is_told(here: Path) -> None:
    make(here, "~$a.xlsx")
    assert troubles("~$a.xlsx") == ["~$a.xlsx: no workbook, only the lock file of one that somebody has open"]


def test_a_folder_that_cannot_be_listed_is_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(here, "w/a.xlsx", "w/locked/b.xlsx")
    scan = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert found("w") == ["w/a.xlsx"]
    assert troubles("w") == ["w/locked: this folder cannot be read (Permission denied)"]


def test_a_loop_of_links_ends(here: Path) -> None:
    make(here, "w/a.xlsx")
    (here / "w" / "round").symlink_to(here / "w", target_is_directory=True)
    assert found("w") == ["w/a.xlsx"]
