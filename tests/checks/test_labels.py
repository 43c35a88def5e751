"""LBL: headings and words that fit what they stand for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patched import CODES, book, codes_of, figures, found_in, fresh, indicator, only, period, printed, register

from quarterbook.checks.finding import ERROR, WARNING, Finding
from quarterbook.figures import figures_of
from quarterbook.labels import current_heading, previous_heading, target_heading
from quarterbook.periods import Period
from quarterbook.register import Published, Register
from quarterbook.register.model import Observation
from quarterbook.vocabulary import BASES, COMPARATORS, FREQUENCIES, MEASURES, STATUSES

LABELS = tuple(f"LBL{n:03}" for n in range(1, 10))


def ledger(*rows: Published, **fields: Any) -> list[Finding]:
    """Return what is found where these rows were published of an indicator."""
    return found_in(indicator(**fields), published=rows, codes=LABELS)


@pytest.fixture(scope="module")
def first_row() -> Any:
    """Give the address of a column of the ledger's first row."""
    workbook = book(register(published=(printed("36"),)))
    table = next(t for t in workbook.sheet("Published").tables if t.name == "PublishedLedger")
    return lambda header: f"{chr(64 + table.extent[1] + table.columns.index(header))}{table.extent[0] + 1}"


# --- LBL001: frequency ---------------------------------------------------------------------------------------------


def test_a_quarter_headed_month(first_row: Any) -> None:
    current, previous = ledger(printed("36", current_label="Current Month", previous_label="Previous month"))
    assert (current.code, current.severity, current.indicator, current.sheet) == ("LBL001", WARNING, "36", "Published")
    assert (current.cell, previous.cell) == (first_row("Current heading"), first_row("Previous heading"))
    assert (current.expected, current.found) == ("Current Quarter", "Current Month")
    assert (previous.expected, previous.found) == ("Previous Quarter", "Previous month")
    assert "quarterly" in current.message


def test_a_year_headed_quarter() -> None:
    row = printed("36", "2022/23", current_label="Current Quarter", previous_label="Previous Year")
    found = only(ledger(row, frequency="Annual"))
    assert (found.code, found.expected) == ("LBL001", "Current Year")


def test_headings_that_say_the_frequency_they_have() -> None:
    assert ledger(printed("36")) == []
    assert ledger(printed("36", current_label="", previous_label="")) == []
    assert ledger(printed("36", current_label="This quarter", previous_label="The same quarter of last year")) == []
    monthly = printed("36", "2023/24 M09", current_label="Current Month", previous_label="Previous Month")
    assert ledger(monthly, frequency="Monthly") == []
    assert ledger(printed("36", current_label="Monthly average of the quarter")) == []


def test_a_row_from_before_the_frequency_was_changed_keeps_its_heading() -> None:
    row = printed("36", "2022/23 M09", current_label="Current Month", previous_label="Previous Month")
    assert ledger(row) == []


@pytest.mark.parametrize(
    ("fields", "labels"),
    [
        ({"basis": "Cumulative"}, ("Year to date", "Previous Quarter (cumulative)")),
        ({"basis": "Rolling 12 months"}, ("Current Year", "Previous Year")),
        ({"comparator": "Same period last year"}, ("Current Quarter", "Previous Year")),
    ],
)
def test_year_is_fine_where_a_year_is_meant(fields: dict[str, Any], labels: tuple[str, str]) -> None:
    assert ledger(printed("36", current_label=labels[0], previous_label=labels[1]), **fields) == []
    assert "LBL001" in codes_of(ledger(printed("36", current_label="Current Year")))


# --- LBL002: words of the key --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "meant"), [("NA", "N/A"), ("improved", "Improving"), ("N/a", "N/A")])
def test_a_change_that_is_no_word_of_the_key(change: str, meant: str, first_row: Any) -> None:
    found = only(ledger(printed("36", change=change)))
    assert (found.code, found.severity, found.indicator) == ("LBL002", WARNING, "36")
    assert (found.sheet, found.cell) == ("Published", first_row("Change"))
    assert (found.expected, found.found) == (meant, change)
    assert "change" in found.message


def test_a_rating_that_is_no_word_of_the_key(first_row: Any) -> None:
    found = only(ledger(printed("36", rag="green")))
    assert (found.code, found.cell, found.expected) == ("LBL002", first_row("RAG rating"), "Green")
    assert "Red, Amber, Green" in only(ledger(printed("36", rag="quite good"))).expected


