"""What an open workbook does not show by way of xlwings. Whoever looks at it is told so.

Nothing to be seen and nothing there are two things: a view that said "no title" of a workbook whose title was not asked
for would make a false finding, and one that said "nothing hidden" would keep a true one back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from quarterbook.book.features import Features
from quarterbook.book.view import View

_OF_A_WORKBOOK: Final = frozenset({"title", "linked"})
_OF_A_SHEET: Final = frozenset({"hidden_rows", "hidden_columns", "merged", "links", "drawings"})


class NotSeen(Exception):
    """Something was looked at that an open workbook does not show."""


class LiveView(View):
    """The view of an open workbook."""

    def __getattribute__(self, name: str) -> Any:
        """Refuse what is not seen."""
        if name in _OF_A_WORKBOOK:
            raise NotSeen(name)
        return super().__getattribute__(name)


@dataclass(frozen=True)
class LiveFeatures(Features):
    """The features of a sheet of an open workbook.

    Attributes:
        knows_dates: whether `dates` was told.
    """

    knows_dates: bool = False

    def __getattribute__(self, name: str) -> Any:
        """Refuse what is not seen."""
        if name in _OF_A_SHEET or (name == "dates" and not self.knows_dates):
            raise NotSeen(name)
        return super().__getattribute__(name)
