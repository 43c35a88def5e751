"""The house style: read from settings, refused where a reader could not read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterbook.errors import QuarterbookError
from quarterbook.palette import RATING_COLOURS
from quarterbook.report.house import LEAST_CONTRAST, Colours, contrast, house_of
from quarterbook.report.texts import Block

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


def test_without_settings_it_is_ours() -> None:
    house = house_of({})
    assert {rating: (each.ink, each.ground) for rating, each in house.ratings.items()} == RATING_COLOURS
    assert (house.logo, house.templates, house.contact, house.wording) == (None, None, "", {})
    for each in (*house.ratings.values(), house.status):
        assert contrast(each.ink, each.ground) >= LEAST_CONTRAST


def test_settings_change_it(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(PNG)
    (tmp_path / "ours").mkdir()
    settings = {
        "contact": " performance@example.gov.uk ",
        "introduction": "One.\n\nTwo.",
        "report_date": "7 March 2024",
        "colour_accent": "#003300",
        "colour_red": "#8b0000",
        "colour_amber": "#000000 on #FFCC00",
        "key_red": "Far off.",
        "logo": "logo.png",
        "templates": "ours",
        "unknown": "kept elsewhere",
    }
    house = house_of(settings, "Council", tmp_path)
    assert house.contact == "performance@example.gov.uk"
    assert house.introduction == (Block(("One.",)), Block(("Two.",)))
    assert house.accent == "#003300"
    assert house.colours_of("Red") == Colours(ink="#FFFFFF", ground="#8B0000")
    assert house.colours_of("Amber") == Colours(ink="#000000", ground="#FFCC00")
    assert house.colours_of("No data") == house.status
    assert house.wording == {"Red": "Far off."}
    assert house.logo is not None
    assert (house.logo.content, house.logo.kind, house.logo.text) == (PNG, ".png", "Council")
    assert house.templates == tmp_path / "ours"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("colour_accent", "#FFBF47"),
        ("colour_accent", "navy"),
        ("colour_red", "#FF0000 on #B10E1E"),
        ("colour_red", "#12345"),
        ("colour_status", "grey on white"),
        ("logo", "missing.png"),
        ("logo", "script.svg"),
        ("logo", "text.png"),
        ("logo", "large.png"),
        ("templates", "nowhere"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line_that_names_the_setting(
    key: str, value: str, tmp_path: Path
) -> None:
    (tmp_path / "script.svg").write_text("<svg/>")
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "large.png").write_bytes(PNG + b"x" * 2_000_001)
    with pytest.raises(QuarterbookError) as caught:
        house_of({key: value}, "", tmp_path)
    assert str(caught.value).startswith(f"settings, {key}: ")
    assert "\n" not in str(caught.value)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#777777") == pytest.approx(4.478, abs=1e-3)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.542, abs=1e-3)


@given(st.integers(0, 0xFFFFFF))
def test_any_single_colour_of_a_rating_gets_a_word_that_can_be_read(number: int) -> None:
    colours = house_of({"colour_green": f"#{number:06x}"}).colours_of("Green")
    assert contrast(colours.ink, colours.ground) >= LEAST_CONTRAST
