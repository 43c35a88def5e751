"""TGT: targets and baselines that are there, stable, and for the time that the figure covers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.workbook import CODES, in_history, looked_at, named, page, put, register, says, told, write
from quarterbook.book.addresses import cell_address
from quarterbook.book.read import Book
from quarterbook.book.view import Area
from quarterbook.periods import PERIODS_A_YEAR, Period
from quarterbook.register.model import Register
from quarterbook.vocabulary import FREQUENCIES, MEASURES

TGT = [code for code in CODES if code.startswith("TGT")]
NOTE = "Agreed by the committee in July"
TRACKED = {"status": "Contextual"}


def codes(data: Register, *wanted: str) -> list[str]:
    """Return the codes of what is found, of these checks or of the whole family."""
    return [finding.code for finding in told(data, wanted or TGT)]


def targets(*values: Any, actual: float | str | None = None, year: str = "2023/24") -> dict[str, dict[str, Any]]:
    """Return a history of quarters with these targets."""
    return {f"{year} Q{n}": {"target": value, "actual": actual} for n, value in enumerate(values, 1)}


def test_a_figure_without_a_target() -> None:
    book = looked_at(register(page({"2023/24 Q3": 0.64}, measure="percent")))
    finding = book.one("TGT001")
    place = in_history(book.master, "2023/24 Q3", "Target")
    says(finding, place, "2023/24 Q3 has the figure 64%, but no target", expected="a target", found="")
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["TGT001"])


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        ((0.64, 0.0), {}),
        (0.64, {"annual_target": 0.6}),  # it follows
        (0.64, {"status": "Baseline"}),
        (0.64, {"status": "In Development"}),
        (0.64, {"direction": "N/A"}),  # it is Contextual, whatever its status says
        (None, {}),
        ("n/a", {}),
        ((0.64, "60%"), {}),  # CEL005 says that it is text
    ],
)
def test_figures_that_have_a_target_or_need_none(now: Any, changes: dict[str, Any]) -> None:
    history = {} if now is None else {"2023/24 Q3": now}
    assert codes(register(page(history, measure="percent", **changes)), "TGT001") == []


def test_a_word_in_place_of_the_target_is_none() -> None:
    assert codes(register(page({"2023/24 Q3": (5.0, "tbc")})), "TGT001") == ["TGT001"]


def test_a_target_that_changed_within_the_year() -> None:
    book = looked_at(register(page(targets(361311.0, 361311.0, 327616.0, actual="n/a"))))
    finding = book.one("TGT002")
    place = in_history(book.master, "2023/24 Q3", "Target")
    says(
        finding,
        place,
        "The target of 361,311 in 2023/24 Q2 became 327,616 in 2023/24 Q3",
        expected="361,311",
        found="327,616",
    )
    assert (finding.severity, finding.indicator, book.codes) == ("warning", "36", ["TGT002"])


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (targets(0.6, 0.6, 0.6), {}),
        (targets(0.3, 0.1 + 0.2), {}),
        (targets(0.6, None, 0.6), {}),
        ({"2023/24 Q1": (1.0, 0.6), "2023/24 Q2": {"target": 0.5, "note": NOTE}, "2023/24 Q3": (1.0, 0.5)}, {}),
        ({"2022/23 Q4": (1.0, 0.6), "2023/24 Q1": (1.0, 0.7)}, {}),  # a new year has a new target
        (targets(0.6, 0.65, 0.7), {}),  # an agreed way up, or down
        (targets(9.0, 8.0, 7.5), {"direction": "lower"}),
        (targets(100.0, 200.0, 300.0), {"basis": "Cumulative"}),
        (targets(100.0, 200.0, 300.0), {"profile": (1.0, 2.0, 3.0, 4.0)}),
        (targets("n/a", 0.6, "tbc"), {}),
    ],
)
def test_targets_that_are_stable(history: dict[str, Any], changes: dict[str, Any]) -> None:
    assert codes(register(page(history, **changes)), "TGT002") == []


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (targets(0.7, 0.65, 0.6), {}),  # easier every quarter
        (targets(0.6, 0.6, 0.65), {}),
        (targets(9.0, 8.0, 7.5), {"direction": "target"}),
        (targets(800.0, 850.0, 870.0), {**TRACKED, "direction": "N/A"}),
    ],
)
def test_targets_that_are_not_on_their_way(history: dict[str, Any], changes: dict[str, Any]) -> None:
    assert "TGT002" in codes(register(page(history, **changes)), "TGT002")


def test_a_baseline_that_is_the_whole_years() -> None:
    history = {"2023/24 Q3": (789.0, 3488.0)}
    book = looked_at(register(page(history, annual_target=3488.0, **TRACKED)))
    finding = book.one("TGT003")
    place = in_history(book.master, "2023/24 Q3", "Target")
    says(
        finding,
        place,
        "baseline of 2023/24 Q3 is 3,488",
        "part of the annual figure is 872",
        expected="872",
        found="3,488",
    )
    assert (finding.severity, finding.indicator, book.codes) == ("error", "36", ["TGT003"])


def test_a_baseline_that_is_last_years_total() -> None:
    last = {f"2022/23 Q{n}": figure for n, figure in enumerate((800.0, 900.0, 850.0, 938.0), 1)}
    (finding,) = told(register(page({**last, "2023/24 Q1": (700.0, 3488.0)}, **TRACKED)), ["TGT003"])
    assert (finding.expected, finding.found) == ("872", "3,488")
    assert codes(register(page({**last, "2023/24 Q1": (700.0, 872.0)}, **TRACKED)), "TGT003") == []


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (targets(872.0, 872.0, 872.0), {"annual_target": 3488.0}),
        (targets(872.0, 872.0, 873.0), {"annual_target": 3489.0}),  # so that the quarters add up to the year
        (targets(300.0, 700.0, 1000.0), {"annual_target": 4000.0, "profile": (3.0, 7.0, 10.0, 20.0)}),
        ({"2023/24 Q3": {"target": 1000.0, "note": NOTE}}, {"annual_target": 3488.0}),
        ({"2022/23 Q3": (5.0, 3488.0)}, {"annual_target": 3488.0}),  # the annual figure is this year's
        ({}, {"annual_target": 3488.0}),
        (targets(3488.0), {"annual_target": "n/a"}),
        (targets(3488.0), {}),
        (targets(0.65, 0.65), {"annual_target": 0.65, "measure": "percent"}),
        (targets(872.0, 1744.0), {"annual_target": 3488.0, "basis": "Cumulative"}),
        ({"2022/23": (5.0, 3488.0)}, {"annual_target": 3488.0, "frequency": "Annual"}),
    ],
)
def test_baselines_that_are_their_part(history: dict[str, Any], changes: dict[str, Any]) -> None:
    assert codes(register(page(history, **{**TRACKED, **changes}))) == []


def test_a_target_that_is_not_what_follows_from_the_annual_one() -> None:
    history = {"2023/24 Q3": (1250.0, 1300.0)}
    profile = (0.2, 0.2, 0.25, 0.35)
    book = looked_at(
        register(
            page(history, annual_target=1900.0, profile=profile, basis="Cumulative", comparator="Same period last year")
        )
    )
    finding = book.one("TGT004")
    place = in_history(book.master, "2023/24 Q3", "Target")
    says(
        finding,
        place,
        "target of 2023/24 Q3 is 1,300",
        "1,235 follows from the annual target",
        expected="1,235",
        found="1,300",
    )
    assert (finding.severity, finding.indicator) == ("warning", "36")


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (targets(475.0, 475.0), {"annual_target": 1900.0}),
        (targets(83.0, 83.0, 84.0), {"annual_target": 334.0}),  # whole ones that add up to the year
        (targets(83.0, 167.0, 251.0), {"annual_target": 334.0, "basis": "Cumulative"}),
        (targets(33.33), {"annual_target": 133.333, "decimals": 2}),
        ({"2023/24 Q2": {"target": 400.0, "note": NOTE}}, {"annual_target": 1900.0}),
        ({"2022/23 Q2": (5.0, 400.0)}, {"annual_target": 1900.0}),
        (targets(0.65, 0.654), {"annual_target": 0.65, "measure": "percent"}),
        (targets("n/a", None), {"annual_target": 1900.0}),
        (targets(400.0), {"annual_target": "tbc"}),
        (targets(400.0), {"annual_target": 1900.0, "profile": (1.0, 2.0)}),  # TGT007
        # the year's inspections: a share of them by each quarter
        (targets(0.25, 0.5, 0.75, 1.0), {"annual_target": 1.0, "measure": "percent", "basis": "Cumulative"}),
        (targets(0.29, 0.57, 0.84, 0.97), {"annual_target": 0.97, "measure": "percent", "basis": "Cumulative"}),
        # days lost a head
        (targets(2.1, 2.1), {"annual_target": 8.5, "measure": "rate", "decimals": 1}),
        (targets(2.1, 4.2), {"annual_target": 8.5, "measure": "rate", "decimals": 1, "basis": "Cumulative"}),
        (targets(80.0, 80.0), {"annual_target": 80.0, "basis": "Snapshot"}),
    ],
)
def test_targets_that_follow(history: dict[str, Any], changes: dict[str, Any]) -> None:
    assert codes(register(page(history, **changes)), "TGT003", "TGT004", "TGT005") == []


def test_the_last_period_of_the_year_has_the_annual_target() -> None:
    history = targets(0.29, 0.57, 0.84, 0.95)
    data = register(page(history, annual_target=0.97, measure="percent", basis="Cumulative"))
    (finding,) = told(data, ["TGT004"])
    assert (finding.expected, finding.found) == ("97%", "95%")


def test_a_percentage_that_was_divided() -> None:
    history = {"2023/24 Q3": (0.6, 0.1625)}
    book = looked_at(register(page(history, annual_target=0.65, measure="percent", decimals=2)))
    finding = book.one("TGT005")
    place = in_history(book.master, "2023/24 Q3", "Target")
    says(finding, place, "target of 16.25% in 2023/24 Q3 is 65.00% ÷ 4", expected="65.00%", found="16.25%")
    assert (finding.severity, finding.indicator) == ("error", "36")
    assert "TGT004" not in book.codes  # once is enough


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (targets(0.65, 0.65, 0.1625), {}),
        (targets(0.8, 0.8, 0.2), {}),
        (targets(0.65, 0.16), {}),  # rounded
        (targets(0.1625), {"annual_target": 0.65}),
        ({**targets(0.65, year="2022/23"), **targets(0.1625)}, {}),
        (targets(0.65, 0.1625), {**TRACKED}),
        (targets(0.9, 0.9, 0.225), {"basis": "Cumulative"}),
        ({"2023/24 M01": (None, 0.6), "2023/24 M02": (None, 0.05)}, {"frequency": "Monthly"}),
    ],
)
def test_percentages_that_were_divided(history: dict[str, Any], changes: dict[str, Any]) -> None:
    assert codes(register(page(history, measure="percent", **changes)), "TGT005") == ["TGT005"]


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (targets(0.65, 0.65, 0.65), {}),
        (targets(0.65, 0.6), {}),
        (targets(0.07, 0.02), {}),  # 7% ÷ 4 is not 2%
        ({**targets(0.08, 0.08, year="2022/23"), **targets(0.02, 0.02)}, {}),  # a target can become harder
        (targets(0.25, 0.5, 0.75, 1.0), {"annual_target": 1.0, "basis": "Cumulative"}),
        (targets(0.0, 0.0), {"annual_target": 0.0}),
        (targets(20.0, 80.0), {"measure": "number"}),
        (targets(2.0, 8.0), {"measure": "rate"}),  # days a head can be spread over the year
        ({"2022/23": (1.0, 0.2), "2021/22": (1.0, 0.8)}, {"frequency": "Annual"}),
    ],
)
def test_percentages_that_are_whole(history: dict[str, Any], changes: dict[str, Any]) -> None:
    assert codes(register(page(history, **{"measure": "percent", **changes})), "TGT005") == []


def parts(*rows: tuple[float, float], **others: Any) -> dict[str, dict[str, Any]]:
    """Return a history of quarters with figures and the figures of the period alone."""
    return {
        f"2023/24 Q{n}": {
            "actual": actual,
            "in_period": alone,
            **{name: values[n - 1] for name, values in others.items()},
        }
        for n, (actual, alone) in enumerate(rows, 1)
    }


def test_percentages_added_up() -> None:
    book = looked_at(
        register(
            page(
                parts((0.48, 0.48), (1.03, 0.55)),
                measure="percent",
                basis="Cumulative",
                comparator="Same period last year",
            )
        )
    )
    finding = book.one("TGT006")
    place = in_history(book.master, "2023/24 Q2", "Actual")
    says(finding, place, "figure of 2023/24 Q2 is 103%", "total of the periods' percentages", expected="", found="103%")
    assert (finding.severity, finding.indicator, book.codes) == ("error", "36", ["TGT006"])


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (parts((0.3, 0.3), (0.58, 0.28)), {}),  # the basis says: of the quarter alone
        (parts((0.3, 0.3), (0.58, 0.28), denominator=(100.0, 120.0)), {"basis": "Cumulative"}),
    ],
)
def test_other_percentages_added_up(history: dict[str, Any], changes: dict[str, str]) -> None:
    assert codes(register(page(history, measure="percent", **changes)), "TGT006") == ["TGT006"]


@pytest.mark.parametrize(
    ("history", "changes"),
    [
        (parts((0.48, 0.48), (0.51, 0.55)), {}),
        (parts((0.48, 0.48), (0.51, 0.55)), {"basis": "Cumulative"}),
        (parts((0.0, 0.0), (0.5, 0.5)), {}),  # the figure of the quarter alone
        # a tax that is collected in parts, of one sum that is due
        (parts((0.29, 0.29), (0.57, 0.28), (0.84, 0.27)), {"basis": "Cumulative"}),
        (parts((0.25, 0.25), (0.5, 0.25), denominator=(80.0, 80.0)), {"basis": "Cumulative"}),
        (parts((2.1, 2.1), (4.3, 2.2)), {"measure": "rate", "basis": "Cumulative"}),
        (parts((3.0, 3.0), (5.0, 2.0)), {"measure": "number", "basis": "Cumulative"}),
    ],
)
def test_percentages_that_are_no_sum(history: dict[str, Any], changes: dict[str, str]) -> None:
    assert codes(register(page(history, **{"measure": "percent", **changes})), "TGT006") == []


PROFILED = page({"2023/24 Q3": (1250.0, None)}, annual_target=1900.0, profile=(1.0, 2.0, 3.0, 4.0))


def weight(n: int, content: Any) -> Any:
    """Return an edit of a weight of the profile."""

    def place(book: Book) -> tuple[str, str]:
        area = book.contents.places.sheets["36"].names["profile"]
        assert isinstance(area, Area)
        return area.sheet, cell_address(*list(area.places)[n])

    return write(place, content)


def test_a_profile_with_a_weight_too_few() -> None:
    book = looked_at(register(PROFILED), weight(3, None))
    finding = book.one("TGT007")
    says(finding, named(book.master, "36", "Profile"), "3 weights", expected="", found="1")
    assert (finding.severity, finding.indicator) == ("error", "36")
    assert "fill in 4" in finding.fix.lower()


def test_a_profile_with_a_hole() -> None:
    book = looked_at(register(PROFILED), weight(1, None))
    finding = book.one("TGT007")
    assert ("weight is blank" in finding.message, finding.found) == (True, "blank")


def test_a_weight_that_cannot_be_read_is_not_called_blank() -> None:
    for content in ("two", -1.0):
        book = looked_at(register(PROFILED), weight(1, content))
        assert not any("weight is blank" in finding.message for finding in book.findings)


def test_weights_of_nothing_at_all() -> None:
    everything = [weight(n, 0.0) for n in range(4)]
    assert "TGT007" in looked_at(register(PROFILED), *everything).codes


@pytest.mark.parametrize("edits", [[], [weight(n, None) for n in range(4)], [weight(1, 0.0)]])
def test_profiles_that_fit(edits: list[Any]) -> None:
    assert "TGT007" not in looked_at(register(PROFILED), *edits).codes


def test_a_monthly_indicator_wants_twelve_weights() -> None:
    book = looked_at(register(PROFILED), put("36", "Frequency", "Monthly"))
    assert "fill in 12" in book.one("TGT007").fix.lower()


@given(
    measure=st.sampled_from(MEASURES),
    frequency=st.sampled_from(FREQUENCIES),
    month=st.integers(1, 12),
    annual=st.integers(1, 10**6).map(lambda cents: cents / 100),
    basis=st.sampled_from(["In period", "Cumulative", "Snapshot", "Rolling 12 months"]),
    status=st.sampled_from(["Targeted", "Baseline", "Contextual"]),
    weights=st.lists(st.integers(1, 9), min_size=12, max_size=12) | st.none(),
)
@settings(deadline=None, max_examples=60)
def test_targets_worked_out_from_the_annual_one_give_no_finding(
    *, measure: str, frequency: str, month: int, annual: float, basis: str, status: str, weights: list[int] | None
) -> None:
    count = PERIODS_A_YEAR[frequency]
    last = Period(2023, frequency, count, month)
    history = {str(period): float(n) for n, period in enumerate(last.of_year(), 1)}
    one = page(
        history,
        measure=measure,
        frequency=frequency,
        annual_target=annual,
        basis=basis,
        status=status,
        comparator="Same period last year",
        profile=tuple(map(float, weights[:count])) if weights else (),
    )
    data = register(one, reporting=str(last), month=month)
    assert [code for code in codes(data, *CODES) if code.startswith(("TGT", "CUM")) and code != "CUM007"] == []


SAYS = "The baseline is last year's total divided by four."
LAST_YEAR = {f"2022/23 Q{n}": (value, 880.0) for n, value in enumerate((800.0, 900.0, 850.0, 938.0), 1)}


@pytest.mark.parametrize(
    "description",
    [
        SAYS,
        "All cases. A quarter of the 2022/23 total is the baseline.",
        "Baseline = previous year ÷ 4; it is tracked.",
        "The baseline is the average of the quarters of last year.",
    ],
)
def test_a_baseline_that_is_not_the_part_that_the_description_says(description: str) -> None:
    history = {**LAST_YEAR, "2023/24 Q3": (880.0, 980.0)}
    book = looked_at(register(page(history, description=description, **TRACKED)))
    finding = book.one("TGT003")
    place = in_history(book.master, "2023/24 Q3", "Target")
    says(finding, place, "baseline of 2023/24 Q3 is 980", "is 872", expected="872", found="980")


@pytest.mark.parametrize(
    ("changes", "description"),
    [
        ({"2023/24 Q3": (880.0, 872.0)}, SAYS),
        ({"2023/24 Q3": {"actual": 880.0, "target": 980.0, "note": "Set anew."}}, SAYS),
        ({"2022/23 Q2": "n/a"}, SAYS),  # nobody knows the year's total
        ({"2022/23 Q2": {"actual": 900.0, "marker": "Revised"}}, SAYS),
        ({}, ""),
        ({}, "The baseline was agreed last year. Cases are divided by ward."),
        ({}, "The baseline is a quarter of the 2019/20 total."),
        ({}, "The baseline is the average of the last three years."),
        ({}, "The baseline is the year before last divided by four."),
    ],
)
def test_a_baseline_that_may_be_right(changes: dict[str, Any], description: str) -> None:
    history = {**LAST_YEAR, "2023/24 Q3": (880.0, 980.0), **changes}
    assert codes(register(page(history, description=description, **TRACKED)), "TGT003") == []


def test_a_percentage_divided_after_a_year_of_whole_ones() -> None:
    last = {f"2022/23 Q{n}": (0.63, 0.64) for n in (1, 2, 3, 4)}
    year = {f"2023/24 Q{n}": (0.61, 0.16) for n in (1, 2, 3)}
    assert codes(register(page({**last, **year}, measure="percent")), "TGT005") == ["TGT005"] * 3
    fallen = {f"2023/24 Q{n}": (0.2, 0.16) for n in (1, 2, 3)}  # it really became a quarter of what it was
    assert codes(register(page({**last, **fallen}, measure="percent")), "TGT005") == []


@pytest.mark.parametrize(
    ("description", "actual", "expected"),
    [
        ("The target is last year's performance divided by 4.", 0.53, ["TGT005"]),
        ("The target is last year's performance divided by 4.", 0.14, []),
        ("The target is last year's performance.", 0.53, []),
        ("Cases are divided by four teams. The target is the board's.", 0.53, []),
    ],
)
def test_a_percentage_that_is_said_to_be_divided(description: str, actual: float, expected: list[str]) -> None:
    history = {"2022/23 Q4": (0.5, 0.6), "2023/24 Q3": (actual, 0.1275)}
    assert codes(register(page(history, measure="percent", description=description)), "TGT005") == expected
