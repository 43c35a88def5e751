"""The formulas of an indicator's sheet and of the Cover, as templates.

They are written here as an officer reads them in Excel: `LET(x, XLOOKUP(…), …)`. `stored` gives them the prefixes that
a file needs (`_xlfn.` before newer functions, `_xlpm.` before the variables of LET), once for each template and not
once for each sheet. A template's variables are single lower-case words; its holes are in `<angle brackets>`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from quarterbook.book import layout
from quarterbook.book.sheets.places import absolute, fixed
from quarterbook.periods import Period
from quarterbook.vocabulary import (
    ANNUAL,
    BASELINE,
    BASIS_SUFFIXES,
    CHECK,
    CONTEXTUAL,
    CUMULATIVE,
    CURRENT_HEADING,
    DIRECTION_SPELLINGS,
    DONE,
    IN_DEVELOPMENT,
    MISSING_WORDS,
    NO_DATA,
    NOT_NEEDED,
    NOTHING,
    OK,
    PERCENT,
    PREVIOUS_HEADING,
    PRO_RATA_HEADING,
    RATE,
    RED,
    ROLLING,
    SAME_PERIOD_LAST_YEAR,
    SNAPSHOT,
    TARGET_HEADING,
    TO_DO,
)


def _on_cover(column: int) -> str:
    first = layout.COVER_PERIODS_ROW
    return absolute(layout.COVER, first, column, first + len(layout.COVER_FREQUENCIES) - 1, column)


def _on_key(column: int, count: int) -> str:
    first = layout.KEY_SPELLINGS_ROW
    return absolute(layout.KEY, first, column, first + count - 1, column)


LISTS: Final = {
    "Frequencies": _on_cover(layout.PERIOD_COLUMNS.frequency),
    "CurrentPeriods": _on_cover(layout.PERIOD_COLUMNS.current),
    "PreviousPeriods": _on_cover(layout.PERIOD_COLUMNS.previous),
    "LastYearPeriods": _on_cover(layout.PERIOD_COLUMNS.last_year),
    "LastYearHeadings": _on_cover(layout.PERIOD_COLUMNS.heading),
    "PeriodWords": _on_cover(layout.PERIOD_COLUMNS.word),
    "PeriodsAYear": _on_cover(layout.PERIOD_COLUMNS.periods),
    "PeriodsCounted": _on_cover(layout.PERIOD_COLUMNS.count),
    "DirectionSpellings": _on_key(layout.KEY_SPELLINGS_COLUMN, len(DIRECTION_SPELLINGS)),
    "DirectionsShown": _on_key(layout.KEY_SPELLINGS_COLUMN + 1, len(DIRECTION_SPELLINGS)),
    "MissingWords": _on_key(layout.KEY_MISSING_COLUMN, sum(1 for word in MISSING_WORDS if word)),
}
"""The workbook's name of every range that indicators' sheets look up, and where it is.

