"""ROL: what was published stays, and the next period is really the next."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.workbook import CODES, in_history, in_table, looked_at, named, page, put, register, says, told
from quarterbook.figures import as_shown, figures_of
from quarterbook.periods import PERIODS_A_YEAR, Period
from quarterbook.register.model import Indicator, Published, Register
from quarterbook.vocabulary import COMPARATORS, FREQUENCIES, MEASURES, QUARTERLY

LAST_YEAR = "Same period last year"
TEXTS = {"status": "Contextual", "direction": "up"}


def row(period: str, current: Any, previous: Any = None, **others: Any) -> dict[str, Any]:
    """Return a row of the ledger."""
    return {"period": period, "current": current, "previous": previous, "status": "Contextual", **others}


def codes(data: Register, *codes: str) -> list[str]:
    """Return the codes of what is found, of these checks or of the whole family."""
    wanted = codes or [code for code in CODES if code.startswith("ROL")]
    return [finding.code for finding in told(data, wanted)]


def test_a_previous_figure_that_was_never_published() -> None:
    ledger = [row("2023/24 Q2", 0.55, 0.48), row("2023/24 Q3", 0.64, 0.64)]
    history = {"2023/24 Q1": 0.48, "2023/24 Q2": 0.55, "2023/24 Q3": 0.64}
    book = looked_at(register(page(history, published=ledger, measure="percent", **TEXTS)))
    finding = book.one("ROL001")
    place = in_table(book.master, "PublishedLedger", 1, "Previous")
    says(
        finding,
        place,
        "2023/24 Q3 has 64% as the previous figure",
        "2023/24 Q2 was published as 55%",
        expected="55%",
        found="64%",
    )
    assert (finding.severity, finding.indicator, book.codes) == ("error", "36", ["ROL001"])


def test_a_previous_figure_that_is_missing_beside_a_verdict_or_as_a_word() -> None:
    for previous, change in ((None, "Improving"), ("n/a", "")):
        ledger = [row("2023/24 Q2", 55.0), row("2023/24 Q3", 64.0, previous, change=change)]
        (finding,) = told(register(page(published=ledger, **TEXTS)), ["ROL001"])
        assert "though 2023/24 Q2 had been published as 55" in finding.message
        assert (finding.expected, finding.found) == ("55", "")


@pytest.mark.parametrize(
    ("ledger", "history", "changes"),
    [
        ([row("2023/24 Q2", 0.55), row("2023/24 Q3", 0.64, 0.55)], {}, {}),
        ([row("2023/24 Q2", 0.3), row("2023/24 Q3", 0.64, 0.1 + 0.2)], {}, {}),
        ([row("2023/24 Q2", 0.55), row("2023/24 Q3", 0.64, 0.5512)], {}, {}),  # both are printed as 55%
        ([row("2023/24 Q2", 0.55), row("2023/24 Q3", 0.64)], {}, {}),  # the report compared nothing
        ([row("2023/24 Q2", "n/a"), row("2023/24 Q3", 0.64, "n/a")], {}, {}),
        ([row("2023/24 Q3", 0.64, 0.12)], {}, {}),  # the first report there is
        # published again with a reason: either figure was published
        ([row("2023/24 Q2", 0.55), row("2023/24 Q2", 0.57, reason="Corrected"), row("2023/24 Q3", 0.64, 0.57)], {}, {}),
        ([row("2023/24 Q2", 0.55), row("2023/24 Q2", 0.57, reason="Corrected"), row("2023/24 Q3", 0.64, 0.55)], {}, {}),
        # revised, and the history says so
        (
            [row("2023/24 Q2", 0.55), row("2023/24 Q3", 0.64, 0.58)],
            {"2023/24 Q2": {"actual": 0.5799, "marker": "Revised"}},
            {},
        ),
        # compared with last year, by the row or by the indicator
        ([row("2023/24 Q2", 0.55), row("2023/24 Q3", 0.64, 0.5, comparator=LAST_YEAR)], {}, {}),
        ([row("2023/24 Q2", 0.55), row("2023/24 Q3", 0.64, 0.5)], {}, {"comparator": LAST_YEAR}),
        ([row("2022/23", 0.55), row("2023/24 Q3", 0.64, 0.5)], {}, {}),  # it was annual then
    ],
)
def test_previous_figures_that_were_published(
    ledger: list[dict[str, Any]], history: dict[str, Any], changes: dict[str, str]
) -> None:
    assert codes(register(page(history, published=ledger, measure="percent", **TEXTS, **changes)), "ROL001") == []


def test_a_revision_counts_only_where_it_is_marked_and_the_same() -> None:
    ledger = [row("2023/24 Q2", 0.55), row("2023/24 Q3", 0.64, 0.58)]
    for observed in (
        {"actual": 0.58},
        {"actual": 0.58, "marker": "Provisional"},
        {"actual": 0.57, "marker": "Revised"},
    ):
        data = register(page({"2023/24 Q2": observed}, published=ledger, measure="percent", **TEXTS))
        assert codes(data, "ROL001") == ["ROL001"]


def test_a_correction_takes_the_findings_away() -> None:
    ledger = [row("2023/24 Q2", 789.0, 944.0), row("2023/24 Q3", 789.0, 944.0)]
    assert codes(register(page(published=ledger, **TEXTS)), "ROL001", "ROL002") == ["ROL001", "ROL002"]
    ledger.append(row("2023/24 Q3", 801.0, 789.0, reason="The table was last quarter's"))
    assert codes(register(page(published=ledger, **TEXTS)), "ROL001", "ROL002", "ROL008") == []


def test_a_period_that_repeats_the_last_one() -> None:
    ledger = [row("2023/24 Q2", 789.0, 944.0), row("2023/24 Q3", 789.0, 944.0)]
    history = {"2023/24 Q1": 944.0, "2023/24 Q2": 789.0, "2023/24 Q3": {"actual": 789.0, "note": "As published"}}
    book = looked_at(register(page(history, published=ledger, **TEXTS)))
    finding = book.one("ROL002")
    place = in_table(book.master, "PublishedLedger", 1, "Current")
    says(
        finding,
        place,
        "2023/24 Q3 repeats 2023/24 Q2: 789 after 944 in both",
        expected="a figure of 2023/24 Q3, after 789",
        found="789 after 944",
    )
    assert (finding.severity, finding.indicator, book.codes) == ("error", "36", ["ROL001", "ROL002"])


@pytest.mark.parametrize(
    ("ledger", "history", "changes"),
    [
        ([row("2023/24 Q2", 120.0, 120.0), row("2023/24 Q3", 120.0, 120.0)], {}, {}),  # nothing changed at all
        ([row("2023/24 Q2", 789.0, 944.0), row("2023/24 Q3", 789.0, 789.0)], {}, {}),
        ([row("2023/24 Q2", 789.0), row("2023/24 Q3", 789.0)], {}, {}),
        ([row("2023/24 Q1", 789.0, 944.0), row("2023/24 Q3", 789.0, 944.0)], {}, {}),
        # Q2 was revised down to what Q1 had been
        (
            [row("2023/24 Q2", 789.0, 944.0), row("2023/24 Q3", 789.0, 944.0)],
            {"2023/24 Q2": {"actual": 944.0, "marker": "Revised"}},
            {},
        ),
        # 97% after 96% a year before, twice: short figures, or the figure of last year is the very one
        ([row("2023/24 Q2", 0.97, 0.96), row("2023/24 Q3", 0.97, 0.96)], {}, {"comparator": LAST_YEAR}),
        (
            [row("2023/24 Q2", 789.0, 944.0), row("2023/24 Q3", 789.0, 944.0)],
            {"2022/23 Q3": 944.0},
            {"comparator": LAST_YEAR},
        ),
        (
            [row("2022/23 Q3", 944.0), row("2023/24 Q2", 789.0, 944.0), row("2023/24 Q3", 789.0, 944.0)],
            {},
            {"comparator": LAST_YEAR},
        ),
    ],
)
def test_periods_that_happen_to_be_alike(
    ledger: list[dict[str, Any]], history: dict[str, Any], changes: dict[str, str]
) -> None:
    assert codes(register(page(history, published=ledger, **TEXTS, **changes)), "ROL002") == []


def test_a_repetition_shows_against_last_year_too_where_figures_are_long() -> None:
    ledger = [row("2023/24 Q2", 789.0, 944.0), row("2023/24 Q3", 789.0, 944.0)]
    data = register(page({"2022/23 Q3": 931.0}, published=ledger, comparator=LAST_YEAR, **TEXTS))
    (finding,) = told(data, ["ROL002"])
    assert finding.expected == "a figure of 2023/24 Q3"


def test_a_figure_changed_after_it_was_published() -> None:
    history = {"2023/24 Q2": 382400.0, "2023/24 Q3": 390000.0}
    book = looked_at(register(page(history, published=[row("2023/24 Q2", 380018.0)], **TEXTS)))
    finding = book.one("ROL003")
    place = in_history(book.master, "2023/24 Q2", "Actual")
    says(
        finding,
        place,
        "published as 380,018",
        "the history has 382,400",
        "does not say that it was revised",
        expected="380,018",
        found="382,400",
    )
    assert (finding.severity, finding.indicator, book.codes) == ("error", "36", ["ROL003"])


def test_a_figure_that_was_taken_out_after_it_was_published() -> None:
    history = {"2023/24 Q1": 5.0, "2023/24 Q2": {"note": "cleared"}}
    (finding,) = told(register(page(history, published=[row("2023/24 Q2", 7.0)], **TEXTS)), ["ROL003"])
    assert "history has no figure" in finding.message
    assert finding.found == "blank"
    (finding,) = told(register(page({"2023/24 Q1": 5.0}, published=[row("2023/24 Q2", 7.0)], **TEXTS)), ["ROL003"])
    assert (finding.sheet, finding.cell) == ("Indicator 0", "")


@pytest.mark.parametrize(
    ("published", "observed", "changes"),
    [
        (0.55, {"actual": 0.55}, {}),
        (0.55, {"actual": 0.5456}, {}),  # it is shown as 55%
        (0.64, {"numerator": 570.0, "denominator": 889.0}, {}),
        (0.3, {"actual": 0.1 + 0.2}, {}),
        (0.55, {"actual": 0.58, "marker": "Revised"}, {}),
        (0.55, {"actual": "n/a", "marker": "Revised"}, {}),  # withdrawn, and it says so
        (0.55, {"actual": "55%"}, {}),  # CEL005 says that it is text
        ("n/a", {"actual": 0.55}, {}),  # it came late
        ("see note", {"actual": 0.55}, {}),
        (1e300, {"actual": 1e300}, {"measure": "currency"}),
    ],
)
def test_figures_that_stayed(published: Any, observed: dict[str, Any], changes: dict[str, str]) -> None:
    settings = {"measure": "percent", **TEXTS, **changes}
    data = register(page({"2023/24 Q2": observed}, published=[row("2023/24 Q2", published)], **settings))
    assert codes(data, "ROL003") == []


def test_a_history_may_begin_later_than_the_ledger() -> None:
    ledger = [row("2021/22 Q2", 7.0), row("2023/24 Q2", 5.0)]
    assert codes(register(page({"2023/24 Q2": 5.0}, published=ledger, **TEXTS)), "ROL003") == []
    assert codes(register(page({}, published=ledger, **TEXTS)), "ROL003") == []


def test_only_what_was_published_last_counts() -> None:
    ledger = [row("2023/24 Q2", 608.0), row("2023/24 Q2", 640.0, reason="Late returns")]
    assert codes(register(page({"2023/24 Q2": 640.0}, published=ledger, **TEXTS)), "ROL003") == []
    assert codes(register(page({"2023/24 Q2": 608.0}, published=ledger, **TEXTS)), "ROL003") == ["ROL003"]


def test_a_target_changed_after_it_was_published() -> None:
    history = {"2023/24 Q2": (380018.0, 450000.0)}
    ledger = [row("2023/24 Q2", 380018.0, target=475381.0, status="Targeted")]
    book = looked_at(register(page(history, published=ledger)))
    finding = book.one("ROL004")
    place = in_history(book.master, "2023/24 Q2", "Target")
    says(
        finding,
        place,
        "published with 475,381 as its target",
        "history has 450,000",
        expected="475,381",
        found="450,000",
    )
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["ROL004"])


@pytest.mark.parametrize(
    ("published", "observed", "changes"),
    [
        (475.0, {"target": 475.0}, {}),
        (475.0, {"target": 475.3}, {}),
        (475.0, {"target": 450.0, "note": "Lowered by the committee in May"}, {}),
        (475.0, {"target": 450.0, "marker": "Revised"}, {}),
        (475.0, {"actual": 5.0}, {"annual_target": 1900.0}),  # worked out, and the same
        (475.0, {"actual": 5.0}, {}),  # the history has none; TGT001 is about that
        ("In Development", {"target": 450.0}, {}),
    ],
)
def test_targets_that_stayed(published: Any, observed: dict[str, Any], changes: dict[str, Any]) -> None:
    ledger = [row("2023/24 Q2", 5.0, target=published)]
    data = register(page({"2023/24 Q2": observed}, published=ledger, **changes))
    assert codes(data, "ROL004") == []


def test_an_annual_target_changed_in_the_year_shows_in_what_was_published() -> None:
    ledger = [row("2023/24 Q2", 5.0, target=475.0)]
    data = register(page({"2023/24 Q2": 5.0}, published=ledger, annual_target=1800.0))
    assert codes(data, "ROL004") == ["ROL004"]


def test_a_current_figure_left_over_from_the_period_before() -> None:
    history = {"2023/24 Q2": 789.0, "2023/24 Q3": 789.0}
    book = looked_at(register(page(history, **TEXTS)))
    finding = book.one("ROL005")
    place = in_history(book.master, "2023/24 Q3", "Actual")
    says(finding, place, "2023/24 Q3 has 789, exactly as 2023/24 Q2", expected="", found="789")
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["ROL005"])


@pytest.mark.parametrize(
    ("before", "now", "changes"),
    [
        (789.0, 790.0, {}),
        (120.0, 120.0, {}),  # two digits come out twice
        (12000.0, 12000.0, {}),
        (0.0, 0.0, {}),
        (789.0, {"actual": 789.0, "note": "Counted twice: it is the same"}, {}),
        (789.0, 789.0, {"basis": "Snapshot"}),
        (789.0, 789.0, {"basis": "Cumulative"}),  # CUM004
        (0.973, 0.973, {"measure": "percent"}),
        (10.25, 10.25, {"measure": "rate"}),
        ("n/a", "n/a", {}),
        (None, 789.0, {}),
    ],
)
def test_figures_that_may_be_the_same(before: Any, now: Any, changes: dict[str, str]) -> None:
    data = register(page({"2023/24 Q2": before, "2023/24 Q3": now}, **TEXTS, **changes))
    assert codes(data, "ROL005") == []


@pytest.mark.parametrize(
    ("frequency", "before", "now", "month"),
    [
        ("Monthly", "2023/24 M08", "2023/24 M09", 1),
        ("Annual", "2021/22", "2022/23", 4),
        (QUARTERLY, "2023/24 Q2", "2023/24 Q3", 10),
    ],
)
def test_the_period_before_is_of_the_same_frequency(frequency: str, before: str, now: str, month: int) -> None:
    data = register(page({before: 789.0, now: 789.0}, frequency=frequency, **TEXTS), month=month)
    assert codes(data, "ROL005") == ["ROL005"]


def test_the_first_quarter_of_a_year_follows_the_last_of_the_year_before() -> None:
    data = register(page({"2023/24 Q4": 789.0, "2024/25 Q1": 789.0}, **TEXTS), reporting="2024/25 Q1")
    assert codes(data, "ROL005") == ["ROL005"]


def test_a_figure_for_a_period_to_come() -> None:
    book = looked_at(register(page({"2023/24 Q3": 700.0, "2023/24 Q4": 750.0}, **TEXTS)))
    finding = book.one("ROL006")
    place = in_history(book.master, "2023/24 Q4", "Actual")
    says(finding, place, "2023/24 Q4 has 750", "reporting period is 2023/24 Q3", expected="", found="750")
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["ROL006"])


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        ({"2023/24 Q4": {"target": 750.0}}, {}),  # targets are set ahead
        ({"2023/24 Q4": "n/a"}, {}),
        ({"2023/24 M09": 5.0}, {"frequency": "Monthly"}),
        ({"2022/23": 5.0}, {"frequency": "Annual"}),
    ],
)
def test_what_may_stand_in_periods_to_come(history: dict[str, Any], changes: dict[str, str]) -> None:
    assert codes(register(page(history, **TEXTS, **changes)), "ROL006") == []


def test_a_reporting_period_put_back() -> None:
    ledger = [row("2023/24 Q3", 64.0, 55.0), row("2023/24 Q2", 55.0, 48.0)]
    history = {"2023/24 Q1": 48.0, "2023/24 Q2": 55.0, "2023/24 Q3": 64.0}
    data = register(page(history, published=ledger, **TEXTS))
    assert codes(data) == []
    book = looked_at(data, put(None, "ReportingPeriod", "2023/24 Q2"))
    finding = book.one("ROL007")
    place = named(book.master, None, "ReportingPeriod")
    says(
        finding,
        place,
        "reporting period is 2023/24 Q2, but 2023/24 Q3 was published already",
        expected="2023/24 Q3",
        found="2023/24 Q2",
    )
    assert (finding.severity, finding.indicator) == ("error", "")


def test_periods_of_other_frequencies_that_are_over() -> None:
    pages = [
        page(number="1", frequency="Monthly", published=[row("2023/24 M09", 5.0)]),
        page(number="2", frequency="Annual", published=[row("2022/23", 5.0)]),
    ]
    assert codes(register(*pages), "ROL007") == []
    assert codes(register(page(published=[row("2023/24", 5.0)])), "ROL007") == ["ROL007"]


def test_a_period_published_twice_without_a_reason() -> None:
    ledger = [row("2023/24 Q2", 608.0), row("2023/24 Q2", 640.0)]
    book = looked_at(register(page({"2023/24 Q2": 640.0}, published=ledger, **TEXTS)))
    finding = book.one("ROL008")
    place = in_table(book.master, "PublishedLedger", 1, "Number")
    says(
        finding,
        place,
        "2023/24 Q2 is in the ledger twice, with 608 and with 640 as the current figure",
        expected="a reason",
        found="640",
    )
    assert (finding.severity, finding.indicator, book.codes) == ("error", "36", ["ROL008"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"target": 5.0}, "with 4 and with 5 as the target"),
        ({"rag": "Green"}, "with Red and with Green as the rating"),
        ({"previous": 0.0}, "with blank and with 0 as the previous figure"),
    ],
)
def test_what_differs_is_said(changes: dict[str, Any], words: str) -> None:
    first = row("2023/24 Q2", 608.0, target=4.0, rag="Red")
    (finding,) = told(register(page(published=[first, {**first, **changes}])), ["ROL008"])
    assert words in finding.message


@pytest.mark.parametrize(
    "again",
    [
        {"reason": "Late returns", "current": 640.0},
        {},
        {"current": 607.0 + 0.1 + 0.2 + 0.7},  # binary noise
        {"published_on": "2024-03-08", "published_by": "somebody else"},
        {"period": "2023/24 Q3", "current": 640.0},
    ],
)
def test_rows_that_may_stand_twice(again: dict[str, Any]) -> None:
    first = row("2023/24 Q2", 608.0)
    assert codes(register(page(published=[first, {**first, **again}])), "ROL008") == []


def test_a_row_without_an_indicator_is_compared_as_well() -> None:
    ledger = [row("2023/24 Q2", 608.0, number="99"), row("2023/24 Q2", 640.0, number="99")]
    assert codes(register(page(published=ledger)), "ROL008") == ["ROL008"]


@given(
    figures=st.lists(st.integers(-999, 10**9), min_size=1, max_size=15, unique=True),
    frequency=st.sampled_from(FREQUENCIES),
    comparator=st.sampled_from(COMPARATORS),
    measure=st.sampled_from(MEASURES),
    month=st.integers(1, 12),
    decimals=st.integers(0, 4),
)
@settings(deadline=None, max_examples=60)
def test_a_consistent_ledger_gives_no_finding(
    *, figures: list[int], frequency: str, comparator: str, measure: str, month: int, decimals: int
) -> None:
    """Every period is published as the workbook shows it then."""
    first = Period(2015, frequency, PERIODS_A_YEAR[frequency], month)
    periods = [first.shift(n) for n in range(len(figures))]
    history = {str(period): (figure / 7, 100.0) for period, figure in zip(periods, figures, strict=True)}
    settings = {"frequency": frequency, "comparator": comparator, "measure": measure, "decimals": decimals}
    reporting = str(periods[-1])
    ledger = [
        Published(
            number="36",
            period=found.observation.period,
            target=found.target,
            direction="up",
            status="Targeted",
            current=shown(found.actual, measure, decimals),
            previous=shown(found.previous, measure, decimals),
            change=found.change,
            rag=found.rag,
        )
        for found in figures_of(register(page(history, **settings), reporting=reporting, month=month))
    ]
    plain = register(page(history, **settings), reporting=reporting, month=month)
    data = Register(plain.settings, plain.indicators, plain.history, (), tuple(ledger))
    assert told(data, [code for code in CODES if code.startswith(("ROL", "RAG", "CHG"))]) == []


def shown(value: Any, measure: str, decimals: int) -> Any:
    """Return a figure as a report prints it."""
    return as_shown(value, Indicator(number="", title="", direction="up", measure=measure, decimals=decimals))


@pytest.mark.parametrize("fields", [{}, {"note": ""}, {"actual": 0.56}])
def test_counts_of_a_percentage_left_over_from_the_period_before(fields: dict[str, Any]) -> None:
    parts = {"numerator": 487.0, "denominator": 869.0, **fields}
    book = looked_at(register(page({"2023/24 Q2": parts, "2023/24 Q3": parts}, measure="percent", **TEXTS)))
    finding = book.one("ROL005")
    place = in_history(book.master, "2023/24 Q3", "Numerator")
    says(finding, place, "2023/24 Q3 has 487 of 869, exactly as 2023/24 Q2", expected="", found="487 of 869")


@pytest.mark.parametrize(("part", "whole"), [(487.0, 869.0), (470.0, 831.0), (487.0, 870.0), (100.0, 101.0)])
def test_one_count_that_is_not_round_shows_that_both_are_counted(part: float, whole: float) -> None:
    rows = {when: {"numerator": part, "denominator": whole} for when in ("2023/24 Q2", "2023/24 Q3")}
    assert codes(register(page(rows, measure="percent", **TEXTS)), "ROL005") == ["ROL005"]


@pytest.mark.parametrize(
    ("before", "now", "changes"),
    [
        ((487.0, 869.0), (488.0, 869.0), {}),
        ((870.0, 1740.0), (435.0, 870.0), {}),  # the same percentage of other counts
        ((48.0, 87.0), (48.0, 87.0), {}),
        ((48.0, 869.0), (48.0, 869.0), {}),
        ((480.0, 860.0), (480.0, 860.0), {}),  # two digits come out twice
        ((487.0, None), (487.0, None), {}),
        ((487.0, 869.0), (487.0, 869.0), {"basis": "Snapshot"}),
        ((487.0, 869.0), (487.0, 869.0), {"measure": "rate"}),
    ],
)
def test_counts_that_may_be_the_same(before: Any, now: Any, changes: dict[str, str]) -> None:
    rows = {
        when: {"numerator": part, "denominator": whole}
        for when, (part, whole) in (("2023/24 Q2", before), ("2023/24 Q3", now))
    }
    assert codes(register(page(rows, **{"measure": "percent", **TEXTS, **changes})), "ROL005") == []


def test_a_period_that_was_published_before_it_had_ended() -> None:
    ledger = [row("2023/24 Q2", 55.0, published_on="2023-07-01")]
    book = looked_at(register(page({"2023/24 Q2": 55.0, "2023/24 Q3": 56.0}, published=ledger, **TEXTS)))
    finding = book.one("ROL009")
    place = in_table(book.master, "PublishedLedger", 0, "Published on")
    says(finding, place, "ends on 2023-09-30", expected="2023-09-30 or later", found="2023-07-01")
    assert (finding.severity, finding.indicator, book.codes) == ("error", "36", ["ROL009"])


@pytest.mark.parametrize("day", ["2023-09-30", "2023-12-12", "", "1/7/23", "2023-02-30", "2023", " 2023-10-01 "])
def test_days_of_publication_that_may_be_right_or_are_none(day: str) -> None:
    assert codes(register(page(published=[row("2023/24 Q2", 55.0, published_on=day)], **TEXTS)), "ROL009") == []


@given(period=st.sampled_from(["2023/24 Q1", "2023/24 M12", "2023/24"]), month=st.integers(1, 12))
@settings(deadline=None, max_examples=40)
def test_a_period_ends_with_its_last_day(period: str, month: int) -> None:
    last = Period.parse(period, month).last_day
    for day, expected in ((last, []), (last.replace(day=1), ["ROL009"])):
        ledger = [row(period, 5.0, published_on=str(day))]
        assert codes(register(page(published=ledger, **TEXTS), month=month), "ROL009") == expected


def test_no_figure_for_the_current_period() -> None:
    history = {"2023/24 Q2": 55.0, "2023/24 Q3": {"target": 60.0}}
    book = looked_at(register(page(history, **TEXTS)))
    finding = book.one("ROL010")
    place = in_history(book.master, "2023/24 Q3", "Actual")
    expected = "a figure, or a word such as no data"
    says(finding, place, "There is no figure for 2023/24 Q3", expected=expected, found="")
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["ROL010"])


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        ({"actual": "n/a"}, {}),
        ({"actual": 0.0}, {}),
        ({"target": 5.0, "note": "The survey was not held."}, {}),
        ({"numerator": 5.0, "denominator": 8.0}, {"measure": "percent"}),
        ({"target": 5.0}, {"status": "In Development"}),
    ],
)
def test_a_figure_or_why_there_is_none(now: dict[str, Any], changes: dict[str, str]) -> None:
    data = register(page({"2023/24 Q2": {}, "2023/24 Q3": now}, **{**TEXTS, **changes}))
    assert codes(data, "ROL010") == []
    assert codes(register(page({"2023/24 Q2": 5.0}, **TEXTS)), "ROL010") == []  # there is no row: STR018
