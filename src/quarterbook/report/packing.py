"""Office files as the zip archives that they are: taken apart, and packed so that the same parts give one file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

CONTENT_TYPES: Final = "[Content_Types].xml"
_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every part: the earliest that a zip archive can hold."""


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of an Office file by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return an Office file of these parts; the list of content types comes first, as readers expect it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda name: name != CONTENT_TYPES):
            entry = zipfile.ZipInfo(name, _DAY)
            entry.create_system = 0  # else it tells the machine that it was packed on
            archive.writestr(entry, parts[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
