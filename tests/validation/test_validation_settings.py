"""The settings file: where it is looked for, what it may say, and how it says what is wrong with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from validating import CODES

from quarterbook.errors import BadSettings
from quarterbook.validation.settings import EVERY, FILE_NAME, Settings, Waiver, read_settings, settings_file_of

WAIVER = """
[[waiver]]
code = "CUM001"
indicator = "175"
reason = "The target follows in April"
expires = 2024-06-30
"""


def read(folder: Path, text: str | bytes) -> Settings:
    path = folder / FILE_NAME
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_settings(path, CODES)


def test_everything_that_it_may_say(tmp_path: Path) -> None:
    text = f'fail_on = "warning"\nselect = ["rag", "CUM001"]\nignore = ["RAG002"]\n{WAIVER}'
    text += '[[waiver]]\ncode = "acc"\nindicator = "*"\nreason = " Old template "\nexpires = 2025-01-01\n'
    assert read(tmp_path, text) == Settings(
        path=str(tmp_path / FILE_NAME),
        fail_on="warning",
        select=("RAG", "CUM001"),
        ignore=("RAG002",),
        waivers=(
            Waiver(code="CUM001", indicator="175", reason="The target follows in April", expires=date(2024, 6, 30)),
            Waiver(code="ACC", indicator=EVERY, reason="Old template", expires=date(2025, 1, 1)),
        ),
    )


@pytest.mark.parametrize("period", ["2023/24 Q2", "2023/24 M07", "2023/24"])
def test_a_waiver_for_one_period(tmp_path: Path, period: str) -> None:
    (waiver,) = read(tmp_path, f'{WAIVER}period = "{period}"').waivers
    assert waiver == Waiver(
        code="CUM001", indicator="175", reason="The target follows in April", expires=date(2024, 6, 30), period=period
    )
    assert str(waiver) == f"CUM001 for indicator 175 in {period}"


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "") == Settings(path=str(tmp_path / FILE_NAME))


def test_a_byte_order_mark_and_line_ends_of_windows_are_no_fault(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf" + b'fail_on = "never"\r\n').fail_on == "never"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('failon = "error"', '"failon" is not a setting; is fail_on meant? there are fail_on, select, ignore, waiver'),
        ('format = "json"', '"format" is not a setting; there are fail_on, select, ignore, waiver'),
        ('fail_on = "info"', 'fail_on: "info" is not one of error, warning, never'),
        ("fail_on = 1", "fail_on: 1 is not one of error, warning, never"),
        ('fail_on = ["error"]', "fail_on: ['error'] is not one of error, warning, never"),
        ('select = "RAG"', 'select: "RAG" is not a list of codes, such as ["RAG", "CUM001"]'),
        ("select = []", 'select: [] is not a list of codes, such as ["RAG", "CUM001"]'),
        ("ignore = [1]", 'ignore: [1] is not a list of codes, such as ["RAG", "CUM001"]'),
        ('ignore = ["CUM01"]', 'ignore: "CUM01" is neither a check nor a family of checks; is CUM0'),
        ("waiver = 3", "waiver: each one begins with a line [[waiver]]"),
        ('[waiver]\ncode = "CUM001"', "waiver: each one begins with a line [[waiver]]"),
        (
            WAIVER + 'owner = "Ann"',
            'waiver 1: "owner" is not a setting; there are code, indicator, period, reason, expires',
        ),
        (
            WAIVER + 'period = "Q2 2023/24"',
            'waiver 1: period is "Q2 2023/24"; write 2023/24 Q2, in quotes, or leave it out',
        ),
        (
            WAIVER + 'period = "summer"',
            'waiver 1: period is "summer"; write it as 2023/24 Q2, 2023/24 M07 or 2023/24, in',
        ),
        (WAIVER + "period = 2023", "waiver 1: period is 2023; write it as 2023/24 Q2"),
        (WAIVER + 'period = ""', "waiver 1: period is blank; write it as"),
        (WAIVER + WAIVER.replace("CUM001", "CUM1"), 'waiver 2: "CUM1" is neither a check nor a family of checks;'),
        (WAIVER.replace('code = "CUM001"', ""), 'waiver 1: code is missing; give a check\'s code: code = "CUM001"'),
        (WAIVER.replace('indicator = "175"', ""), "waiver 1: indicator is missing; give its number in quotes"),
        (WAIVER.replace('"175"', "175"), "waiver 1: indicator is 175; give its number in quotes, indicator = "),
        (WAIVER.replace('reason = "The target follows in April"', ""), "waiver 1: reason is missing; say why"),
        (WAIVER.replace("The target follows in April", " \\t"), "waiver 1: reason is blank; say why"),
        (WAIVER.replace("expires = 2024-06-30", ""), "waiver 1: expires is missing; give the last day on which it"),
        (WAIVER.replace("2024-06-30", '"2024-06-30"'), 'waiver 1: expires is "2024-06-30"; give the last day on'),
        (WAIVER.replace("2024-06-30", "2024-06-30T12:00:00"), "waiver 1: expires is 2024-06-30 12:00:00; give the"),
        (WAIVER.replace("2024-06-30", "2024-06-31"), "not TOML:"),
        ("fail_on = error", "not TOML:"),
        ("a = " + "[" * 5000, "not TOML:"),
        ('fail_on = "caf\xe9"'.encode("latin-1"), "not UTF-8 text; save it as UTF-8"),
        ('fail_on = "never"'.encode("utf-16"), "not UTF-8 text; save it as UTF-8"),
    ],
)
def test_what_is_wrong_is_said_with_the_file(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(BadSettings) as caught:
        read(tmp_path, text)
    message = str(caught.value)
    assert message.startswith(str(tmp_path / FILE_NAME))
    assert said in message


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.toml", tmp_path):
        with pytest.raises(BadSettings, match="cannot be read"):
            read_settings(path, CODES)


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_the_nearest_settings_file_holds(tmp_path: Path) -> None:
    above = put(tmp_path / FILE_NAME)
    workbook = put(tmp_path / "2024" / "q3" / "master.xlsx")
    assert settings_file_of(workbook) == above.resolve()
    beside = put(tmp_path / "2024" / "q3" / FILE_NAME)
    assert settings_file_of(workbook) == beside.resolve()


def test_settings_above_a_repository_are_not_its_own(tmp_path: Path) -> None:
    put(tmp_path / FILE_NAME)
    workbook = put(tmp_path / "repository" / "books" / "master.xlsx")
    put(tmp_path / "repository" / ".git" / "config")
    assert settings_file_of(workbook) is None
    inside = put(tmp_path / "repository" / FILE_NAME)
    assert settings_file_of(workbook) == inside.resolve()


def test_the_folders_above_a_relative_path_are_looked_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a" / "b" / "master.xlsx")
    put(tmp_path / "c" / FILE_NAME)
    above = put(tmp_path / "a" / FILE_NAME)
    (tmp_path / "a" / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "c")
    assert settings_file_of(Path("../a/b/master.xlsx")) == above.resolve()
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert settings_file_of(Path("master.xlsx")) == above.resolve()


def test_a_folder_of_that_name_is_no_settings_file(tmp_path: Path) -> None:
    (tmp_path / "x" / FILE_NAME).mkdir(parents=True)
    above = put(tmp_path / FILE_NAME)
    assert settings_file_of(tmp_path / "x" / "master.xlsx") == above.resolve()
