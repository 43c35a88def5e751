"""What is not a register at all, what only a spreadsheet can have wrong, and how files are written."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from quarterbook.errors import BadFile, BadRegister, QuarterbookError
from quarterbook.periods import Period
from quarterbook.register import Indicator, Observation, Register, Settings, read_register, spreadsheet, write_register

Q3 = Period.parse("2023/24 Q3")


def small(**figures: float | str) -> Register:
    return Register(
        Settings(reporting_period=Q3),
        (Indicator(number="36", title="Users", direction="up"),),
        (Observation(number="36", period=Q3, **figures),),  # type: ignore[arg-type]
    )


def line(path: Path, error: type[QuarterbookError]) -> str:
    with pytest.raises(error) as caught:
        read_register(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def typed(folder: Path, column: str, cell: object) -> Path:
    """A spreadsheet as an officer types it, with one cell of the history's only row as given."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "indicators"
    sheet.append(["number", "title", "direction"])
    sheet.append([36, "Users", "up"])
    sheet = workbook.create_sheet("history")
    row = {"number": 36, "period": "2023/24 Q3", "actual": 95100, "note": "typed"} | {column: cell}
    sheet.append(list(row))
    sheet.append(list(row.values()))
    path = folder / "register.xlsx"
    workbook.save(path)
    return path


# --- not a register ------------------------------------------------------------------------------------------


def test_nothing_is_there(tmp_path: Path) -> None:
    assert line(tmp_path / "none", BadFile) == f"{tmp_path / 'none'}: there is no such file or folder"


@pytest.mark.parametrize("table", ["indicators", "history"])
def test_a_required_file_is_missing(table: str, tmp_path: Path) -> None:
    write_register(small(), tmp_path)
    (tmp_path / f"{table}.csv").unlink()
    assert line(tmp_path, BadRegister).startswith(f"{tmp_path}: has no file {table}.csv")


@pytest.mark.parametrize("table", ["indicators", "history"])
def test_a_required_sheet_is_missing(table: str, tmp_path: Path) -> None:
    path = typed(tmp_path, "actual", 1)
    workbook = openpyxl.load_workbook(path)
    workbook.remove(workbook[table])
    workbook.save(path)
    assert line(path, BadRegister).startswith(f"{path}: has no sheet {table}")


def test_the_other_files_may_be_missing_and_strange_ones_be_there(tmp_path: Path) -> None:
    write_register(small(), tmp_path)
    for name in ("narrative", "published", "settings"):
        (tmp_path / f"{name}.csv").unlink()
    (tmp_path / "weather.csv").write_bytes(b"\xff\xfe rain")
    assert read_register(tmp_path) == small()


def test_an_unknown_sheet_is_named(tmp_path: Path) -> None:
    path = typed(tmp_path, "actual", 1)
    workbook = openpyxl.load_workbook(path)
    for name in ("Histroy", "Two", "Three", "Four"):
        workbook.create_sheet(name)
    workbook.save(path)
    assert "unknown sheet Histroy, Two, Three and 1 more; a register has the sheets indicators, " in line(
        path, BadRegister
    )


def test_names_of_files_and_sheets_are_found_in_any_case(tmp_path: Path) -> None:
    path = typed(tmp_path, "actual", 1)
    workbook = openpyxl.load_workbook(path)
    workbook["history"].title = "x"  # openpyxl takes a change of case for a second sheet of the name
    workbook["x"].title = "History"
    workbook.save(path)
    write_register(small(), tmp_path / "folder")
    (tmp_path / "folder" / "history.csv").rename(tmp_path / "folder" / "HISTORY.CSV")
    assert read_register(path).history[0].actual == 1
    assert read_register(tmp_path / "folder") == small()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"number,title,direction\n36,Caf\xe9,up\n", "indicators.csv line 2: not UTF-8 text; save it as"),
        ("number,title,direction\n".encode("utf-16"), "indicators.csv line 1: not UTF-8 text; save it as"),
        (b'number,title,direction\n36,Users,up\n37,"cut o', "indicators.csv row 3: not CSV ("),
        (b'number,title,direction\n36,"a"b,up\n', "indicators.csv row 2: not CSV ("),
    ],
)
def test_a_file_that_is_not_utf_8_or_not_csv(content: bytes, says: str, tmp_path: Path) -> None:
    write_register(small(), tmp_path)
    (tmp_path / "indicators.csv").write_bytes(content)
    assert line(tmp_path, BadRegister).startswith(says)


