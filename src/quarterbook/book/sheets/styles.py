"""How a master workbook looks: one family of fonts, two sizes for text, colours that pass 4.5:1.

Every cell format is made once for a workbook and shared by all sheets.
"""

from __future__ import annotations

from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format

from quarterbook.palette import ACCENT, BETTER, INK, QUIET, RATING_COLOURS, RULE, STATUS_COLOURS, WORSE
from quarterbook.vocabulary import (
    CHANGE_ARROWS,
    CHECK,
    CURRENCY,
    DECLINING,
    IMPROVING,
    NOTHING,
    PERCENT,
    TO_DO,
)

FONT: Final = "Arial"
TEXT_SIZE: Final = 10
LARGE_SIZE: Final = 13
TITLE_SIZE: Final = 16
LINE: Final = 13.5
"""The height of one line of text, in points."""

WORKBOOK_OPTIONS: Final = {
    # Without a scheme: with one, Excel takes the theme's font whatever the name says.
    "default_format_properties": {"font_name": FONT, "font_size": TEXT_SIZE, "font_scheme": False},
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}

HEADER_FILL: Final = "#E3EAF0"
INPUT_FILL: Final = "#FFFCE8"
WORKED_FILL: Final = "#F3F2F1"
NOW_FILL: Final = "#D5E4F1"
INPUT_RULE: Final = "#C9BE8C"

_BORDER: Final = {"border": 1, "border_color": RULE}
_INPUT: Final = {"bg_color": INPUT_FILL, "border": 1, "border_color": INPUT_RULE, "locked": False}
_TOP: Final = {"valign": "top", "text_wrap": True}
_FIGURE: Final = {"align": "right", "indent": 1, "valign": "vcenter"}
_INDENT: Final = {"align": "left", "indent": 1}
_MIDDLE: Final = {"valign": "vcenter"}

