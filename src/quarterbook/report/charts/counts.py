"""The chart of the summary: how many indicators have each rating, as bars, in SVG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape

from quarterbook.palette import INK
from quarterbook.report.charts.svg import FONTS, SIZE, WIDTH, width_of
from quarterbook.report.house import House
from quarterbook.report.texts import clean

_ROW, _BAR = 34, 22
_GAP: Final = 10
_WIDEST: Final = WIDTH / 3
"""A word wider than this, out of the ledger perhaps, is cut; the table beside the chart has it whole."""


def counts_svg(counts: Mapping[str, int], house: House, alternative: str = "") -> str:
    """Return the counts by rating as an SVG of bars: a word, a bar in the rating's colour, a number.

    Every bar has an outline, so that a pale colour shows on white, and its own word: colour carries nothing alone.

    Args:
        counts: rating to how many indicators have it, in the order in which they are drawn.
        house: its colours.
        alternative: as for `svg_of`.
    """
    role = f'role="img" aria-label="{_text(alternative)}"' if alternative else 'aria-hidden="true"'
    height = _ROW * max(len(counts), 1)
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    font = f'font-family="{FONTS}" font-size="{SIZE}"'
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart counts" {size} {role} {font}>',
            *_bars(counts, house),
            "</svg>",
        )
    )


def _bars(counts: Mapping[str, int], house: House) -> Iterator[str]:
    words = [_shortened(clean(rating)) for rating in counts]
    left = max(map(width_of, words), default=0.0) + _GAP
    room = WIDTH - left - 50
    most = max([*counts.values(), 1])
    for n, ((rating, count), word) in enumerate(zip(counts.items(), words, strict=True)):
        top = n * _ROW + (_ROW - _BAR) / 2
        middle = top + _BAR / 2 + 4.5
        length = room * count / most
        end = f'x="{left - _GAP:.1f}" y="{middle}" text-anchor="end"'
        yield f'<text class="word" {end} fill="{INK}">{_text(word)}</text>'
        if count:
            yield (
                f'<rect class="bar" x="{left:.1f}" y="{top}" width="{length:.1f}" height="{_BAR}" '
                f'fill="{house.colours_of(rating).ground}" stroke="{INK}"/>'
            )
        yield (
            f'<text class="count" x="{left + length + _GAP:.1f}" y="{middle}" fill="{INK}" font-weight="bold">'
            f"{count}</text>"
        )


def _shortened(word: str) -> str:
    if width_of(word) <= _WIDEST:
        return word
    return next(cut for n in range(len(word), -1, -1) if width_of(cut := f"{word[:n]}…") <= _WIDEST)


def _text(text: str) -> str:
    return escape(clean(text), {'"': "&quot;"})
