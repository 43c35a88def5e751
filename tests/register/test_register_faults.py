"""What a register can have wrong, and the one line that names the place, what was found and what to do."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from quarterbook.errors import BadRegister
from quarterbook.register import read_register

Rows = list[list[object]]
Files = dict[str, Rows]


def sound() -> Files:
    """A small register without a fault, with rows that leave room for one."""
    return {
        "indicators": [
            ["number", "title", "direction", "decimals", "basis", "frequency", "profile", "amber", "annual_target"],
            ["36", "Library users", "up", "0", "Cumulative", "Quarterly", "", "", ""],
            ["CS12a", "Visits", "down", "1", "In period", "Annual", "", "0.1", "n/a"],
        ],
        "history": [
            ["number", "period", "actual", "target", "marker", "note"],
            ["36", "2023/24 Q2", "96326", "107236", "", ""],
            ["36", "2023/24 Q3", "95100", "107236", "Revised", "mended"],
        ],
        "narrative": [["number", "period", "commentary"], ["36", "2023/24 Q3", "Fewer."]],
        "published": [["number", "period", "target", "status"], ["9", "2023/24 Q3", "In Development", ""]],
        "settings": [["key", "value"], ["reporting_period", "2023/24 Q3"], ["amber_tolerance", "0.1"]],
    }


def as_folder(files: Files, folder: Path) -> Path:
    for name, rows in files.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def as_spreadsheet(files: Files, folder: Path) -> Path:
    """The same as an officer would type it: what looks like a number is one."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in files.items():
        sheet = workbook.create_sheet(name)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row, start=1):
                sheet.cell(line, column).value = _typed(cell)
    path = folder / "register.xlsx"
    workbook.save(path)
    return path


def _typed(cell: object) -> object:
    try:
        return float(str(cell)) if isinstance(cell, str) and cell.isascii() else cell
    except ValueError:
        return cell or None


def changed(table: str, line: int, column: str, cell: object) -> Files:
    files = sound()
    rows = files[table]
    if column not in rows[0]:
        for row in rows:
            row.append("")
        rows[0][-1] = column
    rows[line - 1][rows[0].index(column)] = cell
    return files


def message(path: Path) -> str:
    with pytest.raises(BadRegister) as caught:
        read_register(path)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_the_register_that_the_faults_are_put_into_is_sound(tmp_path: Path) -> None:
    assert read_register(as_folder(sound(), tmp_path)) == read_register(as_spreadsheet(sound(), tmp_path))


CELLS = [
    # table, row, column, cell, what was found, what to do
    ("history", 2, "actual", "107,236", '"107,236" is text, not a number', "write 107236"),
    ("history", 2, "actual", "95%", '"95%" is text, not a number', "write 0.95"),
    ("history", 2, "actual", "-12.5 %", '"-12.5 %" is text, not a number', "write -0.125"),
    ("history", 2, "actual", "£1,000.50", '"£1,000.50" is text, not a number', "write 1000.50"),
    ("history", 2, "actual", "−3", '"−3" is text, not a number', "write -3"),
    ("history", 2, "actual", "٣٦", '"٣٦" is text, not a number', "write 36"),
    ("history", 2, "actual", "about 5", '"about 5" is text, not a number', "leave the cell empty"),
    ("history", 2, "actual", "nil\n", '"nil" is text, not a number', "write a number"),
    ("history", 2, "target", "In Development", '"In Development" is text, not a number', "column status of indicators"),
    ("history", 2, "numerator", "TRUE-ish", '"TRUE-ish" is text', "write a number"),
    ("history", 2, "period", "Q3 2023/24", '"Q3 2023/24" is not how', "write 2023/24 Q3"),
    ("history", 2, "period", "2023/24 M7", '"2023/24 M7" is not how', "write 2023/24 M07"),
    ("history", 2, "period", "December 2023", '"December 2023" is not how', "write 2023/24 M09"),
    ("history", 2, "period", "2023/25 Q3", "25 does not follow", "2023/25 Q3"),
    ("history", 2, "period", "last quarter", "is not a reporting period", "2023/24 Q3"),
    ("history", 2, "period", "", "blank", "needs its period"),
    ("history", 2, "number", "", "blank", "needs its number"),
    ("history", 2, "number", "63", '"63" is not in indicators', "add it there"),
    ("history", 2, "marker", "revised", '"revised" is not one of Provisional, Estimated, Revised', "write Revised"),
    ("narrative", 2, "number", "cs12a", '"cs12a" is not in indicators', "add it there"),
    ("narrative", 2, "period", "2023-24", '"2023-24" is not how', "write 2023/24"),
    ("indicators", 3, "title", " ", "blank", "needs its title"),
    ("indicators", 3, "direction", "", "blank", "needs its direction"),
    ("indicators", 3, "direction", "upp", '"upp" is not a direction', "write up"),
    ("indicators", 3, "direction", "sideways", '"sideways" is not a direction', "write up, down, target, none"),
    ("indicators", 3, "basis", "cumulative", '"cumulative" is not one of', "write Cumulative"),
    (
        "indicators",
        3,
        "frequency",
        "Yearly",
        '"Yearly" is not one of Monthly, Quarterly, Annual',
        "use one of these words",
    ),
    ("indicators", 3, "measure", "€", '"€" is not one of number, percent', "use one of these words"),
    ("indicators", 3, "decimals", "-1", "-1", "write a whole number from 0 to 10"),
    ("indicators", 3, "decimals", "1.5", "1.5", "write a whole number from 0 to 10"),
    ("indicators", 3, "decimals", "11", "11", "write a whole number from 0 to 10"),
    ("indicators", 3, "decimals", "none", '"none"', "write a whole number from 0 to 10"),
    ("indicators", 3, "amber", "-0.1", "-0.1 is below 0", "write a number from 0"),
    ("indicators", 3, "amber", "10%", '"10%" is text, not a number', "write 0.10"),
    ("indicators", 3, "annual_target", "Baseline", '"Baseline" is text, not a number', "column status"),
    ("indicators", 2, "profile", "1;2;3", "3 weights, but the indicator is Quarterly", "write 4"),
    ("indicators", 2, "profile", "1;2;x;4", 'the weight "x" is not a number from 0', "1;2;3;4"),
    ("indicators", 2, "profile", "1;-2;3;4", 'the weight "-2" is not a number from 0', "1;2;3;4"),
    ("indicators", 2, "profile", "0;0;0;0", "do not add up to a number above 0", "1;2;3;4"),
    ("published", 2, "target", "107,236", '"107,236" is text, not a number', "write 107236"),
    ("published", 2, "status", "in development", '"in development" is not one of', "write In Development"),
]


