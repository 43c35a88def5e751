"""What a value is to the rules: a number, missing or invalid, whatever Python type it arrives in."""

from __future__ import annotations

import enum
import math
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from quarterbook.cells import INVALID, MISSING, WorksheetError, classify, direction_of, trimmed
from quarterbook.vocabulary import DIRECTIONS, MISSING_WORDS, TRIMMED

EAST = timezone(timedelta(hours=5))


class Text(str):
    __slots__ = ()


class Amount(float):
    pass


class Scalar:
    """A single number of some array library other than NumPy."""

    shape = ()

    def item(self) -> float:
        return 0.95


class Count(enum.IntEnum):
    SEVEN = 7


def kind(value: object) -> str:
    return type(value).__qualname__


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0.0),
        (-0.0, 0.0),
        (95, 95.0),
        (0.95, 0.95),
        (5e-324, 5e-324),
        (-(10**300), -1e300),
        (2**53 + 1, 2.0**53),
        (Amount(0.5), 0.5),
        (Count.SEVEN, 7.0),
        (Decimal("0.95"), 0.95),
        (Decimal("1E-400"), 0.0),
        (Fraction(1, 3), 1 / 3),
        (np.float64(0.95), 0.95),
        (np.float32(0.1), 0.10000000149011612),
        (np.float16(0.1), 0.0999755859375),
        (np.longdouble(2), 2.0),
        (np.int8(-5), -5.0),
        (np.uint64(2**64 - 1), 2.0**64),
        (np.array(5), 5.0),
        (np.array(0.5), 0.5),
        (Scalar(), 0.95),
    ],
    ids=kind,
)
def test_numbers(value: object, number: float) -> None:
    result = classify(value)
    assert result == number
    assert type(result) is float


@pytest.mark.parametrize("word", MISSING_WORDS)
@pytest.mark.parametrize("around", ["", " ", "\t\r\n", "\xa0 "])
def test_words_that_say_there_is_no_figure(word: str, around: str) -> None:
    for spelling in (word, word.upper(), word.title()):
        assert classify(around + spelling + around) is MISSING
        assert classify(Text(around + spelling)) is MISSING
        assert classify(np.str_(spelling + around)) is MISSING


@pytest.mark.parametrize(
    "value",
    [
        None,
        math.nan,
        -math.nan,
        Amount("nan"),
        Decimal("NaN"),
        Decimal("sNaN"),
        np.float64("nan"),
        np.float32("nan"),
        pd.NA,
        pd.NaT,
        np.datetime64("NaT"),
        np.datetime64("NaT", "ns"),
        np.timedelta64("NaT"),
        np.ma.masked,
        np.array(math.nan),
        np.array("n/a"),
    ],
    ids=kind,
)
def test_missing(value: object) -> None:
    assert classify(value) is MISSING


@pytest.mark.parametrize(
    "value",
    [
        True,
        False,
        np.True_,
        np.array(True),
        math.inf,
        -math.inf,
        Amount("inf"),
        Decimal("-Infinity"),
        Decimal("1E400"),
        np.float32("inf"),
        10**400,
        Fraction(10**400),
        "95%",
        "107,236",
        "1",
        "£5",
        "n / a",
        "...",
        "#N/A",
        "#DIV/0!",
        "x",
        "\u2003",  # an em space is not among the white space that is trimmed
        Text("95"),
        np.str_("95"),
        np.array("95"),
        WorksheetError("#N/A"),
        b"",
        b"5",
        np.bytes_(b"5"),
        1 + 0j,
        np.complex128(1),
        np.clongdouble(1),
        [],
        [5],
        (5,),
        {"type": "Error"},
        {5},
        type("Other", (), {"__repr__": lambda _: "an object"})(),
        np.array([5]),
        np.array([]),
        pd.Series([5]),
        pd.Series([datetime(2023, 10, 1), datetime(2023, 10, 2)]),
        np.array(["2023-10-01", "2023-10-02"], "M8[D]"),
        pd.Period("2023Q3"),
        pd.Interval(0, 1),
        np.void(b"5"),
        float,
    ],
    ids=kind,
)
def test_invalid(value: object) -> None:
    assert classify(value) is INVALID


