"""What an officer meets when typing: which cells are input, what may be chosen, what is said."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from built import Built, built

from quarterbook.book import layout
from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Register, Settings
from quarterbook.vocabulary import (
    BASES,
    COMPARATORS,
    DIRECTIONS,
    FREQUENCIES,
    MARKERS,
    MEASURES,
    STATUSES,
)
from registers import odd_register

INPUT = "FFFFFCE8"


@pytest.fixture(scope="module")
def protected(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return built(odd_register(), tmp_path_factory.mktemp("protected") / "protected.xlsx", protect=True)


def settings_validation(book: Built, sheet: str, name: str) -> object:
    cell = book.cell(sheet, name)
    (found,) = [rule for rule in book.book[sheet].data_validations.dataValidation if cell.coordinate in rule.sqref]
    return found


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Measure", MEASURES),
        ("Direction", tuple(DIRECTIONS)),
        ("Frequency", FREQUENCIES),
        ("Basis", BASES),
        ("TargetBasis", BASES),
        ("Comparator", COMPARATORS),
        ("Status", STATUSES),
    ],
)
def test_settings_are_chosen_from_the_vocabulary(odd: Built, name: str, words: tuple[str, ...]) -> None:
    for sheet in odd.indicator_sheets:
        rule = settings_validation(odd, sheet, name)
        assert rule.type == "list"  # type: ignore[attr-defined]
        assert rule.formula1 == '"' + ",".join(words) + '"'  # type: ignore[attr-defined]


def test_markers_are_chosen_from_the_vocabulary(odd: Built) -> None:
    for sheet in odd.indicator_sheets:
        lists = [rule for rule in odd.book[sheet].data_validations.dataValidation if rule.type == "list"]
        assert '"' + ",".join(MARKERS) + '"' in [rule.formula1 for rule in lists]


def test_the_reporting_period_is_chosen_and_explained(odd: Built) -> None:
    cover = odd.book["Cover"]
    cell = odd.book.defined_names["ReportingPeriod"].attr_text.rpartition("!")[2].replace("$", "")
    (rule,) = [rule for rule in cover.data_validations.dataValidation if cell in rule.sqref]
    assert cover[cell].value in rule.formula1
    assert rule.errorStyle == "warning"  # another spelling of another year is allowed, after a question
    assert rule.prompt


def test_history_asks_for_numbers_or_words_of_the_key(odd: Built) -> None:
    for sheet in odd.indicator_sheets:
        (table,) = odd.book[sheet].tables.values()
        first = odd.book[sheet][table.ref][1][1].coordinate
        (rule,) = [rule for rule in odd.book[sheet].data_validations.dataValidation if first in rule.sqref]
        assert rule.type == "custom"
        assert rule.formula1.startswith(f"OR(ISNUMBER({first})")
        (listed,) = set(re.findall(r"COUNTIF\((\w+),", rule.formula1))
        key, cells = odd.book.defined_names[listed].attr_text.split("!")
        words = [cell.value for (cell,) in odd.book[key][cells.replace("$", "")]]
        assert {"n/a", "[x]", "tbc"} <= set(words)
        assert None not in words


def test_input_looks_like_input_and_formulas_do_not(odd: Built) -> None:
    """A cell is yellow if and only if it may be typed in; a formula may be yellow only where it is a default."""
    for name in [*odd.indicator_sheets, "Cover"]:
        for row in odd.book[name].iter_rows():
            for cell in row:
                yellow = cell.fill.fgColor.rgb == INPUT
                if cell.data_type == "f" and yellow:
                    assert cell.value == "=Basis"
                if yellow:
                    assert not cell.protection.locked


def test_protection_leaves_open_what_is_typed_in(protected: Built) -> None:
    for name in protected.book.sheetnames:
        assert protected.book[name].protection.sheet
    for sheet in protected.indicator_sheets:
        open_names = {setting.name for setting in layout.INDICATOR_SETTINGS} | {box.name for box in layout.BOXES}
        for name in open_names | {layout.COMMENTARY_PERIOD}:
            assert not protected.cell(sheet, name).protection.locked, name
        for name in ("Current", "Previous", "Target", "RagRating", "ChangeInPerformance", "Amber", "CurrentPeriod"):
            assert protected.cell(sheet, name).protection.locked, name
        (table,) = protected.book[sheet].tables.values()
        for row in list(protected.book[sheet][table.ref])[1:]:
            assert not any(cell.protection.locked for cell in row)


def test_nothing_is_protected_unless_asked(odd: Built) -> None:
    assert not any(odd.book[name].protection.sheet for name in odd.book.sheetnames)


def test_month_that_years_start_in_moves_the_months(tmp_path: Path) -> None:
    settings = Settings(reporting_period=Period.parse("2023/24 M01", 9), year_start_month=9)
    monthly = Indicator(number="1", title="M", direction="up", frequency="Monthly", comparator="Same period last year")
    book = built(Register(settings, (monthly,)), tmp_path / "september.xlsx")
    assert book.value("Indicator 1", "Previous", 1) == "September 2022"
    april = replace(settings, reporting_period=Period.parse("2023/24 M01"), year_start_month=4)
    book = built(Register(april, (monthly,)), tmp_path / "april.xlsx")
    assert book.value("Indicator 1", "Previous", 1) == "April 2022"
