"""CEL: what stands in the cells: formulas that are still there, figures that are numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from statistics import median
from typing import Final

from quarterbook.book import layout
from quarterbook.book.addresses import cell_address, parse_cell
from quarterbook.book.formulas import masked
from quarterbook.book.patch import same_value
from quarterbook.book.remarks import Kind
from quarterbook.book.stored import CellValue, Place
from quarterbook.book.typed import Cell, cell_at
from quarterbook.book.view import SheetView
from quarterbook.cells import Cell as CellClass
from quarterbook.cells import WorksheetError, classify
from quarterbook.checks.changing import changing
from quarterbook.checks.check import Check, check
from quarterbook.checks.finding import ERROR, INFO, WARNING, Finding
from quarterbook.checks.pages import Page
from quarterbook.checks.series import near
from quarterbook.checks.siblings import Odd
from quarterbook.checks.subject import Subject
from quarterbook.checks.wording import figure, one_line, shown_value
from quarterbook.figures import figure_text, places_of
from quarterbook.register.kinds import number_meant
from quarterbook.vocabulary import PERCENT

_MEANT_TO_BE: Final = re.compile(r"\bNA\(\)", re.IGNORECASE)
"""A formula with it gives #N/A on purpose: a chart leaves such a point out."""
_LOST: Final = "#REF!"
_DATE: Final = re.compile(
    r"\d{1,4}\s?[-/.]\s?(?:\d{1,2}|[a-z]{3,9})\s?[-/.]\s?\d{2,4}|\d{1,2}\s[a-z]{3,9}\s\d{2,4}", re.I
)
_PERCENT_FIELDS: Final = ("actual", "target", "in_period", "statistical_neighbours_mean", "england_mean")
_FRACTION: Final = 2.0
"""Few percentages are above 200%."""
_SURELY: Final = 10.0
_TIMES: Final = 10.0
"""A hundredth of a number that is more than ten times the others is nearer to them than the number itself."""
_ABOUT_ZERO: Final = 1e-12
"""Excel takes what is left of a subtraction of equal figures for 0."""
_MOST_NAMED: Final = 5