By names and not by addresses: so a sheet built elsewhere fits into a workbook whose Cover or Key has moved rows.
"""

_HOLES: Final = dict(
    zip(
        (
            *("frequencies", "current", "previous", "last_year", "heading", "word", "in_a_year", "counted"),
            *("spellings", "shown", "missing"),
        ),
        LISTS,
        strict=True,
    )
)
"""What the holes stand for that are the same on every sheet."""

_NEWER: Final = {
    "LET": "_xlfn.LET",
    "XLOOKUP": "_xlfn.XLOOKUP",
    "TEXTJOIN": "_xlfn.TEXTJOIN",
    "FILTER": "_xlfn._xlws.FILTER",
}
_TOKEN = re.compile(
    r"(?P<kept>\"(?:[^\"]|\"\")*\"|<[^<>\s=]+>|\[[^\]]*\])"
    r"|(?P<function>[A-Z][A-Z_.]*)(?=\()"
    r"|(?P<name>(?<![\w.$!])[a-z]+(?![\w.(!]))"
)


@lru_cache(maxsize=256)
def stored(formula: str) -> str:
    """Return a formula as a file holds it, with a leading "="."""
    return "=" + filled(_TOKEN.sub(_stored_token, formula), **_HOLES)


def _stored_token(found: re.Match[str]) -> str:
    if found["function"]:
        return _NEWER.get(found["function"], found["function"])
    return f"_xlpm.{found['name']}" if found["name"] else found[0]


def filled(template: str, **values: object) -> str:
    """Return a template with its holes filled."""
    for name, value in values.items():
        template = template.replace(f"<{name}>", str(value))
    return template


# --- Periods: the Cover and the chart's figures -----------------------------------------------------------------
# A period is counted: 2023/24 Q3 of a year of 4 periods is 2023 * 4 + 2. So the period before is one less, the same
# period last year a whole year less, and no year end needs a special case.

MONTHS: Final = stored(
    "IFERROR(LET(p, TRIM(ReportingPeriod), y, VALUE(LEFT(p, 4)), n, IF(LEN(p)=7, 1, VALUE(MID(p, 10, 2))), "
    'm, IF(LEN(p)=7, 12, IF(UPPER(MID(p, 8, 2))=" Q", n*3, IF(UPPER(MID(p, 8, 2))=" M", n, 0))), '
    'IF(AND(MID(p, 5, 1)="/", VALUE(MID(p, 6, 2))=MOD(y+1, 100), m>=1, m<=12, n=INT(n)), y*12+m, "")), "")'
)
"""The months from the year 0 to the end of the reporting period; "" where it is not one."""

COUNT: Final = stored('IF(<months>="", "", INT(<months>/(12/<periods>))-1)')
"""The last period, counted, that has ended when the reporting period ends."""

_PERIOD = (
    "LET(y, QUOTIENT(<count>, <periods>), n, MOD(<count>, <periods>)+1, "
    'y&"/"&RIGHT(y+1, 2)&IF(<periods>=4, " Q"&n, IF(<periods>=12, " M"&TEXT(n, "00"), "")))'
)
PERIOD: Final = stored(f'IF(<base>="", "", {_PERIOD})')
"""A counted period in canonical spelling."""

PERIOD_HEADING: Final = stored(
    'IF(<base>="", "", LET(y, QUOTIENT(<count>, <periods>), n, MOD(<count>, <periods>)+1, '
    'IF(<periods>=4, "Quarter "&n&" "&RIGHT(y, 2)&"/"&RIGHT(y+1, 2), '
    'IF(<periods>=12, TEXT(DATE(y, YearStartMonth+n-1, 1), "mmmm yyyy"), y&"/"&RIGHT(y+1, 2)))))'
)
"""A counted period as a column heading names it: Quarter 3 22/23, December 2022, 2022/23."""

PERIOD_LABEL: Final = stored(
    'IF(<period>="", "", IF(<periods>=4, RIGHT(<period>, 2)&" "&MID(<period>, 3, 5), IF(<periods>=12, '
    'TEXT(DATE(QUOTIENT(<count>, 12), YearStartMonth+MOD(<count>, 12), 1), "mmm yy"), <period>)))'
)
"""A period in canonical spelling as the chart's axis names it: Q3 22/23, Dec 22, 2022/23."""

# --- Settings worked out ---------------------------------------------------------------------------------------

AMBER: Final = f'=IF(OwnAmber="", {layout.AMBER_TOLERANCE}, OwnAmber)'
BLUE: Final = f'=IF(OwnBlue="", {layout.BLUE_MARGIN}, OwnBlue)'
PLACES: Final = f'=Decimals+IF(Measure="{PERCENT}", 2, 0)'
CURRENT_PERIOD: Final = stored('XLOOKUP(Frequency, <frequencies>, <current>, "")')
PREVIOUS_PERIOD: Final = stored(
    f'IF(Comparator="{SAME_PERIOD_LAST_YEAR}", XLOOKUP(Frequency, <frequencies>, <last_year>, ""), '
    'XLOOKUP(Frequency, <frequencies>, <previous>, ""))'
)
OTHER_PERIOD: Final = (
    f'IF(Comparator="{SAME_PERIOD_LAST_YEAR}", XLOOKUP(Frequency, <frequencies>, <previous>, ""), '
    'XLOOKUP(Frequency, <frequencies>, <last_year>, ""))'
)

