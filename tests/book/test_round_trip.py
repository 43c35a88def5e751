"""A workbook's register is the register that it was built from, and `new` of an `export` gives the same workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings

from quarterbook.book.build import workbook_bytes
from quarterbook.book.export import export
from quarterbook.book.package import Package
from quarterbook.book.read import Book
from quarterbook.book.recalc import recalc
from quarterbook.book.remarks import Weight
from quarterbook.periods import Period
from quarterbook.register import Indicator, Narrative, Observation, Register, Settings, read_register
from registers import odd_register, plain_register
from strategies import NASTY, nasty_register, registers

EXAMPLE = Path(__file__).parents[2] / "workbook" / "register"


def read_back(workbook: bytes) -> Register:
    """Return the register of a workbook, which must hold nothing that has to be mended."""
    book = Book(Package(workbook, "master.xlsx"))
    assert [str(remark) for remark in book.contents.remarks if remark.weight is not Weight.TOLD] == []
    return book.register


def in_order(register: Register) -> Register:
    """Return a register as a workbook has it: in the order of its sheets, without rows that say nothing."""
    place = {indicator.number: n for n, indicator in enumerate(register.indicators)}

    def key(row: Observation | Narrative) -> tuple[int, Period]:
        return place[row.number], row.period

    def said(rows: Iterable[Narrative]) -> Iterable[Narrative]:
        reporting = register.settings.reporting_period
        for row in rows:
            current = register.by_number[row.number].current_period(reporting)
            if row.commentary or row.actions or row.period != current:
                yield row

    def filled_in(row: Observation) -> bool:
        due = register.by_number[row.number].periods_to_fill(register.settings.reporting_period)
        return row != Observation(number=row.number, period=row.period) or row.period not in due

    return replace(
        register,
        history=tuple(sorted(filter(filled_in, register.history), key=key)),
        narrative=tuple(sorted(said(register.narrative), key=key)),
    )


def lines_of(register: Register) -> list[str]:
    """Return every row as a text that tells 0.0 from -0.0 and a number from its text."""
    rows = (*register.indicators, *register.history, *register.narrative, *register.published)
    return [repr(row) for row in (register.settings, *rows)]


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@example(nasty_register())
@given(registers(first_year=1950))  # the workbook shows years before, too
def test_any_register_comes_back_and_gives_the_same_workbook(register: Register) -> None:
    workbook = workbook_bytes(register)
    again = read_back(workbook)
    assert lines_of(in_order(again)) == lines_of(in_order(register))
    assert workbook_bytes(again) == workbook


@pytest.mark.parametrize(
    "register", [read_register(EXAMPLE), plain_register(7, quarters=40)], ids=["example", "40 quarters"]
)
def test_an_ordinary_register_comes_back_as_it_was(register: Register) -> None:
    assert read_back(workbook_bytes(register)) == in_order(register)


def test_odd_cases_give_the_same_workbook() -> None:
    register = odd_register()
    register = replace(register, indicators=tuple(row for row in register.indicators if row.direction != "sideways"))
    register = replace(register, history=tuple(row for row in register.history if row.number in register.by_number))
    workbook = workbook_bytes(register)
    assert workbook_bytes(read_back(workbook)) == workbook


def test_any_text_can_be_an_indicators_number() -> None:
    numbers = dict.fromkeys(text.strip() for text in (*NASTY, "CS12a", "36/b", "007") if text.strip())
    period = Period.parse("2023/24 Q3")
    register = Register(
        Settings(reporting_period=period),
        tuple(Indicator(number=number, title="Any", direction="up") for number in numbers),
        tuple(Observation(number=number, period=period, actual=1.0) for number in numbers),
        tuple(Narrative(number=number, period=period, commentary="Any") for number in numbers),
    )
    assert read_back(workbook_bytes(register)) == register


@pytest.mark.parametrize("name", ["register", "register.xlsx"])
def test_new_of_an_export_is_the_same_file_values_included(tmp_path: Path, name: str) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    first.write_bytes(workbook_bytes(read_register(EXAMPLE)))
    recalc(first)
    export(first, tmp_path / name)
    second.write_bytes(workbook_bytes(read_register(tmp_path / name)))
    recalc(second)
    assert second.read_bytes() == first.read_bytes()
