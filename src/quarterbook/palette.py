"""The colours of the house, for workbook, terminal and report. Every pair of text and ground passes 4.5:1."""

from __future__ import annotations

from typing import Final

from quarterbook.vocabulary import AMBER, BLUE, GREEN, RED

INK: Final = "#1B2A36"
ACCENT: Final = "#12436D"
QUIET: Final = "#505A5F"
RULE: Final = "#B1BAC2"

RATING_COLOURS: Final = {
    RED: ("#FFFFFF", "#B10E1E"),
    AMBER: ("#000000", "#FFBF47"),
    GREEN: ("#FFFFFF", "#00703C"),
    BLUE: ("#FFFFFF", "#1D70B8"),
}
"""Rating to the colours of its word and of what is behind it. A status is dark grey on light grey."""

RATING_SHAPES: Final = {RED: "■", AMBER: "◆", GREEN: "●", BLUE: "★"}
"""Rating to the sign beside its word, so that colour is never the only carrier."""
STATUS_SHAPE: Final = "○"

STATUS_COLOURS: Final = ("#383F43", "#F3F2F1")
WORSE: Final = "#942514"
BETTER: Final = "#00562E"