# --- The headline table ----------------------------------------------------------------------------------------

_ROUNDED = 'IF(x="", "", IF(ISNUMBER(x), ROUND(x, Places), x))'


def _looked_up(period: str, header: str) -> str:
    return f'LET(x, XLOOKUP({period}, History[Period], History[{header}], ""), {_ROUNDED})'


ACTUAL: Final = "Actual"
TARGET: Final = stored(
    'LET(x, XLOOKUP(CurrentPeriod, History[Period], History[Target], ""), '
    f'IF(x="", IF(Status="{IN_DEVELOPMENT}", Status, ""), IF(ISNUMBER(x), ROUND(x, Places), x)))'
)
CURRENT: Final = stored(_looked_up("CurrentPeriod", ACTUAL))
PREVIOUS: Final = stored(_looked_up("PreviousPeriod", ACTUAL))
LAST_YEAR: Final = stored(_looked_up('XLOOKUP(Frequency, <frequencies>, <last_year>, "")', ACTUAL))
OTHER_FIGURE: Final = stored(f'IF({layout.BOTH_COMPARATORS}="Yes", {_looked_up(OTHER_PERIOD, ACTUAL)}, "")')
NEIGHBOURS_MEAN: Final = stored(_looked_up("CurrentPeriod", "Statistical neighbours mean"))
ENGLAND_MEAN: Final = stored(_looked_up("CurrentPeriod", "England mean"))
CHANGE: Final = "=CHANGE(Current, Previous, Direction, Target)"
OTHER_CHANGE: Final = f'=IF({layout.BOTH_COMPARATORS}="Yes", CHANGE(Current, OtherFigure, Direction, Target), "")'
DIRECTION_SHOWN: Final = stored('XLOOKUP(LOWER(TRIM(Direction)), <spellings>, <shown>, "Not understood: see the Key")')
MARKER: Final = stored(
    'LET(x, XLOOKUP(CurrentPeriod, History[Period], History[Marker], ""), '
    'IF(x="", "", "The current figure is "&LOWER(x)&"."))'
)

TARGET_LABEL: Final = (
    f'=IF(OR(Status="{BASELINE}", Status="{CONTEXTUAL}"), "{BASELINE}", '
    f'IF(AND(TargetBasis="{CUMULATIVE}", Frequency<>"{ANNUAL}", Measure<>"{PERCENT}", Measure<>"{RATE}"), '
    f'"{PRO_RATA_HEADING}", "{TARGET_HEADING}"))'
)
_SUFFIX = (
    f'IF(Basis="{CUMULATIVE}", IF(Frequency="{ANNUAL}", "", "{BASIS_SUFFIXES[CUMULATIVE]}"), '
    f'IF(Basis="{ROLLING}", "{BASIS_SUFFIXES[ROLLING]}", ""))'
)
_PREVIOUS_NAMED = f'"{PREVIOUS_HEADING} "&XLOOKUP(Frequency, <frequencies>, <word>, "")'
_LAST_YEAR_NAMED = 'XLOOKUP(Frequency, <frequencies>, <heading>, "")'
CURRENT_LABEL: Final = stored(f'"{CURRENT_HEADING} "&XLOOKUP(Frequency, <frequencies>, <word>, "")&{_SUFFIX}')
PREVIOUS_LABEL: Final = stored(
    f'IF(Comparator="{SAME_PERIOD_LAST_YEAR}", {_LAST_YEAR_NAMED}, {_PREVIOUS_NAMED})&{_SUFFIX}'
)
OTHER_LABEL: Final = stored(
    f'IF({layout.BOTH_COMPARATORS}="Yes", '
    f'IF(Comparator="{SAME_PERIOD_LAST_YEAR}", {_PREVIOUS_NAMED}, {_LAST_YEAR_NAMED})&{_SUFFIX}, "")'
)
OTHER_CHANGE_LABEL: Final = stored(
    f'IF({layout.BOTH_COMPARATORS}="Yes", "Change on "&'
    f'IF(Comparator="{SAME_PERIOD_LAST_YEAR}", {_PREVIOUS_NAMED}, {_LAST_YEAR_NAMED}), "")'
)
SHOWN_LABEL: Final = '=IF(<value>="", "", "<heading>")'

