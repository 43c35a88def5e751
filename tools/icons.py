"""Make the add-in's icons anew: four squares in the colours of the ratings, one for each quarter of a year."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "addin" / "server" / "static" / "images" / "icons"
SIZES = (16, 32, 64, 80)
COLOURS = ((0xB1, 0x0E, 0x1E), (0xFF, 0xBF, 0x47), (0x00, 0x70, 0x3C), (0x1D, 0x70, 0xB8))


def icon(size: int) -> bytes:
    """Return one icon as a PNG file."""
    gap = max(1, size // 16)
    rows = []
    for y in range(size):
        row = bytearray([0])
        for x in range(size):
            in_gap = any(n < gap or n >= size - gap or abs(2 * n + 1 - size) < 2 * gap for n in (x, y))
            colour = COLOURS[2 * (y >= size // 2) + (x >= size // 2)]
            row += bytes((0, 0, 0, 0) if in_gap else (*colour, 255))
        rows.append(bytes(row))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        (FOLDER / f"quarterbook-{size}.png").write_bytes(icon(size))
