"""At least 5,000 adversarial calls of the worksheet functions, the same ones every time, and the worked cases.

What a case holds is what a cell can hold: None (blank), numbers, text, booleans, worksheet errors; a range is a list
of rows. Numbers stay within what Excel has (no subnormals, no negative zero) and away from ties at the eleventh decimal
place, which the rules leave open (Excel rounds what fifteen digits show, the rules what a double holds).
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from quarterbook.cells import WorksheetError
from quarterbook.functions import REGISTRY
from quarterbook.vocabulary import DEFAULT_AMBER, DEFAULT_BLUE, DIRECTIONS, MISSING_WORDS, TRIMMED, UNRATED
from vectors import vectors

SEED = 20240331
ERRORS = [WorksheetError(text) for text in ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")]
NUMBERS = [0.0, 1.0, -1.0, 0.63, 0.7, 64.0, 60.0, 100.0, 107236.0, 1e-5, 12.5, -55.0, 3.0, 2.0, 4.0]
EXTREMES = [1e300, -1e300, 1e-300, -1e-300, 1.7e308, -1.7e308, 9e15, 123456789.123456]
NOT_A_WORD = [
    "85%", "107,236", "12", " 3.5 ", "1E5", "TRUE", "#N/A", "no  data", "no\tdata", "no\u00a0data", "not  available",
    "not\nreported", "n /a", "[x ]", "[ x]", "tbc.", "n/a n/a", "?", "*", "n?a", "n*", "~", "~*", "n/a|na", "|n/a|",
    "|", "||", "up|higher", "|up|", "\u200bn/a", "n/a\u2003", "\u2212", "\u2011", "ｎ／ａ", "nō data", "N\u2044A",
    "=1", '"', "'", "x" * 255, "x" * 256, "n/a" * 200, "-" * 300, " " * 300 + "x", "İ", "tbC\u0301", "...", ". .", "0",
]  # fmt: skip
NEAR_DIRECTIONS = [
    "upp", "u p", "up?", "up*", "*", "?", "higher  is better", "higher\tis better", "higher is\u00a0better", "hi", "",
    " ", "↑↑", "⬆", "↕", "close  to target", "close to", "targets", "nil", "no", "n a", "down.", "up|higher", "|up|",
    "lower is better higher is better", "tt", "n/a n/a", "to", "up up", "x" * 300, "\u200bup", "ＵＰ", "—",
]  # fmt: skip
TARGETS = [100.0, 0.7, 107236.0, 15.0, 1e-6, -50.0]
TOLERANCES = [(None, None), (0.03, 0.0), (1 / 30, 1 / 30), (0.25, 1e99)]


@dataclass(frozen=True)
class Case:
    """One call: the function's name and its arguments, optional ones at the end left off, and the answer if known."""

    function: str
    arguments: tuple[Any, ...]
    known: Any = None

    @property
    def all_arguments(self) -> tuple[Any, ...]:
        """The arguments with a blank for each that was left off."""
        return (*self.arguments, *[None] * (REGISTRY[self.function].max_args - len(self.arguments)))

    @property
    def expected(self) -> list[list[Any]]:
        """The known answer, or else what the rules say, as rows of cells."""
        answer = self.known
        if answer is None:
            answer = REGISTRY[self.function].on_cells(*self.arguments)
        return answer if isinstance(answer, list) else [[answer]]


def cases() -> list[Case]:
    """Return the cases, each once."""
    pick = random.Random(SEED)
    found = [
        *_worked(),
        *_band_edges(),
        *_every_word(pick),
        *_mixed(pick, 2600),
        *_changes(pick, 700),
        *_lines(pick, 900),
        *_pro_rata(pick, 500),
        *_columns(pick, 150),
    ]
    return list({repr(case): case for case in found}.values())


def _worked() -> Iterator[Case]:
    for vector in vectors():
        yield Case(vector.function, tuple(map(_cells, vector.arguments)), _cells(vector.expected))


def _cells(value: Any) -> Any:
    """Return a value of a worked case as cells hold it: a list is a row, every number a float."""
    if isinstance(value, list):
        return [[_cells(item) for item in value]]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def padded(text: str, pick: random.Random) -> str:
    """Return `text` in odd case with white space around it."""
    odd = "".join(pick.choice((letter.lower(), letter.upper())) for letter in text)
    return (
        "".join(pick.choices(TRIMMED, k=pick.randint(0, 3)))
        + odd
        + "".join(pick.choices(TRIMMED, k=pick.randint(0, 3)))
    )


def _number(pick: random.Random) -> float:
    kind = pick.random()
    if kind < 0.5:
        return pick.choice(NUMBERS)
    if kind < 0.9:
        return round(pick.uniform(-200, 200), pick.randint(0, 6)) + 0.0
    return pick.choice(EXTREMES)


def _missing(pick: random.Random) -> Any:
    return pick.choice((None, None, padded(pick.choice(MISSING_WORDS), pick)))


