"""What must be so before any test imports what it tests."""

from __future__ import annotations

import os

# xlwings looks when it is first imported whether it may offer the engine that takes a workbook as a message.
os.environ.setdefault("XLWINGS_LICENSE_KEY", "noncommercial")
