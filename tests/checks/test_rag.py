"""RAG: ratings that do not follow from the figures beside them, and those that do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from checks.workbook import in_table, looked_at, named, page, put, register, says, told, write
from quarterbook.book.build import workbook_bytes
from quarterbook.book.package import Package
from quarterbook.book.plan import Formula, InsertRows
from quarterbook.master import Master
from quarterbook.register.model import Register
from quarterbook.schemes import SCHEMES
from strategies import registers

LIBRARY = page({"2023/24 Q3": (95100.0, 107236.0)}, narrative={"2023/24 Q3": ("", "More openings.")})


def test_a_rating_typed_over_is_found_and_the_right_one_said() -> None:
    book = looked_at(register(LIBRARY), put("36", "RagRating", "Green"))
    finding = book.one("RAG001")
    says(
        finding,
        named(book.master, "36", "RagRating"),
        "95,100 against a target of 107,236",
        expected="Red",
        found="Green",
    )
    assert finding.message == ("The rating is Green, but 95,100 against a target of 107,236 (higher is better) is Red")
    assert (finding.severity, finding.indicator) == ("error", "36")


def test_a_cleared_rating_is_blank_where_one_belongs() -> None:
    book = looked_at(register(LIBRARY), put("36", "RagRating", None))
    says(book.one("RAG001"), named(book.master, "36", "RagRating"), "rating is blank", expected="Red", found="blank")


def test_the_finding_follows_the_cell_when_rows_are_inserted() -> None:
    def rows(book: object) -> InsertRows:
        return InsertRows("Indicator 36", 2, 5)

    plain = looked_at(register(LIBRARY), put("36", "RagRating", "Green"))
    moved = looked_at(register(LIBRARY), put("36", "RagRating", "Green"), rows)
    assert moved.one("RAG001").cell == named(moved.master, "36", "RagRating")[1] != plain.one("RAG001").cell
    assert [replace(finding, cell="") for finding in moved.findings] == [
        replace(finding, cell="") for finding in plain.findings
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("RagRating", "red"),  # the right rating typed: CEL001 says that the formula is gone
        ("RagRating", " Red\n"),
        ("Current", "n/a"),  # the rating follows what stands in the table, typed or not
        ("Target", 100000.0),
        ("OwnAmber", 0.2),
        ("Status", "contextual"),  # LBL006 says how it is spelt; the formula gives Contextual all the same
        ("Status", "targeted"),
        ("Status", "Retired"),
        ("Direction", " LOWER "),
        ("Direction", "sideways"),
    ],
)
def test_what_the_sheet_makes_of_its_own_cells_is_right(name: str, content: str | float) -> None:
    assert "RAG001" not in looked_at(register(LIBRARY), put("36", name, content)).codes


def test_a_rating_that_nobody_can_work_out_here_is_left_to_other_checks() -> None:
    only_excel = Formula('IF(CELL("width")>0, "Green", "Red")')
    assert "RAG001" not in looked_at(register(LIBRARY), put("36", "RagRating", only_excel)).codes


@pytest.mark.parametrize("scheme", list(SCHEMES))
def test_every_scheme_rates_as_its_own_sheets_do(scheme: str) -> None:
    data = register(
        page({"2023/24 Q3": (0.63, 0.7), "2022/23 Q3": 0.6}, measure="percent", number="CS12a"),
        page({"2023/24 Q3": (0.5, 0.7), "2022/23 Q3": 0.6}, measure="percent", number="O'Brien's"),
        page({"2023/24 Q3": (0.1 + 0.2, 0.3), "2022/23 Q3": 0.6}, measure="rate", decimals=2, number="3"),
        page({"2023/24 Q3": (1e300, 1e-300)}, number="4"),
        page({}, number="5"),
        other={"scheme": scheme},
    )
    assert [code for code in looked_at(data).codes if code.startswith(("RAG", "CHG"))] == []


@given(registers(first_year=1950), st.sampled_from(list(SCHEMES)))
@settings(max_examples=12, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_headlines_that_are_worked_out_give_no_finding(data: Register, scheme: str) -> None:
    # A word in place of a tolerance makes the formula of percentage points Invalid, which the check rightly says.
    rows = tuple(
        replace(
            row,
            amber=None if isinstance(row.amber, str) else row.amber,
            blue=None if isinstance(row.blue, str) else row.blue,
        )
        for row in data.indicators
    )
    data = replace(data, indicators=rows, settings=replace(data.settings, other={"scheme": scheme}))
    book = Master(Package(workbook_bytes(data), "book.xlsx"))
    assert book.validate(["RAG001", "CHG001"]) == []


ROW = {
    "period": "2023/24 Q2",
    "target": 0.6,
    "direction": "↑",
    "status": "Targeted",
    "current": 0.55,
    "previous": 0.48,
    "change": "Improving",
    "rag": "Amber",
}


def published(*rows: dict[str, object], **settings: Any) -> Register:
    """Return a register of a percentage with these rows in the ledger, each on top of a consistent one."""
    history = {"2023/24 Q2": (0.55, 0.6), "2023/24 Q1": 0.48}
    return register(page(history, measure="percent", published=[{**ROW, **row} for row in rows]), **settings)


def test_a_published_rating_that_does_not_follow_is_found_in_its_row() -> None:
    book = looked_at(published({"period": "2023/24 Q1", "rag": ""}, {"rag": "Green"}))
    finding = book.one("RAG002")
    place = in_table(book.master, "PublishedLedger", 1, "RAG rating")
    says(
        finding,
        place,
        "2023/24 Q2 was published as Green",
        "55% against a target of 60%",
        expected="Amber",
        found="Green",
    )
    assert (finding.severity, finding.indicator) == ("error", "36")


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"rag": ""},  # a picture
        {"rag": "AMBER"},
        {"rag": "G"},  # no word of the key: LBL002 says so
        {"amber": 0.05, "rag": "Red"},  # the tolerance of the time, not today's
        {"blue": 1e99, "current": 0.9, "rag": "Green"},
        {"status": "Contextual", "rag": "Contextual"},
        {"status": "", "rag": "contextual", "target": None},
        {"target": "In Development", "rag": "In Development"},
        {"direction": "", "rag": "Red"},  # what the row does not say cannot be held against it
        {"direction": "N/A", "rag": "Contextual"},
        {"current": "n/a", "rag": "No data"},
        {"target": None, "rag": "No target"},
        {"current": 0.63, "target": 0.7, "rag": "Amber"},  # exactly 10% below, whatever binary makes of it
    ],
)
def test_published_ratings_that_follow(row: dict[str, object]) -> None:
    assert told(published(row), ["RAG002"]) == []


def test_a_correction_takes_the_finding_away() -> None:
    wrong, right = {"rag": "Green"}, {"reason": "The rating was wrong"}
    assert len(told(published(wrong), ["RAG002"])) == 1
    assert told(published(wrong, right), ["RAG002"]) == []


def test_a_scheme_that_looks_back_is_left_alone_where_last_year_is_not_known() -> None:
    by_year = {"other": {"scheme": "year-on-year"}}
    assert told(published({"rag": "Red"}, **by_year), ["RAG002"]) == []
    before = {"period": "2022/23 Q2", "current": 0.5, "rag": ""}
    (finding,) = told(published(before, {"rag": "Red"}, **by_year), ["RAG002"])
    assert finding.expected == "Amber"


def test_last_year_is_looked_back_on_as_it_was_shown() -> None:
    history = {"2023/24 Q2": (0.55, 0.6), "2022/23 Q2": 0.5456}
    row = {**ROW, "rag": "Red", "previous": None, "change": ""}
    data = register(page(history, measure="percent", published=[row]), other={"scheme": "year-on-year"})
    assert told(data, ["RAG002"]) == []  # 55% after 55% is no better


def test_a_tolerance_of_ten_is_a_thousand_per_cent() -> None:
    book = looked_at(register(LIBRARY), put("36", "OwnAmber", 10.0), put(None, "BlueMargin", 7.25))
    own, ours = (finding for finding in book.findings if finding.code == "RAG003")
    says(own, named(book.master, "36", "OwnAmber"), "own Amber tolerance is 1,000%", expected="10%", found="10")
    says(ours, named(book.master, None, "BlueMargin"), "Blue margin is 725%", expected="7.25%", found="7.25")
    assert (own.severity, own.indicator, ours.indicator) == ("warning", "36", "")


def test_tolerances_that_are_meant() -> None:
    pages = [
        page(number=str(n), amber=amber, blue=blue)
        for n, (amber, blue) in enumerate([(0.1, 0.05), (0.0, 1e99), ("n/a", 0.999), (None, 150.0)])
    ]
    assert "RAG003" not in looked_at(register(*pages, blue_margin=1e99)).codes


def test_a_target_without_a_direction_has_no_effect() -> None:
    data = register(page({"2023/24 Q3": (0.64, 0.7)}, measure="percent", direction="N/A"))
    book = looked_at(data)
    finding = book.one("RAG004")
    says(finding, named(book.master, "36", "Direction"), "status is Targeted", "N/A", expected="", found="N/A")
    assert finding.severity == "warning"
    assert book.codes == ["RAG004"]


@pytest.mark.parametrize(
    "changes",
    [{"status": "Contextual"}, {"status": "Baseline"}, {"status": "In Development"}, {"direction": "target"}],
)
def test_a_direction_that_fits_the_status(changes: dict[str, str]) -> None:
    settings = {"direction": "N/A", **changes}
    assert "RAG004" not in looked_at(register(page({"2023/24 Q3": (5.0, 5.0)}, **settings))).codes


def test_a_direction_of_none_wants_no_target() -> None:
    assert looked_at(register(page({"2023/24 Q3": 120.0}, direction="N/A"))).codes == []


def test_an_unknown_scheme_is_found_where_it_is_set() -> None:
    misspelt = write(lambda book: in_table(book, "OtherSettings", 0, "Value"), "four-color")
    data = register(LIBRARY, other={"scheme": "points"})
    assert "RAG005" not in looked_at(data).codes
    book = looked_at(data, misspelt)
    finding = book.one("RAG005")
    place = in_table(book.master, "OtherSettings", 0, "Value")
    says(finding, place, "Four-color is not a rating scheme", expected="", found="four-color")
    assert (finding.severity, finding.indicator) == ("error", "")
    assert all(name in finding.fix for name in SCHEMES)


POINTS = {"other": {"scheme": "points"}}


@pytest.mark.parametrize("measure", ["percent", "number"])
@pytest.mark.parametrize(("field", "name"), [("amber", "Amber tolerance"), ("blue", "Blue margin")])
def test_a_word_for_a_tolerance_where_the_scheme_divides_by_it(measure: str, field: str, name: str) -> None:
    data = register(page({"2023/24 Q3": (0.92, 0.9)}, measure=measure, decimals=2, **{field: "n/a"}), **POINTS)
    book = looked_at(data)
    assert book.codes == ["RAG006"]
    finding = book.one("RAG006")
    place = named(book.master, "36", place_name(field))
    says(finding, place, f"own {name} is n/a", "Invalid", expected="a percentage, or a blank cell", found="n/a")
    assert (finding.severity, finding.indicator) == ("error", "36")
    assert "Clear the cell" in finding.fix
    assert looked_at(data, put("36", place_name(field), None)).codes == []
    assert looked_at(data, put("36", place_name(field), 0.05)).codes == []


def place_name(field: str) -> str:
    """Return the name of the cell of an indicator's own tolerance."""
    return {"amber": "OwnAmber", "blue": "OwnBlue"}[field]


def test_words_for_tolerances_that_harm_nothing() -> None:
    rows = {"2023/24 Q3": (0.92, 0.9)}
    for other in ({}, {"other": {"scheme": "three-colour"}}):
        assert looked_at(register(page(rows, measure="percent", amber="n/a"), **other)).codes == []
    for changes in ({"status": "Contextual"}, {"direction": "N/A", "status": "Contextual"}):
        assert looked_at(register(page(rows, measure="percent", amber="n/a", **changes), **POINTS)).codes == []
    assert looked_at(register(page(rows, measure="percent"), **POINTS)).codes == []


def test_a_rating_that_is_wrong_otherwise_is_still_told() -> None:
    data = register(page({"2023/24 Q3": (0.92, 0.9)}, measure="percent", amber="n/a"), **POINTS)
    assert looked_at(data, put("36", "RagRating", "Amber")).codes == ["RAG001"]
