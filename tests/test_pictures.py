"""The docs' pictures show what the example workbook has now. None of this needs LibreOffice."""

from __future__ import annotations

import re
import struct
import sys
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from quarterbook.book.package import Package

TOOLS = str(Path(__file__).parents[1] / "tools")
sys.path.insert(0, TOOLS)
pictures: Any = import_module("pictures")
raster: Any = import_module("raster")
sys.path.remove(TOOLS)

NEW = "run: python tools/build.py, then python tools/pictures.py"


@pytest.fixture(scope="module")
def now() -> Any:
    return pictures.Pictures()


@pytest.mark.parametrize("name", pictures.PICTURES)
def test_a_picture_shows_what_the_workbook_has(name: str, now: Any) -> None:
    assert name not in pictures.stale(now), NEW
    assert (pictures.IMAGES / name).stat().st_size < pictures.MOST_BYTES


def test_no_picture_is_there_that_is_not_made(now: Any) -> None:
    assert pictures.stale(now) == [], NEW
    assert {path.name for path in pictures.IMAGES.glob("*.png")} == set(pictures.PICTURES)


# --- What makes a picture stale --------------------------------------------------------------------------------------

SHEET = "xl/worksheets/sheet5.xml"
"""Indicator 37, which indicator.png shows from its title to its chart."""


@pytest.fixture
def digests(tmp_path: Path) -> Callable[[str, str, str], tuple[str, str]]:
    """Return the digests of indicator.png before and after a part of the workbook is changed."""

    def change(part: str, pattern: str, replacement: str) -> tuple[str, str]:
        package = Package.open(pictures.WORKBOOK)
        before = package.read(part).decode()
        after = re.sub(pattern, replacement, before, count=1, flags=re.DOTALL)
        assert after != before
        path = tmp_path / "changed.xlsx"
        path.write_bytes(package.with_parts({part: after.encode()}))
        return pictures.Pictures().digest("indicator.png"), pictures.Pictures(path).digest("indicator.png")

    return change


@pytest.mark.parametrize(
    ("part", "pattern", "replacement"),
    [
        pytest.param(SHEET, r'(<c r="C5"[^>]*>.*?<v>)[^<]*', r"\g<1>1", id="a figure"),
        pytest.param(SHEET, r'<col min="1" max="1" width="[^"]*"', '<col min="1" max="1" width="40"', id="a width"),
        pytest.param(SHEET, r'(<row r="4"[^>]* ht=")[^"]*', r"\g<1>90", id="a height"),
        pytest.param(SHEET, r'(<c r="A1" s=")[^"]*', r"\g<1>0", id="a style"),
        pytest.param(SHEET, r'(<cfRule[^>]*>\s*<formula>)"Red"', r'\1"Amber"', id="a rule"),
        pytest.param("xl/styles.xml", "FFB10E1E", "FFFF0000", id="a colour"),
        pytest.param("xl/sharedStrings.xml", "Performance over Time", "Over time", id="a text"),
        pytest.param("xl/charts/chart2.xml", "801650", "000000", id="a line of the chart"),
        pytest.param(
            "xl/drawings/drawing2.xml", r"<xdr:row>\d+</xdr:row>(?!.*<xdr:row>)", "<xdr:row>25</xdr:row>", id="size"
        ),
    ],
)
def test_a_change_of_what_is_shown_makes_it_stale(
    part: str, pattern: str, replacement: str, digests: Callable[[str, str, str], tuple[str, str]]
) -> None:
    before, after = digests(part, pattern, replacement)
    assert before != after


@pytest.mark.parametrize(
    ("part", "pattern", "replacement"),
    [
        pytest.param(SHEET, r'(<c r="C5"[^>]*><f[^>]*>)[^<]*', r"\g<1>1+1", id="how a formula is written"),
        pytest.param(SHEET, r'(<c r="M9"[^>]*>.*?<v>)\d+', r"\g<1>0", id="what stands beside it"),
        pytest.param("xl/sharedStrings.xml", "Total number of cases opened", "Cases", id="another sheet"),
    ],
)
def test_any_other_change_does_not(
    part: str, pattern: str, replacement: str, digests: Callable[[str, str, str], tuple[str, str]]
) -> None:
    before, after = digests(part, pattern, replacement)
    assert before == after


# --- Pictures as files -----------------------------------------------------------------------------------------------


def ppm(*rows: str) -> bytes:
    colours = {".": b"\xff\xff\xff", "#": b"\0\0\0", "o": b"\xb1\x0e\x1e"}
    return b"P6\n%d %d\n255\n" % (len(rows[0]), len(rows)) + b"".join(colours[dot] for row in rows for dot in row)


def painted(png: bytes) -> list[list[tuple[int, ...]]]:
    """Return the colours of a PNG of 256 colours, row by row."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(png):
        (length,), kind = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        chunks[kind] = png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + chunks[kind]),)
        at += 12 + length
    width, height, depth, colours = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, colours) == (8, 3)
    palette = [tuple(chunks[b"PLTE"][n : n + 3]) for n in range(0, len(chunks[b"PLTE"]), 3)]
    data = zlib.decompress(chunks[b"IDAT"])
    return [[palette[n] for n in data[y * (width + 1) + 1 : (y + 1) * (width + 1)]] for y in range(height)]


def test_a_page_is_cut_to_what_is_drawn() -> None:
    cut = raster.Raster.from_ppm(ppm(".....", ".o...", "...#.", ".....")).cut()
    black, white, red = (0, 0, 0), (255, 255, 255), (0xB1, 0x0E, 0x1E)
    assert painted(cut.png()) == [[red, white, white], [white, white, black]]


def test_pictures_side_by_side_are_padded_to_one_height() -> None:
    small, tall = (raster.Raster.from_ppm(ppm(*rows)) for rows in (["#"], ["o", "o", "o"]))
    both = small.padded(1, 5).beside(tall.padded(1, 5), 2)
    rows = painted(both.png())
    assert [len(row) for row in rows] == [8] * 5
    assert [row[1] == (0, 0, 0) for row in rows] == [False, True, False, False, False]
    assert [row[6] == (0xB1, 0x0E, 0x1E) for row in rows] == [False, True, True, True, False]


def test_a_colour_too_many_becomes_the_nearest_one() -> None:
    greys = [bytes([n, n, n]) for n in range(256)]
    rare = b"\xfe\xfe\xff"
    row = b"".join(grey * 2 for grey in greys) + rare
    found = painted(raster.Raster(len(row) // 3, (row,)).png())
    assert found[0][-1] == (254, 254, 254)
    assert found[0][:-1] == [(n, n, n) for n in range(256) for _ in range(2)]


def test_an_empty_page_is_no_picture() -> None:
    with pytest.raises(ValueError, match="nothing on the page"):
        raster.Raster.from_ppm(ppm("..", "..")).cut()
