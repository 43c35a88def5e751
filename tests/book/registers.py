"""Registers to build from: one of odd cases, one of any size."""

from __future__ import annotations

from quarterbook.periods import Period
from quarterbook.register.model import Indicator, Narrative, Observation, Published, Register, Settings
from quarterbook.vocabulary import (
    ANNUAL,
    BASELINE,
    CUMULATIVE,
    IN_DEVELOPMENT,
    MONTHLY,
    PERCENT,
    QUARTERLY,
    ROLLING,
    SAME_PERIOD_LAST_YEAR,
    SNAPSHOT,
)

LONG_TITLE = "Share of applications decided within the time that was agreed for them, " * 5
LONG_TEXT = "\n\n".join(f"Paragraph {n}: " + "the service kept to its plan in every district. " * 12 for n in range(30))


def odd_register(reporting: str = "2024/25 Q1") -> Register:
    """Return a register of cases that seldom come together: the first quarter of a year, among others."""
    period = Period.parse(reporting)
    indicators: list[Indicator] = []
    history: list[Observation] = []

    def add(indicator: Indicator, figures: dict[str, dict[str, object]] | None = None) -> None:
        indicators.append(indicator)
        for text, values in (figures or {}).items():
            history.append(Observation(number=indicator.number, period=Period.parse(text), **values))  # type: ignore[arg-type]

    add(Indicator(number="1", title="Missing everything", direction="up"))
    add(
        Indicator(
            number="CS12a",
            title="Percentage out of its parts",
            service="Care",
            owner="A. Officer",
            direction="up",
            measure=PERCENT,
            decimals=1,
            frequency=MONTHLY,
            amber=0.02,
            blue=0.01,
        ),
        {
            "2024/25 M03": {
                "numerator": 570.0,
                "denominator": 889.0,
                "target": 0.65,
                "england_mean": 0.61,
                "statistical_neighbours_mean": 0.6,
            },
            "2024/25 M02": {"numerator": 0.0, "denominator": 0.0, "target": 0.65},
            "2023/24 M12": {"actual": 0.55, "numerator": 570.0, "denominator": 889.0, "target": 0.65},
        },
    )
    add(
        Indicator(
            number="A/B: *?[1]",
            title='=HYPERLINK("http://127.0.0.1","x")',
            direction="lower",
            measure="currency",
            decimals=2,
            comparator=SAME_PERIOD_LAST_YEAR,
        ),
        {
            "2024/25 Q1": {"actual": -12345678.915, "target": -12000000.0, "marker": "Provisional"},
            "2023/24 Q1": {"actual": 0.0},
        },
    )
    add(Indicator(number="a-b- ---1-", title="The same sheet name as the one before", direction="none"))
    add(
        Indicator(number="O'Brien's!", title="Apostrophes & <markup>", direction="N/A"),
        {"2024/25 Q1": {"actual": "n/a"}},
    )
    add(
        Indicator(number="Long" * 12, title=LONG_TITLE, direction="target", service="Care"),
        {"2024/25 Q1": {"actual": 21.0, "target": 20.0}, "2023/24 Q4": {"actual": 17.5, "target": 20.0}},
    )
    add(
        Indicator(number="Long" * 12 + "er", title="As long", direction="↑"),
        {"2024/25 Q1": {"actual": 5.0, "target": ".."}},
    )
    add(
        Indicator(number="40", title="Forty quarters", direction="up", annual_target=400.0),
        {str(period.shift(-n)): {"actual": 100.0 + n, "target": 100.0} for n in range(1, 40)}
        | {str(period): {"actual": 140.0}},
    )
    add(
        Indicator(
            number="C1",
            title="Cumulative with a profile",
            direction="up",
            basis=CUMULATIVE,
            annual_target=1734 / 0.65,
            profile=(1.0, 2.0, 3.0, 4.0),
            comparator=SAME_PERIOD_LAST_YEAR,
        ),
        {
            "2023/24 Q1": {"actual": 100.0, "in_period": 100.0},
            "2023/24 Q2": {"actual": 250.0, "in_period": 150.0},
            "2024/25 Q1": {"actual": 300.0, "in_period": 290.0},
        },
    )
    add(
        Indicator(
            number="C2", title="Cumulative share", direction="up", basis=CUMULATIVE, measure=PERCENT, annual_target=0.9
        ),
        {"2024/25 Q1": {"actual": 0.93}},
    )
    add(
        Indicator(
            number="M1",
            title="Monthly spend",
            direction="down",
            measure="currency",
            frequency=MONTHLY,
            annual_target=1200.0,
            profile=tuple(float(n) for n in range(12)),
        ),
        {"2024/25 M01": {"actual": 0.0}, "2024/25 M03": {"actual": 40.0}},
    )
    add(
        Indicator(number="Y1", title="Annual", direction="up", frequency=ANNUAL, basis=ROLLING),
        {"2022/23": {"actual": 4.0, "target": 4.0}, "2023/24": {"actual": 5.0, "target": 4.0}},
    )
    add(
        Indicator(
            number="S1", title="Level", direction="High", basis=SNAPSHOT, status=BASELINE, measure="rate", decimals=2
        ),
        {"2024/25 Q1": {"actual": 3.14159}},
    )
    add(Indicator(number="D1", title="In development", direction="up", status=IN_DEVELOPMENT))
    add(
        Indicator(number="X1", title="Direction nobody knows", direction="sideways", service=""),
        {"2024/25 Q1": {"actual": 1e15, "target": 1e-9}},
    )
    narrative = (
        Narrative(number="40", period=period, commentary=LONG_TEXT, actions="First line\nsecond line"),
        Narrative(number="40", period=period.previous(), commentary="What was said before", actions=""),
        Narrative(number="CS12a", period=Period.parse("2024/25 M03"), commentary="= not a formula", actions="-"),
    )
    published = (
        Published(
            number="40",
            period=period.previous(),
            published_on="2024-05-01",
            target_label="Target",
            target=100.0,
            direction="↑",
            status="Targeted",
            current_label="Current Quarter",
            current=101.0,
            previous_label="Previous Quarter",
            previous="n/a",
            change="No data",
            rag="Green",
            amber=0.1,
            blue=0.05,
        ),
    )
    settings = Settings(
        organisation="Example Council",
        committee="A Committee",
        title="",
        reporting_period=period,
        other={"both_comparators": "yes", "colour": "plain"},
    )
    return Register(settings, tuple(indicators), tuple(history), narrative, published)


def plain_register(count: int, quarters: int = 8) -> Register:
    """Return a register of many ordinary indicators."""
    period = Period(2023, QUARTERLY, 3)
    numbers = [str(n) for n in range(1, count + 1)]
    return Register(
        Settings(organisation="Example Council", title="Many", reporting_period=period),
        tuple(
            Indicator(
                number=number,
                title=f"Measure number {number}",
                service=f"Service {int(number) % 7}",
                direction="up",
                description="What is counted.",
            )
            for number in numbers
        ),
        tuple(
            Observation(number=number, period=period.shift(-back), actual=100.0 + int(number) % 13 - back, target=105.0)
            for number in numbers
            for back in range(quarters)
        ),
        tuple(Narrative(number=number, period=period, commentary="As planned.") for number in numbers),
    )
