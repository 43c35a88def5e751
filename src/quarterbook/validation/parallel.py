"""Validating several workbooks at the same time, each in a process of its own."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date

from quarterbook.validation.outcome import Outcome
from quarterbook.validation.run import Opener, Task, failed, outcome_of


def outcomes_of_many(tasks: Sequence[Task], open_workbook: Opener, today: date, jobs: int) -> Iterator[Outcome]:
    """Yield what comes of each task, in their order.

    Args:
        tasks: the workbooks.
        open_workbook: opens one; a function of a module, so that another process can be told of it.
        today: the day on which it is asked.
        jobs: how many processes work at the same time.
    """
    pool = _pool(min(jobs, len(tasks)))
    try:
        waited_for = [pool.submit(outcome_of, task, open_workbook, today) for task in tasks]
        for task, future in zip(tasks, waited_for, strict=True):
            try:
                outcome = future.result()
            except BrokenProcessPool:  # some workbook killed its process, and that ends all: each for itself, then
                outcome = _alone(task, open_workbook, today)
            yield outcome
    except BaseException:  # the user stops it, say: nothing works on that nobody waits for
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    pool.shutdown()


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
            return failed(task, f"{task.path}: could not be validated; the process ended, perhaps for want of memory")
