"""Quarterbook: spreadsheet-native performance reporting for UK councils.

    import quarterbook as qb
    qb.rag(0.64, 0.60, "up")          # "Blue"
    qb.evaluate(openpyxl_workbook)    # every formula's value, without Excel
    qb.open("master.xlsx").register   # what a master workbook holds

The names below are the public interface; each is imported when it is first used, so that `import quarterbook` is quick
and needs only what the caller uses.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quarterbook.book.evaluate import evaluate as evaluate
    from quarterbook.book.evaluate import evaluate_file as evaluate_file
    from quarterbook.book.evaluation import Evaluation as Evaluation
    from quarterbook.book.recalc import recalc as recalc
    from quarterbook.checks.finding import Finding as Finding
    from quarterbook.columns import change_series as change_series
    from quarterbook.columns import rag_series as rag_series
    from quarterbook.errors import QuarterbookError as QuarterbookError
    from quarterbook.master import Master as Master
    from quarterbook.master import open_master as open  # noqa: A004, F401 - qb.open, as pathlib and zipfile have it
    from quarterbook.periods import Period as Period
    from quarterbook.rules import change as change
    from quarterbook.rules import cumulative_check as cumulative_check
    from quarterbook.rules import in_period as in_period
    from quarterbook.rules import pro_rata_target as pro_rata_target
    from quarterbook.rules import rag as rag
    from quarterbook.rules import variance as variance
    from quarterbook.rules import year_to_date as year_to_date

_HOMES = {
    "Evaluation": "book.evaluation",
    "Finding": "checks.finding",
    "Master": "master",
    "Period": "periods",
    "QuarterbookError": "errors",
    "change": "rules",
    "change_series": "columns",
    "cumulative_check": "rules",
    "evaluate": "book.evaluate",
    "evaluate_file": "book.evaluate",
    "in_period": "rules",
    "open": "master",
    "pro_rata_target": "rules",
    "rag": "rules",
    "rag_series": "columns",
    "recalc": "book.recalc",
    "variance": "rules",
    "year_to_date": "rules",
}

_CALLED_THERE = {"open": "open_master"}
"""Where a public name is another one in its own module, which would hide a builtin there."""

__all__ = sorted(_HOMES)  # noqa: PLE0605 - sorted gives a list of the names above


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'quarterbook' has no attribute {name!r}")
    return getattr(import_module(f"quarterbook.{_HOMES[name]}"), _CALLED_THERE.get(name, name))


def __dir__() -> list[str]:
    return __all__