def _invalid(pick: random.Random) -> Any:
    return pick.choice((pick.choice(NOT_A_WORD), pick.choice((True, False)), pick.choice(ERRORS)))


def _figure(pick: random.Random) -> Any:
    return pick.choices((_number, _missing, _invalid), (80, 10, 10))[0](pick)


def _target(pick: random.Random) -> Any:
    return padded(pick.choice(UNRATED), pick) if pick.random() < 0.06 else _figure(pick)


def _spelling(pick: random.Random) -> str:
    return padded(pick.choice(DIRECTIONS[pick.choice(list(DIRECTIONS))]), pick)


def _direction(pick: random.Random) -> Any:
    kind = pick.random()
    if kind < 0.86:
        return _spelling(pick)
    return pick.choice(NEAR_DIRECTIONS) if kind < 0.95 else _figure(pick)


def _tolerance(pick: random.Random) -> Any:
    return pick.choice(
        (None, 0.0, 0.03, 0.1, 0.05, 1 / 15, 1.0, 1e99, _missing(pick), _invalid(pick), -0.01, -1e-300, 3)
    )


def _around(value: float, step: float) -> list[float]:
    """Return a value, its neighbours one ulp away, and points on either side of its tenth decimal place."""
    near = [math.nextafter(value, -math.inf), value, math.nextafter(value, math.inf)]
    return near + [value + sign * step * distance for sign in (-1, 1) for distance in (3e-11, 7e-11)]


def _band_edges() -> Iterator[Case]:
    for (target, (amber, blue)), way in itertools.product(
        itertools.product(TARGETS, TOLERANCES), ("up", "down", "target")
    ):
        off, over = DEFAULT_AMBER if amber is None else amber, DEFAULT_BLUE if blue is None else blue
        for edge in {-off, over, 0.0, off, -over} - {1e99, -1e99}:
            for current in _around(target + abs(target) * edge, abs(target)):
                yield Case("RAG", (current, target, way, amber, blue))
    for target, way in itertools.product(TARGETS, ("up", "down", "target")):
        for edge in (-0.1, 0.0, 0.05):
            for current in _around(target + abs(target) * edge, abs(target)):
                yield Case("VARIANCE", (current, target, way))
    for current, target, way in itertools.product(
        (0.0, 1.0, -1.0, *EXTREMES), (0.0, *EXTREMES), ("up", "down", "target")
    ):
        yield Case("RAG", (current, target, way))
        yield Case("VARIANCE", (current, target, way))
        yield Case("CHANGE", (current, target, way, 0.0))


def _every_word(pick: random.Random) -> Iterator[Case]:
    """Every word there is, and everything that only resembles one, as figure, target, direction and tolerance."""
    odd = [*MISSING_WORDS, *NOT_A_WORD, *UNRATED, *ERRORS, True, False, "in  development", "baselines", "BASE LINE"]
    for word in [*odd, *(padded(word, pick) for word in (*MISSING_WORDS, *UNRATED) for _ in range(3))]:
        yield Case("RAG", (word, 100.0, "up"))
        yield Case("RAG", (95.0, word, "up"))
        yield Case("RAG", (95.0, 100.0, "up", word))
        yield Case("RAG", (103.0, 100.0, "up", None, word))
        yield Case("CHANGE", (1.0, word, "up"))
        yield Case("CHANGE", (1.0, 2.0, "target", word))
        yield Case("YEAR_TO_DATE", ([[5.0, word, 7.0]],))
        yield Case("PRO_RATA_TARGET", (word, 1.0))
        yield Case("PRO_RATA_TARGET", (100.0, word))
        yield Case("PRO_RATA_TARGET", (100.0, 1.0, word))
        yield Case("PRO_RATA_TARGET", (100.0, 1.0, 4.0, word))
    spellings = [spelling for known in DIRECTIONS.values() for spelling in known]
    for spelling in [*spellings, *(padded(word, pick) for word in spellings), *NEAR_DIRECTIONS, *NOT_A_WORD, *ERRORS]:
        yield Case("RAG", (95.0, 100.0, spelling))
        yield Case("VARIANCE", (105.0, 100.0, spelling))
        yield Case("CHANGE", (95.0, 100.0, spelling, 90.0))