def test_a_byte_order_mark_makes_no_difference(tmp_path: Path) -> None:
    write_register(small(), tmp_path)
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    assert read_register(tmp_path) == small()


@pytest.mark.parametrize("name", ["history.csv", "register.xls", "register.ods", "register"])
def test_a_file_of_another_sort(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("anything", encoding="utf-8")
    assert line(tmp_path / name, BadFile).startswith(f"{tmp_path / name}: ")


def _workbook() -> bytes:
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return content.getvalue()


def _zip(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a workbook",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        _workbook()[:-200],
        _workbook()[: len(_workbook()) // 2],
        _zip(nothing=b"here"),
        _zip(**{"xl/workbook.xml": b"<workbook", "xl/_rels/workbook.xml.rels": b"<Relationships/>"}),
    ],
    ids=["empty", "text", "encrypted", "cut short", "cut in half", "a zip", "not XML"],
)
def test_a_spreadsheet_that_is_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(content)
    assert line(path, BadFile).startswith(f"{path}: not an XLSX workbook, or a damaged one; ")


def test_a_spreadsheet_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = typed(tmp_path, "actual", 1)
    monkeypatch.setattr(spreadsheet, "MAX_EXPANDED", 1000)
    assert line(path, BadFile).startswith(f"{path}: not an XLSX workbook, or a damaged one; ")


# --- what a spreadsheet's cells can hold --------------------------------------------------------------------------


def test_a_number_typed_as_a_number_is_its_digits(tmp_path: Path) -> None:
    register = read_register(typed(tmp_path, "actual", 0.3))
    assert [row.number for row in register.indicators] == ["36"]
    assert register.history[0].actual == 0.3


@pytest.mark.parametrize(
    ("column", "cell", "found", "todo"),
    [
        ("number", 36.5, "36.5 is a number, not text", "format the cell as Text"),
        ("number", True, "TRUE is a logical value, not text", "format the cell as Text"),
        ("number", "36 ", '"36" has a space', "write 36"),
        ("period", date(2023, 10, 1), "2023-10-01 is a date or a time, not text", "format the cell as Text"),
        ("period", 202324, "202324 is a number, not text", "format the cell as Text"),
        ("note", 5, "5 is a number, not text", "format the cell as Text"),
        ("note", datetime(2024, 3, 7, 9, 30), "is a date or a time, not text", "format the cell as Text"),
        ("actual", "95100", '"95100" is text, not a number', "write 95100 as a number"),
        ("actual", "95,100", '"95,100" is text, not a number', "write 95100 as a number"),
        ("actual", True, "TRUE is a logical value, not a number", "type the number"),
        ("actual", date(2024, 3, 7), "2024-03-07 is a date or a time, not a number", "type the number"),
        ("actual", time(9, 30), "is a date or a time, not a number", "type the number"),
        ("actual", "=B2/0", "a formula that was never calculated", "open the file in Excel and save it"),
        ("note", "=A2", "a formula that was never calculated", "open the file in Excel and save it"),
        ("actual", "#N/A", "#N/A is a worksheet error", "mend its formula, or clear the cell"),
    ],
)
def test_a_cell_of_another_sort_is_never_guessed_at(
    column: str, cell: object, found: str, todo: str, tmp_path: Path
) -> None:
    path = typed(tmp_path, column, cell)
    text = line(path, BadRegister)
    assert text.startswith(f"register.xlsx sheet history row 2, column {column}: ")
    assert found in text
    assert todo in text


def _replace(path: Path, part: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    assert old in parts[part]
    path.write_bytes(_zip(**parts | {part: parts[part].replace(old, new)}))


def test_a_calculated_formula_gives_its_value(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    workbook = xlsxwriter.Workbook(path)
    indicators, history = workbook.add_worksheet("indicators"), workbook.add_worksheet("history")
    for row, cells in enumerate((["number", "title", "direction"], ["36", "Users", "up"])):
        for column, text in enumerate(cells):
            indicators.write_string(row, column, text)
    for column, text in enumerate(("number", "period", "actual", "target")):
        history.write_string(0, column, text)
    history.write_string(1, 0, "36")
    history.write_formula(1, 1, '="2023/24 "&"Q3"', None, "2023/24 Q3")
    history.write_formula(1, 2, "=2*3", None, 6)
    history.write_formula(1, 3, '=""', None, "empty text")
    workbook.close()
    _replace(path, "xl/worksheets/sheet2.xml", b"<v>empty text</v>", b"<v></v>")  # a text result that is empty
    assert read_register(path) == small(actual=6)


def test_a_stray_cell_in_the_last_corner_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = typed(tmp_path, "actual", 1)
    workbook = openpyxl.load_workbook(path)
    workbook["history"]["XFD1048576"] = " "
    workbook.save(path)
    text = line(path, BadRegister)
    assert text.startswith("register.xlsx sheet history: has cells as far as row 1,048,576 and column 16,384; ")


# --- writing --------------------------------------------------------------------------------------------------------


def test_texts_that_look_like_numbers_are_written_as_text(tmp_path: Path) -> None:
    write_register(small(note="=1+1"), tmp_path / "register.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "register.xlsx")["history"]
    cells = {str(head.value): cell for head, cell in zip(*sheet.iter_rows(max_row=2), strict=True)}
    assert (cells["number"].value, cells["number"].data_type) == ("36", "s")
    assert (cells["note"].value, cells["note"].data_type) == ("=1+1", "s")


def test_whole_numbers_have_no_decimal_point(tmp_path: Path) -> None:
    write_register(small(actual=107236.0, target=0.95), tmp_path)
    assert ",107236,,,,0.95," in (tmp_path / "history.csv").read_text(encoding="utf-8-sig")


def test_writing_over_a_register_leaves_nothing_of_it(tmp_path: Path) -> None:
    crowded = Register(
        Settings(reporting_period=Q3, other={"colour": "blue"}),
        tuple(Indicator(number=str(n), title="Users", direction="up") for n in range(3)),
        (Observation(number="1", period=Q3, actual=1.0),),
    )
    for path in (tmp_path / "folder", tmp_path / "register.xlsx"):
        write_register(crowded, path)
        write_register(small(), path)
        assert read_register(path) == small()
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "register.xlsx"}


@pytest.mark.parametrize(
    ("name", "figures", "says"),
    [
        ("folder", {"actual": float("nan")}, "history row 2, column actual: nan cannot be written"),
        ("register.xlsx", {"actual": float("inf")}, "history row 2, column actual: inf cannot be written"),
        ("folder", {"note": "half \ud83d"}, "history row 2, column note: "),
        ("register.xlsx", {"note": "x" * 32_768}, "history row 2, column note: 32,768 characters"),
        ("register.xlsx", {"note": "\uffff"}, "history row 2, column note: has the character U+FFFF"),
    ],
)
def test_what_no_file_can_hold_is_refused_before_anything_is_written(
    name: str, figures: dict[str, float | str], says: str, tmp_path: Path
) -> None:
    with pytest.raises(BadRegister) as caught:
        write_register(small(**figures), tmp_path / name)
    assert str(caught.value).startswith(says)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["register.csv", "register.xlsm", "register.ods", "there"])
def test_a_register_is_not_written_to_a_file_of_another_sort(name: str, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("a file", encoding="utf-8")
    with pytest.raises(BadFile, match="a folder of CSV files or as"):
        write_register(small(), tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


@pytest.mark.parametrize("name", ["there/register.xlsx", "there/folder", "busy.xlsx"])
def test_a_place_that_cannot_be_written_to_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("a file", encoding="utf-8")
    (tmp_path / "busy.xlsx").mkdir()
    with pytest.raises(QuarterbookError) as caught:
        write_register(small(), tmp_path / name)
    assert str(tmp_path / name.partition("/")[0]) in str(caught.value)
    assert {path.name for path in tmp_path.rglob("*")} == {"there", "busy.xlsx"}
