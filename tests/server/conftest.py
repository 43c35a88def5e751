"""One server for all tests of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from serving import Server, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    pytest.importorskip(
        "xlwings_server",
        reason="xlwings-server is not installed: its licence is in addin/server/README.md; pip install '.[server]'",
    )
    with serving() as running:
        yield running
