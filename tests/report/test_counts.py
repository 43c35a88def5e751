"""The chart of the summary: bars as long as the counts say, whatever the words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from quarterbook.palette import INK
from quarterbook.report.charts.counts import counts_svg
from quarterbook.report.charts.svg import WIDTH
from quarterbook.report.house import house_of
from quarterbook.vocabulary import BANDS, RED

HOUSE = house_of({})
COUNTS = st.dictionaries(st.one_of(st.sampled_from(BANDS), st.text(min_size=1)), st.integers(0, 5000), max_size=12)


def parts(svg: str, name: str) -> list[etree._Element]:
    return [part for part in etree.fromstring(svg).iter() if name == part.get("class")]


@given(COUNTS)
def test_a_bar_is_as_long_as_its_count_and_stays_in_the_drawing(counts: dict[str, int]) -> None:
    svg = counts_svg(counts, HOUSE)
    bars, drawn = parts(svg, "bar"), [count for count in counts.values() if count]
    lengths = [float(bar.get("width", "")) for bar in bars]
    longest = max(lengths, default=0.0)
    assert lengths == [pytest.approx(longest * count / max(drawn), abs=0.1) for count in drawn]
    assert all(0 <= float(bar.get("x", "")) < float(bar.get("x", "")) + longest < WIDTH for bar in bars)
    assert longest > WIDTH / 2 or not drawn
    assert [text.text for text in parts(svg, "count")] == [str(count) for count in counts.values()]
    assert len(parts(svg, "word")) == len(counts)


def test_a_bar_has_its_ratings_colour_and_an_outline() -> None:
    bar = parts(counts_svg({RED: 2}, HOUSE), "bar")[0]
    assert (bar.get("fill"), bar.get("stroke")) == (HOUSE.colours_of(RED).ground, INK)


def test_a_short_word_is_whole_and_a_long_one_is_cut() -> None:
    whole, cut = parts(counts_svg({"In Development": 1, "W" * 200: 1}, HOUSE), "word")
    assert whole.text == "In Development"
    assert cut.text is not None
    assert cut.text.strip("W") == "…"


def test_it_says_its_alternative_or_is_decoration() -> None:
    said, silent = (etree.fromstring(counts_svg({RED: 2}, HOUSE, text)) for text in ('2 "Red"', ""))
    assert (said.get("role"), said.get("aria-label")) == ("img", '2 "Red"')
    assert silent.get("aria-hidden") == "true"
