"""gptables without what stands in the way: texts that mean something to it, sizes that it leaves to chance."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from copy import deepcopy
from textwrap import wrap
from typing import Any, Final

with warnings.catch_warnings():  # it leaves a file open when it is imported
    warnings.simplefilter("ignore")
    from gptables import Cover, GPTable, GPWorkbook, gptheme
    from gptables.core.gptable import FormatList
    from gptables.core.wrappers import GPWorksheet

__all__ = ["Cover", "FormatList", "GPTable", "PlainWorkbook", "PlainWorksheet"]

_A4: Final = 9
_OPTIONS: Final = {
    # The font of the cells: widths of columns count its digits.
    "default_format_properties": {"font_name": "Arial", "font_size": 12, "font_scheme": False},
    "in_memory": True,
    # A text stays a text, whatever it looks like.
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_LINE: Final = 15.5
_HIGHEST: Final = 409
"""The heights of a line of text and of the highest row, in points."""
_FILLED: Final = 1.05
"""How many characters of a text fill a column, for each digit that its width counts; fewer than most texts have."""


class PlainWorksheet(GPWorksheet):  # type: ignore[misc]
    """A worksheet in which no text has a meaning: gptables reads links into what cells say."""

    @staticmethod
    def _replace_url(string: str) -> str:
        return string

    def _smart_write(self, row: int, col: int, data: Any, format_dict: dict[str, Any], *args: Any) -> None:
        """Write a cell as gptables does, and note what has to be seen of it."""
        if isinstance(data, str | dict) and format_dict.get("text_wrap"):
            self.__dict__.setdefault("_wrapped", {})[row, col] = next(iter(data)) if isinstance(data, dict) else data
        super()._smart_write(row, col, data, format_dict, *args)

    def give_sizes(self, widths: Iterable[int]) -> None:
        """Set the widths of the columns, in characters, and the heights of rows so that all text is seen.

        gptables would make a column as wide as its longest text, and leaves the heights to whoever opens the file.
        """
        sizes = tuple(widths)
        for n, width in enumerate(sizes):
            self.set_column(n, n, width)
        lines: dict[int, int] = {}
        for (row, column), text in self.__dict__.get("_wrapped", {}).items():
            lines[row] = max(lines.get(row, 1), _lines(text, sizes[column]))
        for row, count in lines.items():
            if count > 1:
                self.set_row(row, min(count * _LINE, _HIGHEST))


class PlainWorkbook(GPWorkbook):  # type: ignore[misc]
    """A workbook of such worksheets.

    Args:
        buffer: what it is written to.
    """

    def __init__(self, buffer: io.BytesIO) -> None:
        super().__init__(buffer, _OPTIONS)
        theme = deepcopy(gptheme)
        theme.data_format = {**theme.data_format, "valign": "top"}
        self.set_theme(theme)

    def add_worksheet(self, name: str) -> PlainWorksheet:
        """Add a worksheet without grid lines."""
        worksheet: PlainWorksheet = super(GPWorkbook, self).add_worksheet(name, PlainWorksheet)
        worksheet.theme, worksheet._workbook = self.theme, self  # as gptables does it
        worksheet.hide_gridlines(2)
        worksheet.set_landscape()
        worksheet.set_paper(_A4)
        worksheet.fit_to_pages(1, 0)
        return worksheet


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column, rather more than fewer."""
    room = max(int(width * _FILLED), 1)
    return sum(max(len(wrap(line, room)), 1) for line in text.split("\n"))
