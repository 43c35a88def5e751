"""The rules once more, as Excel formulas: the LAMBDA behind each worksheet function.

A workbook with these names works in Excel with nothing installed. The formulas follow `quarterbook.rules` branch by
branch; their words, bands and spellings are put in from the vocabulary, and the parity tests hold the two together.

Written here as an officer reads them: functions of Excel in capitals, names of ours in small letters, an optional
argument in brackets. `stored` gives the form that a workbook file holds.

How they stay right on whatever a cell holds:

- Every argument is classed before it is used: `figure` gives the number itself, "" for missing or the word Invalid,
  so that no error value and no text reaches the arithmetic that counts, nor a LAMBDA of ours (engines differ in what
  they do with an error passed on to one).
- Words are looked up with FIND between bars, never with MATCH or "=": FIND knows no wildcards and no language's idea
  of equal letters, and it works cell by cell, so that a column argument spills a column.
- Branches are nested IFs, because AND and OR would fold a column into one value. The last step gives the answer the
  common shape of the arguments, for a branch may rest on one of them alone.
- No name looks like a cell address, an Excel function, or R or C.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from quarterbook import vocabulary
from quarterbook.vocabulary import DIRECTIONS, DOWN, MISSING_WORDS, NONE, TARGET, TRIMMED, UNRATED, UP

_BAR: Final = "|"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _words(words: Iterable[str]) -> str:
    """Return a text constant in which FIND finds each of these words, and nothing else, between bars."""
    return _quoted(_BAR + _BAR.join(words) + _BAR)


def _spaced(item: str) -> str:
    """Return a formula for `item` with every white-space character of ours made a space, as TRIM knows no other."""
    for character in TRIMMED.replace(" ", ""):
        code = f"CHAR({ord(character)})" if character.isascii() else f"UNICHAR({ord(character)})"
        item = f'SUBSTITUTE({item}, {code}, " ")'
    return item


def _first_of(tests: Iterable[tuple[str, str]], otherwise: str) -> str:
    """Return nested IFs: the result of the first test that holds, each on a line of its own."""
    tests = list(tests)
    return "".join(f"IF({test}, {result},\n    " for test, result in tests) + otherwise + ")" * len(tests)


_STATUS_OR: Final = [(f"among(status, {_words([word.lower()])})", _quoted(word)) for word in UNRATED]
"""The tests that stand before everything else: the target cell holds a status, which is the answer."""

_PUT_IN: Final[Mapping[str, object]] = {
    # Every word of the vocabulary under its own name, as a text constant.
    **{name: _quoted(value) for name, value in vars(vocabulary).items() if name.isupper() and isinstance(value, str)},
    "BAR": _quoted(_BAR),
    "PLACES": vocabulary.PLACES,
    "DEFAULT_AMBER": vocabulary.DEFAULT_AMBER,
    "DEFAULT_BLUE": vocabulary.DEFAULT_BLUE,
    "DEFAULT_PERIODS": vocabulary.DEFAULT_PERIODS,
    "SPACED": _spaced("item"),
    "MISSING_WORDS": _words(MISSING_WORDS),
    "WAY": _first_of(
        (
            (f"among(spelling, {_words(DIRECTIONS[name])})", sign)
            for name, sign in ((UP, "1"), (DOWN, "-1"), (TARGET, "0"), (NONE, _quoted(NONE)))
        ),
        _quoted(vocabulary.INVALID),
    ),
}

# `word` gives a text between bars, small and trimmed. TRIM tidies the inside too; a text that this changes is no word
# ("no  data"), and a bar inside is set apart so that it cannot pass for the end of a word.
_FIGURE: Final = """\
  among, LAMBDA(label, words, ISNUMBER(FIND(label, words))),
  word, LAMBDA(item, LET(
    bare, LOWER(TRIM({SPACED})),
    IF(ISNUMBER(FIND(bare, LOWER(item))), {BAR} & SUBSTITUTE(bare, {BAR}, " | ") & {BAR}, "?"))),
  figure, LAMBDA(item, IF(ISNUMBER(item), item, IF(among(word(item), {MISSING_WORDS}), "", {INVALID}))),"""

# 1 when higher is better, -1 when lower is, 0 when close to target is, otherwise a text.
_WAY: Final = """\
  way, LET(spelling, word(direction),
    {WAY}),"""

# How far off target as a fraction of it. The second quotient is for a difference that overflows where the fraction
# does not; a fraction that overflows, or a target of 0, leaves a text.
_GOOD: Final = """\
  status, word(target),
  actual, figure(current),
  aim, figure(target),
  gap, IF(actual = aim, 0, IFERROR(ROUND(
    IFERROR((actual - aim) / ABS(aim), actual / ABS(aim) - SIGN(aim)), {PLACES}), {NO_PERCENTAGE})),
  good, IF(way = 0, -ABS(gap), way * gap),"""

_LINE: Final = "OR(ROWS({0}) = 1, COLUMNS({0}) = 1)"
_RUNNING: Final = "SCAN(0, {0}, LAMBDA(sum_so_far, part, sum_so_far + part))"


def _in_shape_of(*inputs: str) -> str:
    """Return a formula for `answer` in the common shape of the inputs: #N/A where one of the ranges does not reach.

    The test always holds; what counts is its shape.
    """
    return f"IF({' + '.join(f'ISERROR({name})' for name in inputs)} >= 0, answer)"


def _guarded(when_none: str, inputs: Iterable[str], missing: Iterable[tuple[str, str]], result: str) -> str:
    """Return `result` behind the tests that every rated function makes first, in the order of the rules."""
    tests = [("way = {NONE}", when_none), ("way = {INVALID}", "{INVALID}")]
    tests += [(f"{name} = {{INVALID}}", "{INVALID}") for name in inputs]
    tests += [(f'{name} = ""', outcome) for name, outcome in missing]
    return _first_of(tests, result)


_NO_FIGURES: Final = (("actual", "{NO_DATA}"), ("aim", "{NO_TARGET}"))

_RAG: Final = f"""\
LAMBDA(current, target, direction, [amber], [blue], LET(
{_FIGURE}
{_WAY}
{_GOOD}
  width, LAMBDA(item, usual, LET(
    given, figure(item),
    IF(ISNUMBER(given), IF(given < 0, {{INVALID}}, ROUND(given, {{PLACES}})), IF(given = "", usual, given)))),
  off, IF(ISOMITTED(amber), {{DEFAULT_AMBER}}, width(amber, {{DEFAULT_AMBER}})),
  over, IF(ISOMITTED(blue), {{DEFAULT_BLUE}}, width(blue, {{DEFAULT_BLUE}})),
  near, IF(-good <= over, {{GREEN}}, IF(-good <= off, {{AMBER}}, {{RED}})),
  ahead, IF(good < -off, {{RED}}, IF(good < 0, {{AMBER}}, IF(good <= over, {{GREEN}}, {{BLUE}}))),
  beyond, IF(way * SIGN(actual) > 0, {{BLUE}}, {{RED}}),
  band, IF(ISNUMBER(good), IF(way = 0, near, ahead), beyond),
  answer, {_first_of(_STATUS_OR, _guarded("{CONTEXTUAL}", ("actual", "aim", "off", "over"), _NO_FIGURES, "band"))},
  {_in_shape_of("actual", "aim", "way", "off", "over")}))"""

_VARIANCE: Final = f"""\
LAMBDA(current, target, direction, LET(
{_FIGURE}
{_WAY}
{_GOOD}
  share, IF(ISNUMBER(good), good, {{NO_PERCENTAGE}}),
  answer, {_first_of(_STATUS_OR, _guarded("{NOT_APPLICABLE}", ("actual", "aim"), _NO_FIGURES, "share"))},
  {_in_shape_of("actual", "aim", "way")}))"""

_CHANGE: Final = f"""\
LAMBDA(current, previous, direction, [target], LET(
{_FIGURE}
{_WAY}
  actual, figure(current),
  before, figure(previous),
  goal, IF(ISOMITTED(target), "", figure(target)),
  aim, IF(way = 0, goal, 0),
  larger, LAMBDA(one, other, IF(ABS(one) < ABS(other), ABS(other), ABS(one))),
  size, larger(larger(actual, before), aim),
  nearer, ABS(before / size - aim / size) - ABS(actual / size - aim / size),
  gain, IF(size = 0, 0, ROUND(IF(way = 0, nearer, way * (actual / size - before / size)), {{PLACES}})),
  verdict, IF(gain = 0, {{UNCHANGED}}, IF(gain > 0, {{IMPROVING}}, {{DECLINING}})),
  answer, {
    _guarded(
        "{NOT_APPLICABLE}",
        ("actual", "before", "aim"),
        (("actual", "{NO_DATA}"), ("before", "{NO_DATA}"), ("aim", "{NO_DATA}")),
        "verdict",
    )
},
  {_in_shape_of("actual", "before", "way", "goal")}))"""

_CUMULATIVE_CHECK: Final = f"""\
LAMBDA(cumulative, [in_period], LET(
{_FIGURE}
  given, figure(cumulative),
  beside, IF(ISOMITTED(in_period), "", figure(in_period)),
  totals, TOCOL(given),
  parts, TOCOL(beside),
  order, SEQUENCE(ROWS(totals)),
  place, SEQUENCE(ROWS(parts)),
  beyond, ROWS(totals) + ROWS(parts) + 1,
  ending, MAX(IF(ISNUMBER(totals), order, 0)),
  stopping, MAX(IF(ISNUMBER(parts), place, 0)),
  differs, LAMBDA(one, other, LET(
    size, IF(ABS(one) < ABS(other), ABS(other), ABS(one)),
    IF(size = 0, 0, IFERROR(ROUND(one / size - other / size, {{PLACES}}), 1)))),
  gap, MIN(
    IF(order < ending, IF(totals = "", order, beyond), beyond),
    IF(place < stopping, IF(parts = "", place, beyond), beyond)),
  before, XLOOKUP(order - 1, order, totals, 0),
  falls, MIN(IF(order > 1, IF(order <= ending, IF(differs(totals, before) < 0, order, beyond), beyond), beyond)),
  running, XLOOKUP(order, place, {_RUNNING.format("parts")}, 0),
  shared, MIN(ending, stopping),
  strays, MIN(IF(order <= shared, IF(differs(totals, running) = 0, beyond, order), beyond)),
  {
    _first_of(
        (
            (f"NOT(AND({_LINE.format('given')}, {_LINE.format('beside')}))", "{INVALID}"),
            ("OR(totals = {INVALID})", "{INVALID}"),
            ("OR(parts = {INVALID})", "{INVALID}"),
            ("ending + stopping = 0", "{NO_DATA}"),
            ("gap < beyond", '{GAP_AT} & " " & gap'),
            ("falls < beyond", '{FALLS_AT} & " " & falls'),
            ("strays < beyond", '{MISMATCH_AT} & " " & strays'),
        ),
        "{OK}",
    )
}))"""


def _line_by_line(argument: str, results: str) -> str:
    """Return the LAMBDA of a function that gives one result for each cell of its range."""
    return f"""\