def test_words_of_the_key_blanks_and_spaces_around_them_are_fine() -> None:
    rows = [("2023/24 Q1", "", ""), ("2023/24 Q2", "N/A", "In Development"), ("2023/24 Q3", "No data", "Green ")]
    assert ledger(*(printed("36", when, change=change, rag=rag) for when, change, rag in rows)) == []


# --- LBL003: the previous figure's period --------------------------------------------------------------------------


def test_the_previous_figure_headed_with_another_quarter(first_row: Any) -> None:
    row = printed("36", previous_label="Quarter 2 22/23")
    found = only(ledger(row, comparator="Same period last year"))
    assert (found.code, found.severity, found.indicator) == ("LBL003", WARNING, "36")
    assert (found.sheet, found.cell) == ("Published", first_row("Previous heading"))
    assert (found.expected, found.found) == ("Quarter 3 22/23", "Quarter 2 22/23")
    assert "2022/23 Q3" in found.message
    assert codes_of(ledger(printed("36", comparator="Same period last year"))) == ["LBL003"]


def test_a_row_that_stores_no_comparator_was_compared_as_its_heading_says() -> None:
    assert ledger(printed("36"), comparator="Same period last year") == []


def test_the_first_quarter_compares_with_the_year_before() -> None:
    assert ledger(printed("36", "2023/24 Q1", previous_label="Quarter 4 22/23")) == []
    assert codes_of(ledger(printed("36", "2023/24 Q1", previous_label="Quarter 4 23/24"))) == ["LBL003"]


@pytest.mark.parametrize(
    ("label", "comparator"),
    [
        ("Quarter 3 22/23", "Same period last year"),
        ("Q3 2022/23 (cumulative)", "Same period last year"),
        ("Previous Year", "Same period last year"),
        ("Previous Quarter", "Previous period"),
        ("2023/24 Q2", "Previous period"),
        ("Last time", "Same period last year"),
        ("", "Same period last year"),
    ],
)
def test_a_heading_of_the_comparators_period(label: str, comparator: str) -> None:
    assert ledger(printed("36", previous_label=label), comparator=comparator) == []


def test_the_comparator_that_was_published_counts_not_todays() -> None:
    row = printed("36", previous_label="Previous Quarter", comparator="Previous period")
    assert ledger(row, comparator="Same period last year") == []


def test_months_are_named_by_the_years_first_month() -> None:
    one = indicator(frequency="Monthly")
    when = period("2023/24 M09")
    row = printed("36", str(when), current_label="Current Month", previous_label="November 2023")
    assert found_in(one, published=(row,), codes=LABELS) == []
    january = Period(2023, "Quarterly", 3, 1)
    moved = found_in(one, published=(row,), reporting=january, year_start_month=1, codes=LABELS)
    assert [(f.code, f.expected) for f in moved] == [("LBL003", "August 2023")]


# --- LBL004 and LBL005: basis and status ---------------------------------------------------------------------------


def test_a_cumulative_figure_headed_as_if_it_were_the_quarters(first_row: Any) -> None:
    found = only(ledger(printed("36"), basis="Cumulative"))
    assert (found.code, found.severity, found.indicator) == ("LBL004", WARNING, "36")
    assert (found.sheet, found.cell) == ("Published", first_row("Current heading"))
    assert (found.expected, found.found) == ("Current Quarter (cumulative)", "Current Quarter")
    assert "cumulative" in found.message


def test_a_figure_of_the_quarter_headed_cumulative() -> None:
    found = only(ledger(printed("36", current_label="Current Quarter (cumulative)")))
    assert (found.code, found.expected) == ("LBL004", "Current Quarter")
    assert "not cumulative" in found.message


def test_headings_that_say_the_basis_they_have() -> None:
    for label in ("Current Quarter (cumulative)", "Year to date", "Quarter 3 YTD"):
        assert ledger(printed("36", current_label=label), basis="Cumulative") == []
    row = printed("36", "2022/23", current_label="Current Year", previous_label="Previous Year")
    assert ledger(row, frequency="Annual", basis="Cumulative") == []
    assert ledger(printed("36", basis="In period"), basis="Cumulative") == []  # what it was then
    assert ledger(printed("36", current_label=""), basis="Cumulative") == []


def test_a_baseline_headed_target(first_row: Any) -> None:
    found = only(ledger(printed("36", target=872.0, status="Contextual", rag="Contextual", direction="N/A")))
    assert (found.code, found.severity, found.indicator) == ("LBL005", WARNING, "36")
    assert (found.sheet, found.cell) == ("Published", first_row("Target heading"))
    assert (found.expected, found.found) == ("Baseline", "Target")
    assert "Contextual" in found.message
    other = only(ledger(printed("36", target_label="Baseline")))
    assert (other.code, other.expected) == ("LBL005", "Target")


