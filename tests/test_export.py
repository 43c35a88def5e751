"""`quarterbook export`: what it writes, what it says on standard error, and the status it leaves with."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from quarterbook.book.build import build_workbook
from quarterbook.cli import MOST_TOLD, main
from quarterbook.errors import BadRegister
from quarterbook.periods import Period
from quarterbook.register import Indicator, Observation, Register, Settings, read_register

Q2, Q3 = Period.parse("2023/24 Q2"), Period.parse("2023/24 Q3")
REGISTER = Register(
    Settings(organisation="Example Council", reporting_period=Q3),
    (Indicator(number="36", title="Visits", direction="up"),),
    (Observation(number="36", period=Q2, actual=120.0), Observation(number="36", period=Q3, actual=130.0)),
)


@pytest.fixture
def master(tmp_path: Path) -> Path:
    path = tmp_path / "master.xlsx"
    build_workbook(REGISTER, path)
    return path


def status_of(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    code = left.value.code
    assert isinstance(code, int)
    return code


def type_figure(path: Path, value: object, header: str = "Actual", period: str = "2023/24 Q3") -> str:
    """Type into the history table with a program that stores no values of formulas. Return the cell's address."""
    book = openpyxl.load_workbook(path)
    sheet = book["Indicator 36"]
    head, *rows = sheet[sheet.tables["History36"].ref]
    cell = next(row for row in rows if row[0].value == period)[[cell.value for cell in head].index(header)]
    cell.value = value
    book.save(path)
    return str(cell.coordinate)


@pytest.mark.parametrize("name", ["register", "register.xlsx"])
def test_the_register_is_written_and_counted(
    master: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    before = master.read_bytes()
    assert status_of("export", master, "--output", tmp_path / name) == 0
    assert read_register(tmp_path / name) == REGISTER
    assert capsys.readouterr() == (f"{tmp_path / name}: 1 indicators, 2 rows of history\n", "")
    assert master.read_bytes() == before


def test_a_text_in_a_figures_cell_is_written_as_it_is_and_said(
    master: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cell = type_figure(master, "107,236")
    assert status_of("export", master, "--output", tmp_path / "register") == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith(f'{master}, Indicator 36!{cell}: "107,236" is text, not a number; write 107236')
    assert said[1:] == ["1 cell is exported as above; mend the workbook and export it again"]
    assert '36,2023/24 Q3,"107,236",' in (tmp_path / "register" / "history.csv").read_text(encoding="utf-8-sig")
    with pytest.raises(BadRegister, match=r"history.csv row 3, column actual: \"107,236\" is text, not a number"):
        read_register(tmp_path / "register")


def test_a_formula_is_exported_as_its_value_and_said(
    master: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cell = type_figure(master, "=120+35")
    assert status_of("export", master, "--output", tmp_path / "register") == 0
    assert read_register(tmp_path / "register").history[-1].actual == 155.0
    assert f"Indicator 36!{cell}: the formula =120+35 gives 155" in capsys.readouterr().err


def test_many_remarks_are_cut_short(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "master.xlsx"
    rows = tuple(Observation(number="36", period=Q3.shift(-n), actual=1.0) for n in range(MOST_TOLD + 5))
    build_workbook(Register(REGISTER.settings, REGISTER.indicators, rows), path)
    book = openpyxl.load_workbook(path)
    sheet = book["Indicator 36"]
    for row in sheet[sheet.tables["History36"].ref]:
        if row[1].value == 1:
            row[1].value = "=1"
    book.save(path)
    assert status_of("export", path, "--output", tmp_path / "register") == 0
    said = capsys.readouterr().err.splitlines()
    assert len(said) == MOST_TOLD + 1
    assert said[-1] == f"{path}: 5 more cells of this kind"


def test_nothing_is_written_when_something_would_be_lost(
    master: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cell = type_figure(master, "third quarter", header="Period", period="2023/24 Q2")
    assert status_of("export", master, "--output", tmp_path / "register") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"quarterbook: {master}, Indicator 36!{cell}: 'third quarter' is not a reporting period")
    assert said.err.count("\n") == 1
    assert not (tmp_path / "register").exists()


def test_a_workbook_is_never_written_over_by_a_register(
    master: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.xlsx"
    other.write_bytes(master.read_bytes())
    for output in (master, other):
        before = output.read_bytes()
        assert status_of("export", master, "--output", output) == 2
        assert "this is a master workbook; name another file" in capsys.readouterr().err
        assert output.read_bytes() == before


def test_an_older_export_is_replaced(master: Path, tmp_path: Path) -> None:
    for name in ("register", "register.xlsx"):
        assert status_of("export", master, "--output", tmp_path / name) == 0
    type_figure(master, 99)
    for name in ("register", "register.xlsx"):
        assert status_of("export", master, "--output", tmp_path / name) == 0
        assert read_register(tmp_path / name).history[-1].actual == 99.0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and then nothing", b"number,title\n36,Visits\n"])
def test_what_is_no_workbook_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(content)
    assert status_of("export", path, "--output", tmp_path / "register") == 2
    said = capsys.readouterr().err
    assert said.startswith(f"quarterbook: {path}: ")
    assert said.count("\n") == 1
    assert not (tmp_path / "register").exists()
