"""Evaluation in the background: while the formula engine computes, which is native code, Python is free for others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from quarterbook.book.evaluate import Run
from quarterbook.book.evaluation import Evaluation
from quarterbook.book.package import Package
from quarterbook.book.structure import Structure


class Background:
    """One evaluation that has begun.

    Only what the engine does by itself happens in another thread, so the other steps do not contend with the caller.

    Args:
        package: the workbook.
        structure: what was read of it.

    Raises:
        BadFile: when the engine cannot read the file.
    """

    def __init__(self, package: Package, structure: Structure) -> None:
        self._run = Run(package, structure)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="evaluation")
        self._evaluated = self._pool.submit(self._run.evaluate)

    @property
    def is_busy(self) -> bool:
        """Whether the engine is still computing."""
        return not self._evaluated.done()

    def result(self) -> Evaluation:
        """Wait for it, and return what the formulas give. Raises `CannotEvaluate`."""
        self._evaluated.result()
        self.wait()
        return self._run.result()

    def wait(self) -> None:
        """Wait until nothing is done in the background any more."""
        self._pool.shutdown()

    def stop(self) -> None:
        """Break it off; there is no result then."""
        self._run.engine.stop()
        self.wait()