def test_the_status_at_the_time_counts_not_todays() -> None:
    assert ledger(printed("36", target_label="Baseline", status="Baseline", rag="Baseline")) == []
    assert ledger(printed("36", target_label="Baseline", status="", rag="Baseline")) == []
    assert ledger(printed("36", status="", rag="Green"), status="Contextual") == []
    assert ledger(printed("36", target="In Development", status="In Development", rag="In Development")) == []
    assert ledger(printed("36", target_label="Pro Rata Target", status="")) == []
    assert ledger(printed("36", target_label="", status="Baseline", rag="Baseline")) == []


# --- LBL006 to LBL008: words and periods ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "word", "meant"),
    [("Frequency", "Quaterly", "Quarterly"), ("Direction", "sideways", "up"), ("Status", "targeted", "Targeted")],
)
def test_a_setting_that_no_rule_knows(name: str, word: str, meant: str) -> None:
    workbook = book().typed("Indicator 36", {name: word}).recalculated()
    found = only(workbook.findings("LBL006"))
    assert (found.severity, found.indicator, found.sheet) == (ERROR, "36", "Indicator 36")
    assert (found.cell, found.found) == (workbook.address("Indicator 36", name), word)
    assert meant in found.fix
    assert word in found.message


def test_every_spelling_of_a_direction_is_understood() -> None:
    for spelling in ("↑", "Higher is better", "MAXIMISE"):
        assert book().typed("Indicator 36", {"Direction": spelling}).recalculated().findings("LBL006") == []


def test_a_period_in_another_spelling_is_not_found_by_formulas() -> None:
    workbook = book()
    cell = workbook.address("Indicator 36", "Period 2023/24 Q3")
    workbook = workbook.typed("Indicator 36", {cell: "Q3 2023/24"}).recalculated()
    found = only(workbook.findings("LBL007"))
    assert (found.severity, found.indicator, found.sheet, found.cell) == (ERROR, "36", "Indicator 36", cell)
    assert found.found == "Q3 2023/24"
    assert "2023/24 Q3" in found.message
    assert "write it so" in found.fix


def test_a_month_in_the_history_of_a_quarterly_indicator() -> None:
    rows = {"2023/24 Q2": 5.0, "2023/24 M09": 6.0, "2023/24 Q3": 7.0}
    workbook = book(register(history=figures("36", rows)))
    found = only(workbook.findings("LBL008"))
    assert (found.severity, found.indicator, found.sheet) == (ERROR, "36", "Indicator 36")
    assert found.cell == workbook.address("Indicator 36", "Period 2023/24 M09")
    assert (found.expected, found.found) == ("2023/24 Q3", "2023/24 M09")
    assert "quarterly" in found.message


def test_months_of_years_before_the_frequency_was_changed_may_stay() -> None:
    quarters = {"2022/23 Q4": 9.0, "2023/24 Q1": 8.0, "2023/24 Q2": 8.0, "2023/24 Q3": 7.0}
    rows = {f"2021/22 M{n:02}": 5.0 for n in range(1, 13)} | quarters
    assert found_in(history=figures("36", rows)) == []
    assert codes_of(found_in(history=figures("36", {"2023/24 M09": 5.0}))) == ["LBL008"]


# --- LBL009 --------------------------------------------------------------------------------------------------------


def three(*directions: str, when: str = "2023/24 Q3") -> Register:
    known = tuple(indicator(number, direction="none") for number in ("1", "2", "3"))
    rows = zip(known, directions, strict=True)
    return register(
        *known, published=tuple(printed(one.number, when, direction=direction, change="N/A") for one, direction in rows)
    )


def test_a_direction_in_two_spellings(first_row: Any) -> None:
    found = only(fresh(three("none", "N/A", "none")).findings("LBL009"))
    assert (found.severity, found.indicator, found.sheet) == (WARNING, "2", "Published")
    assert found.cell[0] == first_row("Direction")[0]
    assert (found.expected, found.found) == ("none", "N/A")
    assert "other indicators have none" in found.message


@pytest.mark.parametrize(
    ("directions", "others"),
    [
        (("NA", "N/A", "NA"), "other indicators have N/A"),
        (("NA", "n/a", "none"), "the key has N/A"),
        (("NA", "NA", "n/a"), "the key has N/A"),
    ],
)
def test_the_keys_own_spelling_is_right_however_many_rows_have_another(
    directions: tuple[str, ...], others: str
) -> None:
    found = fresh(three(*directions)).findings("LBL009")
    assert [one.found for one in found] == [spelling for spelling in directions if spelling != "N/A"]
    assert {one.expected for one in found} == {"N/A"}
    assert all(others in one.message for one in found)


