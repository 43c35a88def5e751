"""Validating workbooks one after the other; none stops the others."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from quarterbook.book.contents import Contents
from quarterbook.checks.finding import Finding
from quarterbook.errors import NotAMaster, QuarterbookError
from quarterbook.validation.outcome import Outcome
from quarterbook.validation.settings import DEFAULTS, Settings
from quarterbook.validation.waivers import parted


class Workbook(Protocol):
    """A workbook that can be asked what is to be found in it."""

    @property
    def contents(self) -> Contents:
        """What could be read of it: its reporting period and its indicators."""

    def validate(self, codes: Iterable[str] | None = None) -> list[Finding]:
        """Return the findings of some checks, indicator by indicator, the worst first."""

    def write_findings(self, found: Sequence[Finding], on: date, *, left_out: int = 0) -> None:
        """Fill the workbook's Checks sheet with findings of a day; nothing else in the file is touched."""


Opener = Callable[[Path], Workbook]
"""Opens a workbook, or raises a QuarterbookError. Where several processes work, it must be a function of a module."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One workbook to validate.

    Attributes:
        path: the file.
        settings: what holds for it.
        checked: the codes of the checks to look for.
        left_out: how many other checks there are.
        trouble: why it cannot be done, where that is known beforehand; "" otherwise.
        write: whether the findings also go to the workbook's Checks sheet.
        was_named: whether the file itself was named; one that was found in a folder may be another kind of workbook.
    """

    path: Path
    settings: Settings = DEFAULTS
    checked: tuple[str, ...] = ()
    left_out: int = 0
    trouble: str = ""
    write: bool = False
    was_named: bool = True


def outcomes(tasks: Sequence[Task], open_workbook: Opener, today: date, jobs: int = 1) -> Iterator[Outcome]:
    """Yield what comes of each task, in their order.

    Args:
        tasks: the workbooks.
        open_workbook: opens one.
        today: the day on which it is asked.
        jobs: how many processes work at the same time.
    """
    if jobs > 1 and len(tasks) > 1:
        from quarterbook.validation.parallel import outcomes_of_many  # noqa: PLC0415 - one workbook needs none of it

        return outcomes_of_many(tasks, open_workbook, today, jobs)
    return (outcome_of(task, open_workbook, today) for task in tasks)


def outcome_of(task: Task, open_workbook: Opener, today: date) -> Outcome:
    """Return what comes of one workbook; what goes wrong is in it and not raised.

    Args:
        task: the workbook.
        open_workbook: opens it.
        today: the day on which it is asked.
    """
    if task.trouble:
        return failed(task, task.trouble)
    with _no_collection():
        return _outcome_of(task, open_workbook, today)


def _outcome_of(task: Task, open_workbook: Opener, today: date) -> Outcome:
    try:
        workbook = open_workbook(task.path)
        found = workbook.validate(task.checked)  # first, because it reads the contents while formulas are evaluated
        register = workbook.contents.register
        left, waived, matched = parted(found, task.settings.waivers, today)
        if task.write:
            every = [*left, *(entry.as_finding for entry in waived)]
            workbook.write_findings(every, today, left_out=task.left_out)
    except NotAMaster as error:
        return failed(task, str(error)) if task.was_named else Outcome(path=str(task.path), is_other=True)
    except QuarterbookError as error:
        return failed(task, str(error))
    except Exception as error:  # noqa: BLE001 - one fault of ours must not cost the findings of a hundred workbooks
        where = traceback.extract_tb(error.__traceback__)[-1]
        return failed(
            task,
            f"{task.path}: could not be validated; please report this as a fault of Quarterbook: "
            f"{type(error).__name__} in {Path(where.filename).name}, line {where.lineno}: {error}",
        )
    indicators = tuple((indicator.number, indicator.title) for indicator in register.indicators)
    return Outcome(
        path=str(task.path),
        period=str(register.settings.reporting_period),
        indicators=indicators,
        settings=task.settings,
        checked=task.checked,
        left_out=task.left_out,
        findings=tuple(left),
        waived=tuple(waived),
        matched=matched,
    )


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector from going through a workbook time and again while it grows: none of it is garbage.

    It ends when the workbook is gone: else all of it would be gone through once more.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def failed(task: Task, why: str) -> Outcome:
    """Return what comes of a workbook that could not be validated."""
    return Outcome(path=str(task.path), error=why, settings=task.settings, checked=task.checked)
