"""Workbooks built once for all tests of a run."""

from __future__ import annotations

import pytest
from built import Built, built

from registers import odd_register


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The workbook of the odd cases."""
    return built(odd_register(), tmp_path_factory.mktemp("odd") / "odd.xlsx")
