"""A picture as rows of bytes: cut to what is drawn, framed, put together, written as PNG."""

from __future__ import annotations

import re
import struct
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import Final

_PPM: Final = re.compile(rb"P6\s+(\d+)\s+(\d+)\s+255\s")
_WHITE: Final = b"\xff\xff\xff"
_FRAME: Final = b"\xd0\xd7\xde"
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_INDEXED: Final = 3
_COLOURS: Final = 256

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Raster:
    """A picture of red, green and blue.

    Attributes:
        width: in pixels.
        rows: one row of pixels each, three bytes a pixel.
    """

    width: int
    rows: tuple[bytes, ...]

    @classmethod
    def from_ppm(cls, data: bytes) -> Raster:
        """Read what `pdftoppm` writes."""
        head = _PPM.match(data)
        if head is None:
            raise ValueError("not a PPM picture of three bytes a pixel")
        width, height = int(head[1]), int(head[2])
        step, start = 3 * width, head.end()
        return cls(width, tuple(data[start + n * step : start + (n + 1) * step] for n in range(height)))

    def cut(self) -> Raster:
        """Return it without the white around what is drawn."""
        blank = _WHITE * self.width
        drawn = [n for n, row in enumerate(self.rows) if row != blank]
        if not drawn:
            raise ValueError("there is nothing on the page")
        rows = self.rows[drawn[0] : drawn[-1] + 1]
        left = min(_first(row) for row in rows)
        right = self.width - min(_first(row[::-1]) for row in rows)
        return Raster(right - left, tuple(row[3 * left : 3 * right] for row in rows))

    def padded(self, space: int, height: int = 0) -> Raster:
        """Return it with white around, and white below up to a height."""
        width, side = self.width + 2 * space, _WHITE * space
        below = max(space, height - len(self.rows) - space)
        blank = _WHITE * width
        return Raster(width, (*(blank,) * space, *(side + row + side for row in self.rows), *(blank,) * below))

    def framed(self) -> Raster:
        """Return it with a thin line around, so that its edge is seen on a white page."""
        line = _FRAME * (self.width + 2)
        return Raster(self.width + 2, (line, *(_FRAME + row + _FRAME for row in self.rows), line))

    def beside(self, other: Raster, space: int) -> Raster:
        """Return it with another picture of its height on its right."""
        gap = _WHITE * space
        rows = zip(self.rows, other.rows, strict=True)
        return Raster(self.width + space + other.width, tuple(left + gap + right for left, right in rows))

    def png(self) -> bytes:
        """Return it as a PNG file of at most 256 colours: the most frequent ones, and for any other the nearest."""
        painted = [[(row[n], row[n + 1], row[n + 2]) for n in range(0, len(row), 3)] for row in self.rows]
        frequent = [colour for colour, _ in Counter(chain.from_iterable(painted)).most_common()]
        palette = frequent[:_COLOURS]
        number = {colour: n for n, colour in enumerate(palette)}
        number |= {colour: _nearest(palette, colour) for colour in frequent[_COLOURS:]}
        head = struct.pack(">IIBBBBB", self.width, len(self.rows), 8, _INDEXED, 0, 0, 0)
        pixels = b"".join(b"\0" + bytes([number[colour] for colour in row]) for row in painted)
        chunks = (
            (b"IHDR", head),
            (b"PLTE", bytes(chain.from_iterable(palette))),
            (b"IDAT", zlib.compress(pixels, 9)),
            (b"IEND", b""),
        )
        return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _nearest(palette: list[Colour], colour: Colour) -> int:
    red, green, blue = colour

    def away(n: int) -> int:
        return (palette[n][0] - red) ** 2 + (palette[n][1] - green) ** 2 + (palette[n][2] - blue) ** 2

    return min(range(len(palette)), key=away)


def _first(row: bytes) -> int:
    """Return how many white pixels a row begins with."""
    return (len(row) - len(row.lstrip(b"\xff"))) // 3


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
