"""The checks of a workbook: one small module a family, each check with a stable code.

Checks see the model and a read-only view of the cells, never a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from quarterbook.checks.check import Check
from quarterbook.checks.finding import Finding

__all__ = ["CHECKS", "Check", "Finding"]

CHECKS: Final[Mapping[str, Check]] = {}
"""Every check by its code, in the order of the codes."""
