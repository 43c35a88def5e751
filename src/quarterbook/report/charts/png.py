"""Charts as PNG, drawn from their SVG with a font of our own, so that every machine draws the same."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from quarterbook.errors import QuarterbookError

SCALE: Final = 2.5
"""Pixels to a unit of the drawing: 1,800 across, which prints sharp on a page's width."""
FONT: Final = "Source Sans Pro"
_FILES: Final = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")


def png_of(svg: str, scale: float = SCALE) -> bytes:
    """Return an SVG drawing as a PNG on white.

    Raises:
        QuarterbookError: when what draws it is not installed.
    """
    try:
        import resvg_py  # noqa: PLC0415 - only where a picture is drawn
    except ImportError:
        raise _missing() from None
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            background="#FFFFFF",
            zoom=scale,
            skip_system_fonts=True,
            font_files=[str(path) for path in font_files()],
            font_family=FONT,
            sans_serif_family=FONT,
        )
    )


@cache
def font_files() -> tuple[Path, ...]:
    """Return the files of the font that pictures and pages are set in: regular and bold.

    Raises:
        QuarterbookError: when the font's package is not installed.
    """
    found = find_spec("font_source_sans_pro")
    if found is None or found.origin is None:
        raise _missing()
    return tuple(Path(found.origin).parent / "files" / name for name in _FILES)


def _missing() -> QuarterbookError:
    return QuarterbookError('a report needs more than is installed: pip install "quarterbook[report]"')
