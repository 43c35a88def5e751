"""Making a stored formula fit the formula engine, or saying why it cannot be answered.

Excel stores formulas in ways that the engine does not read, or reads otherwise (measured in `docs/evaluation.md`):
add-in spellings of our functions, skipped arguments, sheet-level names of other sheets, references to tables. They are
rewritten to what they mean. What cannot be rewritten without guessing is refused with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from quarterbook.book import formulas
from quarterbook.book.addresses import parse_range
from quarterbook.book.differences import MINDS_HIDDEN_ROWS, refusal
from quarterbook.book.engine import Engine, Unanswered
from quarterbook.book.shapes import Shapes
from quarterbook.book.shared import moved
from quarterbook.book.structure import Name, Structure
from quarterbook.book.structured import TableReferences
from quarterbook.book.templates import STAND_INS, Templates, pattern_of
from quarterbook.functions import REGISTRY

_ADDIN_ENDINGS: Final = (".xlam", ".xla", ".xll")
_INTERSECTION: Final = "_XLFN.SINGLE"
"""How the file stores "@", which keeps one value of many."""
_LIKE_A_NAME: Final = re.compile(r"(?:[^\W\d]|\\)[\w.\\?]*")
_LINK: Final = re.compile(r"\[\d+\]!")
_BY_TEXT: Final = "INDIRECT"
_HIDES_ERRORS: Final = re.compile(r"(?:_XLFN\.)?(?:AGGREGATE|COUNT|IFERROR|IFNA|IS|ERROR\.TYPE|TYPE)")


class _About(NamedTuple):
    """What the meaning of a template depends on.

    Attributes:
        named: its words in lower case that are names of single sheets, and of which it matters which name they are.
        counted: likewise where it only matters whether they stand for one value or several.
        is_of_its_cell: whether it may mean something else in the next cell.
    """

    named: tuple[str, ...]
    counted: tuple[str, ...]
    is_of_its_cell: bool


_ALIKE_EVERYWHERE: Final = _About((), (), False)


class _Form(NamedTuple):
    """A template as the engine can evaluate it: a pattern to put its references into, or the reason why it cannot."""

    pattern: str | None
    reason: str


class Fit:
    """What one workbook's formulas need before the engine can answer them.

    Args:
        structure: the workbook's sheets, names and tables.
        engine: the engine with the workbook loaded, asked for the names and functions that it knows.
    """

    def __init__(self, structure: Structure, engine: Engine) -> None:
        self._structure = structure
        self._engine = engine
        self._tables = TableReferences(structure.tables)
        self._sheets = {sheet.name.lower() for sheet in structure.sheets}
        self._verdicts: dict[tuple[str, Name | None], str | None] = {}
        # The sheets of a workbook have the same few formulas: what was found of one holds for the others.
        self._templates = Templates((sheet.name for sheet in structure.sheets), structure.tables, self._tables.address)
        self._abouts: dict[str, _About] = {}
        self._everywhere: dict[tuple[str, bool], str] = {}
        self._forms: dict[tuple[str, bool, tuple[object, ...]], _Form] = {}
        self._meanings: dict[Name, str | None] = {}
        self._many_valued: set[Name] = set()
        tables = {table.name.lower() for table in structure.tables}
        self._looked_at = tables | {name.name.lower() for name in structure.names}  # until it is known which
        self._looked_at = tables | {name.name.lower() for name in structure.names if self._needs_a_look(name)}
        self._several: dict[str | None, set[str]] = {}
        for name in structure.names:
            if self._is_several(name):
                self._several.setdefault(name.sheet, set()).add(name.name.lower())
        self._several_somewhere = frozenset().union(*self._several.values())
        self._varying = frozenset(name.name.lower() for name in structure.names if name.sheet is not None)

    def fitted(self, text: str, sheet: str, row: int, column: int, is_array: bool) -> str:
        """Return a formula as the engine can evaluate it.

        Args:
            text: the formula without "=".
            sheet: the sheet it stands on.
            row: its row, counting from 1.
            column: its column, counting from 1.
            is_array: whether it is an array formula, or one of today's that may spill.

        Raises:
            Unanswered: when it cannot be evaluated; the text says why.
        """
        everywhere = self._everywhere.get((text, is_array))
        if everywhere is not None:
            return everywhere
        template, values = self._templates.of(text, sheet, row, column)
        about = self._about(template)
        if about.is_of_its_cell:
            form = self._form(template, sheet, row, column, is_array)
        else:
            key = template, is_array, self._meant(about, sheet)
            found = self._forms.get(key)
            form = self._forms[key] = found or self._form(template, sheet, row, column, is_array)
        if form.pattern is None:
            raise Unanswered(form.reason)
        fitted = form.pattern % values
        if about == _ALIKE_EVERYWHERE and not values:
            self._everywhere[text, is_array] = fitted
        return fitted

    def _form(self, template: str, sheet: str, row: int, column: int, is_array: bool) -> _Form:
        """Return a template as the engine can evaluate it, or why it cannot."""
        is_several = self._several_on(sheet)
        try:
            text = self._rewritten(template, sheet, row, column)
            Shapes(is_array, lambda word: is_several(word.lower())).check(self._engine.parsed(text))
        except Unanswered as reason:
            return _Form(None, str(reason))
        return _Form(pattern_of(text), "")

    def _about(self, template: str) -> _About:
        """Return on what the meaning of a template depends besides its text."""
        if template not in self._abouts:
            words = self._varying.intersection(_LIKE_A_NAME.findall(template.lower()))
            called = {name.lower() for name in formulas.called_names(template)} if words else set()
            named = frozenset(word for word in words if word in self._looked_at or word in called)
            counted = frozenset(word for word in words - named if word in self._several_somewhere)
            is_of_its_cell = "[" in template and "[" in _LINK.sub("", formulas.masked(template))
            self._abouts[template] = _About(tuple(named), tuple(counted), is_of_its_cell)
        return self._abouts[template]

    def _meant(self, about: _About, sheet: str) -> tuple[object, ...]:
        """Return what the words of a template mean on a sheet, as far as it makes a difference."""
        if not (about.named or about.counted):
            return ()
        is_several = self._several_on(sheet)
        names = (self._structure.name_for(word, sheet) for word in about.named)
        return (*names, *map(is_several, about.counted))

    def _rewritten(self, text: str, sheet: str | None, row: int = 0, column: int = 0) -> str:
        """Return a formula in words that the engine understands. Raises `Unanswered`."""
        if formulas.reads_another_workbook(text):
            raise Unanswered("it reads another workbook, which is never opened")
        called = formulas.called_names(text)
        for stored in called:
            self._check_call(stored, text, sheet)
        if _BY_TEXT in called and any(map(_HIDES_ERRORS.match, called)):
            raise Unanswered("it may hide that INDIRECT found no cell, and the formula engine does not find all")
        text = formulas.with_plain_calls(text, REGISTRY)
        if _INTERSECTION in called:
            text = formulas.with_at_signs(text, _INTERSECTION)
        if of_sheets := "!" in text:
            self._check_sheets(text)
        if "[" in text:
            text = formulas.with_structured_references_put_in(
                text, lambda table, inside: self._tables.address(table, inside, sheet, row, column)
            )
        if of_sheets or self._names_in(text):
            text = formulas.with_names_put_in(text, lambda before, word: self._in_place_of(before, word, sheet))
        return text

    def _needs_a_look(self, name: Name) -> bool:
        """Whether a formula with this name may mean one thing on one sheet and another on the next."""
        return name.name.upper() in REGISTRY or self._must_be_put_in(name)

    def _names_in(self, text: str) -> bool:
        """Whether a formula may hold a name that needs a look, or a table's."""
        return not self._looked_at.isdisjoint(_LIKE_A_NAME.findall(text.lower()))

    def _check_sheets(self, text: str) -> None:
        """Raise `Unanswered` when a formula refers to a sheet that is not there, or calls a function by way of one."""
        for mentioned in formulas.mentioned_sheets(text):
            if mentioned.lower() not in self._sheets and mentioned not in STAND_INS:
                raise Unanswered(f"it refers to {mentioned!r}, which is no worksheet of this workbook")
        if formulas.calls_of_sheets(text):
            raise Unanswered("it calls a function by way of a sheet, which the formula engine does not know")

    def _check_call(self, stored: str, text: str, sheet: str | None) -> None:
        """Raise `Unanswered` when a function that a formula calls cannot be answered for."""
        own = self._structure.name_for(stored, sheet)
        if (stored, own) not in self._verdicts:
            self._verdicts[stored, own] = self._verdict(stored, own)
        reason = self._verdicts[stored, own]
        if reason is not None and not (own is None and formulas.binds(text, stored)):
            raise Unanswered(reason)

    def _verdict(self, stored: str, own: Name | None) -> str | None:
        """Return why a function cannot be answered for, or None. `own` is the defined name of the same spelling."""
        ours = formulas.plain_name(stored, REGISTRY)
        linked = formulas.linked_workbook(stored)
        if linked:
            links = self._structure.links
            target = links[linked[0] - 1] if 0 < linked[0] <= len(links) else ""
            if ours is None or (target and not target.lower().endswith(_ADDIN_ENDINGS)):
                return f"it calls {linked[1]} of another workbook, which is never opened"
            return None
        if ours is not None:
            if own is not None and ours == stored and not formulas.same_text(own.text, REGISTRY[ours].lambda_text):
                return f"this workbook defines {ours} itself, as something else than Quarterbook's function"
            return None
        bare = formulas.without_prefixes(stored)
        if refused := refusal(bare):
            return refused
        if bare in MINDS_HIDDEN_ROWS and any(sheet.has_hidden_rows for sheet in self._structure.sheets):
            return f"it calls {bare} while rows are hidden, which the formula engine does not mind"
        if stored.startswith("_XLPM.") or stored == _INTERSECTION or self._engine.knows_function(stored):
            return None  # a name of the same spelling does not stand in the way of Excel's own function
        if own is not None:
            return f"it calls {own.name}, a function that the workbook defines itself"
        return f"it calls {bare}, which the formula engine does not know"

    def _in_place_of(self, before: str | None, word: str, sheet: str | None) -> str | None:
        """Return what the engine is given for a name, or None when it knows the name itself. Raises `Unanswered`."""
        name = self._structure.name_for(word, sheet if before is None else before)
        if name is None:
            return self._tables.address(word, "", None, 0, 0) if before is None and word in self._tables else None
        if before is None and not self._must_be_put_in(name):
            return None
        meaning = self._meaning(name)
        if meaning is None:
            raise Unanswered(f"it uses the name {name.name}, which the formula engine cannot read")
        return meaning

    def _must_be_put_in(self, name: Name) -> bool:
        """Whether the engine left a defined name out, or would read it otherwise than Excel."""
        if (name.sheet, name.name.lower()) in self._engine.names_left_out:
            return True
        if formulas.is_reference(name.text) or name.name.startswith("_xlnm."):
            return False
        return self._meaning(name) != f"({name.text})"

    def _meaning(self, name: Name) -> str | None:
        """Return what a defined name stands for, as the engine can evaluate it; None when it cannot be said.

        What a name with a relative reference means depends on the cell that it is used in.
        """
        if name not in self._meanings:
            self._meanings[name] = None  # while it is looked for: a name that refers to itself means nothing
            if not STAND_INS.isdisjoint(name.text):
                return None
            try:
                text = self._rewritten(name.text, name.sheet)
                shapes = Shapes(True, lambda word: self._is_several(self._structure.name_for(word, name.sheet)))
                if shapes.check(self._engine.parsed(text)):
                    self._many_valued.add(name)
            except Unanswered:
                return None
            if moved(text, 1, 1) == text and "LAMBDA(" not in text.upper():
                self._meanings[name] = f"({text})"
        return self._meanings[name]

    def _is_several(self, name: Name | None) -> bool:
        """Whether a defined name stands for several values."""
        if name is None:
            return False
        extent = parse_range(name.text.rpartition("!")[2])
        if extent is not None:
            return extent[:2] != extent[2:]
        return self._meaning(name) is not None and name in self._many_valued

    def _several_on(self, sheet: str) -> Callable[[str], bool]:
        """Return what says of a word in lower case whether it stands for several values on a sheet."""
        own = self._structure.names_of_sheet.get(sheet.lower(), {})
        several, of_workbook = self._several.get(sheet, set()), self._several.get(None, set())
        return lambda word: word in several or (word in of_workbook and word not in own)