def _mixed(pick: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        given = (_figure(pick), _target(pick), _direction(pick))
        if pick.random() < 0.3:
            yield Case("VARIANCE", given)
        else:
            yield Case("RAG", (*given, _tolerance(pick), _tolerance(pick))[: pick.randint(3, 5)])


def _changes(pick: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        current, previous, target = _figure(pick), _figure(pick), _target(pick)
        if isinstance(current, float) and pick.random() < 0.4:  # almost, or not quite, the same
            previous = current * pick.choice((1, 1 + 2**-52, 1 - 2**-52, 1 + 3e-11, 1 + 2e-10, 1 - 1e-9)) + 0.0
        yield Case("CHANGE", (current, previous, _direction(pick), target)[: pick.randint(3, 4)])


def _line(pick: random.Random, length: int) -> list[Any]:
    """Return one financial year's cells: figures, then periods to come; now and then a gap or an invalid cell."""
    known = pick.randint(0, length)
    low, digits = pick.choice(((0, 0), (0, 2), (0, 2), (-300, 1), (-1, 10)))
    cells: list[Any] = [
        _number(pick) if pick.random() < 0.08 else round(pick.uniform(low, 500), digits) + 0.0 for _ in range(known)
    ]
    if digits == 10 and known:
        cells[pick.randrange(known)] += 3e-11  # one place more than the results have
    cells += [_missing(pick) for _ in range(length - known)]
    if pick.random() < 0.25:
        cells[pick.randrange(length)] = _missing(pick)
    if pick.random() < 0.08:
        cells[pick.randrange(length)] = _invalid(pick)
    return cells


def _shaped(cells: list[Any], pick: random.Random) -> Any:
    """Return a row, a column, one value or (rarely) a block, which no rule accepts."""
    if len(cells) == 1 and pick.random() < 0.5:
        return cells[0]
    kind = pick.random()
    if kind < 0.06 and len(cells) % 2 == 0:
        return [cells[: len(cells) // 2], cells[len(cells) // 2 :]]
    return [cells] if kind < 0.6 else [[cell] for cell in cells]


def _running(cells: list[Any], pick: random.Random) -> list[Any]:
    """Return the totals of a line of cells, sometimes a little or quite wrong."""
    total, totals = 0.0, []
    wrong = pick.choice((0.0, 0.0, 0.0, 1e-12, 3e-11, 3e-10, 1e-8, 0.1, -0.1))
    for cell in cells:
        if isinstance(cell, float):
            total += cell
            totals.append(total * (1 + wrong) if pick.random() < 0.3 else total)
        else:
            totals.append(cell if pick.random() < 0.9 else total)
    return totals


def _lines(pick: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        cells = _line(pick, pick.choice((1, 2, 3, 4, 4, 4, 6, 8, 12)))
        name = pick.choice(("YEAR_TO_DATE", "IN_PERIOD", "CUMULATIVE_CHECK", "CUMULATIVE_CHECK"))
        if name != "CUMULATIVE_CHECK":
            yield Case(name, (_shaped(cells, pick),))
            continue
        totals = _running(cells, pick) if pick.random() < 0.8 else _line(pick, pick.choice((1, 3, 4, 12)))
        if pick.random() < 0.2:
            cells = cells[: pick.randint(1, len(cells))]
        yield Case(name, (_shaped(totals, pick), _shaped(cells, pick))[: pick.choice((1, 2, 2, 2))])


def _pro_rata(pick: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        periods = pick.choice((4.0, 4.0, 12.0, 1.0, 2.0, None, 0.0, 2.5, -4.0, _figure(pick)))
        size = int(periods) if isinstance(periods, float) and 1 <= periods <= 12 else 4
        period = pick.choice((*map(float, range(1, size + 1)), float(size + 1), 0.0, 1.5, -1.0, _figure(pick)))
        weights = [pick.choice((25.0, 10.0, 0.0, 1.5, 40.0, 1e-300, 2.0, 1.7e308)) for _ in range(size)]
        if pick.random() < 0.3:
            weights[pick.randrange(size)] = pick.choice((None, -1.0, "x", _figure(pick)))
        if pick.random() < 0.1:
            weights = weights[:-1] or [None]
        profile = pick.choice((None, _shaped(weights, pick), _shaped(weights, pick), _shaped([0.0] * size, pick)))
        yield Case("PRO_RATA_TARGET", (_figure(pick), period, periods, profile)[: pick.randint(2, 4)])


def _columns(pick: random.Random, count: int) -> Iterator[Case]:
    """Ranges where one value is usual: the function is applied cell by cell."""
    makers: dict[str, list[Callable[[random.Random], Any]]] = {
        "RAG": [_figure, _target, _direction, _tolerance, _tolerance],
        "VARIANCE": [_figure, _target, _direction],
        "CHANGE": [_figure, _figure, _direction, _target],
        "PRO_RATA_TARGET": [_figure, lambda p: float(p.randint(0, 5)), lambda p: p.choice((4.0, 4.0, 5.0, None))],
    }
    for _ in range(count):
        name = pick.choice(list(makers))
        height, width = pick.choice(((6, 1), (6, 1), (1, 5), (3, 4)))
        arguments: list[Any] = []
        for make in makers[name]:
            kind = pick.random()
            rows, columns = (height, width) if kind < 0.5 else (height, 1) if kind < 0.6 else (1, width)
            if kind < 0.05:  # a range that does not reach as far as the others
                rows, columns = max(1, rows - 1), max(1, columns - 1)
            whole = [[make(pick) for _ in range(columns)] for _ in range(rows)]
            arguments.append(make(pick) if kind > 0.75 else whole)
        if name == "PRO_RATA_TARGET":
            arguments.append(pick.choice((None, [[40.0, 30.0, 20.0, 10.0]])))
        yield Case(name, tuple(arguments))
