"""The errors that people see: one line that names the file, the place, what was found and what to do."""

from __future__ import annotations

from typing import Final

FINDINGS: Final = 1
"""The exit status when something was found that counts."""
COULD_NOT: Final = 2
"""The exit status when something could not be done; it outranks the other."""


class QuarterbookError(Exception):
    """Something could not be done. Its text is one clear line, fit to be shown as it is.

    The command line prints it on standard error and leaves with status 2.
    """


class BadFile(QuarterbookError):
    """A file that cannot be read: not a workbook, encrypted, truncated, too large, malicious."""


class NotAMaster(BadFile):
    """A workbook that can be read, but is no master workbook of Quarterbook."""


class BadRegister(QuarterbookError):
    """A register that cannot be read: names the file, the row and the column."""


class BadSettings(QuarterbookError):
    """A settings file that cannot be read: names the file and the setting."""


class BadPeriod(QuarterbookError, ValueError):
    """A text that is not a reporting period."""


class CannotEvaluate(QuarterbookError):
    """A workbook whose formulas cannot be evaluated as a whole (some cells failing is not this: see `Evaluation`)."""
