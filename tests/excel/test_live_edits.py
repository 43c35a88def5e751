"""The same plan, the same cells: carried out on a file, and on a live workbook by way of the add-in's channel."""

from __future__ import annotations

import pytest
from channel import Workbook, linked, message, opened
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_edit import sample

from quarterbook.book import layout
from quarterbook.book.build import workbook_bytes
from quarterbook.book.edit import edited
from quarterbook.book.package import Package
from quarterbook.book.plan import (
    BELOW,
    AddSheet,
    AppendRows,
    Content,
    Edit,
    Formula,
    InsertRows,
    Link,
    Plan,
    ReplaceRows,
    SetCells,
    Shown,
)
from quarterbook.book.recalc import recalculated
from quarterbook.book.view import View, view_of_file
from quarterbook.demo import example_register
from quarterbook.errors import QuarterbookError
from quarterbook.excel.hand import carry_out
from quarterbook.excel.live import view_of_book
from quarterbook.register.files import read_register

HEADERS = ("Period", "Actual", "Target", "Share")


@pytest.fixture(scope="module")
def data() -> bytes:
    package = Package(sample(), "sample")
    return package.with_parts(recalculated(package)[0])


def on_file(data: bytes, plan: Plan) -> Package:
    return Package(edited(Package(data, "book.xlsx"), plan), "book.xlsx")


def on_live(data: bytes, plan: Plan) -> Package:
    sent, formulas = message(data)
    book = opened(sent)
    carry_out(book, plan, view_of_book(book, formulas))
    far = Workbook(data)
    far.take(book.json())
    return far.package


def cells(package: Package) -> object:
    view = view_of_file(package)[1]
    return [
        (
            sheet.name,
            {place: value for place, value in sheet.values.items() if place not in sheet.formulas},
            {place: formula.text for place, formula in sheet.formulas.items()},
            sheet.tables,
            sheet.names,
        )
        for sheet in view.sheets
    ], view.names


PLANS: dict[str, tuple[Edit, ...]] = {
    "cells": (SetCells("Data", {(4, 2): 8.5, (9, 9): "new", (4, 1): None, (1, 2): True, (9, 2): -1, (8, 1): ""}),),
    "texts that Excel would take for something else": (
        SetCells(
            "Data", {(20, n): text for n, text in enumerate(["36", "1/2", "=1+1", "+44", "'quoted", "TRUE", "5%"], 1)}
        ),
    ),
    "formulas": (
        SetCells(
            "Data", {(20, 1): Formula("_xlfn.LET(_xlpm.x, B4, _xlpm.x*2)"), (20, 2): Shown(Formula("B4"), "0.0%")}
        ),
    ),
    "links": (SetCells("Data", {(9, 9): Link("36", "'Sue''s notes'!A1", "Go"), (9, 6): Link("there", "Data!A1")}),),
    "rows": (InsertRows("Data", 5, 2), InsertRows("data", 3, 1, BELOW), SetCells("Data", {(5, 1): "between"})),
    "append": (AppendRows("Figures", ({"Period": "Q4", "Actual": 9, "Target": 9, "Share": 1.0},)),),
    "append where something is below": (
        SetCells("Data", {(8, 1): "in the way"}),
        AppendRows(
            "Figures", tuple({"Period": f"Q{n}", "Actual": float(n), "Target": None, "Share": None} for n in range(4))
        ),
        AppendRows("Ledger", ({"Entry": Link("5", "Data!B5", "Go")}, {"Entry": "6"})),
    ),
    "append after blank rows": (
        SetCells("Data", {(6, column): None for column in range(1, 5)}),
        AppendRows("figures", tuple({"Period": text, "Actual": 1.0, "Target": 2.0, "Share": 3.0} for text in "ab")),
    ),
    "more rows": (
        ReplaceRows(
            "Figures", tuple(dict(zip(HEADERS, ("a", 1.0, 2.0, Formula("B4")), strict=True)) for _ in range(6))
        ),
    ),
    "fewer rows": (ReplaceRows("Figures", ({"Period": "only", "Actual": 1.0, "Target": None, "Share": 2.0},)),),
    "no rows": (
        ReplaceRows("Figures", ()),
        AppendRows("Figures", ({"Period": "x", "Actual": 1.0, "Target": 1.0, "Share": 1.0},)),
    ),
}


