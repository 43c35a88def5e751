"""Formulas typed over, bent or broken, and values that are stale."""

from __future__ import annotations

from faults import spots
from faults.catalogue import FILE, kind
from faults.file import MAIN, File, Parts
from faults.spots import Spot
from faults.wants import Want
from quarterbook.book import layout
from quarterbook.book.plan import Formula
from quarterbook.figures import as_shown
from quarterbook.vocabulary import (
    AMBER,
    BLUE,
    DECLINING,
    GREEN,
    IMPROVING,
    PREVIOUS_PERIOD,
    QUARTERLY,
    RED,
    TARGETED,
    UP,
)

_FINE = (AMBER, GREEN, BLUE)
_PLAIN = Want(frequency=QUARTERLY, status=TARGETED, comparator=PREVIOUS_PERIOD, now=_FINE)
_UP = Want(frequency=QUARTERLY, status=TARGETED, comparator=PREVIOUS_PERIOD, now=_FINE, direction=UP)


def _over(file: File, number: str, name: str, content: float | str | Formula) -> Spot:
    file.type(number, file.named(number, name), content)
    return spots.named(name, file.draft.now(number))


def _shown(file: File, number: str, name: str) -> float:
    found = file.draft.current(number)
    return float(as_shown(getattr(found, name), found.indicator) or 0)


@kind(
    FILE,
    "rating typed over its formula",
    "Somebody typed a rating where the formula was; it is not what follows.",
    _PLAIN,
)
def rating(file: File, number: str) -> Spot:
    right = file.draft.current(number).rag
    return _over(file, number, "RagRating", {AMBER: GREEN, GREEN: AMBER, BLUE: GREEN}[right])


@kind(
    FILE,
    "rating pasted as a value",
    "The right rating was pasted as a value over its formula: it will not move with the figures.",
    _PLAIN,
)
def rating_pasted(file: File, number: str) -> Spot:
    return _over(file, number, "RagRating", file.draft.current(number).rag)


@kind(FILE, "figure typed over its formula", "A figure was typed where the table's figure is looked up.", _UP)
def current(file: File, number: str) -> Spot:
    return _over(file, number, "Current", float(round(_shown(file, number, "actual") * 1.01 + 1)))


@kind(FILE, "previous figure typed over its formula", "A figure was typed where the previous one is looked up.", _PLAIN)
def previous(file: File, number: str) -> Spot:
    return _over(file, number, "Previous", float(round(_shown(file, number, "previous") * 1.02 + 1)))


@kind(FILE, "target typed over its formula", "A target was typed where the table's target is looked up.", _UP)
def target(file: File, number: str) -> Spot:
    return _over(file, number, "Target", float(round(_shown(file, number, "target") * 0.97)))


@kind(
    FILE,
    "change typed over its formula",
    "Improving was typed where Declining follows, or the other way about.",
    _PLAIN,
)
def change(file: File, number: str) -> Spot:
    right = file.draft.current(number).change
    return _over(file, number, "ChangeInPerformance", DECLINING if right == IMPROVING else IMPROVING)


@kind(FILE, "tolerance used typed over its formula", "The tolerance used was typed over its formula.", _PLAIN)
def tolerance(file: File, number: str) -> Spot:
    return _over(file, number, "Amber", 0.12)


@kind(
    FILE, "number written into the rating's formula", "The rating's formula has the target as a number in it.", _PLAIN
)
def hard_coded(file: File, number: str) -> Spot:
    aim = _shown(file, number, "target")
    return _over(file, number, "RagRating", Formula(f"RAG(Current, {aim:.0f}, Direction, Amber, Blue)", dynamic=True))


@kind(FILE, "figure adjusted in its formula", "The figure's formula adds a number that nobody can see.", _UP)
def adjusted(file: File, number: str) -> Spot:
    text = file.formula(number, "Current")
    return _over(file, number, "Current", Formula(f"{text}+3", dynamic=True))


@kind(
    FILE,
    "rating taken from another sheet",
    "After copying, the rating's formula looks at another indicator's figure.",
    _PLAIN,
)
def other_sheet(file: File, number: str) -> Spot:
    row, column = file.named(file.draft.bystander(number), "Current")
    there = f"'{file.sheet(file.draft.bystander(number)).name}'!${chr(64 + column)}${row}"
    return _over(file, number, "RagRating", Formula(f"RAG({there}, Target, Direction, Amber, Blue)", dynamic=True))


