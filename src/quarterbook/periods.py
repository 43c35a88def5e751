"""Reporting periods: months, quarters and years of a financial year.

A UK council's financial year starts in April: 2023/24 Q3 is October to December 2023. The first month is a setting
(`year_start_month`), because the same functions serve bodies whose year starts elsewhere.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, total_ordering
from typing import Final

from quarterbook.cells import trimmed
from quarterbook.errors import BadPeriod
from quarterbook.vocabulary import ANNUAL, MONTHLY, QUARTERLY

APRIL: Final = 4

PERIODS_A_YEAR: Final = {MONTHLY: 12, QUARTERLY: 4, ANNUAL: 1}
"""How many periods of each frequency a financial year has."""

# Not those of the calendar module, which speaks the language of the machine it runs on.
_MONTH_NAMES: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTHS = {name.lower(): n for n, name in enumerate(_MONTH_NAMES, start=1)}
_MONTHS |= {name[:3]: n for name, n in list(_MONTHS.items())} | {"sept": 9}

_YEAR = r"(?P<year>(?:\d{2}|\d{4})\s*[/\-–]\s*(?:\d{4}|\d{2})|\d{6})"
_PART = r"(?:(?P<q>q|qtr|quarter)|(?P<m>m|month|period|p))\s*(?P<n>\d{1,2})"
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_SPELLINGS = [
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}[\s,]+{_PART}",
        rf"{_PART}[\s,]+(?:of\s+)?{_YEAR}",
        _YEAR,
        rf"{_MONTH}[\s,]+(?P<calendar_year>\d{{4}}|\d{{2}})",
    )
]


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """One reporting period of a financial year.

    Attributes:
        year: the calendar year in which the financial year starts (2023 for 2023/24).
        frequency: Monthly, Quarterly or Annual.
        number: which period of the financial year, counting from 1 (always 1 for Annual).
        start_month: the month in which financial years start, 4 (April) unless told otherwise.
    """

    year: int
    frequency: str
    number: int = 1
    start_month: int = APRIL

    def __post_init__(self) -> None:
        _count_of(self.frequency)
        if not 1 <= self.number <= self.count:
            raise BadPeriod(
                f"a financial year has {self.frequency.lower()} periods 1 to {self.count}, not {self.number}"
            )
        if not 1 <= self.start_month <= 12:
            raise BadPeriod(f"a financial year starts in a month from 1 to 12, not {self.start_month}")
        if not 1900 <= self.year <= 9998:
            raise BadPeriod(f"{self.year} is not a year that a reporting period can start in")

    @classmethod
    def parse(cls, text: object, start_month: int = APRIL) -> Period:
        """Read a period in any spelling that reports use.

        Args:
            text: such as "2023/24 Q3", "Quarter 3 22/23", "Q1 202324", "December 2023", "2023/24 M07", "2022-23".
            start_month: the month in which the financial year starts.

        Raises:
            BadPeriod: when the text is not one of them, its two years do not follow each other, or the year has no
                such period.
        """
        if isinstance(text, cls):
            return text
        if isinstance(text, str):
            return _parsed(text, start_month)
        raise _not_understood(text)

    @property
    def count(self) -> int:
        """How many periods of this frequency a financial year has."""
        return _count_of(self.frequency)

    @property
    def financial_year(self) -> str:
        """The financial year in canonical spelling: 2023/24."""
        return f"{self.year}/{(self.year + 1) % 100:02d}"

    @property
    def first_day(self) -> date:
        """The first calendar day of the period."""
        return self._month_at((self.number - 1) * 12 // self.count)

    @property
    def last_day(self) -> date:
        """The last calendar day of the period."""
        month = self._month_at(self.number * 12 // self.count - 1)
        return month.replace(day=monthrange(month.year, month.month)[1])

    @property
    def label(self) -> str:
        """The period as a column heading names it: "Quarter 3 22/23", "December 2023", "2022/23"."""
        if self.frequency == QUARTERLY:
            return f"Quarter {self.number} {self.year % 100:02d}/{(self.year + 1) % 100:02d}"
        if self.frequency == MONTHLY:
            return f"{_MONTH_NAMES[self.first_day.month - 1]} {self.first_day.year}"
        return self.financial_year

    def shift(self, periods: int) -> Period:
        """Return the period that many later (earlier when negative), across year ends."""
        index = self.year * self.count + self.number - 1 + periods
        return Period(index // self.count, self.frequency, index % self.count + 1, self.start_month)

    def next(self) -> Period:
        """Return the period after this one."""
        return self.shift(1)

    def previous(self) -> Period:
        """Return the period before this one."""
        return self.shift(-1)

    def same_period_last_year(self) -> Period:
        """Return the period of the same number in the financial year before."""
        return self.shift(-self.count)

    def of_year(self) -> list[Period]:
        """Return every period of this frequency in this financial year, first first."""
        return [Period(self.year, self.frequency, n, self.start_month) for n in range(1, self.count + 1)]

    def latest(self, frequency: str) -> Period:
        """Return the last period of another frequency that has ended when this one ends.

        In 2023/24 Q3 that is 2023/24 M09 for a monthly indicator and 2022/23 for an annual one.

        Raises:
            BadPeriod: when `frequency` is not Monthly, Quarterly or Annual.
        """
        count = _count_of(frequency)
        months = self.year * 12 + self.number * 12 // self.count
        index = months // (12 // count) - 1
        return Period(index // count, frequency, index % count + 1, self.start_month)

    def __str__(self) -> str:
        """The canonical spelling: 2023/24 Q3, 2023/24 M07, 2023/24."""
        if self.frequency == QUARTERLY:
            return f"{self.financial_year} Q{self.number}"
        if self.frequency == MONTHLY:
            return f"{self.financial_year} M{self.number:02d}"
        return self.financial_year

    def __lt__(self, other: Period) -> bool:
        """Order by the day a period ends, then by the day it starts: a year comes before its last quarter."""
        if not isinstance(other, Period):
            return NotImplemented
        return self._order < other._order

    @property
    def _order(self) -> tuple[date, date, int]:
        return self.last_day, self.first_day, self.start_month

    def _month_at(self, offset: int) -> date:
        index = self.start_month - 1 + offset
        return date(self.year + index // 12, index % 12 + 1, 1)


def _count_of(frequency: str) -> int:
    count = PERIODS_A_YEAR.get(frequency)
    if count is None:
        raise BadPeriod(f"{frequency!r} is not a frequency; use {MONTHLY}, {QUARTERLY} or {ANNUAL}")
    return count


@lru_cache(maxsize=4096)
def _parsed(text: str, start_month: int) -> Period:
    """Return the period that a text says; a workbook says the same few hundreds of times. Raises `BadPeriod`."""
    words = trimmed(text)
    for spelling in _SPELLINGS:
        found = spelling.fullmatch(words)
        if found:
            try:
                period = _period_of(found.groupdict(), start_month)
                # The years before and after must be years too: what is read is compared with them.
                period.shift(-period.count).shift(2 * period.count)
                return period
            except BadPeriod as error:
                raise BadPeriod(f"{text!r} is not a reporting period: {error}") from None
    raise _not_understood(text)


def _not_understood(text: object) -> BadPeriod:
    return BadPeriod(f'{text!r} is not a reporting period; write it as "2023/24 Q3", "2023/24 M07" or "2023/24"')


def _period_of(parts: dict[str, str | None], start_month: int) -> Period:
    if parts.get("month"):
        month, year = _MONTHS[str(parts["month"])], _full_year(str(parts["calendar_year"]))
        ahead = month >= start_month
        return Period(year if ahead else year - 1, MONTHLY, (month - start_month) % 12 + 1, start_month)
    year = _financial_year(str(parts["year"]))
    if parts.get("n") is None:
        return Period(year, ANNUAL, 1, start_month)
    return Period(year, QUARTERLY if parts.get("q") else MONTHLY, int(str(parts["n"])), start_month)


def _financial_year(text: str) -> int:
    digits = re.findall(r"\d+", text)
    first, second = digits if len(digits) == 2 else (text[:4], text[4:])
    start = _full_year(first)
    end = int(second) if len(second) == 4 else start - start % 100 + int(second) + (100 if start % 100 == 99 else 0)
    if end != start + 1:
        raise BadPeriod(f"year {second} does not follow {first}")
    return start


def _full_year(digits: str) -> int:
    """Return the year of two or four digits: 90 to 99 are the 1990s, as no report is older or later."""
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= 90 else 2000)
