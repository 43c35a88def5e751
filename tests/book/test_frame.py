"""The frame of a workbook: tidy, typed the same whatever is in it, and rated as the workbook itself rates."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import quarterbook as qb
from quarterbook.book.build import build_workbook
from quarterbook.book.frame import COLUMNS, frame_of
from quarterbook.book.read import Book
from quarterbook.periods import Period
from quarterbook.register import Indicator, Narrative, Observation, Register, Settings, read_register
from quarterbook.vocabulary import BASES, MEASURES
from registers import odd_register

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "analysts.md"
Q3 = Period.parse("2023/24 Q3")


def example() -> Register:
    return read_register(ROOT / "workbook" / "register")


def small(**values: object) -> pd.DataFrame:
    indicator = Indicator(number="007", title="Visits", direction="Higher")
    observation = Observation(number="007", period=Q3, **values)  # type: ignore[arg-type]
    narrative = Narrative(number="007", period=Q3, commentary="Up.")
    return frame_of(Register(Settings(reporting_period=Q3), (indicator,), (observation,), (narrative,)))


def current_answers(book: Book) -> dict[str, tuple[object, object]]:
    """Return the rating and the change that the workbook's own formulas give, by indicator."""
    answers = {}
    for sheet in book.view.sheets:
        number, rag, change = (
            sheet.names.get(name) for name in ("indicatornumber", "ragrating", "changeinperformance")
        )
        if number is not None and rag is not None and change is not None:
            values = book.evaluation.values[sheet.name]
            answers[str(sheet.value(*number.place))] = values[rag.place], values[change.place]
    return answers


def targets_by_the_year() -> Register:
    """Return a register with every kind of annual target, and one that is a word."""
    cases = list(itertools.product(MEASURES, BASES, (1000.0, "n/a")))
    indicators = [
        Indicator(
            number=str(n), title=basis, direction="up", measure=measure, basis=basis, annual_target=annual, decimals=2
        )
        for n, (measure, basis, annual) in enumerate(cases)
    ]
    rows = [Observation(number=row.number, period=Q3, actual=600.0) for row in indicators]
    return Register(Settings(reporting_period=Q3), tuple(indicators), tuple(rows))


@pytest.mark.parametrize(
    "register", [example(), odd_register(), targets_by_the_year()], ids=["example", "odd", "targets by the year"]
)
def test_the_workbook_rates_as_the_frame_does(tmp_path: Path, register: Register) -> None:
    path = tmp_path / "master.xlsx"
    build_workbook(register, path)
    book = qb.open(path)
    frame = book.to_frame()
    current = frame[frame["is_current"]]
    found = dict(zip(current["number"], zip(current["rag"], current["change"], strict=True), strict=True))
    assert len(found) == len(register.indicators)
    assert found == current_answers(book)


@pytest.mark.parametrize(
    "register",
    [example(), odd_register(), Register(Settings(reporting_period=Q3), ())],
    ids=["example", "odd", "nothing"],
)
def test_every_frame_has_the_same_columns_and_types(register: Register) -> None:
    frame = frame_of(register)
    assert list(frame.columns) == [column.name for column in COLUMNS]
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        column.name: column.dtype for column in COLUMNS
    }


def test_a_row_for_each_indicator_and_period() -> None:
    register = example()
    frame = frame_of(register)
    assert not frame.duplicated(["number", "period"]).any()
    assert list(frame["number"].unique()) == [indicator.number for indicator in register.indicators]
    recorded = {(row.number, str(row.period)) for row in register.history}
    assert recorded <= set(zip(frame["number"], frame["period"], strict=True))


def test_a_row_says_what_it_is_about() -> None:
    (row,) = small(actual=90.0, target=100.0, marker="Provisional").to_dict("records")
    assert {name: row[name] for name in ("number", "direction", "financial_year", "quarter", "is_current")} == {
        "number": "007",
        "direction": "up",
        "financial_year": "2023/24",
        "quarter": 3,
        "is_current": True,
    }
    assert (row["first_day"], row["last_day"]) == (pd.Timestamp("2023-10-01"), pd.Timestamp("2023-12-31"))
    assert (row["rag"], row["change"], row["marker"], row["commentary"]) == ("Amber", "No data", "Provisional", "Up.")
    assert row["variance"] == pytest.approx(-0.1)


