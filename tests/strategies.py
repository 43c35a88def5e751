"""Registers at random: every choice, every kind of text and number that a register may hold."""

from __future__ import annotations

import itertools

from hypothesis import strategies as st

from quarterbook.cells import trimmed
from quarterbook.periods import PERIODS_A_YEAR, Period
from quarterbook.register import Indicator, Narrative, Observation, Published, Register, Settings
from quarterbook.register.tables import SETTING_KEYS
from quarterbook.vocabulary import (
    BASES,
    COMPARATORS,
    DIRECTION_SPELLINGS,
    FREQUENCIES,
    MARKERS,
    MEASURES,
    MISSING_WORDS,
    STATUSES,
)

NASTY = (
    "=1+1",
    "'007",
    "36",
    "1e5",
    "95%",
    '"quoted", with a comma',
    "two\nlines",
    "three\r\nsorts\rof\n",
    " spaces at both ends ",
    "\ttab",
    "café – £5 ≥ ½ 😀",
    "_x000D_",
    "\x00\x0b",
    "\ufeffmark",
    "@SUM(A1)",
    "TRUE",
    "2023-10-01",
    "<b>&amp;",
    ";",
)

texts = st.sampled_from(NASTY) | st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff"), max_size=20)
filled = texts.filter(trimmed)
numbers = st.sampled_from(["36", "007", "CS12a", "=1+1", 'a"b,c', "½"]) | texts.filter(
    lambda text: text and text == text.strip()
)
floats = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, 2.0**53 + 2, 1e16, 1e22, 107236.0]
)
missing = st.sampled_from([word for word in MISSING_WORDS if word]).flatmap(
    lambda word: st.sampled_from([word, word.upper()])
)
values = st.none() | floats | missing
printed = values | st.sampled_from(["In Development", "see note", "≥ half", "=A1"])
tolerances = st.none() | st.floats(0, 1e99) | missing


def choices(words: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(words)


def periods(month: int, first_year: int) -> st.SearchStrategy[Period]:
    def of(frequency: str) -> st.SearchStrategy[Period]:
        number = st.integers(1, PERIODS_A_YEAR[frequency])
        return st.builds(Period, st.integers(first_year, 2150), st.just(frequency), number, st.just(month))

    return st.sampled_from(FREQUENCIES).flatmap(of)


@st.composite
def indicators(draw: st.DrawFn) -> Indicator:
    frequency = draw(st.sampled_from(FREQUENCIES))
    count = PERIODS_A_YEAR[frequency]
    weights = st.lists(st.floats(0, 1e6), min_size=count, max_size=count).filter(sum).map(tuple)
    lines = filled.filter(lambda text: "\n" not in text and not text.endswith("\r"))
    return Indicator(
        number=draw(numbers),
        title=draw(filled),
        service=draw(texts),
        owner=draw(texts),
        measure=draw(choices(MEASURES)),
        decimals=draw(st.integers(0, 10)),
        direction=draw(st.sampled_from([spelling.upper() for spelling in DIRECTION_SPELLINGS])),
        frequency=frequency,
        basis=draw(choices(BASES)),
        target_basis=draw(choices(("", *BASES))),
        annual_target=draw(values),
        profile=draw(st.just(()) | weights),
        comparator=draw(choices(COMPARATORS)),
        status=draw(choices(STATUSES)),
        amber=draw(tolerances),
        blue=draw(tolerances),
        description=draw(texts),
        useful_links=tuple(draw(st.lists(lines, max_size=3))),
    )


@st.composite
def registers(draw: st.DrawFn, first_year: int = 1901) -> Register:
    month = draw(st.integers(1, 12))
    period = periods(month, first_year)
    known = draw(st.lists(indicators(), min_size=1, max_size=3, unique_by=lambda row: row.number))
    keys = st.tuples(st.sampled_from([row.number for row in known]), period)
    history = [
        Observation(
            number=number,
            period=when,
            actual=draw(values),
            in_period=draw(values),
            numerator=draw(values),
            denominator=draw(values),
            target=draw(values),
            statistical_neighbours_mean=draw(values),
            england_mean=draw(values),
            marker=draw(choices(("", *MARKERS))),
            note=draw(texts),
        )
        for number, when in draw(st.lists(keys, max_size=3, unique=True))
    ]
    narrative = [
        Narrative(number=number, period=when, commentary=draw(texts), actions=draw(texts))
        for number, when in draw(st.lists(keys, max_size=2, unique=True))
    ]
    published = draw(
        st.lists(
            st.builds(
                Published,
                number=numbers,
                period=period,
                published_on=texts,
                target_label=texts,
                target=printed,
                direction=texts,
                status=choices(("", *STATUSES)),
                current_label=texts,
                current=printed,
                previous_label=texts,
                previous=printed,
                change=texts,
                rag=texts,
                basis=choices(("", *BASES)),
                comparator=choices(("", *COMPARATORS)),
                amber=tolerances,
                blue=tolerances,
                commentary_hash=texts,
                actions_hash=texts,
                published_by=texts,
                reason=texts,
                hash=texts,
            ),
            max_size=2,
        )
    )
    named = {column.name for column in SETTING_KEYS}
    head = Settings(
        organisation=draw(texts),
        committee=draw(texts),
        title=draw(texts),
        reporting_period=draw(period),
        amber_tolerance=draw(st.floats(0, 1e99)),
        blue_margin=draw(st.floats(0, 1e99)),
        year_start_month=month,
        other=draw(st.dictionaries(filled.filter(lambda key: key not in named), texts, max_size=2)),
    )
    return Register(head, tuple(known), tuple(history), tuple(narrative), tuple(published))


def nasty_register() -> Register:
    """One indicator for each nasty text, with that text wherever text may stand, and every choice at least once."""
    period = Period.parse("2023/24 Q3")
    cycle = zip(NASTY, itertools.cycle(MEASURES), itertools.cycle(BASES), itertools.cycle(STATUSES), strict=False)
    rows = tuple(
        Indicator(
            number=f"N{n}", title=text, direction="↑", measure=measure, basis=basis, status=status, description=text
        )
        for n, (text, measure, basis, status) in enumerate(cycle)
    )
    return Register(
        Settings(organisation=NASTY[0], reporting_period=period, other=dict(zip(NASTY, reversed(NASTY), strict=True))),
        rows,
        tuple(Observation(number=row.number, period=period, actual=0.1 + 0.2, note=row.title) for row in rows),
        tuple(Narrative(number=row.number, period=period, commentary=row.title, actions=row.title) for row in rows),
    )
