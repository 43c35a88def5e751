"""The example register says what the two published reports said: figures, labels and ratings."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from quarterbook.cells import classify, direction_of
from quarterbook.periods import Period
from quarterbook.register import Published, Register, read_register, write_register
from quarterbook.rules import change, rag, to_places
from quarterbook.vocabulary import BANDS, DOWN, NONE, PERCENT, TARGETED, UNRATED, UP

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "workbook" / "register"
Printed = dict[str, str]


def _printed() -> list[Printed]:
    with (ROOT / "tests" / "data" / "published-figures.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PRINTED = _printed()
EVERY_ROW = pytest.mark.parametrize("row", PRINTED, ids=lambda row: f"{row['report']} {row['indicator']}")


@pytest.fixture(scope="module")
def register() -> Register:
    return read_register(EXAMPLE)


def _period(row: Printed) -> Period:
    return Period.parse(row["report"])


def _published(register: Register, row: Printed) -> Published:
    (found,) = [kept for kept in register.published if (kept.number, kept.period) == (row["indicator"], _period(row))]
    return found


def _figure(text: str) -> float | str | None:
    """A figure as the file of published figures spells it."""
    try:
        return float(text)
    except ValueError:
        return text or None


def _observed(register: Register, number: str, period: Period) -> tuple[object, object]:
    rows = [row for row in register.history_of(number) if row.period == period]
    return (rows[0].actual, rows[0].target) if rows else (None, None)


def _rating(register: Register, number: str, period: Period) -> str:
    indicator = register.by_number[number]
    actual, target = _observed(register, number, period)
    aim = target if indicator.status == TARGETED else indicator.status
    settings = register.settings
    return rag(actual, aim, indicator.direction, settings.amber_tolerance, settings.blue_margin)


def test_the_committed_files_are_what_writing_them_again_gives(register: Register, tmp_path: Path) -> None:
    write_register(register, tmp_path)
    assert {path.name: path.read_bytes() for path in EXAMPLE.iterdir()} == {
        path.name: path.read_bytes() for path in tmp_path.iterdir()
    }


def test_it_has_the_published_indicators_in_their_order(register: Register) -> None:
    latest = str(register.settings.reporting_period)
    assert [(row.number, row.title) for row in register.indicators] == [
        (row["indicator"], row["title"]) for row in PRINTED if str(_period(row)) == latest
    ]
    assert len(register.published) == len(PRINTED)


@EVERY_ROW
def test_what_was_printed_is_kept_as_printed(row: Printed, register: Register) -> None:
    kept = _published(register, row)
    assert (kept.target_label, kept.current_label, kept.previous_label, kept.change, kept.rag) == (
        row["target_label"],
        row["current_label"],
        row["previous_label"],
        row["change_published"],
        row["rag_published"],
    )
    assert [kept.target, kept.current, kept.previous] == [
        _figure(row[name]) for name in ("target", "current", "previous")
    ]
    assert direction_of(kept.direction) == direction_of(row["direction"])


@EVERY_ROW
def test_the_history_has_the_printed_figure_and_target(row: Printed, register: Register) -> None:
    number = row["indicator"]
    actual, target = _observed(register, number, _period(row))
    printed_target = _figure(row["target"])
    assert actual == _figure(row["current"])
    if isinstance(printed_target, float):
        assert target == printed_target
    else:
        assert (target, register.by_number[number].status) == (None, printed_target)
    assert direction_of(register.by_number[number].direction) == direction_of(row["direction"])
    assert (register.by_number[number].measure == PERCENT) == (row["unit"] == "percent")


@EVERY_ROW
def test_the_rules_give_the_printed_rating(row: Printed, register: Register) -> None:
    rating = _rating(register, row["indicator"], _period(row))
    if row["rag_source"] == "text":
        assert rating == row["rag_published"]
    else:  # an image in the report; the register must still lead to a rating
        assert rating in (*BANDS, *UNRATED)


@EVERY_ROW
def test_the_previous_figure_is_the_printed_one_or_the_note_says_why_not(row: Printed, register: Register) -> None:
    number, period = row["indicator"], _period(row)
    indicator = register.by_number[number]
    before = indicator.previous_period(period)
    previous, _ = _observed(register, number, before)
    printed = _figure(row["previous"])
    if previous == printed:
        actual, _ = _observed(register, number, period)
        outcome = change(actual, previous, indicator.direction)
        assert outcome == _change_in_words(row) or printed is None
        return
    # The report printed another figure than the one published the time before; the note has to say so.
    notes = " ".join(kept.note for kept in register.history_of(number) if kept.period in (period, before))
    assert isinstance(printed, float)
    assert (f"{printed:.0%}" if indicator.measure == PERCENT else f"{printed:,.0f}") in notes


def _change_in_words(row: Printed) -> str:
    return {"NA": "N/A"}.get(row["change_published"], row["change_published"])


def test_a_printed_previous_figure_stands_in_the_history_with_a_note_where_nothing_else_has_it(
    register: Register,
) -> None:
    printed = {(row["indicator"], _period(row)) for row in PRINTED}
    for row in register.history:
        assert (row.number, row.period) in printed or row.note


def test_cumulative_figures_and_their_parts_add_up(register: Register) -> None:
    parts = [row for row in register.history if row.in_period is not None]
    assert parts
    for row in parts:
        before, _ = _observed(register, row.number, row.period.previous())
        start = before if row.period.number > 1 else 0.0
        assert isinstance(row.actual, float)
        assert isinstance(start, float)
        assert row.in_period == row.actual - start


def test_a_percentage_follows_from_its_counts_or_the_note_says_what_they_give(register: Register) -> None:
    counted = [row for row in register.history if row.numerator is not None]
    assert counted
    for row in counted:
        share = _number(row.numerator) / _number(row.denominator)
        if to_places(round(share, 2)) != row.actual:
            assert f"{share:.0%}" in row.note


def _number(value: object) -> float:
    number = classify(value)
    assert isinstance(number, float)
    return number


def test_where_actions_were_printed_there_are_actions(register: Register) -> None:
    for row in PRINTED:
        wrote = register.narrative_of(row["indicator"], _period(row))
        assert bool(wrote.actions) == (row["actions_published"] == "yes")
        assert wrote.commentary


def test_directions_are_spelt_as_the_rules_name_them(register: Register) -> None:
    assert {row.direction for row in register.indicators} <= {UP, DOWN, NONE}
