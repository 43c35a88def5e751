"""The Word document: what committee papers are edited from, with real headings, tables, links and contents."""

from quarterbook.report.word.document import edition

__all__ = ["edition"]
