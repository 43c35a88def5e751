"""Cell addresses, there and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name, xl_rowcol_to_cell

from quarterbook.book.addresses import (
    MAX_COLUMN,
    MAX_ROW,
    cell_address,
    column_letters,
    column_number,
    parse_cell,
    parse_range,
    range_address,
)

ROWS = st.integers(1, MAX_ROW)
COLUMNS = st.integers(1, MAX_COLUMN)


def test_every_column_has_the_letters_that_another_library_gives_it() -> None:
    assert [column_letters(n) for n in range(1, MAX_COLUMN + 1)] == [xl_col_to_name(n) for n in range(MAX_COLUMN)]
    assert [column_number(column_letters(n)) for n in range(1, MAX_COLUMN + 1)] == list(range(1, MAX_COLUMN + 1))


@given(ROWS, COLUMNS)
def test_an_address_and_its_place_are_each_other(row: int, column: int) -> None:
    address = cell_address(row, column)
    assert address == xl_rowcol_to_cell(row - 1, column - 1)
    assert parse_cell(address) == (row, column)
    assert parse_cell(address.lower()) == (row, column)
    assert parse_cell(f"${address}") == (row, column)
    found = xl_cell_to_rowcol(address)
    assert (found[0] + 1, found[1] + 1) == (row, column)


@given(ROWS, COLUMNS, ROWS, COLUMNS)
def test_a_range_is_the_same_from_whichever_corner(row: int, column: int, other_row: int, other_column: int) -> None:
    first, last = cell_address(row, column), cell_address(other_row, other_column)
    found = parse_range(f"{first}:{last}")
    assert found == parse_range(f"{last}:{first}")
    assert found == (min(row, other_row), min(column, other_column), max(row, other_row), max(column, other_column))
    assert parse_range(range_address(*found)) == found


def test_a_range_of_one_cell_is_written_as_the_cell() -> None:
    assert range_address(5, 2, 5, 2) == "B5"
    assert parse_range("$B$5") == (5, 2, 5, 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "5",
        "A0",
        "A01",
        "XFE1",
        "A1048577",
        "A99999999999",
        "AAAA1",
        "A-1",
        "A1 ",
        "A 1",
        "A1\n",
        "Ä1",
        "A²",
        "#REF!",
    ],
)
def test_what_is_no_cell_has_no_place(text: str) -> None:
    assert parse_cell(text) is None


@pytest.mark.parametrize("text", ["A1:", ":A1", "A1:B", "A:B", "1:2", "A1:B2:C3", "A1:A1048577", "S!A1", "A1,B2"])
def test_what_is_no_range_has_no_extent(text: str) -> None:
    assert parse_range(text) is None
