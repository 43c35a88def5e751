"""The text of formulas: finding calls, names and references in it, and rewriting them for the engine.

A formula is worked on beside its mask: the same text with the inside of strings and quoted sheet names blanked, so
that a plain regular expression cannot mistake a text for a call. Positions in both are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from quarterbook.book.addresses import parse_range

_QUOTED = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'")
_BRACKETED = re.compile(r"\[(?:[^\[\]]|\[(?:[^\[\]']|'.)*\])*\]")
_NAME = r"(?:[^\W\d]|\\)[\w.\\?]*"
_CALL = re.compile(rf"(?<![\w.\\])((?:\[\d+\]!)?{_NAME})\(")
_CALL_OF_SHEET = re.compile(rf"(?<!\])!({_NAME})\(")
_MAY_NEED_PLAIN_CALLS = re.compile(r"[,(]\s*,|,\s*\)|(?i:_xldudf_)|\]!|[a-z]\w*\(")
"""A skipped argument, an add-in's spelling or small letters; most formulas have none and need no closer look."""
_QUALIFIED = re.compile(rf"('(?:[^']|'')*'|(?<![\w.'#])[^\W\d][\w.]*)!({_NAME})(?![\w.(\\!:\[])")
_SHEET = re.compile(r"('(?:[^']|'')+'|(?<![\w.'\]#])[^\W\d][\w.]*)!")
_MAY_BE_EXTERNAL = re.compile(r"\[\d|\.xl|'[^']*\[", re.IGNORECASE)
_EXTERNAL = re.compile(
    r"(?<![\w.\\\[\]])\[\d+\](?=[\w'!])(?!!\w+\()|'[^'\[\]]*\[[^'\]]+\](?:[^']|'')*'!|\[[^\[\]]+\.xl\w+\]",
    re.IGNORECASE,
)
_STRUCTURED = re.compile(rf"({_NAME})?\[((?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*)\]")
_WORD = re.compile(rf"(?<![\w.!\\'\[$])({_NAME})(?![\w.\\!(\[$])")
_LINK = re.compile(r"\[\d+\]")
_LINKED = re.compile(r"\[(\d+)\]!(\w[\w.]*)")
_FILE_PREFIXES = re.compile(r"^(?:_xlfn\.|_xlws\.|_xlpm\.|_xludf\.)+", re.IGNORECASE)


def masked(formula: str) -> str:
    """Return the formula with the inside of strings blanked and of quoted sheet names kept quoted, same length."""

    def blank(found: re.Match[str]) -> str:
        text = found[0]
        return text if text[0] == "'" else '"' + " " * (len(text) - 2) + '"'

    return _QUOTED.sub(blank, formula) if '"' in formula else formula


@dataclass(frozen=True, slots=True)
class Call:
    """One function call in a formula: the name as stored, and the spans of its arguments."""

    stored: str
    start: int
    end: int
    arguments: tuple[tuple[int, int], ...]


def calls(formula: str) -> Iterator[Call]:
    """Yield every function call of a formula, outermost first."""
    mask = _mask_of_calls(formula)
    for found in _CALL.finditer(mask):
        end, arguments = _arguments(mask, found.end())
        yield Call(found[1], found.start(), end, tuple(arguments))


def called_names(formula: str) -> set[str]:
    """Return the names of the functions that a formula calls, as stored, in upper case."""
    return {found[1].upper() for found in _CALL.finditer(_mask_of_calls(formula))}


def words(formula: str) -> set[str]:
    """Return, in lower case, every word of a formula that could be a defined name."""
    unquoted = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), formula)  # quoted sheet names hold no names
    return {found[1].lower() for found in _WORD.finditer(_BRACKETED.sub(lambda b: " " * len(b[0]), unquoted))}


def mentioned_sheets(formula: str) -> set[str]:
    """Return the names of the sheets that a formula refers to."""
    return {_unquoted(found[1]) for found in _SHEET.finditer(masked(formula))}


def reads_another_workbook(formula: str) -> bool:
    """Whether a formula refers to another workbook, functions of an add-in aside."""
    return bool(_MAY_BE_EXTERNAL.search(formula)) and bool(_EXTERNAL.search(masked(formula)))


def calls_of_sheets(formula: str) -> bool:
    """Whether a formula calls a function by way of a sheet, as `Sheet2!RAG(…)` does."""
    return "!" in formula and bool(_CALL_OF_SHEET.search(masked(formula)))


def linked_workbook(stored: str) -> tuple[int, str] | None:
    """Return (link number, function) of a call stored as `[1]!RAG`, the spelling of an add-in's function."""
    found = _LINKED.fullmatch(stored)
    return (int(found[1]), found[2]) if found else None


def plain_name(stored: str, known: Mapping[str, object]) -> str | None:
    """Return the registry name behind a stored spelling of one of our functions, or None when it is another's.

    Excel stores `RAG` for a name or a macro of the workbook, `[1]!RAG` for an .xlam add-in, and `_xldudf_RAG` or
    `_xldudf_NAMESPACE_RAG` for an Office.js add-in.
    """
    name = stored.upper()
    linked = linked_workbook(name)
    if linked:
        name = linked[1]
    if name.startswith("_XLDUDF_"):
        rest = name.removeprefix("_XLDUDF_")
        candidates = (rest, rest.partition("_")[2])  # a namespace has no "_"
        return next((candidate for candidate in candidates if candidate in known), None)
    return name if name in known else None


