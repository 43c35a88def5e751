"""Rating schemes: three houses' rules, and each scheme's formula against its rule in Python."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
import xlsxwriter

from quarterbook.book.build import build_workbook
from quarterbook.book.evaluate import evaluate_file
from quarterbook.book.sheets.formulas import stored
from quarterbook.errors import QuarterbookError
from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Observation, Register, Settings
from quarterbook.rules import rag
from quarterbook.schemes import PUBLISHED, SCHEMES, scheme_of
from quarterbook.vocabulary import BASELINE, TARGETED

PERIOD = Period.parse("2023/24 Q3")


def test_the_published_scheme_is_the_default() -> None:
    assert scheme_of({}) is PUBLISHED
    assert scheme_of({"scheme": " "}) is PUBLISHED
    assert PUBLISHED.rate(0.64, 0.60, "up") == rag(0.64, 0.60, "up") == "Blue"


def test_a_scheme_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(QuarterbookError, match=r'"four-star" is not a rating scheme; write one of published, '):
        scheme_of({"scheme": "four-star"})


@pytest.mark.parametrize(
    ("current", "target", "amber", "rating"),
    [(100, 100, None, "Green"), (200, 100, None, "Green"), (90, 100, None, "Amber"), (89.9, 100, None, "Red"),
     (89.9, 100, 0.2, "Amber"), (99, 100, 0, "Red")],
)  # fmt: skip
def test_three_colours(current: float, target: float, amber: float | None, rating: str) -> None:
    assert SCHEMES["three-colour"].rate(current, target, "up", amber) == rating


def test_three_colours_know_close_to_target() -> None:
    rate = SCHEMES["three-colour"].rate
    assert [rate(current, 100, "target") for current in (100, 105, 94, 111)] == ["Green", "Green", "Amber", "Red"]


@pytest.mark.parametrize(
    ("current", "last_year", "rating"),
    [(89, 90, "Red"), (89, 89, "Amber"), (89, 80, "Amber"), (89, None, "Red"), (90, 99, "Green"), (120, 130, "Green")],
)
def test_red_or_amber_by_the_year_on_year_change(current: float, last_year: float | None, rating: str) -> None:
    assert SCHEMES["improvement"].rate(current, 100, "up", last_year=last_year) == rating


@pytest.mark.parametrize(
    ("current", "last_year", "rating"),
    [
        (99, 98, "Amber"),
        (50, 49, "Amber"),
        (99, 99, "Red"),
        (99, None, "Red"),
        (100, 120, "Green"),
        (130, 131, "Green"),
    ],
)
def test_any_shortfall_by_the_year_on_year_change_alone(current: float, last_year: float | None, rating: str) -> None:
    assert SCHEMES["year-on-year"].rate(current, 100, "up", last_year=last_year) == rating


@pytest.mark.parametrize(
    ("measure", "current", "target", "rating"),
    [("percent", 0.55, 0.60, "Amber"), ("percent", 0.50, 0.60, "Amber"), ("percent", 0.49, 0.60, "Red"),
     ("percent", 0.0, 0.0, "Green"), ("number", 55, 60, "Amber"), ("number", 53, 60, "Red"),
     ("percent", 0.9, 0.6, "Green")],
)  # fmt: skip
def test_percentage_points(measure: str, current: float, target: float, rating: str) -> None:
    assert SCHEMES["points"].rate(current, target, "up", 0.10, measure=measure) == rating


NAMES = ("Current", "Target", "Direction", "LastYear", "Measure", "Status", "Amber", "Blue")
COLUMNS = dict(zip(NAMES, "ABCDEFGH", strict=True))


@pytest.mark.parametrize("name", SCHEMES)
def test_the_formula_is_the_rule(name: str, tmp_path: Path) -> None:
    """Every combination that can turn a rating, one a row, through the formula and through Python."""
    scheme = SCHEMES[name]
    figures = [0.0, 0.49, 0.55, 0.60, 0.62, 0.64, None, "n/a", "0.6"]
    cases = [
        (current, target, direction, last_year, measure, status, amber, 0.05)
        for current, target, direction, last_year in product(
            figures, [0.60, 0.0, None], ["up", "down", "target", "none"], [0.55, 0.70, None]
        )
        for measure, status, amber in [
            ("percent", TARGETED, 0.02),
            ("percent", "", 0.10),
            ("number", TARGETED, 0.10),
            ("percent", BASELINE, 0.10),
            ("percent", TARGETED, "wide"),
        ]
    ]
    path = tmp_path / "cases.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Cases")
        for row, case in enumerate(cases):
            sheet.write_row(row, 0, case)
            formula = re.sub(
                r'(?<!")\b(' + "|".join(COLUMNS) + r')\b(?!")',
                lambda name, row=row: f"{COLUMNS[name[1]]}{row + 1}",  # type: ignore[misc]
                stored(scheme.formula),
            )
            sheet.write_dynamic_array_formula(row, 9, row, 9, formula)
    found = evaluate_file(path)
    assert found.no_answer == []
    for row, (current, target, direction, last_year, measure, status, amber, blue) in enumerate(cases, start=1):
        aim = target if status in (TARGETED, "") else status
        wanted = scheme.rate(current, aim, direction, amber, blue, measure=measure, last_year=last_year)
        assert found[f"Cases!J{row}"] == wanted, cases[row - 1]


@pytest.mark.parametrize("name", SCHEMES)
def test_a_workbook_rates_by_the_scheme_that_its_settings_pick(name: str, tmp_path: Path) -> None:
    scheme = SCHEMES[name]
    share = Indicator(number="1", title="Share", direction="up", measure="percent", amber=0.07)
    figures = ((PERIOD, 0.55, 0.60), (PERIOD.same_period_last_year(), 0.54, None))
    history = tuple(
        Observation(number="1", period=period, actual=actual, target=target) for period, actual, target in figures
    )
    path = tmp_path / "book.xlsx"
    build_workbook(Register(Settings(reporting_period=PERIOD, other={"scheme": name}), (share,), history), path)
    wanted = scheme.rate(0.55, 0.60, "up", 0.07, measure="percent", last_year=0.54)
    assert evaluate_file(path)["'Indicator 1'!F5"] == wanted


def test_the_schemes_differ_on_a_figure_off_target_that_has_improved() -> None:
    rated = {
        name: scheme.rate(0.55, 0.60, "up", 0.07, measure="percent", last_year=0.54) for name, scheme in SCHEMES.items()
    }
    assert rated == {
        "published": "Red",
        "three-colour": "Red",
        "improvement": "Amber",
        "year-on-year": "Amber",
        "points": "Amber",
    }


@pytest.mark.parametrize("name", SCHEMES)
def test_the_key_prints_the_bands_as_set(name: str, tmp_path: Path) -> None:
    scheme = SCHEMES[name]
    settings = Settings(reporting_period=PERIOD, amber_tolerance=0.075, blue_margin=0.125, other={"scheme": name})
    path = tmp_path / "book.xlsx"
    build_workbook(Register(settings, ()), path)
    shown = {str(value) for value in evaluate_file(path).values["Key"].values()}
    for meaning in scheme.bands.values():
        text = meaning.replace("{amber}", "7.5%").replace("{blue}", "12.5%")
        assert text in shown or "{" not in meaning