def test_what_is_asked_for_of_a_direction_is_asked_for_of_a_change() -> None:
    source = register(
        *(indicator(number, direction="none") for number in ("1", "2", "3")),
        published=tuple(
            printed(number, direction=text, change=text, rag="Contextual", status="Contextual")
            for number, text in (("1", "NA"), ("2", "NA"), ("3", "N/A"))
        ),
    )
    found = fresh(source).findings("LBL002", "LBL009")
    assert [(one.code, one.indicator, one.expected) for one in found] == [
        (code, number, "N/A") for number in ("1", "2") for code in ("LBL002", "LBL009")
    ]


def test_one_spelling_or_several_directions_are_fine() -> None:
    assert fresh(three("N/A", "N/A", " N/A ")).findings("LBL009") == []
    assert fresh(three("↑", "N/A", "↓")).findings("LBL009") == []
    assert fresh(three("", "wibble", "N/A")).findings("LBL009") == []


# --- What holds for any ledger -------------------------------------------------------------------------------------


@st.composite
def as_published(draw: st.DrawFn) -> Register:
    """Return a register whose ledger holds what the workbook itself shows, period by period."""
    frequency = draw(st.sampled_from(FREQUENCIES))
    one = indicator(
        frequency=frequency,
        basis=draw(st.sampled_from(BASES)),
        measure=draw(st.sampled_from(MEASURES)),
        status=draw(st.sampled_from(STATUSES)),
        comparator=draw(st.sampled_from(COMPARATORS)),
        direction=draw(st.sampled_from(("up", "↓", "target", "N/A"))),
    )
    reporting = period(draw(st.sampled_from(("2023/24 Q1", "2023/24 Q3", "2022/23 Q4", "2023/24 M02"))))
    current = one.current_period(reporting)
    history = tuple(Observation(number="36", period=current.shift(-n), actual=0.5 + n, target=0.75) for n in range(3))
    bare = register(one, history=history, reporting=reporting)
    rows = []
    for shown in figures_of(bare):
        then = shown.observation.period
        rows.append(
            printed(
                "36",
                str(then),
                target_label=target_heading(one),
                target=shown.target,
                direction=one.direction,
                status=one.status,
                current_label=current_heading(one),
                current=shown.actual,
                previous_label=previous_heading(one, then),
                previous=shown.previous,
                change=shown.change,
                rag=shown.rag,
                basis=draw(st.sampled_from(("", one.basis))),
                comparator=draw(st.sampled_from(("", one.comparator))),
            )
        )
    return register(one, history=history, reporting=reporting, published=tuple(rows))


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(as_published())
def test_what_the_workbook_itself_shows_is_never_found_fault_with(source: Register) -> None:
    assert fresh(source).findings(*(code for code in CODES if code != "CEL003")) == []


# --- LBL011 and LBL012 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["7/3/24", "07/03/2024", "7 March 2024", "2024-3-7", "2024-02-30", "20240307", "45358"])
def test_a_day_of_publication_in_another_spelling(day: str) -> None:
    found = only(found_in(published=(printed("36", published_on=day),), codes=("LBL011",)))
    assert (found.severity, found.indicator, found.sheet, found.cell) == (WARNING, "36", "Published", "C6")
    assert (found.expected, found.found) == ("a day such as 2024-03-07", day)


@pytest.mark.parametrize("day", ["2024-03-07", "2024-02-29", ""])
def test_a_day_of_publication_as_it_should_be(day: str) -> None:
    assert found_in(published=(printed("36", published_on=day),), codes=("LBL011",)) == []


def test_a_direction_that_turned_since_the_last_report() -> None:
    rows = (printed("36", "2023/24 Q1", direction="down"), printed("36", "2023/24 Q2", direction="↑"))
    found = only(found_in(indicator(direction="lower"), published=rows[::-1], codes=("LBL012",)))
    assert (found.severity, found.indicator, found.cell) == (WARNING, "36", book().address("Indicator 36", "Direction"))
    assert (found.expected, found.found) == ("up", "down")
    assert "2023/24 Q2 was published with ↑" in found.message


@pytest.mark.parametrize("direction", ["up", "↑", " Higher is better ", "", "whatever"])
def test_a_direction_that_is_the_last_reports_or_is_none(direction: str) -> None:
    rows = (printed("36", "2023/24 Q1", direction="down"), printed("36", "2023/24 Q2", direction=direction))
    assert found_in(published=rows, codes=("LBL012",)) == []
    assert found_in(codes=("LBL012",)) == []
