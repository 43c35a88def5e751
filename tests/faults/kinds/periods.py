"""Periods of the history table."""

from __future__ import annotations

from faults import spots
from faults.catalogue import FILE, LATE, kind
from faults.draft import Draft
from faults.file import MAIN, File, Parts
from faults.spots import Spot
from faults.wants import Want
from quarterbook.book.addresses import cell_address
from quarterbook.book.plan import AppendRows, Shown
from quarterbook.periods import Period
from quarterbook.vocabulary import MONTHLY, PREVIOUS_PERIOD, QUARTERLY, TARGETED

_PLAIN = Want(frequency=QUARTERLY, status=TARGETED, comparator=PREVIOUS_PERIOD)
_FREE = 6
"""So many periods back none was published, nor is one that was published compared with it."""


@kind(LATE, "figure for a period still to come", "The quarter has not begun, and has a figure already.", _PLAIN)
def still_to_come(draft: Draft, number: str) -> Spot:
    when = draft.now(number).next()
    figure = float(draft.row(number).actual or 0)
    draft.record(number, when, actual=float(round(figure * 1.03)))
    return spots.history("actual", when)


@kind(LATE, "row of another frequency", "A month stands among the quarters of a quarterly indicator.", _PLAIN)
def other_frequency(draft: Draft, number: str) -> Spot:
    when = Period(draft.now(number).year - 1, MONTHLY, 8)
    figure = float(draft.row(number).actual or 0)
    draft.record(number, when, actual=float(round(figure / 3)))
    return spots.history("period", when)


@kind(LATE, "period missing from the history", "A quarter between others is not in the history at all.", _PLAIN)
def missing(draft: Draft, number: str) -> Spot:
    when = draft.now(number).shift(-_FREE)
    del draft.history[number, when]
    return Spot(spots.SHEET, "", when)


@kind(FILE, "period twice in the history", "One quarter stands twice in the history, with two figures.", _PLAIN)
def twice(file: File, number: str) -> Spot:
    when = file.draft.now(number).shift(-_FREE)
    figure = float(file.draft.row(number, when).actual or 0)
    table = file.table(number)
    row = {"Period": str(when), "Actual": float(round(figure * 1.02))}
    file.edits.append(AppendRows(table.name, (row,)))
    return Spot(spots.CELL, cell_address(table.extent[2] + 1, table.extent[1]), when)


@kind(FILE, "period misspelt", "The period is not written as the others are, so no formula finds its row.", _PLAIN)
def misspelt(file: File, number: str) -> Spot:
    when = file.draft.now(number).shift(-_FREE)
    spelling = file.draft.chance.choice(("{0} Qtr {1}", "Q{1} {0}", "{0}Q{1}", "{0} Q{1}.", "{0}  Q{1}"))
    text = spelling.format(when.financial_year, when.number)
    file.type(number, file.history(number, "period", when), text)
    return spots.history("period", when)


@kind(
    FILE,
    "current period misspelt",
    "The row of the reporting period is misspelt, so the headline shows no figure.",
    _PLAIN,
)
def current_misspelt(file: File, number: str) -> Spot:
    when = file.draft.now(number)
    file.type(number, file.history(number, "period", when), f"Q{when.number} {when.financial_year}")
    return spots.history("period", when)


@kind(FILE, "period turned into a date", "Excel made a date of a period that was typed as a month.", _PLAIN)
def made_a_date(file: File, number: str) -> Spot:
    when = file.draft.now(number).shift(-_FREE)
    serial = float((when.first_day.toordinal()) - 693594)
    file.type(number, file.history(number, "period", when), Shown(serial, "mmm-yy"))
    return spots.history("period", when)


@kind(
    FILE,
    "row typed below the table",
    "A row of figures stands below the history table instead of in it, so no formula finds it.",
    Want(frequency=QUARTERLY, status=TARGETED, comparator=PREVIOUS_PERIOD, number=(4,)),
)
def below_the_table(file: File, number: str) -> Spot:
    table, now = file.table(number), file.draft.now(number)
    first, left, last, right = table.extent
    row, _ = file.history(number, "period", now)
    assert row == last

    def shrink(parts: Parts) -> None:
        for part in sorted(parts.package.part_names):
            if part.startswith("xl/tables/") and parts.xml(part).get("name") == table.name:
                parts.xml(part).set("ref", f"{cell_address(first, left)}:{cell_address(last - 1, right)}")

    file.patches.append(shrink)
    return spots.history("period", now)


@kind(FILE, "hidden row with a figure", "A row of the history that holds a figure is hidden.", _PLAIN)
def hidden_row(file: File, number: str) -> Spot:
    when = file.draft.now(number).shift(-2)
    row, _ = file.history(number, "actual", when)
    sheet = file.sheet(number).name

    def hide(parts: Parts) -> None:
        for element in parts.sheet(sheet).iter(f"{MAIN}row"):
            if element.get("r") == str(row):
                element.set("hidden", "1")

    file.patches.append(hide)
    return spots.history("actual", when)


@kind(
    FILE,
    "hidden columns with figures",
    "The columns of numerator and denominator are hidden, figures and all.",
    Want(shape="percentage", frequency=QUARTERLY, parts="given"),
)
def hidden_columns(file: File, number: str) -> Spot:
    now = file.draft.now(number)
    _, first = file.history(number, "numerator", now)
    sheet = file.sheet(number).name

    def hide(parts: Parts) -> None:
        columns = parts.sheet(sheet).find(f"{MAIN}cols")
        assert columns is not None
        for element in list(columns):
            low, high = int(element.get("min", "0")), int(element.get("max", "0"))
            if low <= first and high >= first + 1:
                place = columns.index(element)
                columns.remove(element)
                for start, end, hidden in ((low, first - 1, ""), (first, first + 1, "1"), (first + 2, high, "")):
                    if start <= end:
                        part = element.__copy__()
                        part.set("min", str(start))
                        part.set("max", str(end))
                        if hidden:
                            part.set("hidden", hidden)
                        columns.insert(place, part)
                        place += 1

    file.patches.append(hide)
    return spots.history("numerator", now)
