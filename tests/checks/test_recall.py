"""What the docs say of planted faults and false alarms is what the committed command finds."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_says_what_is_found() -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from recall import PAGE, page
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))
    assert page() == PAGE.read_text(encoding="utf-8")
