"""Sheet and table names that Excel accepts, whatever an indicator's number is."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from quarterbook.book import layout
from quarterbook.book.naming import MAX_SHEET_NAME
from quarterbook.book.sheets.context import pages_of
from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Register, Settings

NUMBERS = st.lists(
    st.text(
        st.characters(exclude_categories=("Cs",)) | st.sampled_from("[]:*?/\\'! .-_aAbB123é\U0001f600"),
        min_size=1,
        max_size=60,
    ),
    min_size=1,
    max_size=12,
    unique=True,
)


@given(NUMBERS)
def test_names_are_unique_and_accepted(numbers: list[str]) -> None:
    indicators = tuple(Indicator(number=number, title="", direction="up") for number in numbers)
    pages = pages_of(Register(Settings(reporting_period=Period.parse("2023/24 Q3")), indicators))
    sheets, tables = [page.sheet for page in pages], [page.table for page in pages]
    assert len({sheet.casefold() for sheet in sheets}) == len({table.casefold() for table in tables}) == len(numbers)
    for sheet, table in zip(sheets, tables, strict=True):
        assert sheet.startswith(layout.INDICATOR)
        assert len(sheet.encode("utf-16-le")) // 2 <= MAX_SHEET_NAME
        assert not re.search(r"[\[\]:*?/\\'!\x00-\x1f]", sheet)
        assert sheet == sheet.strip()
        assert re.fullmatch(r"History[\w.]*", table)
        assert len(table) <= 255


@given(st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=20))
def test_ordinary_numbers_are_kept(number: str) -> None:
    indicator = Indicator(number=number, title="", direction="up")
    (page,) = pages_of(Register(Settings(reporting_period=Period.parse("2023/24 Q3")), (indicator,)))
    assert (page.sheet, page.table) == (f"Indicator {number}", f"History{number}")
