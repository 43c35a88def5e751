"""The CSV file of the figures: tidy, numbers as numbers, and nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings

from book.registers import odd_register
from quarterbook.book.build import build_workbook
from quarterbook.cli import main
from quarterbook.demo import example_register
from quarterbook.register.files import read_register
from quarterbook.report.content import report_of
from quarterbook.report.editions import bytes_of
from quarterbook.report.model import Report
from quarterbook.report.spreadsheet.tidy import COLUMNS
from report.filled import ANY_TEXT, filled, finding

NUMBERS = ["actual", "target", "year_before", "statistical_neighbours_mean", "england_mean"]


def rows(report: Report) -> list[dict[str, str]]:
    text = bytes_of("csv", report).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_pandas_reads_numbers_as_numbers_and_one_row_for_each_indicator_and_period() -> None:
    report = report_of(odd_register())
    frame = pd.read_csv(io.BytesIO(bytes_of("csv", report)), dtype={"indicator_number": str})
    assert list(frame.columns) == list(COLUMNS)
    assert {str(kind) for kind in frame[NUMBERS].dtypes} == {"float64"}
    assert not frame.duplicated(["indicator_number", "period"]).any()
    assert len(frame) == sum(len(section.chart.periods) for section in report.sections)


def test_the_row_of_the_reports_period_has_the_rating() -> None:
    report = report_of(read_register(example_register()))
    rated = [row for row in rows(report) if row["rag_rating"]]
    assert [row["rag_rating"] for row in rated] == [section.rag for section in report.sections]
    assert [row["period"] for row in rated] == [str(section.period) for section in report.sections]
    assert [float(row["actual"]) for row in rated] == [section.current.value for section in report.sections]


@settings(max_examples=150, deadline=None)
@given(ANY_TEXT)
def test_no_field_is_a_formula_and_none_breaks_a_row(text: str) -> None:
    found = rows(report_of(filled(text), [finding(text)]))
    assert len(found) >= 1
    assert all(None not in row and None not in row.values() for row in found)
    for row in found:
        for name, field in row.items():
            if name not in NUMBERS:
                assert not field.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
            assert name not in NUMBERS or not field or float(field) == float(field)


def test_a_text_that_looks_like_a_formula_keeps_all_its_characters() -> None:
    titles = {row["indicator"] for row in rows(report_of(odd_register()))}
    assert '\'=HYPERLINK("http://127.0.0.1","x")' in titles


def test_the_option_for_the_spreadsheet_makes_it_when_the_name_ends_in_csv(tmp_path: Path) -> None:
    build_workbook(read_register(example_register()), tmp_path / "master.xlsx")
    with pytest.raises(SystemExit) as left:
        main(["report", str(tmp_path / "master.xlsx"), "--final", "--xlsx", str(tmp_path / "figures.CSV")])
    assert left.value.code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["figures.CSV", "master.xlsx"]
    assert (tmp_path / "figures.CSV").read_bytes().startswith(b"\xef\xbb\xbfindicator_number,")