@pytest.mark.parametrize(("period", "quarter"), [("2023/24 M01", 1), ("2023/24 M03", 1), ("2023/24 M04", 2)])
def test_a_month_belongs_to_a_quarter_of_the_financial_year(period: str, quarter: int) -> None:
    month = Period.parse(period)
    indicator = Indicator(number="1", title="Visits", direction="up", frequency="Monthly")
    frame = frame_of(Register(Settings(reporting_period=month), (indicator,)))
    assert list(frame["quarter"]) == [quarter]


def test_a_year_has_no_quarter() -> None:
    indicator = Indicator(number="1", title="Visits", direction="up", frequency="Annual")
    frame = frame_of(Register(Settings(reporting_period=Q3), (indicator,)))
    assert list(frame["period"]) == ["2022/23"]
    assert frame["quarter"].isna().all()


def test_a_text_in_place_of_a_figure_is_not_lost_and_never_a_number() -> None:
    (row,) = small(actual="107,236", target="n/a").to_dict("records")
    assert pd.isna(row["actual"])
    assert row["not_numbers"] == 'actual: "107,236"; target: "n/a"'
    assert row["rag"] == "Invalid"


def test_an_indicator_whose_frequency_is_no_word_of_ours_keeps_its_rows() -> None:
    indicator = Indicator(number="1", title="Visits", direction="up", frequency="Fortnightly")
    register = Register(
        Settings(reporting_period=Q3), (indicator,), (Observation(number="1", period=Q3, actual=1.0, target=1.0),)
    )
    frame = frame_of(register)
    assert list(zip(frame["rag"], frame["is_current"], strict=True)) == [("Green", False)]


def test_a_scheme_that_there_is_not_is_said() -> None:
    register = example()
    settings = replace(register.settings, other={"scheme": "rainbow"})
    with pytest.raises(qb.QuarterbookError, match='"rainbow" is not a rating scheme'):
        frame_of(replace(register, settings=settings))


def test_types_survive_parquet(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pandas writes Parquet with pyarrow, which is not installed")
    frame = frame_of(example())
    frame.to_parquet(tmp_path / "frame.parquet", index=False)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "frame.parquet"), frame)


def test_types_survive_a_pickle_and_a_csv_keeps_every_figure(tmp_path: Path) -> None:
    frame = frame_of(odd_register())
    frame.to_pickle(tmp_path / "frame.pickle")
    pd.testing.assert_frame_equal(pd.read_pickle(tmp_path / "frame.pickle"), frame)
    frame.to_csv(tmp_path / "frame.csv", index=False)
    again = pd.read_csv(tmp_path / "frame.csv", dtype={"number": "string"})
    assert list(again["number"]) == list(frame["number"])
    pd.testing.assert_series_equal(again["actual"], frame["actual"])


def test_the_page_for_analysts_lists_the_columns() -> None:
    lines = ["| column | type | what it holds |", "| --- | --- | --- |"]
    lines += [f"| `{column.name}` | {column.dtype} | {column.says} |" for column in COLUMNS]
    listed = re.search(r"<!-- columns -->\n(.*?)\n<!-- end -->", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert listed is not None
    assert listed[1].strip() == "\n".join(lines)


def test_the_examples_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_workbook(example(), tmp_path / "master.xlsx")
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"<!-- runs -->\n```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    found: dict[str, object] = {}
    for code in examples:
        exec(code, found)
    by_service, wide, to_mend, tighter = (found[name] for name in ("by_service", "wide", "to_mend", "tighter"))
    assert isinstance(by_service, pd.DataFrame)
    assert isinstance(wide, pd.DataFrame)
    assert isinstance(to_mend, pd.DataFrame)
    assert isinstance(tighter, pd.Series)
    assert by_service.to_numpy().sum() == len(wide) == len(example().indicators)
    assert to_mend.empty
    assert len(tighter) == len(found["frame"])  # type: ignore[arg-type]


def test_the_parquet_examples_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow", reason="pandas writes Parquet with pyarrow, which is not installed")
    build_workbook(example(), tmp_path / "master.xlsx")
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text(encoding="utf-8")
    found: dict[str, object] = {"qb": qb, "frame": frame_of(example())}
    for code in re.findall(r"<!-- runs, needs pyarrow -->\n```python\n(.*?)```", page, re.DOTALL):
        exec(code, found)
    assert list(pd.read_parquet("all.parquet")["number"]) == list(pd.read_parquet("indicators.parquet")["number"])