@pytest.mark.parametrize("character", TRIMMED)
def test_trimming_is_at_both_ends_only(character: str) -> None:
    assert trimmed(f"{character}No{character}Data{character}") == f"no{character}data"


# Serial numbers as Excel shows them for these dates, in its 1900 date system.
@pytest.mark.parametrize(
    ("value", "serial"),
    [
        (date(1900, 1, 1), 1.0),
        (date(1900, 2, 28), 59.0),
        (date(1900, 3, 1), 61.0),
        (date(2023, 10, 1), 45200.0),
        (date(9999, 12, 31), 2958465.0),
        (datetime(1900, 1, 1), 1.0),
        (datetime(1900, 2, 28, 12), 59.5),
        (datetime(1900, 2, 28, 23, 59, 59, 999999), 60 - 1 / 86_400_000_000),
        (datetime(2023, 10, 1, 18), 45200.75),
        (datetime(2023, 10, 1, 0, 0, 0, 500_000), 45200 + 0.5 / 86_400),
        (datetime(2023, 10, 1, 18, tzinfo=UTC), 45200.75),
        (datetime(2023, 10, 1, 18, tzinfo=EAST), 45200.75),
        (pd.Timestamp("2023-10-01 18:00"), 45200.75),
        (pd.Timestamp("2023-10-01 18:00", tz=EAST), 45200.75),
        (pd.Timestamp("2023-10-01 18:00:00.000000999"), 45200.75),
        (pd.Timestamp("2262-01-01"), 132220.0),
        (np.datetime64("2023-10-01"), 45200.0),
        (np.datetime64("2023-10"), 45200.0),
        (np.datetime64("2023-10-01T18"), 45200.75),
        (np.datetime64("2023-10-01T18:00", "ns"), 45200.75),
        (time(6), 0.25),
        (time(7, 12), 0.3),
        (time(0, 0, 1, 500_000), 1.5 / 86_400),
        (time(6, tzinfo=UTC), 0.25),
        (timedelta(days=2, hours=12), 2.5),
        (timedelta(hours=-6), -0.25),
        (pd.Timedelta("36h"), 1.5),
        (np.timedelta64(36, "h"), 1.5),
        (np.timedelta64(36 * 3600 * 10**9, "ns"), 1.5),
        (np.array("2023-10-01", "datetime64[D]"), 45200.0),
        (np.array("2023-10-01", "datetime64[ns]"), 45200.0),
    ],
    ids=kind,
)
def test_dates_and_times_are_serial_numbers(value: object, serial: float) -> None:
    assert classify(value) == serial


@pytest.mark.parametrize(
    "value",
    [
        date(1899, 12, 31),
        date(1899, 12, 30),
        date(1, 1, 1),
        datetime(1899, 12, 31, 23, 59),
        pd.Timestamp("1899-12-31"),
        np.datetime64("1899-12-31"),
        np.datetime64("1066-10-14"),
        np.datetime64("12000-01-01"),
    ],
    ids=kind,
)
def test_dates_that_excel_has_no_serial_number_for_are_invalid(value: object) -> None:
    assert classify(value) is INVALID


@pytest.mark.parametrize(("name", "spellings"), DIRECTIONS.items(), ids=DIRECTIONS)
def test_directions(name: str, spellings: tuple[str, ...]) -> None:
    for spelling in spellings:
        for text in (spelling, f" \xa0{spelling.upper()}\n", Text(spelling.title()), np.str_(spelling)):
            assert direction_of(text) == name


@pytest.mark.parametrize("value", [None, "", " ", "upp", "-up", 1, -1, True, math.nan, pd.NA, b"up", ["up"], "n.a."])
def test_not_a_direction(value: object) -> None:
    assert direction_of(value) is None


def test_neither_numpy_nor_pandas_is_needed() -> None:
    code = "import sys, quarterbook.rules, quarterbook.periods; sys.exit(bool({'numpy', 'pandas'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
