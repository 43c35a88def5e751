"""Plans of edits are data: they go through JSON unchanged, and say in one line each what they do."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.book.addresses import MAX_COLUMN, MAX_ROW
from quarterbook.book.plan import (
    ABOVE,
    BELOW,
    AddSheet,
    AppendRows,
    Edit,
    Formula,
    InsertRows,
    Link,
    Plan,
    ReplaceRows,
    SetCells,
    SetHeights,
    Shown,
)
from quarterbook.book.plan_json import from_json, to_json
from quarterbook.errors import QuarterbookError

texts = st.text(st.characters(codec="utf-8"), max_size=30)
bare = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
    st.builds(Formula, texts, st.booleans()),
    st.builds(Link, texts, texts, texts),
)
contents = bare | st.builds(Shown, bare, texts)
places = st.tuples(st.integers(1, MAX_ROW), st.integers(1, MAX_COLUMN))
rows = st.lists(st.dictionaries(texts, contents, max_size=4), max_size=4).map(tuple)
edits = st.one_of(
    st.builds(SetCells, texts, st.dictionaries(places, contents, max_size=6)),
    st.builds(InsertRows, texts, st.integers(1, MAX_ROW), st.integers(1, 99), st.sampled_from([ABOVE, BELOW])),
    st.builds(AppendRows, texts, rows),
    st.builds(ReplaceRows, texts, rows),
    st.builds(SetHeights, texts, st.dictionaries(st.integers(1, MAX_ROW), st.floats(0, 409), max_size=4)),
    st.builds(AddSheet, texts, texts, st.binary(max_size=40)),
)
plans = st.lists(edits, max_size=5).map(lambda listed: Plan(tuple(listed)))


def names_of(edit: Edit) -> list[str]:
    """Return the names of sheets and tables that an edit speaks of."""
    return [getattr(edit, name) for name in ("sheet", "table", "name", "after") if hasattr(edit, name)]


@given(plans)
def test_a_plan_goes_through_json_unchanged(plan: Plan) -> None:
    again = from_json(to_json(plan))
    assert again == plan
    # A number that equals a boolean is not the boolean: True == 1 in Python, not in a cell.
    assert repr(again) == repr(plan)


@given(edits.filter(lambda edit: all(name.isprintable() for name in names_of(edit))))
def test_an_edit_says_in_one_short_line_what_it_changes(edit: Edit) -> None:
    line = str(edit)
    assert line.splitlines() == [line]
    assert all(name in line for name in names_of(edit))
    assert len(line) < 300


def test_a_plan_says_each_edit_on_its_own_line() -> None:
    plan = Plan(
        (
            AddSheet("Indicator 223", "Indicator 222", b"PK"),
            SetCells("Cover", {(6, 2): "2023/24 Q4", (7, 2): None, (8, 2): Formula("SUM(A1:A3)")}),
            AppendRows("IndicatorIndex", ({"Number": Link("223", "'Indicator 223'!A1"), "Target": 5.0},)),
            ReplaceRows("Findings", ()),
            InsertRows("Index", 9, 2),
        )
    )
    assert str(plan).splitlines() == [
        "Indicator 223: a new sheet after Indicator 222",
        'Cover: B6 = "2023/24 Q4", B7 blank, B8 = SUM(A1:A3)',
        "table IndicatorIndex: 1 row more: 223",
        "table Findings: 0 rows in place of its own",
        "Index: 2 rows inserted at row 9",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 2, "edits": []}',
        '{"version": 1, "edits": [{"edit": "DeleteEverything"}]}',
        '{"version": 1, "edits": [{"edit": "SetCells", "sheet": "Cover", "cells": {"6B": 1}}]}',
        '{"version": 1, "edits": [{"edit": "SetCells", "sheet": "Cover", "cells": {"B6": [1]}}]}',
        '{"version": 1, "edits": [{"edit": "SetCells", "sheet": "Cover", "cells": {"B6": 1e999}}]}',
        '{"version": 1, "edits": [{"edit": "SetCells", "sheet": "Cover"}]}',
        '{"version": 1, "edits": [{"edit": "InsertRows", "sheet": "Index", "row": "9", "count": 1, "like": "above"}]}',
        '{"version": 1, "edits": [{"edit": "InsertRows", "sheet": "Index", "row": 9, "count": 0, "like": "above"}]}',
        '{"version": 1, "edits": [{"edit": "AddSheet", "name": "A", "after": "B", "workbook": "no base64"}]}',
    ],
)
def test_what_is_no_plan_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(QuarterbookError, match=r"^not a plan of edits: .+$"):
        from_json(text)


def test_infinity_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_json(Plan((SetCells("Cover", {(1, 1): float("inf")}),)))


def test_json_is_readable_by_people() -> None:
    written = json.loads(to_json(Plan((SetCells("Key", {(5, 8): "n/a"}),))))
    assert written == {"version": 1, "edits": [{"edit": "SetCells", "sheet": "Key", "cells": {"H5": "n/a"}}]}