@pytest.mark.parametrize("edits", PLANS.values(), ids=PLANS)
def test_the_same_plan_gives_the_same_cells(data: bytes, edits: tuple[Edit, ...]) -> None:
    file, live = on_file(data, Plan(edits)), on_live(data, Plan(edits))
    assert cells(live) == cells(file)
    assert linked(live, "Data") == linked(file, "Data")
    assert linked(live, "Sue's notes") == linked(file, "Sue's notes")


def test_links_go_with_the_rows_that_they_stood_in(data: bytes) -> None:
    entries = tuple({"Entry": Link(str(n), f"Data!B{n}", "Go")} for n in range(3, 8))
    first, second = Plan((ReplaceRows("Ledger", entries),)), Plan((ReplaceRows("Ledger", ({"Entry": "none"},)),))
    filled = on_live(data, first)
    assert linked(filled, "Sue's notes") == {f"E{n - 1}": f"Data!B{n}" for n in range(3, 8)}
    assert linked(on_live(filled.data, second), "Sue's notes") == {}


VALUES = st.none() | st.floats(-1e9, 1e9) | st.sampled_from(["x", "36", "=1", "2 Jan"]) | st.booleans()
ROW = st.fixed_dictionaries(dict.fromkeys(HEADERS, VALUES))
EDITS = st.one_of(
    st.dictionaries(st.tuples(st.integers(1, 14), st.integers(1, 8)), VALUES, min_size=1, max_size=4).map(
        lambda cells: SetCells("Data", {place: content for place, content in cells.items() if place[0] != 3})
    ),
    st.builds(InsertRows, st.just("Data"), st.integers(1, 12), st.integers(1, 3)).filter(lambda edit: edit.row != 4),
    st.lists(ROW, max_size=3).map(lambda rows: AppendRows("Figures", tuple(rows))),
    st.lists(ROW, max_size=5).map(lambda rows: ReplaceRows("Figures", tuple(rows))),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(EDITS, min_size=1, max_size=3))
def test_any_plan_gives_the_same_cells(data: bytes, edits: list[Edit]) -> None:
    if any(isinstance(edit, SetCells) for edit in edits[1:]):
        edits = [edit for edit in edits if not isinstance(edit, SetCells)] or edits[:1]  # headers may have moved
    plan = Plan(tuple(edits))
    assert cells(on_live(data, plan)) == cells(on_file(data, plan))


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (SetCells("Gone", {(1, 1): 1.0}), r"^book\.xlsx: there is no sheet 'Gone'$"),
        (AppendRows("Gone", ({"x": 1.0},)), r"^book\.xlsx: there is no table Gone$"),
        (
            AppendRows("Figures", ({"Perod": "Q4"},)),
            r"^book\.xlsx: the table Figures .* has no column 'Perod'; it has Per",
        ),
        (
            AddSheet("Indicator 5", "Data", b""),
            r"^book\.xlsx: this cannot be done in an open workbook \(Indicator 5: a new",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_changed(data: bytes, edit: Edit, told: str) -> None:
    sent, formulas = message(data)
    book = opened(sent)
    with pytest.raises(QuarterbookError, match=told):
        carry_out(book, Plan((SetCells("Data", {(1, 1): "first"}), edit)), view_of_book(book, formulas))
    assert book.json() == {"actions": []}


def view(package: Package) -> View:
    return view_of_file(package)[1]


def test_the_index_of_a_master_workbook_grows_alike() -> None:
    built = Package(workbook_bytes(read_register(example_register())), "book.xlsx")
    data = built.with_parts(recalculated(built)[0])
    row: dict[str, Content] = {column.header: None for column in layout.INDEX_COLUMNS}
    row |= {"Number": Link("999", "'Indicator 36'!A1", "Go"), "Target": Shown(Formula("'Indicator 36'!A5"), "0.0%")}
    place = view(Package(data, "")).names[layout.ALL_SERVICES_CELL.lower()]
    assert place is not None
    plan = Plan((InsertRows(layout.INDEX, place.first_row, 2), AppendRows(layout.INDEX_TABLE, (row, row))))
    assert cells(on_live(data, plan)) == cells(on_file(data, plan))