_STYLES: Final[dict[str, dict[str, Any]]] = {
    "bold": {"bold": True, **_MIDDLE},
    "middle": {**_MIDDLE, "text_wrap": True, **_INDENT},
    "warning": {"bold": True, "font_color": WORSE, **_MIDDLE},
    "beside": {**_MIDDLE, **_INDENT},
    "quiet_beside": {"font_color": QUIET, **_MIDDLE, **_INDENT},
    "quiet": {"font_color": QUIET, **_MIDDLE},
    "title": {"bold": True, "font_size": TITLE_SIZE, "font_color": ACCENT, **_TOP},
    "title_line": {"bold": True, "font_size": TITLE_SIZE, "font_color": ACCENT, **_MIDDLE},
    "subtitle": {"font_size": LARGE_SIZE, "font_color": INK, **_MIDDLE},
    "heading": {"bold": True, "font_size": LARGE_SIZE, "font_color": ACCENT, "bottom": 1, "bottom_color": RULE},
    "header": {
        "bold": True,
        "bg_color": HEADER_FILL,
        "font_color": INK,
        "text_wrap": True,
        **_MIDDLE,
        **_BORDER,
        **_INDENT,
    },
    "header_line": {"bold": True, "bg_color": HEADER_FILL, "font_color": INK, **_MIDDLE, **_BORDER, **_INDENT},
    "header_centre": {
        "bold": True,
        "bg_color": HEADER_FILL,
        "font_color": INK,
        "text_wrap": True,
        "valign": "vcenter",
        "align": "center",
        **_BORDER,
    },
    "late_header": {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center"},
    "link": {"font_color": "#1D4F91", "underline": 1, **_MIDDLE},
    "link_cell": {"font_color": "#1D4F91", "underline": 1, **_MIDDLE, **_BORDER, **_INDENT},
    "cell": {**_TOP, **_BORDER, **_INDENT},
    "cell_line": {"valign": "top", **_BORDER, **_INDENT},
    "cell_middle": {**_MIDDLE, "text_wrap": True, **_BORDER, **_INDENT},
    "cell_bold": {"bold": True, **_TOP, **_BORDER, **_INDENT},
    "cell_bold_middle": {"bold": True, **_MIDDLE, "text_wrap": True, **_BORDER, **_INDENT},
    "cell_figure": {**_FIGURE, **_BORDER},
    "cell_count": {"align": "center", "valign": "vcenter", "num_format": '0;-0;"–"', **_BORDER},
    "label": {**_MIDDLE, **_BORDER, **_INDENT},
    "input": {**_INPUT, **_MIDDLE, **_INDENT},
    "input_middle": {**_INPUT, **_MIDDLE, **_INDENT, "text_wrap": True},
    "input_wrap": {**_INPUT, **_TOP, **_INDENT},
    "input_figure": {**_INPUT, **_FIGURE},
    "input_setting": {**_INPUT, **_MIDDLE, **_INDENT},
    "worked": {"bg_color": WORKED_FILL, "font_color": "#383F43", **_BORDER, **_MIDDLE, **_INDENT},
    "worked_figure": {"bg_color": WORKED_FILL, "font_color": "#383F43", **_BORDER, **_FIGURE, "locked": False},
    "headline": {
        "font_size": LARGE_SIZE,
        "align": "center",
        "valign": "vcenter",
        "shrink": True,
        **_BORDER,
    },
    "headline_words": {"align": "center", "valign": "vcenter", "text_wrap": True, **_BORDER},
    "headline_rag": {
        "bold": True,
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
        "font_color": STATUS_COLOURS[0],
        "bg_color": STATUS_COLOURS[1],
        **_BORDER,
    },
    "late_headline": {"font_size": LARGE_SIZE, "align": "center", "valign": "vcenter", "shrink": True},
    "late_words": {"align": "center", "valign": "vcenter", "text_wrap": True},
    "rag_cell": {
        "bold": True,
        "align": "center",
        "valign": "vcenter",
        "font_color": STATUS_COLOURS[0],
        "bg_color": STATUS_COLOURS[1],
        **_BORDER,
    },
    "word_cell": {**_MIDDLE, **_BORDER, **_INDENT},
}


class Styles:
    """The cell formats of one workbook, each made when it is first asked for.

    Args:
        workbook: the workbook that is written.
    """

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, str], Format] = {}
        self._rules: dict[str, Format] = {}
        self.ratings = [
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{rating}"',
                "format": self._rule(font_color=ink, bg_color=fill),
            }
            for rating, (ink, fill) in RATING_COLOURS.items()
        ]
        self.changes = [
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{change}"',
                "format": self._rule(num_format=f'"{arrow} "@', **colour),
            }
            for change, arrow in CHANGE_ARROWS.items()
            for colour in [{IMPROVING: {"font_color": BETTER}, DECLINING: {"font_color": WORSE}}.get(change, {})]
        ]
        self.attention = self._rule(bold=True, font_color=WORSE)
        self.readiness = [
            {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": self.attention,
            }
            for word in (TO_DO, CHECK)
        ]
        self.waiting = {"type": "cell", "criteria": "!=", "value": f'"{NOTHING}"', "format": self.attention}
        self.late_header = self._rule(bg_color=HEADER_FILL, font_color=INK, **_BORDER)
        self.late_value = self._rule(**_BORDER)
        self.now = self._rule(bold=True, bg_color=NOW_FILL)
        self.faded = self._rule(font_color="#8A9299")

    def __getitem__(self, name: str) -> Format:
        """Return the style of this name."""
        return self.get(name)

    def get(self, name: str, num_format: str = "") -> Format:
        """Return the style of this name with a number format."""
        made = self._made.get((name, num_format))
        if made is None:
            properties = {**_STYLES[name], **({"num_format": num_format} if num_format else {})}
            made = self._made[name, num_format] = self._workbook.add_format(properties)
        return made

    def _rule(self, **properties: Any) -> Format:
        """Return a format for a conditional format: only what it changes."""
        return self._workbook.add_format(properties)


def number_format(measure: str, decimals: int) -> str:
    """Return how Excel is to show a figure of this measure."""
    places = "." + "0" * decimals if decimals else ""
    if measure == PERCENT:
        return f"0{places}%"
    if measure == CURRENCY:
        return f'"£"#,##0{places};-"£"#,##0{places}'
    return f"#,##0{places}"
