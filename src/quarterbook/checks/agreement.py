"""TXT, continued: commentary that says of the figures what the table says, and that somebody has written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from quarterbook.book import layout
from quarterbook.book.typed import Cell
from quarterbook.cells import MISSING, classify, direction_of
from quarterbook.checks import prose
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import INFO, WARNING, Finding
from quarterbook.checks.pages import Page
from quarterbook.checks.series import DIGITS, Point, digits
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import figure, one_line, word_of
from quarterbook.checks.written import is_any, written
from quarterbook.periods import Period
from quarterbook.register.model import Narrative
from quarterbook.vocabulary import CHANGES, DECLINING, IMPROVING, PERCENT, PREVIOUS_PERIOD, QUARTERLY, UP

_AGAINST: Final = re.compile(
    r"(?:\s[a-z][\w'’-]*){0,3}?\s(?:against|compared (?:with|to)|versus|vs\.?)\s(?:(?:a|an|the|our|its|this)\s)?"
    r"(?:[a-z][\w'’-]*\s){0,2}?(?:target|baseline)\b",
    re.IGNORECASE,
)
_DIFFERENCE: Final = re.compile(
    r"\b(?:fewer|more|less|below|above|short|over|under|down|up|by|lower|higher|shortfall|gap|difference|variance"
    r"|deficit|surplus|increase|decrease|fall|rise|drop|national|england|regional|statutory|county|neighbours?)\b",
    re.IGNORECASE,
)
"""Words beside a number by which it is a difference, or somebody else's."""
_NOT_NOW: Final = re.compile(
    r"\b(?:last|previous(?:ly)?|earlier|before|prior|ago|was set|by (?:march|april)|year[- ]end|forecast\w*|expect\w*"
    r"|project\w*|will|would|should|aim\w*|hope\w*|plan\w*|may|could|next|(?:19|20)\d\d|q[1-4]|quarter [1-4])\b",
    re.IGNORECASE,
)
"""Words in a sentence by which a number in it may be of another time."""
_CLOSE: Final = 0.2
"""A figure that is not the table's but by so much: one further off is most often of a part of it."""
_LEAST_OF: Final = 100
"""Smaller counts are often of something else: weeks, sites, members of the team."""
_LONG: Final = 60
"""Texts shorter than this may well be the same: None is needed."""
_BETTER: Final = re.compile(
    r"(?<!be )(?<!an )(?<!the )(?<!our )(?<!of )\bimproved\b(?! (?:the|a|an|our|its|their|how|this|these|access)\b)"
    r"|\b(?:is|are|was|were|been|performance|results?) improving\b(?! (?:the|a|an|our|its|their|how|this|these)\b)"
    r"|\bgot better\b",
    re.IGNORECASE,
)
_WORSE: Final = re.compile(
    r"(?<!be )(?<!an )(?<!the )(?<!our )(?<!of )\b(?:deteriorated|worsened)\b"
    r"|\b(?:is|are|was|were|been|performance|results?) (?:deteriorating|worsening)\b|\bgot worse\b"
    r"|\bperformance (?:has |had )?(?:declined|fallen|dropped)\b",
    re.IGNORECASE,
)
_DECLINED: Final = re.compile(
    r"\b(?:has |have )?declined\b(?! (?:to|the|a|an|our|their|it|this|these|any)\b)", re.IGNORECASE
)
"""Of a figure that is better the higher it is; one that is better lower improves when it declines."""
_TURNS: Final = re.compile(
    r"\b(?:but|although|despite|however|while|though|whilst|whereas|nevertheless|nonetheless|except|yet|even|otherwise"
    r"|unless|if|not|never|no|nor|neither|without|hardly|cannot|until|since|need(?:s|ed)?|will|would|should|could|may"
    r"|might|expect\w*|hope\w*|aim\w*|plan\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Words by which a text says the opposite of a word in it, or sets one thing against another."""
_OF_A_YEAR: Final = re.compile(r"\b(?:years?|annual(?:ly)?|(?:19|20)\d\d)\b", re.IGNORECASE)
_OF_A_PERIOD: Final = re.compile(r"\b(?:quarters?|months?|q[1-4])\b", re.IGNORECASE)


@check(
    "TXT010",
    WARNING,
    title="The commentary gives another current figure than the table",
    what="Finds commentary with a number that it says is this period's: it stands against the indicator's target or "
    "baseline, or the text says that it is of this quarter. It is compared with the row's figures. Commentary that has "
    f"the table's figure, too, is left out, and so are numbers that are further than {_CLOSE:.0%} from it, unless the "
    "indicator's own target stands beside them.",
    why="Members see two figures for the same thing and trust neither.",
    example="The commentary says 93,900 visits against a target of 107,236; the table has 95,100.",
    mend="Find out which of the two is right, and correct the other",
)
def another_figure(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every commentary that was written."""
    for cell, row in written(subject):
        page = subject.page_of[row.number]
        series = {point.period: point for point in subject.series(page)}
        now = series.get(row.period)
        if now is None or now.actual is None:
            continue
        numbers = list(prose.mentions(row.commentary))
        known = [*_known(series.values()), *_published(subject, page, series)]
        if any(is_any(page, number, [now.actual]) for number in numbers):
            continue
        sure, said = _said_of_now(page, row, now, numbers)
        for number in (*sure, *said):
            is_near = abs(number.value - now.actual) <= _CLOSE * abs(now.actual)
            is_percent = page.indicator.measure == PERCENT
            if (
                number.is_percent != is_percent
                or (number.value < _LEAST_OF and not is_percent)
                or is_any(page, number, known)
                or not (number in sure or is_near)
            ):
                continue
            text = row.commentary[number.start : number.end]
            yield this.found(
                cell,
                f"the commentary of {row.period} gives {text} as its figure, and the table "
                f"{figure(now.actual, page.indicator)}",
                indicator=row.number,
                expected=figure(now.actual, page.indicator),
                found=text,
            )
            break


def _said_of_now(
    page: Page, row: Narrative, now: Point, numbers: Sequence[prose.Mention]
) -> tuple[list[prose.Mention], list[prose.Mention]]:
    """Return the numbers that are surely said to be this period's figure, and those that most likely are."""
    text, sure, likely = row.commentary, [], []
    for place, number in enumerate(numbers):
        against = _AGAINST.match(text, number.end)
        sentence = _before(text, number.start)
        if against is None or _DIFFERENCE.search(f"{sentence[-20:]} {against[0]}") or _NOT_NOW.search(sentence):
            continue
        after = numbers[place + 1] if place + 1 < len(numbers) else None
        aim = after if after is not None and len(text[against.end() : after.start].split()) <= 3 else None
        if aim is None:
            likely.append(number)
        elif now.target is not None and is_any(page, aim, [now.target]):
            sure.append(number)
    if row.period.frequency == QUARTERLY:
        for number, years, which in prose.said_of_periods(text, row.period.year):
            if years[0] == row.period.year and which == row.period.number:
                around = f"{_before(text, number.start)[-20:]} {text[number.end : number.end + 20]}"
                if not _DIFFERENCE.search(around):
                    likely.append(number)
    return sure, likely


def _before(text: str, place: int) -> str:
    """Return the sentence up to a place."""
    return re.split(r"[.;:!?]\s|\n", text[:place])[-1]


def _is_telling(page: Page, number: prose.Mention) -> bool:
    """Whether a number is of the indicator's kind, and has so many digits that it is not the same by chance."""
    is_percent = page.indicator.measure == PERCENT
    return number.is_percent == is_percent and digits(number.value) >= (DIGITS - 1 if is_percent else DIGITS)


def _known(points: Iterable[Point]) -> list[float]:
    """Return every figure that the history has of these periods, and those of each period alone."""
    found: list[float] = []
    last: Point | None = None
    for point in points:
        row = point.row
        rest = (row.numerator, row.denominator, row.statistical_neighbours_mean, row.england_mean)
        values = (point.actual, point.alone, point.target, *map(classify, rest))
        found += [value for value in values if isinstance(value, float)]
        if last is not None and last.actual is not None and point.actual is not None:
            found.append(point.actual - last.actual)
        last = point
    return found


def _published(subject: Subject, page: Page, periods: Iterable[Period]) -> list[float]:
    """Return the figures that were published for these periods: a text quotes what was known then."""
    rows = (printed for period in periods for printed in subject.all_printed.get((page.number, period), ()))
    values = (classify(value) for printed in rows for value in (printed.row.current, printed.row.previous))
    return [value for value in values if isinstance(value, float)]


@check(
    "TXT011",
    INFO,
    title="The commentary is that of another indicator",
    what=f"Compares the commentary on the indicators' sheets, word for word. Texts of fewer than {_LONG} characters "
    "are left out.",
    why="The sheet was copied, or the text was pasted into the wrong box: it explains another figure.",
    example="Indicators 36 and 37 have the same paragraph.",
    mend="Write what explains this indicator's figure; where one text really explains both, leave it",
)
def another_indicators(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the Commentary box of every sheet."""
    by_text: dict[str, list[tuple[Page, Cell]]] = {}
    for page in subject.pages:
        cell = page.named(layout.COMMENTARY.name)
        text = " ".join(str(subject.value(cell) or "").split()) if cell is not None else ""
        if cell is not None and len(text) >= _LONG:
            by_text.setdefault(text, []).append((page, cell))
    for text, places in by_text.items():
        for page, cell in places if len(places) > 1 else ():
            other = next(other for other, _ in places if other is not page)
            yield this.found(
                cell,
                f"the commentary is word for word that of indicator {one_line(other.number)}",
                indicator=page.number,
                found=one_line(text),
            )


@check(
    "TXT012",
    WARNING,
    title="The commentary says the opposite of the change in performance",
    what="Looks in the commentary for words such as improved and got worse, and compares them with the change in "
    "performance: as the sheet shows it or, of earlier periods, as it was published. Texts with words of both kinds "
    "are left out, and so are sentences with a negation, with words such as but and despite, or of another comparison.",
    why="Members read that it got better beside a red arrow.",
    example="The commentary says that performance improved again; the change is Declining.",
    mend="One of the two is wrong, or the text speaks of something else: correct it, or say what it speaks of",
)
def opposite(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every commentary that was written."""
    for cell, row in written(subject):
        page = subject.page_of[row.number]
        shown = _change(subject, page, row.period)
        if shown not in (IMPROVING, DECLINING) or _TURNS.search(row.commentary):
            continue
        is_up = direction_of(page.indicator.direction) == UP
        better = list(_BETTER.finditer(row.commentary))
        worse = [*_WORSE.finditer(row.commentary), *(_DECLINED.finditer(row.commentary) if is_up else ())]
        told = (better if shown == DECLINING else worse) if not (better and worse) else []
        other = _OF_A_YEAR if page.indicator.comparator == PREVIOUS_PERIOD else _OF_A_PERIOD
        for words in told:
            if not other.search(_sentence(row.commentary, words.start())):
                yield this.found(
                    cell,
                    f'the commentary of {row.period} says "{words[0].strip()}", but the change is {shown}: one of '
                    "them is wrong, or the text speaks of something else",
                    indicator=row.number,
                    expected=shown,
                    found=words[0].strip(),
                )
                break


def _change(subject: Subject, page: Page, period: Period) -> str | None:
    """Return the change that members see beside the commentary of a period, None where they see none."""
    if period == page.current:
        cell = page.named(layout.CHANGE.name)
        return word_of(subject.value(cell), CHANGES) if cell is not None else None
    printed = subject.printed_of(page.number, period)
    return word_of(printed.row.change, CHANGES) if printed is not None else None


def _sentence(text: str, place: int) -> str:
    return _before(text, place) + re.split(r"[.;:!?](?:\s|$)|\n", text[place:])[0]


@check(
    "TXT013",
    WARNING,
    title="The commentary gives one period's figure as another's",
    what="Finds numbers that the commentary gives as those of a quarter that it names, such as 95,100 in Quarter 2, "
    "that are not that quarter's figure but the indicator's of another period.",
    why="The text was written a quarter ago, or the quarters were mixed up: whoever looks the figure up finds another.",
    example="The commentary says 95,100 in Quarter 2; the history has 96,326 for Quarter 2, and 95,100 for Quarter 3.",
    mend="Name the period that the figure is of, or correct the figure",
)
def another_periods(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every commentary of a quarterly indicator."""
    for cell, row in written(subject):
        page = subject.page_of[row.number]
        if row.period.frequency != QUARTERLY:
            continue
        series = {point.period: point for point in subject.series(page)}
        for number, years, which in prose.said_of_periods(row.commentary, row.period.year):
            meant = [point for point in series.values() if point.period.number == which and point.period.year in years]
            named = next((point for point in reversed(meant) if point.actual is not None), None)
            others = [point for point in series.values() if point not in meant]
            if named is None or not _is_telling(page, number) or is_any(page, number, _of_row(series, meant)):
                continue
            if is_any(page, number, _published(subject, page, (point.period for point in meant))):
                continue  # it was revised since
            is_of = next((one for one in others if one.actual is not None and is_any(page, number, [one.actual])), None)
            if is_of is not None:
                text = row.commentary[number.start : number.end]
                yield this.found(
                    cell,
                    f"the commentary of {row.period} gives {text} as the figure of {named.period}, but it is that of "
                    f"{is_of.period}",
                    indicator=row.number,
                    expected=figure(named.actual, page.indicator),
                    found=text,
                )


def _of_row(series: Mapping[Period, Point], points: Iterable[Point]) -> list[float]:
    """Return the figures of some periods, and what each has more than the one before."""
    found = _known(points)
    for point in points:
        before = series.get(point.period.previous())
        if before is not None and before.actual is not None and point.actual is not None:
            found.append(point.actual - before.actual)
    return found


@check(
    "TXT014",
    WARNING,
    title="A placeholder was left in a text",
    what="Looks in commentary and actions for the box's own prompt, text wholly in brackets, fillers such as xxx and "
    "lorem ipsum, and words that promise a text: to follow, to be added by the service, insert the figure here.",
    why="It is printed as it stands, and members see that nobody has read the report.",
    example="The Commentary box says [Insert commentary here].",
    mend="Write the text, or clear the box",
)
def placeholders(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the boxes of every sheet."""
    for page in subject.pages:
        for box in (layout.COMMENTARY, layout.ACTIONS):
            cell = page.named(box.name)
            text = subject.value(cell) if cell is not None else None
            if cell is None or not isinstance(text, str) or classify(text) is MISSING:
                continue
            left = prose.placeholder(text, box.prompt)
            if left is not None:
                yield this.found(
                    cell,
                    f'"{one_line(left)}" stands in the {box.heading.lower()} in place of a text',
                    indicator=page.number,
                    expected=box.heading.lower(),
                    found=one_line(left),
                )