@pytest.mark.parametrize("form", [as_folder, as_spreadsheet])
@pytest.mark.parametrize("fault", CELLS, ids=lambda fault: f"{fault[2]}={fault[3]!r}")
def test_a_bad_cell_is_named_with_what_to_write(
    fault: tuple[str, int, str, str, str, str], form: Callable[[Files, Path], Path], tmp_path: Path
) -> None:
    table, line, column, cell, found, todo = fault
    text = message(form(changed(table, line, column, cell), tmp_path))
    place = f"{table}.csv" if form is as_folder else f"register.xlsx sheet {table}"
    assert text.startswith(f"{place} row {line}, column {column}: ")
    assert found in text
    assert todo in text
    assert "more fault" not in text


def test_a_number_beyond_what_a_computer_counts_with(tmp_path: Path) -> None:
    text = message(as_folder(changed("history", 2, "actual", "1e999"), tmp_path))
    assert text == 'history.csv row 2, column actual: "1e999" is too large to be a number; write the number itself'


@pytest.mark.parametrize(
    ("key", "value", "found", "todo"),
    [
        ("amber_tolerance", "10%", '"10%" is text', "write 0.10"),
        ("amber_tolerance", "n/a", '"n/a" is text', "write a number"),
        ("blue_margin", "-1", "-1 is below 0", "write a number from 0"),
        ("year_start_month", "April", '"April"', "a whole number from 1 to 12"),
        ("year_start_month", "13", "13", "a whole number from 1 to 12"),
        ("reporting_period", "Q3 23/24", '"Q3 23/24" is not how', "write 2023/24 Q3"),
    ],
)
def test_a_bad_setting_is_named(key: str, value: str, found: str, todo: str, tmp_path: Path) -> None:
    files = sound() | {"settings": [["key", "value"], ["title", "Report"], [key, value]]}
    text = message(as_folder(files, tmp_path))
    assert text.startswith(f"settings.csv row 3, column value ({key}): ")
    assert found in text
    assert todo in text


@pytest.mark.parametrize(
    ("table", "row", "place"),
    [
        (
            "indicators",
            ["36", "Again", "up", "0", "", "", "", "", ""],
            "indicators.csv row 4, column number: 36 is in row 2",
        ),
        (
            "history",
            ["36", "2023/24 Q2", "1", "", "", ""],
            "history.csv row 4, column period: 36 2023/24 Q2 is in row 2",
        ),
        ("narrative", ["36", "2023/24 Q3", "Again."], "narrative.csv row 3, column period: 36 2023/24 Q3 is in row 2"),
        ("settings", ["amber_tolerance", "0.2"], "settings.csv row 4, column key: amber_tolerance is in row 3"),
    ],
)
def test_a_row_that_is_there_twice(table: str, row: list[object], place: str, tmp_path: Path) -> None:
    files = sound()
    files[table].append(row)
    assert message(as_folder(files, tmp_path)).startswith(place)


