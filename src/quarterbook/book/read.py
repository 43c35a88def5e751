"""Opening a master workbook: its register, its cells, its formulas' values. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from quarterbook.book import layout
from quarterbook.book.background import Background
from quarterbook.book.contents import Contents, contents_of, is_master
from quarterbook.book.evaluate import evaluate_package
from quarterbook.book.evaluation import Evaluation
from quarterbook.book.package import Package
from quarterbook.book.stored import CellValue, Place
from quarterbook.book.view import Reading, View
from quarterbook.errors import BadRegister, NotAMaster, QuarterbookError
from quarterbook.register.model import Register

if TYPE_CHECKING:
    import pandas as pd


class Book:
    """A master workbook as it was when it was opened.

    Attributes:
        name: what messages call it: the path as it was given.
        structure: its sheets, names, tables and formulas.
    """

    def __init__(self, package: Package) -> None:
        self.name = package.name
        self._package = package
        self._background: Background | None = None
        self._reading: Reading | None = Reading(package)
        self.structure = self._reading.structure
        if not is_master(self.structure.names_of_workbook, self.structure.names_of_sheet.values()):
            raise NotAMaster(
                f"{self.name}: not a master workbook of Quarterbook (it has neither the name {layout.REPORTING_PERIOD} "
                "nor the sheet of an indicator); build one with quarterbook new"
            )

    @cached_property
    def view(self) -> View:
        """Its cells. Raises `BadFile` when one of them is damaged."""
        assert self._reading is not None  # noqa: S101 - let go of below, when this is kept instead
        view = self._reading.view()
        self._reading = None
        return view

    @cached_property
    def evaluation(self) -> Evaluation:
        """The values of every formula, evaluated without Excel when first asked for."""
        if self._background is None:
            return evaluate_package(self._package, self.structure)
        background, self._background = self._background, None  # which holds all that the engine knows
        return background.result()

    @property
    def is_evaluating(self) -> bool:
        """Whether formulas are being evaluated in the background, so that `evaluation` would have to wait."""
        return self._background is not None and self._background.is_busy

    @contextmanager
    def evaluating(self) -> Iterator[None]:
        """Evaluate in the background while something else is done with the book.

        Where that asks for `evaluation` it waits, and is told there what went wrong. When it ends in an exception, such
        as the user's Ctrl+C, the evaluation is broken off (the engine first gets ready, which takes a second for 1,000
        indicators) and begins anew when it is asked for.
        """
        background = None
        if "evaluation" not in self.__dict__:
            with suppress(QuarterbookError):  # raised again where the values are asked for
                background = self._background = Background(self._package, self.structure)
        if background is None:
            yield
            return
        try:
            yield
            background.wait()
        except BaseException:
            self._background = None
            background.stop()
            raise

    @cached_property
    def contents(self) -> Contents:
        """All that could be read of the register, and what is to be known about it."""
        return contents_of(self.view, self._evaluated)

    @property
    def register(self) -> Register:
        """The indicators, their history, narrative and what was published, and the settings.

        Raises:
            BadRegister: when the workbook holds something that cannot be read: names the sheet and the cell.
        """
        lost = self.contents.lost
        if lost:
            more = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
            raise BadRegister(f"{self.name}, {lost[0]}{more}")
        return self.contents.register

    def to_frame(self) -> pd.DataFrame:
        """Return the figures as a pandas frame, one row for each indicator and period (`docs/analysts.md`).

        Raises:
            BadRegister: when the workbook holds something that cannot be read.
            QuarterbookError: when pandas is not installed.
        """
        from quarterbook.book.frame import frame_of  # noqa: PLC0415 - pandas only where it is used

        return frame_of(self.register)

    def _evaluated(self, sheet: str, place: Place) -> CellValue:
        return self.evaluation.value(sheet, *place)


def open_book(path: str | Path) -> Book:
    """Open a master workbook. It is read, never written to.

    Args:
        path: an .xlsx or .xlsm file.

    Raises:
        BadFile: when the file cannot be read.
        NotAMaster: when it is no master workbook.
    """
    return Book(Package.open(path))
