"""One server for all tests of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from serving import Server, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    pytest.importorskip(
        "xlwings_server",
        reason="xlwings-server is not installed: see its licence in addin/server/README.md, then pip install '.[server]'",
    )
    with serving() as running:
        yield running