def without_prefixes(stored: str) -> str:
    """Return a function's name without the prefixes that the file format puts before newer functions."""
    return _FILE_PREFIXES.sub("", stored)


def binds(formula: str, called: str) -> bool:
    """Whether a formula itself binds the name that it calls, as `LET(f, LAMBDA(x, x+1), f(2))` does."""
    return bool(re.search(rf"(?:LET|LAMBDA)\(.*(?<![\w.]){re.escape(called)}\s*,", formula, re.IGNORECASE | re.DOTALL))


def is_one_call(formula: str, known: Mapping[str, object]) -> bool:
    """Whether a formula is one call of one of our functions and nothing else."""
    first = next(calls(formula.strip()), None)
    return first is not None and (first.start, first.end) == (0, len(formula.strip())) and first.stored.upper() in known


def with_at_signs(formula: str, stored: str) -> str:
    """Return the formula with a call such as `_xlfn.SINGLE(A1:A4)` written `@(A1:A4)`."""
    found = [call for call in calls(formula) if call.stored.upper() == stored]
    return _edited(formula, [(call.start, call.start + len(call.stored), "@") for call in found])


def with_plain_calls(formula: str, known: Mapping[str, object]) -> str:
    """Return the formula with our functions under their registry names and their skipped arguments as blanks.

    The engine gives a custom function 0 for a skipped argument, and 0 is a figure: `RAG(95,100,"up",,0.05)` would
    otherwise be rated with a tolerance of nothing.
    """
    if not _MAY_NEED_PLAIN_CALLS.search(formula):
        return formula
    edits: list[tuple[int, int, str]] = []
    for call in calls(formula):
        name = plain_name(call.stored, known)
        if name is None:
            continue
        if call.stored != name:
            edits.append((call.start, call.start + len(call.stored), name))
        if len(call.arguments) > 1:
            edits.extend((a, b, '""') for a, b in call.arguments if not formula[a:b].strip())
    return _edited(formula, edits)


def with_names_put_in(formula: str, meaning: Callable[[str | None, str], str | None]) -> str:
    """Return the formula with names replaced by what they stand for.

    Args:
        formula: the formula.
        meaning: given the sheet that stands before a name (None when none does) and the name, returns what to put in
            its place, or None to leave it.
    """
    mask, edits = masked(formula), []
    for found in _QUALIFIED.finditer(mask):
        text = meaning(_unquoted(found[1]), found[2])
        if text is not None:
            edits.append((found.start(), found.end(), text))
    for found in _WORD.finditer(_QUOTED.sub(lambda quoted: " " * len(quoted[0]), mask)):
        text = meaning(None, found[1])
        if text is not None:
            edits.append((found.start(), found.end(), text))
    return _edited(formula, edits)


def with_structured_references_put_in(formula: str, address: Callable[[str | None, str], str]) -> str:
    """Return the formula with references such as `History36[[#This Row],[Actual]]` replaced by addresses.

    Args:
        formula: the formula.
        address: given the table's name (None when none is written) and what stands between the brackets, returns the
            address.
    """
    found = _STRUCTURED.finditer(masked(formula))
    return _edited(formula, [(match.start(), match.end(), address(match[1], match[2])) for match in found])


def is_reference(text: str) -> bool:
    """Whether the text of a defined name is one cell or range and nothing else."""
    sheet, _, reference = text.rpartition("!")
    return bool(sheet) and parse_range(reference) is not None


def same_text(one: str, other: str) -> bool:
    """Whether two formula texts are the same apart from case and white space outside strings."""
    return _folded(one) == _folded(other)


def _mask_of_calls(formula: str) -> str:
    """Return the mask without the names of sheets and columns, which can look like a call: `'Costs(old)'!A1`."""
    mask = masked(formula)
    if "'" in mask:
        mask = _QUOTED.sub(lambda found: found[0][0] + " " * (len(found[0]) - 2) + found[0][0], mask)
    if "[" in mask:
        mask = _BRACKETED.sub(lambda found: found[0] if _LINK.fullmatch(found[0]) else " " * len(found[0]), mask)
    return mask


def _folded(text: str) -> str:
    pieces = re.split(r'("(?:[^"]|"")*")', text.strip().lstrip("="))
    return "".join(piece if i % 2 else re.sub(r"\s+", "", piece).upper() for i, piece in enumerate(pieces))


def _arguments(mask: str, at: int) -> tuple[int, list[tuple[int, int]]]:
    """Return where a call ends and the spans of its arguments, from just after its opening parenthesis."""
    spans, depth, start, position = [], 0, at, at
    while position < len(mask):
        letter = mask[position]
        if letter in "\"'":
            found = _QUOTED.match(mask, position)
            position = found.end() if found else len(mask)
            continue
        if letter in "([{":
            depth += 1
        elif letter in ")]}" and depth:
            depth -= 1
        elif letter == ")":
            break
        elif letter == "," and depth == 0:
            spans.append((start, position))
            start = position + 1
        position += 1
    spans.append((start, position))
    return min(position + 1, len(mask)), spans


def _edited(formula: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, text in sorted(edits, reverse=True):
        formula = formula[:start] + text + formula[end:]
    return formula


def _unquoted(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