TITLE: Final = f'="{layout.INDICATOR} "&IndicatorNumber&": "&IndicatorTitle'
SUBTITLE: Final = stored('TEXTJOIN("  ·  ", TRUE, CurrentPeriod, Service, Owner)')

# --- The sheet's own checks --------------------------------------------------------------------------------------

FIGURE_IN: Final = stored(
    f'IF(ISNUMBER(Current), "{DONE}", '
    f'IF(Current="", IF(Status="{IN_DEVELOPMENT}", "{NOT_NEEDED}", "{TO_DO}"), '
    f'IF(COUNTIF(<missing>, Current)>0, "{NOT_NEEDED}", "{CHECK}")))'
)
"""Whether the figure is in. A word that says there is none is an answer; any other text is not."""

COMMENTARY_IN: Final = f'=IF(TRIM(Commentary)="", "{TO_DO}", IF(CommentaryPeriod=CurrentPeriod, "{DONE}", "{CHECK}"))'
ACTION_IN: Final = (
    f'=IF(RagRating="{RED}", IF(TRIM(Actions)="", "{TO_DO}", '
    f'IF(CommentaryPeriod=CurrentPeriod, "{DONE}", "{CHECK}")), "{NOT_NEEDED}")'
)
CUMULATIVE_CHECKED: Final = stored(
    f'IF(Basis<>"{CUMULATIVE}", "{NOT_NEEDED}", LET(first, LEFT(CurrentPeriod, 9), '
    'same, (History[Period]>=first)*(History[Period]<=first&"99"), '
    'actual, FILTER(History[Actual], same, ""), alone, FILTER(History[In period], same, ""), '
    'CUMULATIVE_CHECK(IF(actual="", "", actual), IF(alone="", "", alone))))'
)
"""The check of the current financial year. Its periods are found by comparing texts: 2023/24 Q to 2023/24 Q99."""

PERCENTAGE_CHECKED: Final = stored(
    f'IF(Measure<>"{PERCENT}", "{NOT_NEEDED}", '
    'LET(part, XLOOKUP(CurrentPeriod, History[Period], History[Numerator], ""), '
    'whole, XLOOKUP(CurrentPeriod, History[Period], History[Denominator], ""), '
    f'IF(OR(part="", whole=""), "{NOT_NEEDED}", '
    f'IFERROR(IF(ROUND(part/whole, Places)=Current, "{DONE}", "{CHECK}"), "{CHECK}"))))'
)
_CUMULATIVE_CELL = fixed(layout.CHECKS_ROW + 3, layout.CHECKS_COLUMN + 1)
_PERCENTAGE_CELL = fixed(layout.CHECKS_ROW + 4, layout.CHECKS_COLUMN + 1)
CUMULATIVE_FAULT: Final = (
    f'AND({_CUMULATIVE_CELL}<>"{OK}", {_CUMULATIVE_CELL}<>"{NO_DATA}", {_CUMULATIVE_CELL}<>"{NOT_NEEDED}")'
)
"""Whether the year's cumulative figures have a fault."""

STILL_TO_COME: Final = stored(
    'LET(todo, TEXTJOIN(", ", TRUE, '
    + "".join(
        f'IF(OR({name}="{TO_DO}", {name}="{CHECK}"), "{word}", ""), '
        for name, word in (
            (layout.FIGURE_IN, "figure"),
            (layout.COMMENTARY_IN, "commentary"),
            (layout.ACTION_IN, "actions"),
        )
    )
    + f'IF(OR({CUMULATIVE_FAULT}, {_PERCENTAGE_CELL}="{CHECK}"), "figures to check", "")), '
    f'IF(todo="", "{NOTHING}", todo))'
)

