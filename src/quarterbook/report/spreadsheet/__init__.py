"""The published spreadsheet, after the Analysis Function's checklist: a workbook, and its figures as one CSV file."""

from quarterbook.report.spreadsheet.workbook import edition

__all__ = ["edition"]