@check(
    "CEL001",
    ERROR,
    title="A formula was typed over",
    what="Finds cells of the headline table, its headings, the settings worked out, the sheet's own checks, the "
    "chart's figures, the Index and the Cover that hold a value, or nothing, where the same cell of the other sheets, "
    "or the cells above and below, hold a formula.",
    why="The value stays when the figures change: next quarter it is wrong, and nobody sees why.",
    example="The RAG Rating cell of one sheet holds the word Green.",
    mend="Copy the formula from the same cell of another indicator's sheet",
)
def typed_over(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every cell that has siblings."""
    for odd in subject.odd_cells:
        if odd.cell.formula is None:
            value = shown_value(odd.cell.stored)
            yield this.found(
                odd.cell,
                f"{_called(odd)} holds {value}, typed over its formula"
                if not odd.cell.is_empty
                else f"{_called(odd)} has lost its formula",
                indicator=odd.page.number if odd.page else "",
                expected=f"={one_line(odd.usual)}",
                found=value,
            )


@check(
    "CEL002",
    WARNING,
    title="A formula differs from its siblings'",
    what="Compares the formulas of the same cell on all indicators' sheets, and those of one column of our own sheets.",
    why="One indicator is worked out otherwise than the others: with a tolerance or a figure of its own, or from "
    "another sheet.",
    example="One sheet rates with RAG(Current, 100, Direction), the others with the target.",
    mend="Copy the formula from the same cell of another indicator's sheet, or use the indicator's own settings",
)
def differs(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every cell that has siblings."""
    for odd in subject.odd_cells:
        if odd.cell.formula is not None:
            yield this.found(
                odd.cell,
                f"the formula of {_called(odd)} differs from that of the others",
                indicator=odd.page.number if odd.page else "",
                expected=f"={one_line(odd.usual)}",
                found=f"={one_line(odd.cell.formula)}",
            )


def _called(odd: Odd) -> str:
    return odd.name if odd.name.startswith("the ") else f"the cell {odd.name}"


@check(
    "CEL003",
    ERROR,
    title="Stored values are out of date",
    what="Evaluates every formula without Excel and compares what it gives with the value stored in the file. Formulas "
    "that give another value each time (NOW, TODAY, RAND) are left out, and so are those that read such a cell. One "
    "finding a sheet, at its most important cell.",
    why="Whoever reads the file without Excel (a report, Power BI, a preview) sees the old figures, ratings and "
    "changes.",
    example="The target was changed by a program, and the rating stored in the file is still Green.",
    mend="Run quarterbook recalc on the file, or open it in Excel and save it",
)
def stale(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every formula."""
    old_of = {sheet.name: _old(subject, sheet) for sheet in subject.view.sheets}
    spots = {(name.lower(), place) for name, old in old_of.items() for place in old}
    by_themselves = changing(subject.view, spots) if spots else set()
    for sheet in subject.view.sheets:
        old = {p: value for p, value in old_of[sheet.name].items() if (sheet.name.lower(), p) not in by_themselves}
        if old:
            place = _most_important(sheet, old.keys())
            stored = sheet.value(*place)
            more = f", and so are {len(old) - 1} more on this sheet" if len(old) > 1 else ""
            yield this.found(
                cell_at(sheet, place),
                f"{cell_address(*place)} shows {shown_value(stored)}, which is out of date (it gives "
                f"{shown_value(old[place])}){more}",
                indicator=subject.number_of(sheet),
                expected=shown_value(old[place]),
                found=shown_value(stored),
            )


def _old(subject: Subject, sheet: SheetView) -> dict[Place, CellValue]:
    """Return the cells of a sheet whose stored values are not what their formulas give, with what they give."""
    values = subject.values.get(sheet.name, {})
    return {
        place: values[place]
        for place, formula in sheet.formulas.items()
        if place in values
        and not _agrees(formula.cached if formula.cached is not None else sheet.value(*place), values[place])
    }


def _agrees(stored: CellValue, now: CellValue) -> bool:
    if isinstance(stored, float) and isinstance(now, float):
        return math.isclose(stored, now, rel_tol=1e-9, abs_tol=_ABOUT_ZERO)
    return same_value(stored, now) or (stored in (None, "") and now in (None, ""))


_HEADLINES: Final = (layout.RAG_RATING, layout.CHANGE, layout.CURRENT, layout.PREVIOUS, layout.TARGET)


def _most_important(sheet: SheetView, places: Collection[Place]) -> Place:
    for headline in _HEADLINES:
        area = sheet.names.get(headline.name.lower())
        if area is not None and area.sheet.lower() == sheet.name.lower() and area.place in places:
            return area.place
    return min(places)


@check(
    "CEL004",
    ERROR,
    title="A cell holds a worksheet error",
    what="Looks for errors such as #DIV/0! and #NAME? in formulas and in cells that are typed in. #N/A is left out "
    "where the formula gives it on purpose, by NA(). One finding a sheet, at the first of them.",
    why="Every figure that depends on the cell is lost, and a report prints the error.",
    example="Indicator 36!C5 gives #NAME?, because a name was deleted.",
    mend="Mend the formula, or clear the cell and enter the figure",
)
def errors(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every cell."""
    for sheet in subject.view.sheets:
        values = subject.values.get(sheet.name, {})
        found = {
            place: value
            for shown in (sheet.values, values)
            for place in shown
            if isinstance(value := values.get(place, shown[place]), WorksheetError)
            and not _MEANT_TO_BE.search(sheet.formula(*place) or "")
        }
        if found:
            first = min(found)
            yield this.found(
                cell_at(sheet, first),
                f"{cell_address(*first)} gives {found[first]}{_and_others(sorted(found)[1:])}",
                indicator=subject.number_of(sheet),
                found=str(found[first]),
            )


def _and_others(places: Sequence[Place]) -> str:
    if not places:
        return ""
    named = ", ".join(cell_address(*place) for place in places[:_MOST_NAMED])
    more = f" and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
    return f" (errors also in {named}{more})"


@check(
    "CEL005",
    ERROR,
    title="A number is stored as text",
    what="Looks at every cell that a figure is typed into: history, ledger, tolerances, annual targets and profiles.",
    why="Excel does not count text: the figure is not rated, and sums leave it out without a word.",
    example="The actual of 2023/24 Q3 is the text 12,400.",
    mend="Type the number again, in a cell that is not formatted as Text",
)
def text_numbers(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return _figures_that_are_none(this, subject, lambda value: isinstance(value, str) and _is_number(value))


@check(
    "CEL006",
    ERROR,
    title="A figure is a date",
    what="Looks for figures whose cell shows a date or a time, and for dates written as text where a figure belongs.",
    why="Excel turns 1/4 or 3-12 into a date without asking; behind it is a number such as 45,017 that is then rated.",
    example="The actual of 2023/24 Q3 shows 03/12/2023 and is 45,263 for every formula.",
    mend="Set the cell's format to Number and type the figure again",
)
def dates(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at every figure of the history, and at texts that look like dates."""
    yield from _figures_that_are_none(this, subject, lambda value: isinstance(value, str) and _is_date(value))
    for (number, period), row in subject.places.history.items():
        page = subject.page_of.get(number)
        if page is None or not page.sheet.features.dates:
            continue
        for name, cell in row.items():
            if name in _NUMBERS and cell.place in page.sheet.features.dates and isinstance(cell.stored, float):
                yield this.found(
                    cell,
                    f"the {name.replace('_', ' ')} of {period} is shown as a date or a time; its number is "
                    f"{shown_value(cell.stored)}",
                    indicator=number,
                    found=shown_value(cell.stored),
                )


@check(
    "CEL007",
    ERROR,
    title="A figure is neither a number nor a word for none",
    what="Looks at every cell that a figure is typed into for other text, and for TRUE and FALSE. The words of the key "
    "that say there is no figure, such as n/a, are fine.",
    why="The rating is Invalid, and nobody can add the figure up.",
    example="The actual of 2023/24 Q3 is the text about 40.",
    mend="Type the number, or a word of the key such as n/a, and put the rest into the note",
)
def no_figure(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return _figures_that_are_none(
        this,
        subject,
        lambda value: not (isinstance(value, str) and (_is_number(value) or _is_date(value))),
    )


_NUMBERS: Final = (*_PERCENT_FIELDS, "numerator", "denominator")


def _is_number(text: str) -> bool:
    return number_meant(text) is not None


def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text.strip()) is not None


def _figures_that_are_none(this: Check, subject: Subject, wanted: Callable[[CellValue], bool]) -> Iterator[Finding]:
    """Yield what was noticed of figures whose cell holds a value of a kind."""
    for finding in this.remarked(subject, Kind.FIGURE):
        sheet, place = subject.view.sheet(finding.sheet), parse_cell(finding.cell)
        if sheet is not None and place is not None and wanted(sheet.value(*place)):
            yield finding


@check(
    "CEL008",
    ERROR,
    title="A percentage is typed as a whole number",
    what=f"Finds figures and targets of percentages above {_FRACTION:.0%} that are more than {_TIMES:.0f} times the "
    f"median of the indicator's others, or above {_SURELY:.0%}.",
    why="95 is 9,500%. It is rated against a target of 95%, and everything is Blue.",
    example="The actual is 82 and the target 0.8, shown as 80%.",
    mend="Type the figure with its percent sign, such as 66%",
)
def percentages(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history and the annual target of every percentage."""
    for page in subject.pages:
        if page.indicator.measure != PERCENT:
            continue
        cells = list(_percentages(subject, page))
        for what, cell, value in cells:
            others = [other for _, neighbour, other in cells if neighbour is not cell]
            if value > _SURELY or (value > _FRACTION and others and value > _TIMES * abs(median(others))):
                yield this.found(
                    cell,
                    f"{what} is {value:,.0%}",
                    indicator=page.number,
                    expected=f"{value / 100:.{page.indicator.decimals}%}",
                    found=shown_value(value),
                )


def _percentages(subject: Subject, page: Page) -> Iterator[tuple[str, Cell, float]]:
    for point in subject.series(page):
        row = subject.places.history[page.number, point.period]
        for name in _PERCENT_FIELDS:
            value = classify(getattr(point.row, name))
            if not isinstance(value, CellClass):
                yield f"the {name.replace('_', ' ')} of {point.period}", row[name], value
    cell, annual = page.named("AnnualTarget"), classify(page.indicator.annual_target)
    if cell is not None and not isinstance(annual, CellClass):
        yield "the annual target", cell, annual


@check(
    "CEL009",
    ERROR,
    title="A percentage does not follow from its numerator and denominator",
    what="Divides the numerator by the denominator of every row of a percentage that has both, and compares the result "
    "with the figure, to the decimals shown.",
    why="Readers divide. One of the three is wrong.",
    example="320 of 500 are 64%, and the figure is 55%.",
    mend="Correct the figure or its parts; if the figure was published, also mark the row Revised and say why "
    "in its note",
)
def parts(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the history of every percentage."""
    for page in subject.pages:
        if page.indicator.measure != PERCENT:
            continue
        for point in subject.series(page):
            part, whole = classify(point.row.numerator), classify(point.row.denominator)
            typed = classify(point.row.actual)
            if isinstance(part, CellClass) or isinstance(whole, CellClass) or isinstance(typed, CellClass):
                continue
            if whole != 0 and near(part / whole, typed, places_of(page.indicator)):
                continue
            right = figure_text(part / whole, page.indicator) if whole else "no percentage"
            yield this.found(
                subject.places.history[page.number, point.period]["actual"],
                f"{part:,.10g} of {whole:,.10g} is {right}, but the figure of {point.period} is "
                f"{figure(typed, page.indicator)}",
                indicator=page.number,
                expected=right,
                found=figure(typed, page.indicator),
            )


@check(
    "CEL010",
    ERROR,
    title="A formula has lost a reference",
    what="Looks for #REF! in the text of every formula: what it referred to was deleted.",
    why="The formula gives an error, or hides it with IFERROR and gives something else than it should.",
    example="The formula of Indicator 36!D5 is =IFERROR(#REF!, 0).",
    mend="Copy the formula from the same cell of another indicator's sheet, or enter the reference again",
)
def lost(this: Check, subject: Subject) -> Iterator[Finding]:
    """Look at the text of every formula."""
    for sheet in subject.view.sheets:
        for place, formula in sheet.formulas.items():
            if formula.text and _LOST in formula.text and _LOST in masked(formula.text):
                yield this.found(
                    cell_at(sheet, place),
                    "the formula refers to a cell that was deleted",
                    indicator=subject.number_of(sheet),
                    found=f"={one_line(formula.text)}",
                )


@check(
    "CEL011",
    INFO,
    title="A formula could not be checked",
    what="Lists the formulas that cannot be evaluated without Excel (docs/evaluation.md says which and why). One "
    "finding a sheet.",
    why="Whether their stored values are up to date is not known here.",
    example="Indicator 36!B60 calls CELL, which only Excel can answer.",
    mend="Open the workbook in Excel and save it, so that the stored values are Excel's own",
)
def not_checked(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what the evaluation could not answer."""
    by_sheet: dict[str, list[tuple[str, str]]] = {}
    for entry in subject.unanswered:
        by_sheet.setdefault(entry.sheet, []).append((entry.cell, entry.reason))
    for name, entries in by_sheet.items():
        sheet = subject.view.sheet(name)
        place = parse_cell(entries[0][0])
        more = f" (and {len(entries) - 1} more on this sheet)" if len(entries) > 1 else ""
        yield this.found(
            cell_at(sheet, place) if sheet is not None and place is not None else name,
            f"the formula was not evaluated: {entries[0][1]}{more}",
            indicator=subject.number_of(sheet) if sheet is not None else "",
        )


@check(
    "CEL012",
    ERROR,
    title="A cell that is typed in holds an error, or a formula that was never calculated",
    what="Looks at every cell that the register is read from.",
    why="Its value is not known: it is neither rated nor published.",
    example="The actual of 2023/24 Q3 is #DIV/0!.",
    mend="Mend the formula, or enter the figure",
)
def typed_errors(this: Check, subject: Subject) -> Iterator[Finding]:
    """Take over what was noticed when the workbook was read."""
    return this.remarked(subject, Kind.NEVER_CALCULATED, Kind.WORKSHEET_ERROR)
