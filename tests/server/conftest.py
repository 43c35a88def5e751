"""One server for all tests of it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from serving import Server, serving

os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")  # the engine that takes a workbook as a message


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    pytest.importorskip(
        "xlwings_server",
        reason="xlwings-server is not installed: its licence is in addin/server/README.md; pip install '.[server]'",
    )
    with serving() as running:
        yield running