AS_BASIS: Final = "=Basis"
"""The basis of a target that has none of its own."""

# --- The history table -------------------------------------------------------------------------------------------


def percentage(part: str, whole: str) -> str:
    """Return the actual of a row whose numerator and denominator, in these cells, give it."""
    return f'=IF(AND(ISNUMBER({part}), ISNUMBER({whole})), IF({whole}=0, "", {part}/{whole}), "")'


_DUE = 'PRO_RATA_TARGET(AnnualTarget, <n>, <periods>, IF(COUNT(Profile)=0, "", Profile))'
_DUE_BEFORE = 'PRO_RATA_TARGET(AnnualTarget, <before>, <periods>, IF(COUNT(Profile)=0, "", Profile))'
_TARGET_DUE = (
    '=IF(AnnualTarget="", "", '
    f'IF(OR(NOT(ISNUMBER(AnnualTarget)), Measure="{PERCENT}", Measure="{RATE}", TargetBasis="{ROLLING}", '
    f'TargetBasis="{SNAPSHOT}"), AnnualTarget, '
    f'IF(TargetBasis="{CUMULATIVE}", {_DUE}, IFERROR({_DUE}-{_DUE_BEFORE}, {_DUE}))))'
)


def target_due(period: Period) -> str:
    """Return the target of a period, out of the annual one.

    A percentage, a rate, a level and a rolling year have no pro rata part; a target that is not cumulative is what
    falls due in the period alone. A word such as n/a in place of the annual target stands in place of this one, too.
    """
    return filled(_TARGET_DUE, n=period.number, before=period.number - 1, periods=period.count)


# --- The chart's figures -------------------------------------------------------------------------------------------

PERIODS_A_YEAR: Final = stored('XLOOKUP(Frequency, <frequencies>, <in_a_year>, "")')
WINDOW_START: Final = stored('LET(i, XLOOKUP(Frequency, <frequencies>, <counted>, ""), IF(i="", "", i-<back>))')
YEAR_START: Final = stored(
    'LET(i, XLOOKUP(Frequency, <frequencies>, <counted>, ""), IF(i="", "", i-MOD(i, <periods>)))'
)
NEXT_COUNT: Final = '=IF(<above>="", "", <above>+1)'
_DRAWN = "LET(x, XLOOKUP({}, History[Period], History[{}]), IF(ISNUMBER(x), x, NA()))"
CHART_FIGURE: Final = stored(_DRAWN.format("<period>", "<header>"))
_YEAR_BEFORE = 'LEFT(<period>, 4)-1&"/"&MID(<period>, 3, 2)&MID(<period>, 8, 4)'
CHART_LAST_YEAR: Final = stored(f'IF(<period>="", NA(), {_DRAWN.format(_YEAR_BEFORE, ACTUAL)})')
CHART_NOW: Final = "=IF(<period>=CurrentPeriod, <actual>, NA())"

# --- By name ---------------------------------------------------------------------------------------------------------

WORKED_OUT: Final = {
    layout.AMBER: AMBER,
    layout.BLUE: BLUE,
    layout.PLACES: PLACES,
    layout.CURRENT_PERIOD: CURRENT_PERIOD,
    layout.PREVIOUS_PERIOD: PREVIOUS_PERIOD,
    layout.LAST_YEAR: LAST_YEAR,
}
"""The formulas below the settings by the sheet-level names of their cells."""

OF_NAME: Final = {
    layout.TARGET.name: TARGET,
    layout.CURRENT.name: CURRENT,
    layout.PREVIOUS.name: PREVIOUS,
    layout.CHANGE.name: CHANGE,
    layout.OTHER_FIGURE.name: OTHER_FIGURE,
    layout.FIGURE_IN: FIGURE_IN,
    layout.COMMENTARY_IN: COMMENTARY_IN,
    layout.ACTION_IN: ACTION_IN,
    layout.STILL_TO_COME: STILL_TO_COME,
    **WORKED_OUT,
}
"""Sheet-level name to the formula of its cell; that of the RAG rating is the scheme's (`Scheme.formula`)."""
