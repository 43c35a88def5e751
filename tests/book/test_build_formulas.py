"""What the formulas of a built workbook say, against the rules in Python."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from built import Built, built

from quarterbook import labels
from quarterbook.book import layout
from quarterbook.book.evaluate import evaluate_file
from quarterbook.figures import figures_of
from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Narrative, Observation, Register, Settings
from quarterbook.rules import rag
from quarterbook.vocabulary import CUMULATIVE, PERCENT, SAME_PERIOD_LAST_YEAR
from registers import odd_register


def register_of(indicator: Indicator, figures: dict[str, dict[str, object]], period: str = "2023/24 Q3") -> Register:
    history = tuple(
        Observation(number=indicator.number, period=Period.parse(text), **values)  # type: ignore[arg-type]
        for text, values in figures.items()
    )
    return Register(Settings(reporting_period=Period.parse(period)), (indicator,), history)


def test_ratings_and_changes_are_the_rules(odd: Built) -> None:
    current = [row for row in figures_of(odd.register) if row.is_current]
    assert len(current) == len(odd.register.indicators)
    for sheet, row in zip(odd.indicator_sheets, current, strict=True):
        assert (odd.value(sheet, "RagRating"), odd.value(sheet, "ChangeInPerformance")) == (row.rag, row.change), sheet


def test_ratings_follow_from_the_figures_shown(odd: Built) -> None:
    for indicator, sheet in zip(odd.register.indicators, odd.indicator_sheets, strict=True):
        target = odd.value(sheet, "Target") if indicator.status == "Targeted" else indicator.status
        amber, blue = odd.value(sheet, "Amber"), odd.value(sheet, "Blue")
        assert odd.value(sheet, "RagRating") == rag(
            odd.value(sheet, "Current"), target, indicator.direction, amber, blue
        )


@pytest.mark.parametrize("reporting", ["2024/25 Q1", "2023/24 Q4", "2024/25 M02", "2023/24"])
def test_headings_follow_from_the_settings(reporting: str, tmp_path: Path) -> None:
    odd = built(odd_register(reporting), tmp_path / "odd.xlsx")
    period = odd.register.settings.reporting_period
    for indicator, sheet in zip(odd.register.indicators, odd.indicator_sheets, strict=True):
        assert odd.value(sheet, "Target", 1) == labels.target_heading(indicator)
        assert odd.value(sheet, "Current", 1) == labels.current_heading(indicator)
        assert odd.value(sheet, "Previous", 1) == labels.previous_heading(indicator, period)
        assert odd.value(sheet, "CurrentPeriod") == str(indicator.current_period(period))
        assert odd.value(sheet, "PreviousPeriod") == str(indicator.previous_period(period))


def test_figures_are_rounded_to_the_indicators_decimals(tmp_path: Path) -> None:
    share = Indicator(number="1", title="Share", direction="up", measure=PERCENT, decimals=1)
    parts = {"2023/24 Q3": {"numerator": 570.0, "denominator": 889.0, "target": 0.64149}}
    book = built(register_of(share, parts), tmp_path / "share.xlsx")
    assert book.value("Indicator 1", "Current") == 0.641
    assert book.value("Indicator 1", "Target") == 0.641
    assert book.value("Indicator 1", "RagRating") == "Green"


def test_blank_stays_blank_and_nought_stays_nought(tmp_path: Path) -> None:
    measure = Indicator(number="1", title="Measure", direction="up")
    book = built(register_of(measure, {"2023/24 Q3": {"actual": 0.0}}), tmp_path / "book.xlsx")
    assert book.value("Indicator 1", "Current") == 0
    assert book.value("Indicator 1", "Previous") == ""
    assert book.value("Indicator 1", "Target") == ""


def test_text_figures_reach_the_rating_as_they_are(tmp_path: Path) -> None:
    measure = Indicator(number="1", title="Measure", direction="up")
    for figure, outcome in (("n/a", "No data"), ("107,236", "Invalid")):
        book = built(register_of(measure, {"2023/24 Q3": {"actual": figure, "target": 5.0}}), tmp_path / "book.xlsx")
        assert book.value("Indicator 1", "Current") == figure
        assert book.value("Indicator 1", "RagRating") == outcome


@pytest.mark.parametrize(
    ("settings", "due"),
    [
        ({"basis": CUMULATIVE}, [100, 300, 600, 1000]),
        ({"basis": "In period"}, [100, 200, 300, 400]),
        ({"basis": "Snapshot"}, [1000] * 4),
        ({"basis": "Rolling 12 months"}, [1000] * 4),
        ({"basis": "In period", "target_basis": CUMULATIVE}, [100, 300, 600, 1000]),
        ({"basis": CUMULATIVE, "measure": "rate"}, [1000] * 4),
    ],
)
def test_targets_follow_from_the_annual_one(settings: dict[str, str], due: list[float], tmp_path: Path) -> None:
    measure = Indicator(
        number="1", title="M", direction="up", annual_target=1000.0, profile=(1.0, 2.0, 3.0, 4.0), **settings
    )  # type: ignore[arg-type]
    book = built(register_of(measure, {"2022/23 Q3": {"actual": 5.0}}), tmp_path / "book.xlsx")
    (table,) = book.book["Indicator 1"].tables.values()
    rows = list(book.book["Indicator 1"][table.ref])[1:]
    target = [column.field for column in layout.HISTORY_COLUMNS].index("target")
    shown = {row[0].value: book.shown("Indicator 1", row[target].row, row[target].column) for row in rows}
    assert shown.pop("2022/23 Q3") is None
    assert list(shown.values()) == due
    assert book.value("Indicator 1", "Target") == due[2]


def test_a_target_of_its_own_stands(tmp_path: Path) -> None:
    measure = Indicator(number="1", title="M", direction="up", basis=CUMULATIVE, annual_target=1000.0)
    book = built(register_of(measure, {"2023/24 Q3": {"target": 1734.0}}), tmp_path / "book.xlsx")
    assert book.value("Indicator 1", "Target") == 1734


def test_cumulative_figures_are_checked_within_their_year(tmp_path: Path) -> None:
    measure = Indicator(number="1", title="M", direction="up", basis=CUMULATIVE, comparator=SAME_PERIOD_LAST_YEAR)
    last_year = {f"2022/23 Q{n}": {"actual": 1000.0 * n} for n in range(1, 5)}
    for figures, outcome in (
        ({"2023/24 Q1": 5.0, "2023/24 Q2": 9.0, "2023/24 Q3": 12.0}, "OK"),
        ({"2023/24 Q1": 5.0, "2023/24 Q2": 9.0, "2023/24 Q3": 8.0}, "Falls at 3"),
        ({"2023/24 Q1": 5.0, "2023/24 Q3": 8.0}, "Gap at 2"),
    ):
        year = {period: {"actual": figure} for period, figure in figures.items()}
        book = built(register_of(measure, {**last_year, **year}), tmp_path / "book.xlsx")
        still = book.cell("Indicator 1", "StillToCome")
        assert book.shown("Indicator 1", still.row - 2, still.column) == outcome
        assert ("figures to check" in book.value("Indicator 1", "StillToCome")) == (outcome != "OK")


def test_readiness_says_what_is_still_to_come(tmp_path: Path) -> None:
    measure = Indicator(number="1", title="M", direction="up")
    register = register_of(measure, {"2023/24 Q3": {"actual": 1.0, "target": 5.0}})
    book = built(register, tmp_path / "book.xlsx")
    assert book.value("Indicator 1", "RagRating") == "Red"
    assert book.value("Indicator 1", "StillToCome") == "commentary, actions"
    text = Narrative(number="1", period=Period.parse("2023/24 Q3"), commentary="Why", actions="What")
    written = built(replace(register, narrative=(text,)), tmp_path / "written.xlsx")
    assert written.value("Indicator 1", "StillToCome") == "Nothing"
    index = written.book["Index"].tables["IndicatorIndex"]
    _, row = written.book["Index"][index.ref]
    assert written.shown("Index", row[-1].row, row[-1].column) == "Nothing"


def test_a_percentage_that_its_parts_do_not_give_is_to_be_checked(tmp_path: Path) -> None:
    share = Indicator(number="1", title="Share", direction="up", measure=PERCENT)
    parts = {"2023/24 Q3": {"actual": 0.55, "numerator": 570.0, "denominator": 889.0}}
    book = built(register_of(share, parts), tmp_path / "share.xlsx")
    assert "figures to check" in book.value("Indicator 1", "StillToCome")


def test_the_index_counts_by_rating_and_service(odd: Built) -> None:
    sheet = odd.book["Index"]
    ratings = {cell.value: cell.column for cell in sheet[6] if cell.column > 2 and cell.value}
    services = {sheet.cell(row, 2).value: row for row in range(7, 10)}
    assert list(services) == ["No service", "Care", "All services"]
    found = [odd.value(name, "RagRating") for name in odd.indicator_sheets]
    for rating, column in ratings.items():
        assert odd.shown("Index", services["All services"], column) == found.count(rating)
        parts = [odd.shown("Index", services[name], column) for name in ("No service", "Care")]
        assert sum(parts) == found.count(rating)


def test_a_reporting_period_that_is_none_is_said_and_nothing_breaks(tmp_path: Path) -> None:
    book = built(odd_register(), tmp_path / "book.xlsx")
    for spelling in ("2023/25 Q3", "Q3", "2023/24 Q5", "2023/24 M13", "", "soon"):
        book.book["Cover"]["B9"].value = spelling
        path = tmp_path / "edited.xlsx"
        book.book.save(path)
        found = evaluate_file(path)
        assert "cannot be read" in str(found["Cover!A16"])
        assert found[f"'{book.indicator_sheets[0]}'!F5"] == "No data"


def test_both_comparators_stand_side_by_side_when_set(odd: Built, tmp_path: Path) -> None:
    sheet = odd.sheet_of("40")
    rating = odd.cell(sheet, "RagRating")
    heading, change = (odd.shown(sheet, rating.row - 1, rating.column + n) for n in (1, 2))
    assert (heading, change) == ("Quarter 1 23/24", "Change on Quarter 1 23/24")
    assert odd.shown(sheet, rating.row, rating.column + 2) == "Improving"
    settings = replace(odd.register.settings, other={})
    single = built(replace(odd.register, settings=settings), tmp_path / "single.xlsx")
    assert single.shown(sheet, rating.row - 1, rating.column + 1) == ""
    assert single.shown(sheet, rating.row, rating.column + 2) == ""


def test_benchmarks_show_where_there_are_any(odd: Built) -> None:
    headings = {}
    for number in ("CS12a", "1"):
        sheet = odd.sheet_of(number)
        rating = odd.cell(sheet, "RagRating")
        headings[number] = [odd.shown(sheet, rating.row - 1, rating.column + n) for n in (3, 4)]
    assert headings == {"CS12a": ["Statistical Neighbours Mean", "England Mean"], "1": ["", ""]}