LAMBDA({argument}, LET(
{_FIGURE}
  figures, figure({argument}),
  order, SEQUENCE(ROWS(figures), COLUMNS(figures)),
  ending, MAX(IF(ISNUMBER(figures), order, 0)),
  gap, MIN(IF(figures = "", order, ending + 1)),
  results, {results},
  wrong, OR(NOT({_LINE.format("figures")}), figures = {{INVALID}}, IF(order < gap, ISERROR(results), FALSE)),
  IF((order > 0) * wrong, {{INVALID}},
    IF(order > ending, "",
    IF(order >= gap, {{NO_DATA}},
    ROUND(results, {{PLACES}}))))))"""


_PRO_RATA_TARGET: Final = f"""\
LAMBDA(annual, period, [periods], [profile], LET(
{_FIGURE}
  total, figure(annual),
  reached, figure(period),
  given, IF(ISOMITTED(periods), "", figure(periods)),
  whole, IF(given = "", {{DEFAULT_PERIODS}}, given),
  shape, IF(ISOMITTED(profile), "", figure(profile)),
  weights, TOCOL(shape),
  flat, AND(ROWS(weights) = 1, weights = ""),
  unfit, SUM(IF(ISNUMBER(weights), IF(weights < 0, 1, 0), 1)),
  sound, AND({_LINE.format("shape")}, unfit = 0),
  due, XLOOKUP(reached, SEQUENCE(ROWS(weights)), {_RUNNING.format("weights")}, 0),
  share, IF(flat, total * reached / whole, total * due / SUM(weights)),
  answer, {
    _first_of(
        (
            ('total = ""', "{NO_TARGET}"),
            ("ISNUMBER(total) * ISNUMBER(reached) * ISNUMBER(whole) = 0", "{INVALID}"),
            ("INT(reached) <> reached", "{INVALID}"),
            ("INT(whole) <> whole", "{INVALID}"),
            ("reached < 1", "{INVALID}"),
            ("reached > whole", "{INVALID}"),
            ("IF(flat, FALSE, IF(sound, ROWS(weights) <> whole, TRUE))", "{INVALID}"),
        ),
        "IFERROR(ROUND(share, {PLACES}), {INVALID})",
    )
},
  {_in_shape_of("total", "reached", "whole")}))"""

FORMULAS: Final[Mapping[str, str]] = MappingProxyType(
    {
        name: template.format_map(_PUT_IN)
        for name, template in {
            "RAG": _RAG,
            "VARIANCE": _VARIANCE,
            "CHANGE": _CHANGE,
            "CUMULATIVE_CHECK": _CUMULATIVE_CHECK,
            "YEAR_TO_DATE": _line_by_line("in_period", _RUNNING.format("figures")),
            "IN_PERIOD": _line_by_line("cumulative", "figures - XLOOKUP(order - 1, order, figures, 0)"),
            "PRO_RATA_TARGET": _PRO_RATA_TARGET,
        }.items()
    }
)
"""Worksheet function to its LAMBDA, as an officer reads it."""

_PREFIXED: Final = frozenset({"ISOMITTED", "LAMBDA", "LET", "SCAN", "SEQUENCE", "TOCOL", "UNICHAR", "XLOOKUP"})
"""Functions younger than the file format: a stored formula writes `_xlfn.` before them."""

_TOKEN: Final = re.compile(
    r'(?P<text>"(?:[^"]|"")*")|\[(?P<optional>[a-z_]+)\]|(?P<name>[a-z][a-z_]*)|(?P<function>[A-Z]+)(?=\()'
    r"|(?P<break>(?<=\()\s+)|(?P<space>\s+)"
)


def stored(formula: str, *, optional: bool = True) -> str:
    """Return a LAMBDA as a workbook file holds it behind a defined name (without the leading "=").

    Args:
        formula: the LAMBDA as an officer reads it, one of `FORMULAS`.
        optional: whether optional arguments are declared optional. An engine that knows no optional arguments takes
            the formula without, and every argument has to be passed.
    """
    return _TOKEN.sub(lambda token: _stored_token(token, "_xlop." if optional else "_xlpm."), formula)


def _stored_token(token: re.Match[str], optional_prefix: str) -> str:
    written = token[0]
    match token.lastgroup:
        case "optional":
            return optional_prefix + token["optional"]
        case "name":
            return f"_xlpm.{written}"
        case "function":
            return f"_xlfn.{written}" if written in _PREFIXED else written
        case "break":
            return ""
        case "space":
            return " "
        case _:
            return written