@kind(
    FILE,
    "figure looked up in another indicator's history",
    "The figure's formula looks into the history table of another indicator.",
    _PLAIN,
)
def other_history(file: File, number: str) -> Spot:
    own, other = file.table(number).name, file.table(file.draft.bystander(number)).name
    text = file.formula(number, "Current").replace(f"{own}[", f"{other}[")
    return _over(file, number, "Current", Formula(text, dynamic=True))


@kind(
    FILE,
    "rating without its tolerances",
    "The rating's formula leaves the tolerances out, unlike that of every other sheet.",
    _PLAIN,
)
def no_tolerances(file: File, number: str) -> Spot:
    return _over(file, number, "RagRating", Formula("RAG(Current, Target, Direction)", dynamic=True))


@kind(
    FILE,
    "direction written into the change's formula",
    "The change's formula has its own direction, so the setting beside it does nothing.",
    _UP,
)
def own_direction(file: File, number: str) -> Spot:
    text = 'CHANGE(Current, Previous, "up", Target)'
    return _over(file, number, "ChangeInPerformance", Formula(text, dynamic=True))


@kind(FILE, "#REF! in a formula", "A column was deleted and the formula of the previous figure lost it.", _PLAIN)
def reference(file: File, number: str) -> Spot:
    table = file.table(number).name
    text = file.formula(number, "Previous").replace(f"{table}[Actual]", "#REF!")
    return _over(file, number, "Previous", Formula(text, dynamic=True))


@kind(FILE, "misspelt function", "The rating's formula calls a function that there is not: #NAME?.", _PLAIN)
def misspelt(file: File, number: str) -> Spot:
    sheet, place = file.sheet(number).name, file.named(number, "RagRating")

    def misspell(parts: Parts) -> None:
        formula = parts.cell(sheet, place).find(f"{MAIN}f")
        assert formula is not None
        formula.text = "RAGG(Current, Target, Direction, Amber, Blue)"

    file.afterwards.append(misspell)
    return _over(file, number, "RagRating", Formula("#NAME?"))  # calculated as the error that Excel gives


@kind(
    FILE,
    "rating typed over on the Index",
    "The Index has a rating typed over its formula; the sheet says another.",
    _PLAIN,
)
def on_the_index(file: File, number: str) -> Spot:
    sheet = file.view.by_name[layout.INDEX.lower()]
    table = next(found for found in sheet.tables if found.name == layout.INDEX_TABLE)
    first, left, last, _ = table.extent
    row = next(row for row in range(first + 1, last + 1) if str(sheet.value(row, left)) == number)
    right = file.draft.current(number).rag
    column = left + table.columns.index("RAG rating")
    return file.type_on(layout.INDEX, (row, column), {AMBER: GREEN, GREEN: AMBER, BLUE: GREEN}[right])


# --- values that are stale ---------------------------------------------------------------------------------------


def _stale(file: File, number: str, name: str, value: str) -> Spot:
    sheet, place = file.sheet(number).name, file.named(number, name)

    def patch(parts: Parts) -> None:
        stored = parts.cell(sheet, place).find(f"{MAIN}v")
        assert stored is not None
        assert stored.text != value
        stored.text = value

    file.afterwards.append(patch)
    return spots.named(name, file.draft.now(number))


@kind(FILE, "stale rating", "The rating shown is that of older figures: the workbook was not calculated.", _PLAIN)
def stale_rating(file: File, number: str) -> Spot:
    return _stale(file, number, "RagRating", RED)


@kind(FILE, "stale figure", "The figure shown is the quarter's before: the workbook was not calculated.", _PLAIN)
def stale_figure(file: File, number: str) -> Spot:
    return _stale(file, number, "Current", f"{_shown(file, number, 'previous'):.0f}")


@kind(FILE, "stale change", "The change shown is not that of the two figures: the workbook was not calculated.", _PLAIN)
def stale_change(file: File, number: str) -> Spot:
    right = file.draft.current(number).change
    return _stale(file, number, "ChangeInPerformance", DECLINING if right == IMPROVING else IMPROVING)
