"""Validating many workbooks, one after the other or several at a time; none stops the others."""

from __future__ import annotations

import multiprocessing
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from quarterbook.checks.finding import SEVERITIES, Finding
from quarterbook.errors import QuarterbookError
from quarterbook.register.model import Register
from quarterbook.validation.outcome import Outcome
from quarterbook.validation.settings import DEFAULTS, Settings
from quarterbook.validation.waivers import parted


class Workbook(Protocol):
    """A workbook that can be asked what is to be found in it."""

    @property
    def register(self) -> Register:
        """What it holds: its reporting period and its indicators."""

    def validate(self, today: date | None = None) -> list[Finding]:
        """Return the findings of all checks."""


Opener = Callable[[Path], Workbook]
"""Opens a workbook, or raises a QuarterbookError. Where several processes work, it must be a function of a module."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One workbook to validate.

    Attributes:
        path: the file.
        settings: what holds for it.
        checked: the codes of the checks to look for.
        trouble: why it cannot be done, where that is known beforehand; "" otherwise.
    """

    path: Path
    settings: Settings = DEFAULTS
    checked: tuple[str, ...] = ()
    trouble: str = ""


def outcomes(tasks: Sequence[Task], open_workbook: Opener, today: date, jobs: int = 1) -> Iterator[Outcome]:
    """Yield what comes of each task, in their order.

    Args:
        tasks: the workbooks.
        open_workbook: opens one.
        today: the day on which it is asked.
        jobs: how many processes work at the same time.
    """
    if jobs < 2 or len(tasks) < 2:
        yield from (outcome_of(task, open_workbook, today) for task in tasks)
        return
    pool = _pool(min(jobs, len(tasks)))
    try:
        waited_for = [pool.submit(outcome_of, task, open_workbook, today) for task in tasks]
        for task, future in zip(tasks, waited_for, strict=True):
            try:
                yield future.result()
            except BrokenProcessPool:  # some workbook killed its process, which ends all of them: each for itself, then
                yield _alone(task, open_workbook, today)
    except BaseException:  # the user stops it, say: nothing works on that nobody waits for
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    pool.shutdown()


def outcome_of(task: Task, open_workbook: Opener, today: date) -> Outcome:
    """Return what comes of one workbook; what goes wrong is in it and not raised.

    Args:
        task: the workbook.
        open_workbook: opens it.
        today: the day on which it is asked.
    """
    if task.trouble:
        return _failed(task, task.trouble)
    try:
        workbook = open_workbook(task.path)
        register = workbook.register
        found = workbook.validate(today)
    except QuarterbookError as error:
        return _failed(task, str(error))
    except Exception as error:  # noqa: BLE001 - one fault of ours must not cost the findings of a hundred workbooks
        where = traceback.extract_tb(error.__traceback__)[-1]
        return _failed(
            task,
            f"{task.path}: could not be validated; please report this as a fault of Quarterbook: "
            f"{type(error).__name__} in {Path(where.filename).name}, line {where.lineno}: {error}",
        )
    indicators = tuple((indicator.number, indicator.title) for indicator in register.indicators)
    wanted = ordered(
        [finding for finding in found if finding.code in task.checked], [number for number, _ in indicators]
    )
    left, waived, matched = parted(wanted, task.settings.waivers, today)
    return Outcome(
        path=str(task.path),
        period=str(register.settings.reporting_period),
        indicators=indicators,
        settings=task.settings,
        checked=task.checked,
        findings=tuple(left),
        waived=tuple(waived),
        matched=matched,
    )


def ordered(findings: Sequence[Finding], numbers: Sequence[str]) -> list[Finding]:
    """Return findings as they are shown.

    By indicator in the order of the workbook, then indicators that it does not have, then what is about none; within an
    indicator the worst first, and otherwise as they were found.

    Args:
        findings: what was found.
        numbers: the numbers of the workbook's indicators, in their order.
    """
    known = dict.fromkeys([*numbers, *(finding.indicator for finding in findings)])
    places = {number: place for place, number in enumerate(known)} | {"": len(known)}
    return sorted(findings, key=lambda finding: (places[finding.indicator], SEVERITIES.index(finding.severity)))


def _failed(task: Task, why: str) -> Outcome:
    return Outcome(path=str(task.path), error=why, settings=task.settings, checked=task.checked)


def _pool(size: int) -> ProcessPoolExecutor:
    # New processes, not copies of this one: a copy of the threads of native code may hang.
    return ProcessPoolExecutor(size, multiprocessing.get_context("spawn"), initializer=_leave_ctrl_c_to_the_parent)


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _alone(task: Task, open_workbook: Opener, today: date) -> Outcome:
    with _pool(1) as pool:
        try:
            return pool.submit(outcome_of, task, open_workbook, today).result()
        except BrokenProcessPool:
            return _failed(task, f"{task.path}: could not be validated; the process ended, perhaps for want of memory")
