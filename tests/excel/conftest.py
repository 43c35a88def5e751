"""What the tests of Excel's side need before xlwings is imported."""

from __future__ import annotations

import os

os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")  # the engine that takes a workbook as a message