def test_what_was_published_may_be_published_again_and_outlives_its_indicator(tmp_path: Path) -> None:
    files = sound()
    files["published"].append(list(files["published"][1]))
    assert [row.number for row in read_register(as_folder(files, tmp_path)).published] == ["9", "9"]


@pytest.mark.parametrize("form", [as_folder, as_spreadsheet])
def test_an_unknown_column_is_named_with_the_nearest_known_one(
    form: Callable[[Files, Path], Path], tmp_path: Path
) -> None:
    files = sound()
    files["history"][0][2] = "actuals"
    text = message(form(files, tmp_path))
    assert 'history row 1: unknown column "actuals"; did you mean actual?' in text.replace("history.csv", "history")


def test_an_unknown_column_that_is_like_none_lists_the_columns(tmp_path: Path) -> None:
    files = sound()
    files["narrative"][0][2] = "weather"
    text = message(as_folder(files, tmp_path))
    assert text == (
        'narrative.csv row 1: unknown column "weather"; the columns are number, period, commentary, actions'
    )


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (["number", "period", "actual", "actual", "marker", "note"], "column actual is there twice; keep one of them"),
        (["number", "period", "actual", "", "marker", "note"], "column 4 has no name; name it or delete it"),
        (["number", "actual", "target", "marker", "note"], "column period is missing; add it"),
    ],
)
def test_a_header_that_is_not_one(header: list[object], says: str, tmp_path: Path) -> None:
    files = sound()
    files["history"] = [header, *files["history"][1:]]
    assert message(as_folder(files, tmp_path)).startswith(f"history.csv row 1: {says}")


def test_an_empty_file_has_no_columns(tmp_path: Path) -> None:
    text = message(as_folder(sound() | {"history": []}, tmp_path))
    assert text == "history.csv row 1: column number is missing; add it (and 1 more fault)"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["36", "2023/24 Q1", "107", "236", "", "", "extra"], '"extra" stands beyond the last column'),
        (["36", "2023/24 Q1", "5"], "3 cells where the header has 6; the row is cut off, or commas are missing"),
    ],
)
def test_a_row_of_another_length_than_the_header(row: list[object], says: str, tmp_path: Path) -> None:
    files = sound()
    files["history"].append(row)
    assert message(as_folder(files, tmp_path)).startswith(f"history.csv row 4: {says}")


def test_all_faults_are_counted_and_the_first_is_told(tmp_path: Path) -> None:
    files = changed("history", 2, "actual", "107,236")
    files["history"][2][1] = "Q3"
    files["narrative"][1][1] = "then"
    text = message(as_folder(files, tmp_path))
    assert text.startswith("history.csv row 2, column actual: ")
    assert text.endswith("(and 2 more faults)")


def test_rows_are_counted_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    files = changed("history", 2, "note", "three\nlines\nin one cell")
    files["history"][3:] = [["", "", "", "", "", ""], ["36", "2023/24 Q4", "a few", "", "", ""]]
    assert message(as_folder(files, tmp_path)).startswith("history.csv row 5, column actual: ")


def test_a_period_is_read_with_the_month_that_years_start_in(tmp_path: Path) -> None:
    files = sound()
    files["settings"] = [["key", "value"], ["reporting_period", "2023/24 Q3"], ["year_start_month", "1"]]
    register = read_register(as_folder(files, tmp_path))
    assert register.settings.reporting_period.last_day == date(2023, 9, 30)
    assert {row.period.start_month for row in register.history} == {1}


def test_without_settings_the_latest_period_of_the_history_is_reported_on(tmp_path: Path) -> None:
    files = sound()
    del files["settings"]
    files["history"].reverse()
    files["history"].insert(0, files["history"].pop())
    settings = read_register(as_folder(files, tmp_path)).settings
    assert (str(settings.reporting_period), settings.amber_tolerance, settings.blue_margin) == ("2023/24 Q3", 0.1, 0.05)


def test_without_settings_and_history_there_is_no_period_to_report_on(tmp_path: Path) -> None:
    files = {name: rows[:1] if name == "history" else rows for name, rows in sound().items() if name != "settings"}
    del files["narrative"]
    assert message(as_folder(files, tmp_path)).startswith(
        "history.csv: no rows; settings must give the reporting_period"
    )


def test_missing_words_and_unknown_settings_are_kept_as_they_are(tmp_path: Path) -> None:
    files = changed("history", 2, "actual", "N/A")
    files["settings"].append(["colour", "36"])
    register = read_register(as_folder(files, tmp_path))
    assert register.history[0].actual == "N/A"
    assert register.settings.other == {"colour": "36"}
    assert read_register(as_spreadsheet(files, tmp_path)) == register
