"""The add-in's icons: four squares in the colours of the ratings, one for each quarter of a year."""

from __future__ import annotations

import struct
import zlib

SIZES = (16, 32, 64, 80)
COLOURS = ((0xB1, 0x0E, 0x1E), (0xFF, 0xBF, 0x47), (0x00, 0x70, 0x3C), (0x1D, 0x70, 0xB8), (0xFF, 0xFF, 0xFF))
_CLEAR = len(COLOURS) - 1


def icon(size: int) -> bytes:
    """Return one icon as a PNG file, not compressed, so that every zlib writes the same bytes."""
    gap = max(1, size // 16)

    def colour(y: int, x: int) -> int:
        between = any(n < gap or n >= size - gap or abs(2 * n + 1 - size) < 2 * gap for n in (x, y))
        return _CLEAR if between else 2 * (y >= size // 2) + (x >= size // 2)

    rows = b"".join(b"\0" + bytes(colour(y, x) for x in range(size)) for y in range(size))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(value for rgb in COLOURS for value in rgb)),
        (b"tRNS", bytes([255] * _CLEAR + [0])),
        (b"IDAT", zlib.compress(rows, 0)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
