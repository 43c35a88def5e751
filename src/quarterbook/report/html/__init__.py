"""The web page: one self-contained file, without scripts, after WCAG 2.2 AA."""

from quarterbook.report.html.page import edition

__all__ = ["edition"]
